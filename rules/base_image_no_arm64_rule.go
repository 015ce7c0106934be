package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "base-image-no-arm64",
	Summary: "Lambda base images that exist for x86_64 alone, in images for arm64",
	Doc: `
The older base images were never published for arm64. Built for linux/arm64 the build stops at FROM, or takes the x86_64 image and ends with "exec format error".

The rule is silent where the platform hangs on variables.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    baseImageNoArm64,
})

func baseImageNoArm64(p *analysis.Pass, i *image.Image) {
	for _, s := range lambdaBases(i) {
		tag := s.Base.Tag
		architecture, ok := platformOf(i, s)
		if tag == nil || !ok || tag.Has(architecture) || s.Base.Lambda.Arch != "" {
			continue
		}
		at, _ := tagPlace(i, s)
		p.Report(analysis.Diagnostic{
			Span:    at,
			Message: fmt.Sprintf("the base image of %s exists for %s alone, and it is built for %s", described(tag), strings.Join(tag.Architectures, ", "), architecture),
			Related: platformEvidence(p, s),
			Fixes:   replaceTag(p, i, s),
		})
	}
}
