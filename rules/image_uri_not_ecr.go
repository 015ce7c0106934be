package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "image-uri-not-ecr",
	Summary: "functions whose image lies elsewhere than in a private registry of Amazon ECR",
	Doc: `
Lambda takes images from private repositories of Amazon ECR alone: an address of Docker Hub, of GitHub or of public.ecr.aws is refused when the function is created. Push the image to a repository of your own, or use a pull-through cache.

The rule is silent on names without a registry, which SAM replaces, and on variables.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Function: imageURINotECR,
})

func imageURINotECR(p *analysis.Pass, f *workspace.Function) {
	if f.Image.State != workspace.Known || f.Image.Span.Len() == 0 || f.Dockerfile.State == workspace.Known {
		return
	}
	host, _, ok := strings.Cut(f.Image.Text, "/")
	if !ok || !publicRegistry(strings.ToLower(host)) {
		return
	}
	p.Report(analysis.Diagnostic{
		File: f.File, Span: f.Image.Span,
		Message: fmt.Sprintf("Lambda takes images from private repositories of Amazon ECR alone, not from %s", host),
	})
}

// publicRegistry reports a registry that is known to be none of Amazon ECR's private ones.
func publicRegistry(host string) bool {
	for _, known := range []string{"docker.io", "index.docker.io", "registry-1.docker.io", "ghcr.io", "quay.io", "gcr.io", "public.ecr.aws", "mcr.microsoft.com", "registry.gitlab.com"} {
		if host == known {
			return true
		}
	}
	return strings.HasSuffix(host, ".azurecr.io") || strings.HasSuffix(host, ".pkg.dev") || strings.HasSuffix(host, ".gcr.io")
}
