package analysis

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// mayInstall reports whether a package that the image installs could hold the module. A project of the author's own may hold any; packages from an
// index may too, but hardly one whose file lies in the build context as well (own).
func (v *Variant) mayInstall(module string, own bool) bool {
	stage := v.Image.Final
	packages := v.Image.Start.Handler.SearchPath
	if slices.ContainsFunc(packages, stage.MayHoldProject) {
		return true
	}
	if own || !slices.ContainsFunc(packages, stage.MayHoldPackages) {
		return false
	}
	top, _, _ := strings.Cut(module, "/")
	names, listed, complete := v.installedNames()
	if listed && top != module {
		return true // a package of the author's own has any name
	}
	return !complete || slices.ContainsFunc(names, func(name string) bool { return couldHold(name, top) })
}

// couldHold reports whether a distribution's name suggests that it brings the module: datadog-lambda for datadog_lambda, and
// serverless-wsgi for wsgi_handler.
func couldHold(distribution, module string) bool {
	parts := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune("-_.@/", r) })
	}
	of, in := parts(distribution), parts(module)
	a, b := strings.Join(of, ""), strings.Join(in, "")
	return strings.Contains(a, b) || strings.Contains(b, a) || slices.ContainsFunc(of, func(part string) bool {
		return len(part) > 3 && !slices.Contains(commonParts, part) && slices.Contains(in, part)
	})
}

// commonParts are parts of names that say nothing of whose they are.
var commonParts = []string{"lambda", "function", "handler", "main", "index", "python", "node", "apps", "server", "service"}

// installedNames are the packages that the image installs for its language. listed reports that files
// name some of them, and complete that there are no more.
func (v *Variant) installedNames() (names []string, listed, complete bool) {
	complete = true
	for _, install := range v.Installs() {
		if install.Manager == "go" || install.Manager == "dotnet" {
			continue
		}
		complete = complete && install.Complete && install.Command != nil
		for _, p := range install.Packages {
			if p.Ecosystem != SystemPackage {
				names = append(names, p.Name)
				listed = listed || p.File != v.Image.File.Source
			}
		}
	}
	return names, listed, complete
}

// mentionsClient reports whether a text names a package of the ecosystem's that carries a runtime client.
func mentionsClient(ecosystem, text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !(r == '-' || r == '_' || r == '.' || r == '/' || r == '@' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	})
	return slices.ContainsFunc(words, func(w string) bool { return lambda.IsClientPackage(ecosystem, packageOf(strings.Trim(w, ".-"))) })
}

// packageOf is the name of a package without the version that npm and its lock files put behind it, and the folder in front: aws-lambda-ric@4.0.2.
func packageOf(word string) string {
	if at := strings.LastIndexByte(word, '@'); at > 0 {
		word = word[:at]
	}
	if at := strings.LastIndex(word, "node_modules/"); at >= 0 {
		word = word[at+len("node_modules/"):]
	}
	return word
}
