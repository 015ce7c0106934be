package rules

import (
	"fmt"
	"path"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "handler-typescript-not-compiled",
	Summary: "Node.js handlers of which the image holds the TypeScript source alone",
	Doc: `
The Node.js runtime loads .js, .mjs and .cjs files. A handler of which only the .ts file is in the image was never compiled: each invocation ends with Runtime.ImportModuleError.

The rule is silent where a RUN of the stage may compile, where a bundler or tsc could have put the file elsewhere, and where another image brings it.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/typescript-image.html",
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    handlerTypescriptNotCompiled,
})

func handlerTypescriptNotCompiled(p *analysis.Pass, i *image.Image) {
	source, ok := onlyTypeScript(p, i)
	if !ok {
		return
	}
	handler := i.Start.Handler.Text
	p.Report(onHandler(i, fmt.Sprintf("handler %s is in the image as %s alone, and nothing compiles it", handler, source), nil))
}

// onlyTypeScript is the TypeScript source of a handler whose compiled file is certainly not in the image.
func onlyTypeScript(p *analysis.Pass, i *image.Image) (file string, ok bool) {
	if _, wellFormed := wellFormed(i); !wellFormed || i.Start.Language != lambda.NodeJS || i.Class != image.Certain {
		return "", false
	}
	found := p.Module()
	if found.Presence != image.Absent || len(i.Start.Handler.SearchPath) == 0 {
		return "", false
	}
	for _, extension := range []string{".ts", ".mts", ".cts"} {
		name := path.Join(i.Start.Handler.SearchPath[0], found.Module+extension)
		if presence, origin := i.Final.Lookup(name); presence == image.Present && origin.ContextPath != "" {
			return name, true
		}
	}
	return "", false
}
