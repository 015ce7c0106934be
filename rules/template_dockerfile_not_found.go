package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "template-dockerfile-not-found",
	Summary: "functions of SAM whose Dockerfile is not in the folder of their context",
	Doc: `
Metadata.DockerContext is relative to the template, and Metadata.Dockerfile is relative to DockerContext, not to the template. Where the file is not there, sam build fails with "Dockerfile not found".

The rule is silent where the context is no folder of the workspace, which may be made before the build, where version control ignores the Dockerfile, and where either is not written out.`,
	Refs: []string{
		"https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Function: templateDockerfileNotFound,
})

func templateDockerfileNotFound(p *analysis.Pass, f *workspace.Function) {
	m := f.Missing
	if m.Name.State != workspace.Known || m.Name.Span.Len() == 0 {
		return
	}
	place := m.Context
	if place == "." {
		place = "the root of the workspace"
	}
	d := analysis.Diagnostic{
		File: f.File, Span: m.Name.Span,
		Message: fmt.Sprintf("there is no %s in %s, the context of function %s, to which the Dockerfile's path is relative", m.Name.Text, place, f.Name),
	}
	if m.Meant != "" {
		d.Message += ", did you mean " + m.Meant + "?"
		if f.File.Slice(m.Name.Span) == m.Name.Text {
			d.Fixes = []analysis.Fix{{Title: "Change it to " + m.Meant, Edits: []analysis.Edit{{File: f.File, Span: m.Name.Span, New: m.Meant}}}}
		}
	}
	p.Report(d)
}
