package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "ric-alpine-build-tools",
	Summary: "runtime interface clients compiled on Alpine without the tools that takes",
	Doc: `
The Python and Node.js clients have parts in C++, and no ready-made files for Alpine's musl: installing them compiles libcurl and the client, which takes a compiler, make, cmake, autoconf, automake and libtool. Without them the build stops.

The rule knows Docker's Python and Node.js images of Alpine, and reads the requirements files and package.json that the install reads. It is silent where something not known could have installed the tools, where the install may not run, and where files for other systems are taken from elsewhere.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-python-runtime-interface-client",
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    ricAlpineBuildTools,
})

func ricAlpineBuildTools(p *analysis.Pass, i *image.Image) {
	for _, language := range []lambda.Language{lambda.Python, lambda.NodeJS} {
		for _, c := range compiledClients(p, language) {
			if c.family != "alpine" || c.mayHaveTool(p, compilers...) {
				continue
			}
			tools := strings.Join(c.client.AlpineBuild, " ")
			p.Report(analysis.Diagnostic{
				File: c.File, Span: c.Span, Related: relatedTo(p, c.clientInstall),
				Message: fmt.Sprintf("%s is compiled on Alpine, and nothing installs the tools for it: %s", c.client.Package, tools),
				Fixes: []analysis.Fix{{
					Title: "Install the tools",
					Edits: []analysis.Edit{before(i.File.Source, c.Step.Instruction, "RUN apk add --no-cache "+tools)},
				}},
			})
		}
	}
}
