package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "base-image-amazon-linux-2",
	Summary: "Lambda base images of Amazon Linux 2, whose own support has ended",
	Doc: `
Amazon Linux 2 has reached the end of its life, and some runtimes on it are still supported: AWS patches the runtime, and the operating system below it only as far as that
needs. The same language, or its next version, is there on Amazon Linux 2023.

The rule looks at the final image's base, and is silent where the runtime itself is deprecated, which base-image-deprecated reports.`,
	Refs: []string{
		"https://aws.amazon.com/amazon-linux-2/faqs/",
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
	},
	Severity: analysis.Info,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    baseImageAmazonLinux2,
})

func baseImageAmazonLinux2(p *analysis.Pass, i *image.Image) {
	for _, s := range lambdaBases(i) {
		tag := s.Base.Tag
		if tag == nil || tag.OS != lambda.AL2 || buildsOnly(i, s) {
			continue
		}
		ended, deprecated := lambda.EndOfLife(tag.OS), deprecation(p, tag)
		if ended == "" || p.Today() < ended || deprecated != "" && p.Today() >= deprecated {
			continue
		}
		at, _ := tagPlace(i, s)
		p.Report(analysis.Diagnostic{
			Span:    at,
			Message: fmt.Sprintf("%s stands on %s, whose support ended on %s", described(tag), tag.OSName, ended),
			Fixes:   replaceTag(p, i, s),
		})
	}
}
