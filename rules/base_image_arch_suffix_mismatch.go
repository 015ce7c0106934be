package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "base-image-arch-suffix-mismatch",
	Summary: "Lambda base images whose tag names another architecture than the image is built for",
	Doc: `
A tag such as 3.13-arm64 is an image of that architecture alone. Built for the other one, the build stops, or the function ends with "exec format error".

The rule compares the tag with FROM's own --platform, else with the platform of the build or of the function's architecture. It is silent where these hang on variables, and on
build stages with a platform of their own.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://docs.docker.com/reference/dockerfile/#from",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    baseImageArchSuffixMismatch,
})

func baseImageArchSuffixMismatch(p *analysis.Pass, i *image.Image) {
	for _, s := range lambdaBases(i) {
		suffix := s.Base.Lambda.Arch
		architecture, ok := platformOf(i, s)
		if suffix == "" || !ok || architecture == suffix || buildsOnly(i, s) {
			continue
		}
		at, exact := tagPlace(i, s)
		d := analysis.Diagnostic{
			Span:    at,
			Message: fmt.Sprintf("the tag is an image for %s, and it is built for %s", suffix, architecture),
			Related: platformEvidence(p, s),
		}
		if bare, cut := strings.CutSuffix(s.Base.Lambda.Tag, "-"+suffix); exact && cut {
			d.Fixes = []analysis.Fix{useTag(i, s, at, bare), useTag(i, s, at, bare+"-"+architecture)}
		}
		p.Report(d)
	}
}
