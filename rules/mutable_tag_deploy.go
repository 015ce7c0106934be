package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "mutable-tag-deploy",
	Summary: "functions of Terraform whose image_uri ends in latest, so that a new image is never deployed",
	Doc: `
Lambda resolves a tag to a digest when a function is created or updated, and keeps that digest: moving the tag changes nothing. Terraform compares the text of image_uri, and with :latest in it sees no change when a new image was pushed.
Name the image by its digest, as docker_registry_image.NAME.sha256_digest or data.aws_ecr_image.NAME.image_digest give it, or by a tag of its own for each build.

The rule is silent where something else has the function take the image anew: source_code_hash, a lifecycle, or an aws lambda update-function-code anywhere in the workspace; and on CDK and SAM, which make tags of their own.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Since:    "0.1.0",
	Function: mutableTagDeploy,
})

func mutableTagDeploy(p *analysis.Pass, f *workspace.Function) {
	if f.Kind != "terraform" || f.Retaken || f.Image.Span.Len() == 0 || !strings.HasSuffix(f.Image.Text, ":latest") || p.Env.Workspace == nil {
		return
	}
	updates := func(m *workspace.Command) bool {
		return m.Kind == workspace.LambdaCommand && m.Verb == "update-function-code"
	}
	if slices.ContainsFunc(p.Env.Workspace.Commands, updates) {
		return
	}
	p.Report(analysis.Diagnostic{
		File: f.File, Span: f.Image.Span,
		Message: fmt.Sprintf("function %s keeps the image that latest led to when it was deployed, and Terraform sees no change when another one is pushed: name it by its digest", f.Name),
	})
}
