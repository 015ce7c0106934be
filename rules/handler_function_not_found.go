package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "handler-function-not-found",
	Summary: "handlers whose module is in the image, and defines no function of that name",
	Doc: `
A handler renamed in the source and not in the Dockerfile builds and deploys, and each invocation ends with Runtime.HandlerNotFound. lambdock reads the module as the
runtime would load it: definitions, assignments such as handler = Mangum(app), imports, exports of ES modules and CommonJS.

The rule is silent where the source does not decide it: from x import *, a module __getattr__, names that are defined under a condition, computed exports, bundles.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    handlerFunctionNotFound,
})

func handlerFunctionNotFound(p *analysis.Pass, i *image.Image) {
	handler, ok := wellFormed(i)
	if !ok {
		return
	}
	found := p.Module()
	if found.Presence != image.Present || !found.Read || found.Symbols != handlers.No {
		return
	}
	d := onHandler(i, fmt.Sprintf("handler %s needs %s in %s, which does not define it", handler, found.Symbol, found.Source.File.Path()), nil)
	d.Related = []analysis.Related{{File: found.Source.File, Span: source.Span{}, Message: "the handler's module"}}
	prefix := handler[:len(handler)-len(found.Symbol)]
	if near, ok := handlers.Closest(found.Source, found.Symbol); ok {
		d.Message += ", did you mean " + near.Name + "?"
		d.Related = []analysis.Related{{File: found.Source.File, Span: near.Span, Message: near.Name + " is defined here"}}
		d.Fixes = replaceHandler(i, prefix+near.Name, false)
	}
	for _, name := range candidateNames(found.Source) {
		if fix := replaceHandler(i, prefix+name, false); len(d.Fixes) == 0 || len(fix) > 0 && fix[0].Title != d.Fixes[0].Title {
			d.Fixes = append(d.Fixes, fix...)
		}
	}
	p.Report(d)
}
