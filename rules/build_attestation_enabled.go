package rules

import (
	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "build-attestation-enabled",
	Summary: "builds of a Lambda image that ask for a provenance or SBOM attestation, which makes a manifest that Lambda refuses",
	Doc: `
With an attestation the result of a build is an OCI image index, and Lambda takes a single image alone: creating or updating the function ends with "The image manifest,
config or layer media type for the source image … is not supported".

Attestations can be made from the pushed image afterwards, and kept beside it.

The rule is silent where the setting hangs on a variable, and on builds that could not be tied to one Dockerfile.`,
	Refs: []string{
		"https://docs.docker.com/build/metadata/attestations/",
		"https://github.com/aws/aws-lambda-roadmap/issues/82",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Build: func(p *analysis.Pass, b *workspace.Build) {
		reportAttestation(p, b, "provenance", b.Provenance)
		reportAttestation(p, b, "an SBOM", b.SBOM)
	},
})

func reportAttestation(p *analysis.Pass, b *workspace.Build, what string, s workspace.Switch) {
	if s.State != workspace.On {
		return
	}
	file := b.File
	if s.File != nil {
		file = s.File
	}
	d := analysis.Diagnostic{
		File: file, Span: s.Span,
		Message: "this build attaches " + what + " to a Lambda image, which makes a manifest that Lambda refuses",
		Related: []analysis.Related{buildsLambda(p.Image)},
	}
	if b.Documentation {
		d.Severity = analysis.Info
	}
	if s.Value.Len() > 0 {
		d.Fixes = []analysis.Fix{{Title: "Switch it off", Edits: []analysis.Edit{{File: file, Span: s.Value, New: "false"}}}}
	}
	p.Report(d)
}
