package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "base-image-deprecated",
	Summary: "Lambda base images whose runtime is deprecated",
	Doc: `
AWS deprecates a runtime when its language or operating system reaches its end of life. The base image stays in the registry and keeps building,
but it gets no more security patches, and nobody is told: deprecation notices go to functions deployed as zip archives only. Image functions are
not blocked; the dates on which zip functions are say how long AWS means to keep the runtime.

A stage that only builds files for the final image is reported as a hint.

The rule is silent where the tag hangs on a build argument without a default, and on images that are pinned by digest alone. Dates that AWS has
moved can be corrected under ` + "`deprecations`" + ` in .lambdock.yaml.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/runtime-support-policy.html",
	},
	Severity: analysis.Warning,
	Mark:     analysis.Deprecated,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    baseImageDeprecated,
})

func baseImageDeprecated(p *analysis.Pass, i *image.Image) {
	for _, s := range lambdaBases(i) {
		tag := s.Base.Tag
		if tag == nil || tag.Preview {
			continue
		}
		if _, _, retired := lambda.Successor(tag.Language); retired && !buildsOnly(i, s) {
			continue // base-image-go-retired speaks
		}
		since := deprecation(p, tag)
		if since == "" || p.Today() < since {
			continue
		}
		at, _ := tagPlace(i, s)
		d := analysis.Diagnostic{Span: at, Message: deprecatedMessage(tag, since)}
		if buildsOnly(i, s) {
			d.Severity = analysis.Hint
		} else {
			d.Fixes = replaceTag(p, i, s)
		}
		p.Report(d)
	}
}

func deprecatedMessage(tag *lambda.Tag, since lambda.Date) string {
	message := fmt.Sprintf("%s is deprecated since %s, and its image gets no more patches", described(tag), since)
	if tag.BlockCreate == "" || tag.BlockUpdate == "" {
		return message
	}
	return message + fmt.Sprintf("; image functions are not blocked (zip functions: create until %s, update until %s)", tag.BlockCreate, tag.BlockUpdate)
}
