package rules

import (
	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "ric-entrypoint-without-handler",
	Summary: "images whose entry point starts a runtime interface client and that name no handler for it",
	Doc: `
A runtime interface client takes the handler as its argument, which CMD gives it. Without one it ends at once: "Handler not set" from Python's, "No handler specified" from
Node.js's.

The handler may also be the last word of ENTRYPOINT, or stand in a template: the rule is silent where a function of the repository that uses the image, or that may use it, sets
a command. It is silent too where nothing of the build context comes into the image and no function uses it: such an image is for others to stand on.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-python-runtime-interface-client",
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    ricEntrypointWithoutHandler,
})

func ricEntrypointWithoutHandler(p *analysis.Pass, i *image.Image) {
	if i.Start.Kind != image.Client || i.Start.Handler.State != image.HandlerMissing || commandElsewhere(p) || !holdsOwnCode(p, i) {
		return
	}
	d := analysis.Diagnostic{
		Span:    missingMark(i),
		Message: "the entry point starts a runtime interface client, and no CMD names the handler for it",
	}
	for _, handler := range handlersInImage(p, i) {
		d.Fixes = append(d.Fixes, analysis.Fix{
			Title: "Add CMD with " + handler,
			Edits: []analysis.Edit{appendToStage(i, "CMD "+jsonArray([]string{handler}))},
		})
	}
	p.Report(d)
}
