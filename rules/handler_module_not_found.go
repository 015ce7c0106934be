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
	Name:    "handler-module-not-found",
	Summary: "handlers whose module no instruction puts into the image where the runtime looks for it",
	Doc: `
The build does not know the handler: an image whose handler app.handler has no app.py builds, deploys, and ends each invocation with
Runtime.ImportModuleError. lambdock follows every COPY and ADD from the build context, through stages, renames, wildcards and .dockerignore, and looks for the
module as the runtime does.

The rule is silent wherever the answer is not certain: the build context is unknown, a RUN could have written the module, a source is built elsewhere, a package that is
installed may hold it. Of Java and .NET it speaks only where the sources in the build context make a class or an assembly whose name differs by a slip. Where the module is in the image but outside the search path, code-not-in-task-root speaks.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
		"https://github.com/aws/aws-lambda-python-runtime-interface-client",
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    handlerModuleNotFound,
})

func handlerModuleNotFound(p *analysis.Pass, i *image.Image) {
	handler, ok := wellFormed(i)
	if !ok || i.Class != image.Certain {
		return
	}
	found := p.Module()
	if found.Near != nil {
		p.Report(misspeltModule(i, handler, found))
		return
	}
	if found.Presence != image.Absent || len(found.Elsewhere) > 0 {
		return
	}
	if _, uncompiled := onlyTypeScript(p, i); uncompiled {
		return // handler-typescript-not-compiled speaks
	}
	if _, dotted := dottedDirectory(p, i); dotted {
		return // handler-node-dotted-directory speaks
	}
	directory := i.Start.Handler.SearchPath[0]
	d := onHandler(i, fmt.Sprintf("handler %s needs %s in %s, and nothing copies it there", handler, path.Base(found.File), path.Join(directory, path.Dir(found.File))), nil)
	if why, ok := i.Final.WhyAbsent(path.Join(directory, found.File)); ok && copiedByName(i, why.ContextPath) {
		return // dockerignore-excludes-needed-file speaks
	}
	if ignored, ok := ignoredBy(i, path.Join(directory, found.File)); ok {
		d.Message = fmt.Sprintf("handler %s needs %s, and %s keeps it out of the build context", handler, found.File, ignored.File.Path())
		d.Related = []analysis.Related{ignored}
	}
	d.Fixes = append(didYouMean(p, i, found), copyModule(i, found)...)
	p.Report(d)
}

// misspeltModule is the finding on a class or an assembly that the sources make under a slightly different name.
func misspeltModule(i *image.Image, handler string, found analysis.Resolution) analysis.Diagnostic {
	kind := "class"
	if i.Start.Language == lambda.DotNet {
		kind = "assembly"
	}
	d := onHandler(i, fmt.Sprintf("handler %s needs the %s %s, and the sources make %s", handler, kind, found.Module, found.Near.Name), nil)
	d.Related = []analysis.Related{{File: found.Near.File, Span: found.Near.Span, Message: "made here"}}
	d.Fixes = replaceHandler(i, found.Near.Name+strings.TrimPrefix(handler, found.Module), false)
	return d
}

// wellFormed is the handler, where no rule about its form speaks.
func wellFormed(i *image.Image) (string, bool) {
	handler, ok := given(i)
	if !ok || extensionIn(i.Start.Language, handler) != "" || leadingPath(i.Start.Language, handler) != "" {
		return "", false
	}
	g, ok := grammarOf(i.Start.Language)
	return handler, ok && g.malformed(handler) == ""
}

// ignoredBy is the line of the ignore file that keeps a path out of the image.
func ignoredBy(i *image.Image, path string) (analysis.Related, bool) {
	why, ok := i.Final.WhyAbsent(path)
	if !ok {
		return analysis.Related{}, false
	}
	return analysis.Related{File: why.File, Span: why.Span, Message: fmt.Sprintf("%s is excluded here", why.ContextPath)}, true
}

// didYouMean offers the module of the image whose name is like the handler's.
func didYouMean(p *analysis.Pass, i *image.Image, found analysis.Resolution) []analysis.Fix {
	var modules handlers.Module
	candidates := handlersInImage(p, i)
	for _, candidate := range candidates {
		module, _, _ := cutLast(candidate, ".")
		if i.Start.Language == lambda.Ruby {
			module, _, _ = strings.Cut(candidate, ".")
		}
		modules.Names = append(modules.Names, handlers.Name{Name: module, Callable: handlers.Yes})
	}
	near, ok := handlers.Closest(modules, found.Module)
	if !ok {
		return nil
	}
	at := slices.IndexFunc(candidates, func(c string) bool { return strings.HasPrefix(c, near.Name+".") })
	return replaceHandler(i, candidates[at], false)
}

// copyModule copies the one file of the context that is the module.
func copyModule(i *image.Image, found analysis.Resolution) []analysis.Fix {
	cmd := i.Start.Handler.Instruction
	if len(found.InContext) != 1 || cmd == nil || !slices.ContainsFunc(i.Final.Steps, func(s *image.Step) bool { return s.Instruction == cmd }) {
		return nil
	}
	destination := path.Join(i.Start.Handler.SearchPath[0], path.Dir(found.File)) + "/"
	if root, ok := i.Final.Env.Lookup("LAMBDA_TASK_ROOT"); ok && root.Known {
		if rest, inside := strings.CutPrefix(destination, root.Text+"/"); inside {
			destination = "${LAMBDA_TASK_ROOT}/" + rest
		}
	}
	at := cmd.Span
	at.End = at.Start
	file := i.File.Source
	return []analysis.Fix{{
		Title: "Copy " + found.InContext[0],
		Edits: []analysis.Edit{{File: file, Span: at, New: "COPY " + found.InContext[0] + " " + destination + file.LineEnd()}},
	}}
}
