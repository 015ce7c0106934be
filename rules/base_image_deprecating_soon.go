package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

// noticeDays is how long before a runtime's deprecation AWS gives notice:
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtime-support-policy
const noticeDays = 180

var _ = rule(analysis.Rule{
	Name:    "base-image-deprecating-soon",
	Summary: "Lambda base images whose runtime is deprecated within 180 days",
	Doc: `
AWS gives notice 180 days before it deprecates a runtime, to functions deployed as zip archives only. This rule gives the same notice for the
runtime of the final image.

The rule is silent where the tag hangs on a build argument without a default, and on stages that only build files for the final image.`,
	Refs:     []string{"https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"},
	Severity: analysis.Info,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    baseImageDeprecatingSoon,
})

func baseImageDeprecatingSoon(p *analysis.Pass, i *image.Image) {
	for _, s := range lambdaBases(i) {
		tag := s.Base.Tag
		if tag == nil || tag.Preview || buildsOnly(i, s) {
			continue
		}
		until := deprecation(p, tag)
		days, ok := p.Today().Days(until)
		if !ok || days <= 0 || days > noticeDays {
			continue
		}
		at, _ := tagPlace(i, s)
		p.Report(analysis.Diagnostic{
			Span:    at,
			Message: fmt.Sprintf("%s will be deprecated on %s, in %d days, and its image gets no more patches then", described(tag), until, days),
			Fixes:   replaceTag(p, i, s),
		})
	}
}
