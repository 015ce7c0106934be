package rules

import (
	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "serverless-image-provenance",
	Summary: "images of serverless.yml that are built without provenance: false",
	Doc: `
The Serverless Framework builds the images under provider.ecr.images with docker build and pushes them. Where Docker keeps images in containerd's store, the default of new installations, a provenance attestation is attached, and
Lambda refuses the manifest. From version ` + lambda.ServerlessProvenanceMinimum + ` on, provenance: false beside path switches it off; in older versions the variable BUILDX_NO_DEFAULT_ATTESTATIONS=1 does.

The rule is silent unless frameworkVersion allows a version that knows it, and where provenance is set, also by buildOptions.`,
	Refs: []string{
		"https://github.com/serverless/serverless/issues/12808",
		"https://www.serverless.com/framework/docs/providers/aws/guide/functions",
	},
	Severity: analysis.Info,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Build:    serverlessImageProvenance,
})

func serverlessImageProvenance(p *analysis.Pass, b *workspace.Build) {
	insert := b.InsertOff
	if b.Tool != workspace.ServerlessImage || insert.Text == "" || b.Provenance.State != workspace.NotSet || b.SBOM.State == workspace.On {
		return
	}
	p.Report(analysis.Diagnostic{
		File: b.File, Span: b.Span,
		Message: "Docker may attach provenance to this image, which makes a manifest that Lambda refuses, and nothing here switches it off",
		Related: []analysis.Related{buildsLambda(p.Image)},
		Fixes: []analysis.Fix{{
			Title: "Switch provenance off", Safe: true,
			Edits: []analysis.Edit{{File: b.File, Span: source.Span{Start: insert.At, End: insert.At}, New: insert.Text}},
		}},
	})
}
