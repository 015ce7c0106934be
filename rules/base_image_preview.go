package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "base-image-preview",
	Summary: "final images on a preview of a runtime",
	Doc: `
A preview base image is for trying a language before its release. AWS supports it for no production use: it may change or vanish, and there is no
service level behind it.

The rule looks at the final image's base alone: a preview is right in a test stage.`,
	Refs:     []string{"https://github.com/aws/aws-lambda-base-images/issues/639"},
	Severity: analysis.Warning,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    baseImagePreview,
})

func baseImagePreview(p *analysis.Pass, i *image.Image) {
	for _, s := range lambdaBases(i) {
		ref := s.Base.Lambda
		if !isPreview(ref) || buildsOnly(i, s) {
			continue
		}
		at, exact := tagPlace(i, s)
		d := analysis.Diagnostic{Span: at, Message: fmt.Sprintf("%s %s is a preview, which AWS supports for no production use", ref.Language, ref.Runtime)}
		if !ref.Preview {
			d.Message = fmt.Sprintf("%s %s is known as a preview only (facts of %s)", ref.Language, ref.Runtime, lambda.AsOf())
		}
		if newest := lambda.NewestTag(ref.Language, p.Today()); newest != nil && exact {
			d.Fixes = []analysis.Fix{useTag(i, s, at, withArchitecture(newest.Name, ref.Arch))}
		}
		p.Report(d)
	}
}

func withArchitecture(tag, arch string) string {
	if arch == "" {
		return tag
	}
	return tag + "-" + arch
}
