package analysis

import (
	"path"
	"regexp"
	"strings"

	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// readBootstrap reads a script of the build context that the container starts.
func (r *Resolution) readBootstrap(v *Variant, m made) bool {
	f, ok := v.contextText(m.contextPath)
	if !ok || !strings.HasPrefix(f.Text(), "#!") {
		return false
	}
	r.Source, r.Read, r.Symbols = handlers.Module{File: f}, true, handlers.Yes
	r.Origin = image.Origin{Step: m.step, ContextPath: m.contextPath}
	return true
}

// scriptExtensions are those of the files that runtimes of one's own load for a handler FILE.FUNCTION, as AWS's tutorial does
// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-walkthrough.html).
var scriptExtensions = []string{".sh", ".bash", ".js", ".mjs", ".ts", ".py", ".rb"}

// readHandlerOfScript takes the function that a handler names for a runtime of one's own, where the one file of that name in the task root defines it.
func (r *Resolution) readHandlerOfScript(v *Variant) {
	handler := v.Image.Start.Handler
	file, function, ok := strings.Cut(handler.Text, ".")
	if handler.State != image.HandlerGiven || !ok || file == "" || function == "" {
		return
	}
	for _, extension := range scriptExtensions {
		_, origin := v.Image.Final.Lookup(path.Join(lambda.TaskRoot, file+extension))
		if origin.ContextPath == "" || origin.Dir {
			continue
		}
		f, ok := v.contextText(origin.ContextPath)
		if !ok {
			continue
		}
		module, known := handlers.Read(f)
		if !known {
			module = shellFunctions(f)
		}
		if n, answer := module.Has(function); answer == handlers.Yes {
			r.Source, r.Name, r.Symbol = module, n, function
			return
		}
	}
}

// shellFunction is the head of a function in a shell script.
var shellFunction = regexp.MustCompile(`(?m)^[ \t]*(?:function[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*\([ \t]*\)`)

// shellFunctions are the functions that a shell script defines.
func shellFunctions(f *source.File) handlers.Module {
	m := handlers.Module{File: f}
	for _, at := range shellFunction.FindAllStringSubmatchIndex(f.Text(), -1) {
		span := source.Span{Start: at[2], End: at[3]}
		m.Names = append(m.Names, handlers.Name{Name: f.Slice(span), Span: span, Kind: handlers.Function, Callable: handlers.Yes, Signature: f.Slice(span) + "()"})
	}
	return m
}
