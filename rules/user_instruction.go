package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "user-instruction",
	Summary: "USER in the image of a function, which Lambda ignores",
	Doc: `
Lambda runs the container as a user of its own without privileges, whatever USER says. The instruction counts for builds and for local runs alone; files must be readable for everybody, not for that user.

The rule looks at the user that the final image ends with, and is silent on root.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Info,
	Mark:     analysis.Unnecessary,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    userInstruction,
})

func userInstruction(p *analysis.Pass, i *image.Image) {
	var last *image.Step
	for _, step := range i.Final.Steps {
		if step.Instruction.Keyword == "USER" && step.Instruction.Err == nil {
			last = step
		}
	}
	user, _, _ := strings.Cut(i.Final.User.Text, ":")
	if last == nil || !i.Final.User.Known || user == "" || user == "root" || user == "0" || i.Start.Kind == image.Adapter {
		return
	}
	d := analysis.Diagnostic{
		Span:    last.Instruction.Args.All(),
		Message: fmt.Sprintf("Lambda runs the function as a user of its own, not as %s", i.Final.User.Text),
	}
	if edit, ok := removeInstruction(i, last.Instruction); ok {
		d.Fixes = []analysis.Fix{{Title: "Remove USER", Edits: []analysis.Edit{edit}}}
	}
	p.Report(d)
}
