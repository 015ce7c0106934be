package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "files-under-root-home",
	Summary: "functions whose code lies in /root, which Lambda's user cannot enter",
	Doc: `
The home directory of root is closed to others (mode 700). Lambda runs the function as a user of its own: what lies in /root, code, a virtual environment, a program, ends with "permission denied".

The rule speaks of the handler's module and of the program that starts, and is silent where a RUN changes permissions.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    filesUnderRootHome,
})

func filesUnderRootHome(p *analysis.Pass, i *image.Image) {
	if changesPermissions(i) || i.Final.Root().Kind == image.BaseScratch {
		return
	}
	if program := i.Start.Program; strings.HasPrefix(program.Path, "/root/") && program.Origin.Step != nil {
		p.Report(analysis.Diagnostic{
			Span:    program.Origin.Step.Instruction.KeywordSpan,
			Message: fmt.Sprintf("the container starts %s, and Lambda's user cannot enter /root", program.Path),
		})
		return
	}
	found := p.Module()
	if found.Presence != image.Present || found.Origin.Step == nil || len(i.Start.Handler.SearchPath) == 0 {
		return
	}
	for _, dir := range i.Start.Handler.SearchPath {
		presence, _ := i.Final.Lookup(path.Join(dir, found.File))
		if presence != image.Present {
			continue
		}
		if dir == "/root" || strings.HasPrefix(dir, "/root/") {
			p.Report(analysis.Diagnostic{
				Span:    found.Origin.Step.Instruction.KeywordSpan,
				Message: fmt.Sprintf("the handler's module lies in %s, and Lambda's user cannot enter /root", dir),
			})
		}
		return
	}
}

// changesPermissions reports whether a RUN of the final chain changes permissions in /root.
func changesPermissions(i *image.Image) bool {
	for _, step := range finalSteps(i) {
		text := i.File.Source.Slice(step.Instruction.Span)
		if step.Instruction.Keyword == "RUN" && strings.Contains(text, "chmod") {
			return true
		}
	}
	return false
}
