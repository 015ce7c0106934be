package analysis

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
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
	if v.Image.Start.Language != lambda.Python {
		return true
	}
	top, _, _ := strings.Cut(module, "/")
	names, complete := installedNames(v.Image)
	return !complete || slices.ContainsFunc(names, func(name string) bool { return couldHold(name, top) })
}

// couldHold reports whether a distribution's name suggests that it brings the module: datadog-lambda for datadog_lambda.
func couldHold(distribution, module string) bool {
	plain := func(s string) string {
		return strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(s))
	}
	return strings.Contains(plain(distribution), plain(module)) || strings.Contains(plain(module), plain(distribution))
}

// installedNames are the packages that pip installs by name. complete is false when it also installs what no name tells: a requirements
// file, a project, an address.
func installedNames(i *image.Image) (names []string, complete bool) {
	complete = true
	for _, s := range i.Stages {
		if !i.ReachesFinal(s) {
			continue
		}
		for _, step := range s.Steps {
			if step.Instruction.Keyword != "RUN" {
				continue
			}
			script := step.Script()
			if script == nil || script.Broken {
				return nil, false
			}
			for _, c := range script.Commands {
				found, all := pipInstalls(c.Unwrap())
				names, complete = append(names, found...), complete && all
			}
		}
	}
	return names, complete
}

// valuedOptions are options of pip install whose value is no package.
var valuedOptions = []string{
	"-t", "--target", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--platform", "--python-version",
	"--implementation", "--abi", "--only-binary", "--no-binary", "--cache-dir", "--prefix", "--root", "--trusted-host", "--timeout", "--retries",
}

// pipInstalls are the packages that a command installs. all is false when there are more than it names.
func pipInstalls(c *shell.Command) (names []string, all bool) {
	words := c.Words
	if len(words) >= 3 && strings.HasPrefix(c.Name(), "python") && words[1].Text == "-m" && words[2].Text == "pip" {
		words = words[2:]
	}
	switch name := strings.TrimRight(baseName(words), "0123456789."); {
	case slices.Contains([]string{"uv", "poetry", "pipenv", "pdm", "conda", "mamba", "hatch"}, name):
		return nil, false
	case name != "pip" || len(words) < 2 || words[1].Text != "install":
		return nil, true
	}
	value := false
	for _, w := range words[2:] {
		switch {
		case value:
			value = false
		case slices.Contains(valuedOptions, w.Text):
			value = true
		case !w.Known || slices.Contains([]string{"-r", "--requirement", "-e", "--editable"}, w.Text):
			return nil, false
		case strings.HasPrefix(w.Text, "-"):
		case strings.ContainsAny(w.Text, "/:") || w.Text == "." || strings.HasPrefix(w.Text, "."):
			return nil, false
		default:
			names = append(names, strings.FieldsFunc(w.Text, func(r rune) bool { return strings.ContainsRune("=<>!~[;@ ", r) })[0])
		}
	}
	return names, true
}

func baseName(words []shell.Word) string {
	if len(words) == 0 || !words[0].Known {
		return ""
	}
	return words[0].Text[strings.LastIndexByte(words[0].Text, '/')+1:]
}

// mentionsClient reports whether a text names a package of the ecosystem's that carries a runtime client.
func mentionsClient(ecosystem, text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !(r == '-' || r == '_' || r == '.' || r == '/' || r == '@' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	})
	return slices.ContainsFunc(words, func(w string) bool { return lambda.IsClientPackage(ecosystem, strings.Trim(w, ".-")) })
}
