package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "platform-architecture-mismatch",
	Summary: "builds of a Lambda image for another platform than the function's architecture",
	Doc: `
The image's platform must be the function's architecture: linux/amd64 for x86_64, linux/arm64 for arm64. With the other one each invocation ends with "exec format error" or Runtime.InvalidEntrypoint.

The rule compares the builds of a Dockerfile with the functions that use it, and is silent where either is not written out, where there are builds for both, and where functions of both architectures use it.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Build:    platformArchitectureMismatch,
})

func platformArchitectureMismatch(p *analysis.Pass, b *workspace.Build) {
	if len(b.Platforms) != 1 || b.Platforms[0].State != workspace.Known || b.Documentation {
		return
	}
	built, ok := lambda.Architecture(b.Platforms[0].Text)
	if !ok || len(p.Env.Functions) == 0 {
		return
	}
	for _, other := range p.Env.Builds {
		if other != b && !other.Documentation && (len(other.Platforms) != 1 || other.Platforms[0].Text != b.Platforms[0].Text) {
			return
		}
	}
	var wanted *workspace.Function
	for _, f := range p.Env.Functions {
		if f.Architecture.State != workspace.Known || wanted != nil && wanted.Architecture.Text != f.Architecture.Text {
			return
		}
		wanted = f
	}
	if wanted.Architecture.Text == built {
		return
	}
	at := b.Platforms[0].Span
	if at.Len() == 0 {
		at = b.Span
	}
	platform, _ := lambda.Platform(wanted.Architecture.Text)
	d := analysis.Diagnostic{
		File: b.File, Span: at,
		Message: fmt.Sprintf("this builds for %s, and function %s is for %s", b.Platforms[0].Text, wanted.Name, wanted.Architecture.Text),
		Related: []analysis.Related{{File: wanted.File, Span: wanted.Architecture.Span, Message: "the architecture is set here"}},
	}
	if b.File.Slice(at) == b.Platforms[0].Text && platform != "" {
		d.Fixes = []analysis.Fix{{Title: "Build for " + platform, Edits: []analysis.Edit{{File: b.File, Span: at, New: platform}}}}
	}
	p.Report(d)
}
