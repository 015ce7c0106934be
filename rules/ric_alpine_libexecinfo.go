package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
)

var _ = rule(analysis.Rule{
	Name:    "ric-alpine-libexecinfo",
	Summary: "libexecinfo-dev on Alpine releases that no longer have it",
	Doc: `
Alpine took libexecinfo out with release 3.17: apk stops with "unable to select packages". The Python client needs it up to version 4.0.0 alone; older instructions still name it.

The rule is silent on older releases, where a repository of one is named, and where the release is not known.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-python-runtime-interface-client/issues/128",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    ricAlpineLibexecinfo,
})

func ricAlpineLibexecinfo(p *analysis.Pass, i *image.Image) {
	for _, c := range i.Commands() {
		real := c.Unwrap()
		if real.Name() != "apk" || c.Conditional || len(c.Guards) > 0 || !newAlpine(c.Step.Stage.Root()) || mentions(real, "repository") || mentions(real, "-X") {
			continue
		}
		operands := operandsOf(real)
		if len(operands) == 0 || operands[0].Text != "add" {
			continue
		}
		for _, w := range operands[1:] {
			if w.Text != "libexecinfo-dev" && w.Text != "libexecinfo" {
				continue
			}
			p.Report(analysis.Diagnostic{
				Span:    w.Span(),
				Message: fmt.Sprintf("Alpine has no %s from %s on, and the client needs none from version %s on", w.Text, lambda.LibexecinfoGoneFrom, lambda.LibexecinfoNeededBelow),
				Fixes:   dropPackage(i, c, operands[1:], w),
			})
		}
	}
}

func mentions(c *shell.Command, text string) bool {
	return slices.ContainsFunc(c.Words, func(w shell.Word) bool { return strings.Contains(w.Source.String(), text) })
}

// newAlpine reports an Alpine image of a release without libexecinfo: one whose tag names such a release, or no release, which is the newest.
func newAlpine(base image.Base) bool {
	family, _, ok := lambda.Family(base.Ref.Text)
	if base.Kind != image.BaseOther || !ok || family != "alpine" {
		return false
	}
	release, known := lambda.AlpineRelease(base.Ref.Text)
	return known && !lambda.VersionBefore(release, lambda.LibexecinfoGoneFrom)
}
