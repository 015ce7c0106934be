package rules

import (
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "ecr-fips-endpoint",
	Summary: "functions whose image is named by an ECR endpoint for FIPS",
	Doc: `
Lambda pulls images by the plain name of the registry alone: an address with dkr.ecr-fips is refused when the function is created. Pushing through such an endpoint is fine; it is the same image.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Function: ecrFIPSEndpoint,
})

func ecrFIPSEndpoint(p *analysis.Pass, f *workspace.Function) {
	image, ok := imageAddress(f)
	if !ok || !image.FIPS {
		return
	}
	d := analysis.Diagnostic{
		File: f.File, Span: f.Image.Span,
		Message: "Lambda takes no address with dkr.ecr-fips for an image, only dkr.ecr",
	}
	if at := strings.Index(f.File.Slice(f.Image.Span), ".ecr-fips."); at >= 0 {
		start := f.Image.Span.Start + at + len(".ecr")
		d.Fixes = []analysis.Fix{{Title: "Use dkr.ecr", Edits: []analysis.Edit{{File: f.File, Span: source.Span{Start: start, End: start + len("-fips")}}}}}
	}
	p.Report(d)
}

// imageAddress is the address of a function's image in a private registry of ECR.
func imageAddress(f *workspace.Function) (lambda.ECRImage, bool) {
	if f.Image.State != workspace.Known {
		return lambda.ECRImage{}, false
	}
	return lambda.ParseECRImage(f.Image.Text)
}
