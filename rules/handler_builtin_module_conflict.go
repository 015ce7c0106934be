package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "handler-builtin-module-conflict",
	Summary: "handlers in Python modules whose name is that of a module built into the interpreter",
	Doc: `
The runtime refuses a handler whose module is built into Python, such as time or sys: "Cannot use built-in module time as a handler module". A file of that name is never looked for.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-python-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    handlerBuiltinModuleConflict,
})

func handlerBuiltinModuleConflict(p *analysis.Pass, i *image.Image) {
	handler, ok := given(i)
	if !ok || i.Start.Language != lambda.Python {
		return
	}
	module, _, dot := cutLast(handler, ".")
	if !dot || !lambda.IsPythonBuiltin(module) {
		return
	}
	first, _, _ := strings.Cut(strings.ReplaceAll(module, "/", "."), ".")
	p.Report(onHandler(i, fmt.Sprintf("%s is built into Python, and the runtime takes no handler from it", first), nil))
}
