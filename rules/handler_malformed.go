package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "handler-malformed",
	Summary: "handlers that the runtime of their language refuses before it looks for any file",
	Doc: `
Each runtime splits the handler in its own way: Python wants MODULE.FUNCTION, Node.js FILE.EXPORT, Ruby FILE.METHOD, Java CLASS::METHOD or CLASS, .NET ASSEMBLY::TYPE::METHOD or the name of an
executable assembly. A handler such as app or app:handler ends each invocation with Runtime.MalformedHandlerName.

The rule is silent where the runtime's language is unknown, as on provided base images, and where the handler hangs on a variable.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html",
		"https://github.com/aws/aws-lambda-python-runtime-interface-client",
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    handlerMalformed,
})

func handlerMalformed(p *analysis.Pass, i *image.Image) {
	handler, ok := given(i)
	if !ok || extensionIn(i.Start.Language, handler) != "" || leadingPath(i.Start.Language, handler) != "" {
		return
	}
	g, ok := grammarOf(i.Start.Language)
	if !ok {
		return
	}
	fault := g.malformed(handler)
	if fault == "" {
		return
	}
	p.Report(onHandler(i, fmt.Sprintf("handler %s is not %s: %s", handler, g.form, fault), mendedHandlers(p, i, g, handler)))
}

// mendedHandlers rewrites the handler, or completes one that names a module alone with the functions that the module defines.
func mendedHandlers(p *analysis.Pass, i *image.Image, g grammar, handler string) []analysis.Fix {
	if mended := g.mended(handler); mended != "" {
		return replaceHandler(i, mended, false)
	}
	var fixes []analysis.Fix
	for _, candidate := range handlersInImage(p, i) {
		if module, _, _ := cutLast(candidate, "."); module == strings.TrimSuffix(handler, ".") || path.Base(module) == handler {
			fixes = append(fixes, replaceHandler(i, candidate, false)...)
		}
	}
	return fixes
}
