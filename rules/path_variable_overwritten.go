package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "path-variable-overwritten",
	Summary: "PATH and LD_LIBRARY_PATH on Lambda base images, set without what was in them",
	Doc: `
The base images find their language in /var/lang/bin and /var/lang/lib through PATH and LD_LIBRARY_PATH. An ENV that sets them without the old value hides the interpreter and its libraries: the runtime does not start, or loads
another library than it was built for.

The rule is silent where the value holds the old one ($PATH) or the directories of the language, and where it is not known.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    pathVariableOverwritten,
})

func pathVariableOverwritten(p *analysis.Pass, i *image.Image) {
	if !runsLanguage(i) || i.Start.Kind != image.LambdaEntrypoint && i.Start.Kind != image.Client {
		return
	}
	for _, name := range []string{"PATH", "LD_LIBRARY_PATH"} {
		pair, ok := ownEnv(i, name)
		value, _ := i.Final.Env.Runtime(name)
		if !ok || !value.Known || strings.Contains(pair.Value.Value, "$") {
			continue
		}
		needed := lambda.LanguageHome + "/bin"
		if name != "PATH" {
			needed = lambda.LanguageHome + "/lib"
		}
		holds := func(entry string) bool { return path.Clean(entry) == needed }
		if slices.ContainsFunc(strings.Split(value.Text, ":"), holds) {
			continue
		}
		at := pair.Value.Inner()
		p.Report(analysis.Diagnostic{
			Span:    pair.Name.Span(),
			Message: fmt.Sprintf("%s loses %s, where the base image has its language", name, needed),
			Fixes:   []analysis.Fix{{Title: "Keep the old value", Edits: []analysis.Edit{{File: i.File.Source, Span: source.Span{Start: at.End, End: at.End}, New: ":${" + name + "}"}}}},
		})
	}
}
