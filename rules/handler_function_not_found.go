package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "handler-function-not-found",
	Summary: "handlers whose module is in the image, and defines no function of that name",
	Doc: `
A handler renamed in the source and not in the Dockerfile builds and deploys, and each invocation ends with Runtime.HandlerNotFound. lambdock reads the module as the
runtime would load it: definitions, assignments such as handler = Mangum(app), imports, exports of ES modules and CommonJS, in Ruby the methods outside of classes and those of classes
and modules themselves. For Java, Kotlin and .NET it reads the sources that
the image's program is compiled from: classes, their methods, and the interfaces that make a class a handler.

The rule is silent where the source does not decide it: from x import *, a module __getattr__, names that are defined under a condition, computed exports, bundles,
a require of what may define it, members that a class inherits, generated code, a project whose sources are not all in the build context.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/ruby-handler.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/java-handler.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/csharp-handler.html",
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
	if found.Presence != image.Present && found.Compiled == "" || !found.Read {
		return
	}
	if found.Name.Kind == handlers.Class && found.Name.Callable == handlers.No && i.Start.Language == lambda.Java {
		p.Report(classWithoutHandler(i, handler, found))
		return
	}
	if found.Symbols != handlers.No {
		return
	}
	d := onHandler(i, fmt.Sprintf("handler %s needs %s in %s, which does not define it", handler, lacking(found), found.Source.File.Path()), nil)
	d.Related = []analysis.Related{{File: found.Source.File, Span: source.Span{}, Message: "the handler's module"}}
	if at := slices.IndexFunc(found.Source.Instances, func(n handlers.Name) bool { return n.Name == found.Symbol }); at >= 0 {
		class, method, _ := found.Source.Member(found.Symbol)
		d.Message = fmt.Sprintf("handler %s needs a method of %s itself, and %s is a method of its instances", handler, class, method)
		d.Related = []analysis.Related{{File: found.Source.File, Span: found.Source.Instances[at].Span, Message: method + " is defined here"}}
	}
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

// lacking is what the module lacks of a handler: a function, a method, or the class of the method.
func lacking(found analysis.Resolution) string {
	class, method, isMember := found.Source.Member(found.Symbol)
	if !isMember {
		return found.Symbol
	}
	if _, answer := found.Source.Has(class); answer == handlers.Yes {
		return "a method " + method
	}
	return "a class " + class
}

// classWithoutHandler is the finding on a handler of Java that names a class alone, which no interface makes a handler.
func classWithoutHandler(i *image.Image, handler string, found analysis.Resolution) analysis.Diagnostic {
	d := onHandler(i, fmt.Sprintf("handler %s names no method, and the class implements neither RequestHandler nor RequestStreamHandler", handler), nil)
	d.Related = []analysis.Related{{File: found.Source.File, Span: found.Name.Span, Message: "the class is declared here"}}
	for _, name := range candidateNames(found.Source) {
		if strings.HasPrefix(name, handler+handlers.MemberSeparator) {
			d.Fixes = append(d.Fixes, replaceHandler(i, name, false)...)
		}
	}
	return d
}
