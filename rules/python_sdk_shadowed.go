package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/packages"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "python-sdk-shadowed",
	Summary: "versions of boto3 and its kin that older Python images never load, as the runtime's own come first",
	Doc: `
Up to Python 3.10 the Python images hold boto3, botocore and what they stand on in /var/runtime, which comes before pip's folder. A version that is pinned and installed by plain pip is in the image and never loaded: the function runs with the older one. What lies in the task root comes first.

The rule speaks of pinned versions alone, and is silent with --target and where PYTHONPATH is set.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-base-images/issues/8",
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    pythonSDKShadowed,
})

func pythonSDKShadowed(p *analysis.Pass, i *image.Image) {
	if i.Start.Kind != image.LambdaEntrypoint || i.Start.Language != lambda.Python || i.Start.Handler.SearchOpen || !runtimeFirst(i.Start.Handler.SearchPath) || ownVariable(i, "PYTHONPATH") {
		return
	}
	for _, install := range p.Variant.Installs() {
		if install.Manager != "pip" || !install.Certain() || !slices.Contains(i.Final.Chain(), install.Step.Stage) || installsElsewhere(install.Command) {
			continue
		}
		pinned := shadowed(install.Packages)
		if len(pinned) == 0 {
			continue
		}
		first := pinned[0]
		d := analysis.Diagnostic{
			File: first.File, Span: first.Span, Fixes: intoTaskRoot(i, install.Command),
			Message: fmt.Sprintf("%s %s is never loaded: python %s has its own in %s, which comes before the packages of pip%s",
				first.Name, first.Version, i.Start.Version, lambda.RuntimeDir, alsoOf(pinned[1:])),
		}
		if first.File != i.File.Source {
			d.Related = []analysis.Related{{File: i.File.Source, Span: install.Command.Span, Message: "it is installed here"}}
		}
		p.Report(d)
	}
}

// runtimeFirst reports a search path on which the runtime's folder comes before that of pip's packages.
func runtimeFirst(dirs []string) bool {
	runtime := slices.Index(dirs, lambda.RuntimeDir)
	installed := slices.IndexFunc(dirs, func(dir string) bool {
		return strings.HasPrefix(dir, lambda.LanguageHome) && strings.HasSuffix(dir, "/site-packages")
	})
	return runtime >= 0 && runtime < installed
}

// installsElsewhere reports a pip that installs into a folder that it is told, or may be.
func installsElsewhere(c *shell.Command) bool {
	return slices.ContainsFunc(c.Words, func(w shell.Word) bool {
		return !w.Known || strings.HasPrefix(w.Text, "-t") || strings.HasPrefix(w.Text, "--target") || strings.HasPrefix(w.Text, "--prefix") || strings.HasPrefix(w.Text, "--root") || w.Text == "--user"
	})
}

// shadowed are the pinned packages that the runtime brings itself, in its own order.
func shadowed(all []packages.Package) []packages.Package {
	var found []packages.Package
	for _, name := range lambda.PythonSDKPackages() {
		list := packages.List{Packages: all}
		if p, ok := list.Find(lambda.PythonPackage, name); ok && p.Version != "" && !p.Conditional {
			found = append(found, p)
		}
	}
	return found
}

func alsoOf(more []packages.Package) string {
	if len(more) == 0 {
		return ""
	}
	names := make([]string, len(more))
	for n, p := range more {
		names[n] = p.Name
	}
	return "; so it is with " + strings.Join(names, ", ")
}

// intoTaskRoot installs into the task root.
func intoTaskRoot(i *image.Image, c *shell.Command) []analysis.Fix {
	at := slices.IndexFunc(c.Words, func(w shell.Word) bool { return w.Text == "install" })
	if at < 0 {
		return nil
	}
	end := c.Words[at].Span().End
	return []analysis.Fix{{
		Title: "Install into the task root",
		Edits: []analysis.Edit{{File: i.File.Source, Span: source.Span{Start: end, End: end}, New: ` --target "${LAMBDA_TASK_ROOT}"`}},
	}}
}
