package rules

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "build-missing-provenance-false",
	Summary: "builds of a Lambda image that may attach provenance, which makes a manifest that Lambda refuses",
	Doc: `
BuildKit attaches a provenance attestation to what it builds unless it is told not to. The result is an OCI image index, and Lambda takes a single image alone: creating
or updating the function ends with "The image manifest, config or layer media type for the source image … is not supported". Whether it happens depends on the
version and the image store of the engine that builds, so it often starts in CI, or on a colleague's machine.

All ways of switching it off count: --provenance=false, --attest type=provenance,disabled=true, BUILDX_NO_DEFAULT_ATTESTATIONS=1, provenance: false, DOCKER_BUILDKIT=0.
A build that pushes its result is an error; a command in a README, and a compose service whose image has no registry in its name to push it to, are info.

The rule is silent on a compose service without an image's name where a template builds the function's image; on tools that attach nothing (sam build, CDK, the classic builder, podman, kaniko), on GitHub's build-push-action where it does not push, on builds whose flags hang on variables, and on builds that could
not be tied to one Dockerfile.

A build whose tags all name other registries (ghcr.io, Docker Hub …) is no function's: Lambda takes images from Amazon ECR alone.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
		"https://github.com/docker/buildx/issues/1533",
		"https://docs.docker.com/build/metadata/attestations/",
	},
	Severity: analysis.Warning,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Build:    buildMissingProvenanceFalse,
})

func buildMissingProvenanceFalse(p *analysis.Pass, b *workspace.Build) {
	// Of the Serverless Framework another rule speaks.
	if !attachesByDefault(b) || b.Tool == workspace.ServerlessImage || staysHere(p, b) || b.Provenance.State != workspace.NotSet || b.SBOM.State == workspace.On {
		return
	}
	if _, misplaced := misplacedProvenance(p.Image, b); misplaced {
		return
	}
	d := analysis.Diagnostic{
		File: b.File, Span: b.Span,
		Message: "this build may attach provenance to a Lambda image, which makes a manifest that Lambda refuses",
		Related: []analysis.Related{buildsLambda(p.Image)},
	}
	switch {
	case b.Documentation, b.Tool == workspace.Compose && !slices.ContainsFunc(b.Tags, mayNameRegistry):
		d.Severity = analysis.Info
	case b.Push.State == workspace.On:
		d.Severity = analysis.Error
		d.Message = "this build pushes a Lambda image with provenance attached, a manifest that Lambda refuses"
	}
	if insert := b.InsertOff; insert.Text != "" {
		d.Fixes = []analysis.Fix{{
			Title: "Switch provenance off", Safe: true,
			Edits: []analysis.Edit{{File: b.File, Span: source.Span{Start: insert.At, End: insert.At}, New: insert.Text}},
		}}
	}
	p.Report(d)
}

// attachesByDefault reports whether the tool attaches provenance unless it is told not to. GitHub's action does not where the result is loaded,
// and throws it away where it is neither loaded nor pushed.
func attachesByDefault(b *workspace.Build) bool {
	if b.Tool == workspace.BuildPush && (b.Load.State == workspace.On || b.Push.State == workspace.Off) {
		return false
	}
	return b.Tool < workspace.ClassicBuilder
}

// staysHere reports a compose service whose image has no name, so that compose does not push it, while a template of the function builds the image that is deployed.
func staysHere(p *analysis.Pass, b *workspace.Build) bool {
	return b.Tool == workspace.Compose && len(b.Tags) == 0 && len(p.Env.Functions) > 0
}

// mayNameRegistry reports an image's name that begins with a registry, or may do so: a name without one stays on the machine, or goes to Docker Hub,
// which Lambda does not pull from.
func mayNameRegistry(tag workspace.Value) bool {
	host, _, found := strings.Cut(tag.Text, "/")
	return tag.State != workspace.Known || found && strings.ContainsAny(host, ".:")
}

// buildsLambda is the place that says why a build is a Lambda image's.
func buildsLambda(i *image.Image) analysis.Related {
	return analysis.Related{File: i.File.Source, Span: i.Final.From.Span, Message: "the Lambda image that it builds"}
}
