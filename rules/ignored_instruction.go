package rules

import (
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "ignored-instruction",
	Summary: "instructions in the image of a function that have no effect in Lambda",
	Doc: `
Lambda opens no ports, mounts no volumes, runs no health checks and sends no stop signal of one's choice: EXPOSE, VOLUME, HEALTHCHECK and STOPSIGNAL say nothing to it.

The rule is silent with the Lambda Web Adapter, whose images are meant to run elsewhere too, and on HEALTHCHECK NONE. Of USER user-instruction speaks.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Hint,
	Mark:     analysis.Unnecessary,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    ignoredInstruction,
})

func ignoredInstruction(p *analysis.Pass, i *image.Image) {
	if i.Start.Kind == image.Adapter {
		return
	}
	for _, step := range i.Final.Steps {
		instruction := step.Instruction
		if !lambda.IgnoredInstruction(instruction.Keyword) || instruction.Keyword == "USER" || instruction.Err != nil || strings.EqualFold(instruction.Args.String(), "none") {
			continue
		}
		d := analysis.Diagnostic{Span: instruction.KeywordSpan, Message: instruction.Keyword + " has no effect in Lambda"}
		if edit, ok := removeInstruction(i, instruction); ok {
			d.Fixes = []analysis.Fix{{Title: "Remove " + instruction.Keyword, Edits: []analysis.Edit{edit}}}
		}
		p.Report(d)
	}
}
