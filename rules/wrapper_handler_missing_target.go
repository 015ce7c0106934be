package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "wrapper-handler-missing-target",
	Summary: "vendors' wrapper handlers whose variable, which names the function's own handler, is set nowhere",
	Doc: `
Datadog, New Relic, Sentry and others have a handler of their own, which calls the function's. Which one that is a variable says: without it the wrapper ends at once, or calls a handler that nobody wrote.

The variable is often set in the function's configuration: where no configuration is found the finding is an information, and where one is decided elsewhere the rule is silent.`,
	Refs: []string{
		"https://docs.datadoghq.com/serverless/aws_lambda/installation/",
		"https://docs.newrelic.com/docs/serverless-function-monitoring/aws-lambda-monitoring/instrument-lambda-function/introduction-lambda/",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    wrapperHandlerMissingTarget,
})

func wrapperHandlerMissingTarget(p *analysis.Pass, i *image.Image) {
	h := i.Start.Handler
	wrapper, ok := lambda.WrapperHandler(h.Text)
	if !ok || h.State != image.HandlerGiven || wrapper.Variable == "" || len(p.Env.Loose) > 0 {
		return
	}
	if _, set := i.Final.Env.Runtime(wrapper.Variable); set {
		return
	}
	d := onHandler(i, fmt.Sprintf("%s's handler calls the one that %s names, and nothing sets it", wrapper.Vendor, wrapper.Variable), nil)
	functions := p.Variant.Functions
	for _, f := range functions {
		if _, set := f.Environment[wrapper.Variable]; set || f.EnvironmentOpen {
			return
		}
	}
	if len(functions) == 0 {
		d.Severity = analysis.Info
	}
	if cmd := h.Instruction; cmd != nil {
		for _, candidate := range handlersInImage(p, i) {
			d.Fixes = append(d.Fixes, analysis.Fix{
				Title: "Set " + wrapper.Variable + " to " + candidate,
				Edits: []analysis.Edit{before(i.File.Source, cmd, "ENV "+wrapper.Variable+"="+candidate)},
			})
		}
	}
	p.Report(d)
}
