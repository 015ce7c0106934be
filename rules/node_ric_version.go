package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "node-ric-version",
	Summary: "versions of aws-lambda-ric that cannot be started, or that the image's Node.js is too old for",
	Doc: `
aws-lambda-ric 4.0.0 was published without a program: npx ends with "could not determine executable to run". Versions 4 are made for Node.js 22 and newer.

The rule reads the versions that RUN lines, package.json and package-lock.json ask for. It is silent without a version.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/170",
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/184",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    nodeRICVersion,
})

func nodeRICVersion(p *analysis.Pass, i *image.Image) {
	if i.Start.Kind != image.Client {
		return
	}
	for _, c := range clientInstalls(p, lambda.NodeJS) {
		if c.Exact() != lambda.NodeClientBroken {
			continue
		}
		at := versionSpan(c, lambda.NodeClientBroken)
		d := analysis.Diagnostic{
			File: c.File, Span: at, Related: relatedTo(p, c),
			Message: fmt.Sprintf("%s %s was published without a program to start", c.client.Package, lambda.NodeClientBroken),
		}
		if c.Locked == nil && at != c.Span {
			d.Fixes = []analysis.Fix{{Title: "Use " + c.client.NewestVersion, Edits: []analysis.Edit{{File: c.File, Span: at, New: c.client.NewestVersion}}}}
		}
		p.Report(d)
		return
	}
	clientTooNew(p, lambda.NodeJS, analysis.Warning, "it may not run")
}
