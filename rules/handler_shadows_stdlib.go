package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "handler-shadows-stdlib",
	Summary: "handlers in Python modules that are named like one of Python's own which the runtime has loaded already",
	Doc: `
The runtime imports json, logging, os and others for itself. When it then imports the handler's module of such a name, Python gives it the one that is loaded: the function's file is never read, and the
function ends with Runtime.HandlerNotFound. A folder of that name is hit too: json/app.handler ends with Runtime.ImportModuleError.

The rule speaks where the function's file is in the image, on Lambda's base images with their own entry point. It is silent where PYTHONPATH is set, with which the file may come first.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/main/awslambdaric/bootstrap.py",
		"https://docs.python.org/3/reference/import.html#the-module-cache",
	},
	Severity: analysis.Error,
	Tier:     3,
	Since:    "0.1.0",
	Image:    handlerShadowsStdlib,
})

func handlerShadowsStdlib(p *analysis.Pass, i *image.Image) {
	handler, ok := given(i)
	if !ok || i.Start.Language != lambda.Python || i.Start.Kind != image.LambdaEntrypoint || i.Start.Handler.SearchOpen || ownVariable(i, "PYTHONPATH") {
		return
	}
	if _, set := i.Inputs.Override.Environment["PYTHONPATH"]; set {
		return
	}
	module, _, dot := cutLast(handler, ".")
	found := p.Module()
	if !dot || !lambda.LoadsBeforeHandler(module) || found.Presence != image.Present {
		return
	}
	own, _, _ := strings.Cut(strings.ReplaceAll(module, "/", "."), ".")
	d := onHandler(i, fmt.Sprintf("the runtime has loaded Python's own %s before, so it never reads %s", own, path.Base(found.File)), nil)
	if strings.Contains(found.File, "/") {
		d.Message = fmt.Sprintf("the runtime has loaded Python's own %s before, so it never looks into the folder of that name", own)
	}
	p.Report(d)
}
