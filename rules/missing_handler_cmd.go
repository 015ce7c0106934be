package rules

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "missing-handler-cmd",
	Summary: "images on Lambda base images that name no handler: neither in CMD nor in any function's configuration",
	Doc: `
The entry point of Lambda's base images takes the handler as its one argument. Without a CMD, and without a command in the function's configuration, each
invocation ends with "entrypoint requires the handler name to be the first argument" and exit status 142.

The handler may also stand in a template: the rule is silent where a function of the repository that uses the image, or that may use it, sets a command.
It is silent too where the file or the tag calls the image a base, for others to stand on, and where nothing is copied to the task root and no function uses the image: such an image
is for building layers, or for others to stand on.
On .NET, where AWS's own blueprints leave CMD out on purpose, the finding is a hint.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
		"https://github.com/aws/aws-lambda-base-images/issues/79",
	},
	Severity: analysis.Warning,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    missingHandlerCmd,
})

func missingHandlerCmd(p *analysis.Pass, i *image.Image) {
	start := i.Start
	if start.Kind != image.LambdaEntrypoint || start.Handler.State != image.HandlerMissing || i.Class != image.Certain || commandElsewhere(p) || isBaseOfOthers(p, i) || !holdsCode(p, i) {
		return
	}
	d := analysis.Diagnostic{
		Span:    missingMark(i),
		Message: "no CMD names the handler, and /lambda-entrypoint.sh takes it as its one argument",
	}
	if start.Language == lambda.DotNet {
		d.Severity = analysis.Hint
	}
	for _, handler := range handlersInImage(p, i) {
		d.Fixes = append(d.Fixes, analysis.Fix{
			Title: "Add CMD with " + handler,
			Edits: []analysis.Edit{appendToStage(i, "CMD "+jsonArray([]string{handler}))},
		})
	}
	p.Report(d)
}

// isBaseOfOthers reports an image whose file or tag calls it a base: what stands on it names the handler.
func isBaseOfOthers(p *analysis.Pass, i *image.Image) bool {
	names := []string{i.File.Source.Path()}
	for _, b := range p.Env.Builds {
		for _, tag := range b.Tags {
			names = append(names, tag.Text)
		}
	}
	return slices.ContainsFunc(names, func(name string) bool {
		words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune("/.-_:", r) })
		return slices.Contains(words, "base")
	})
}

// holdsCode reports an image that a function uses, or that holds something of its own where the runtime looks for code. Others build layers and tools.
func holdsCode(p *analysis.Pass, i *image.Image) bool {
	if len(p.Env.Functions) > 0 || i.Final.Entrypoint.Instruction != nil {
		return true
	}
	return slices.ContainsFunc(i.Final.Mappings(), func(m image.Mapping) bool {
		return m.Dest == "" || m.Dest == lambda.TaskRoot || strings.HasPrefix(m.Dest, lambda.TaskRoot+"/")
	})
}
