package rules

import (
	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "provenance-set-in-wrong-place",
	Summary: "provenance given as a build argument, where it switches nothing off",
	Doc: `
A build argument is a variable of the Dockerfile. One with the name provenance is passed to a Dockerfile that does not know it, and the attestation is attached all the same, which makes a manifest that Lambda refuses.
The setting is one of the build itself: --provenance=false, provenance: false beside the build arguments, or BUILDX_NO_DEFAULT_ATTESTATIONS=1.

The rule is silent where the Dockerfile declares such an argument, where the build sets provenance in its right place too, and on tools that attach nothing.`,
	Refs: []string{
		"https://github.com/kreuzwerker/terraform-provider-docker/pull/840",
		"https://docs.docker.com/build/metadata/attestations/",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Build:    provenanceSetInWrongPlace,
})

func provenanceSetInWrongPlace(p *analysis.Pass, b *workspace.Build) {
	value, misplaced := misplacedProvenance(p.Image, b)
	if !misplaced {
		return
	}
	d := analysis.Diagnostic{
		File: b.File, Span: value.Span,
		Message: "provenance is a build argument here, which leaves the attestation of the build as it is",
		Related: []analysis.Related{buildsLambda(p.Image)},
	}
	if value.Span.Len() == 0 {
		d.Span = b.Span
	}
	if b.Documentation {
		d.Severity = analysis.Info
	}
	p.Report(d)
}

// misplacedProvenance is the build argument provenance of a build that may attach it, where the Dockerfile has no use for such an argument.
func misplacedProvenance(i *image.Image, b *workspace.Build) (workspace.Value, bool) {
	value, given := b.Args["provenance"]
	if !given || !attachesByDefault(b) || b.Provenance.State != workspace.NotSet {
		return workspace.Value{}, false
	}
	for _, instruction := range i.File.Instructions {
		for _, pair := range instruction.Pairs {
			if instruction.Keyword == "ARG" && pair.Name.Value == "provenance" {
				return workspace.Value{}, false
			}
		}
	}
	return value, true
}
