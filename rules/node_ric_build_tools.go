package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "node-ric-build-tools",
	Summary: "aws-lambda-ric compiled on Debian without cmake, or without a compiler",
	Doc: `
There are no ready-made files of aws-lambda-ric: npm compiles libcurl and the client, which takes g++, make and cmake. Docker's slim images have none of them, and the full ones have no cmake. Without them the install stops.

The rule knows Docker's Node.js images of Debian, and reads the package.json that npm reads. It is silent where something not known could have installed the tools, where the install may not run, and with --ignore-scripts. Of Alpine speaks ric-alpine-build-tools.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    nodeRICBuildTools,
})

func nodeRICBuildTools(p *analysis.Pass, i *image.Image) {
	for _, c := range compiledClients(p, lambda.NodeJS) {
		if c.family != "debian" || c.mayHaveTool(p, "cmake") {
			continue
		}
		tools := strings.Join(c.client.DebianBuild, " ")
		p.Report(analysis.Diagnostic{
			File: c.File, Span: c.Span, Related: relatedTo(p, c.clientInstall),
			Message: fmt.Sprintf("%s is compiled with cmake, which %s does not have and nothing installs", c.client.Package, c.Step.Stage.Root().Ref.Text),
			Fixes: []analysis.Fix{{
				Title: "Install the tools",
				Edits: []analysis.Edit{before(i.File.Source, c.Step.Instruction, "RUN apt-get update && apt-get install -y "+tools)},
			}},
		})
	}
}
