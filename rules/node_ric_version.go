package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "node-ric-version",
	Summary: "versions of the Node.js runtime interface client that are broken, or do not run on the image's Node.js",
	Doc: `
aws-lambda-ric 4.0.0 was published with a broken program: it does not start. Versions from 4 on need Node.js 22.

The rule is silent where no version is written out.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    nodeRICVersion,
})

func nodeRICVersion(p *analysis.Pass, i *image.Image) {
	if i.Start.Kind == image.Client && i.Start.Language == lambda.NodeJS {
		for _, pin := range clientPins(i, lambda.NodeJS) {
			if pin.exact && pin.version == lambda.NodeClientBroken {
				newest := lambda.Client(lambda.NodeJS).NewestVersion
				p.Report(analysis.Diagnostic{
					File: pin.file, Span: pin.span,
					Message: fmt.Sprintf("%s %s was published broken, and does not start", lambda.Client(lambda.NodeJS).Package, pin.version),
					Fixes:   []analysis.Fix{{Title: "Use " + newest, Edits: []analysis.Edit{{File: pin.file, Span: pin.span, New: newest}}}},
				})
				return
			}
		}
	}
	unsupportedClient(p, i, lambda.NodeJS)
}
