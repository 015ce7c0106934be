package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "restrictive-permissions",
	Summary: "files of a function that Lambda's user cannot read",
	Doc: `
Lambda runs the function as a user of its own, who is neither the owner of the files nor in their group: what counts are the permissions for others. COPY --chmod=600, or a RUN chmod 700, ends with "permission denied" at the first import.

The rule looks at the handler's file and the directories of --chmod in the task root, where the mode is known. Of programs that start the container entrypoint-script-not-runnable speaks.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://github.com/terraform-aws-modules/terraform-aws-lambda/issues/209",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    restrictivePermissions,
})

func restrictivePermissions(p *analysis.Pass, i *image.Image) {
	found := p.Module()
	mode := found.Origin.Mode
	if found.Presence != image.Present || !mode.Known || mode.Bits&0o004 != 0 || found.Origin.Step == nil || setByContext(found.Origin) {
		return
	}
	step := found.Origin.Step
	d := analysis.Diagnostic{
		Span:    step.Instruction.KeywordSpan,
		Message: fmt.Sprintf("Lambda's user cannot read %s, whose mode is %o in the image", found.File, mode.Bits.Perm()),
	}
	if flag, given := step.Instruction.Flag("chmod"); given {
		d.Span = flag.Span
		d.Fixes = []analysis.Fix{{Title: "Use --chmod=755", Edits: []analysis.Edit{{File: i.File.Source, Span: flag.Span, New: "--chmod=755"}}}}
	}
	p.Report(d)
}

// setByContext reports a mode that the file has in the build context, which another checkout may give it otherwise.
func setByContext(origin image.Origin) bool {
	_, given := origin.Step.Instruction.Flag("chmod")
	return !given
}
