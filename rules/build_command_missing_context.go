package rules

import (
	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "build-command-missing-context",
	Summary: "docker build commands of a Lambda image that name no context",
	Doc: `
docker build takes exactly one argument behind its flags: the folder that COPY reads from. Without it the command ends at once with "requires 1 argument". A common slip is the dot that is glued to the tag,
as in "docker build -t image:test.", which makes it a part of the tag.

The rule is silent where the context may come from a variable, from standard input or from xargs, and on tools that take the working directory by themselves, such as podman.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
		"https://docs.docker.com/reference/cli/docker/buildx/build/",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Build:    buildCommandMissingContext,
})

func buildCommandMissingContext(p *analysis.Pass, b *workspace.Build) {
	insert := b.InsertContext
	if insert.Text == "" {
		return
	}
	d := analysis.Diagnostic{
		File: b.File, Span: b.Span,
		Message: "this build names no context, the folder that docker build needs as its last argument",
		Related: []analysis.Related{buildsLambda(p.Image)},
		Fixes: []analysis.Fix{{
			Title: "Build with the working directory as context",
			Edits: []analysis.Edit{{File: b.File, Span: source.Span{Start: insert.At, End: insert.At}, New: insert.Text}},
		}},
	}
	if b.Documentation {
		d.Severity = analysis.Info
	}
	p.Report(d)
}
