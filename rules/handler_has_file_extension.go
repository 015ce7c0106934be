package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "handler-has-file-extension",
	Summary: "handlers with a file extension in them: app.py, index.js, index.mjs.handler",
	Doc: `
A handler names a module, not a file. The runtime takes app.py for a function named py in the module app, and app.py.handler for a module py in a package app:
each invocation ends with Runtime.HandlerNotFound or Runtime.ImportModuleError.

The rule is silent where the source does define a function of the extension's name.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html",
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    handlerHasFileExtension,
})

func handlerHasFileExtension(p *analysis.Pass, i *image.Image) {
	handler, ok := given(i)
	if !ok {
		return
	}
	extension := extensionIn(i.Start.Language, handler)
	if extension == "" || p.Module().Symbols == handlers.Yes {
		return
	}
	module, rest, _ := strings.Cut(handler, extension)
	function := strings.TrimPrefix(rest, ".")
	d := onHandler(i, fmt.Sprintf("handler %s names the file %s, and the runtime takes %s for a name in a module", handler, module+extension, strings.TrimPrefix(extension, ".")), nil)
	if function != "" {
		d.Fixes = replaceHandler(i, module+"."+function, false)
	} else {
		for _, name := range functionsOf(p, i, module+extension) {
			d.Fixes = append(d.Fixes, replaceHandler(i, module+"."+name, false)...)
		}
	}
	p.Report(d)
}

// extensionIn is a file extension of the language that stands in a handler as a part of its own, with its dot; "" when there is none.
func extensionIn(language lambda.Language, handler string) string {
	base := path.Base(handler)
	for _, extension := range sourceExtensions(language) {
		if strings.HasSuffix(base, extension) || strings.Contains(base, extension+".") && strings.Count(base, ".") == 2 {
			return extension
		}
	}
	return ""
}

// functionsOf are the handlers that a file of the image defines, the likeliest first; the usual name when the file cannot be read.
func functionsOf(p *analysis.Pass, i *image.Image, file string) []string {
	for _, dir := range i.Start.Handler.SearchPath {
		presence, origin := i.Final.Lookup(path.Join(dir, file))
		if presence != image.Present {
			continue
		}
		if module, ok := p.Read(origin); ok {
			return candidateNames(module)
		}
	}
	return []string{"handler"}
}

func candidateNames(module handlers.Module) []string {
	var names []string
	for _, candidate := range handlers.Candidates(module) {
		if !slices.Contains(names, candidate.Name) && len(names) < maxOffered {
			names = append(names, candidate.Name)
		}
	}
	return names
}
