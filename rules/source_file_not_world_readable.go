package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "source-file-not-world-readable",
	Summary: "a handler's file whose permissions in the build context keep Lambda's user from reading it",
	Doc: `
COPY keeps the permissions that a file has in the build context. Lambda runs the function as a user of its own, for whom those for others count: a handler of mode 600, as a strict umask leaves it,
ends with "permission denied" at the first invocation, from the machine on which it was built, while an image that was built elsewhere works.

The rule looks at the handler's file. It is silent with --chmod and where a RUN may have changed the mode: of those restrictive-permissions speaks.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://github.com/terraform-aws-modules/terraform-aws-lambda/issues/209",
	},
	Severity: analysis.Warning,
	Tier:     3,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    sourceFileNotWorldReadable,
})

func sourceFileNotWorldReadable(p *analysis.Pass, i *image.Image) {
	found := p.Module()
	mode, step := found.Origin.Mode, found.Origin.Step
	if found.Presence != image.Present || !mode.Known || mode.Bits&0o004 != 0 || step == nil || step.Copy == nil || found.Origin.ContextPath == "" || found.Origin.Chmod != nil {
		return
	}
	p.Report(analysis.Diagnostic{
		Span:    step.Instruction.KeywordSpan,
		Message: fmt.Sprintf("%s has mode %o in the build context and so in the image, where Lambda's user cannot read it", found.Origin.ContextPath, mode.Bits.Perm()),
		Fixes:   chmodOnCopy(i, step),
	})
}
