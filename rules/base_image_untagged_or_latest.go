package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "base-image-untagged-or-latest",
	Summary: "Lambda base images without a tag, or with latest",
	Doc: `
The tag latest of a Lambda base image moves to the next version of the language and of the operating system without notice: packages stop
compiling, and yum is gone, on a day on which nobody changed the Dockerfile.

The rule is silent on images that are pinned by digest, and where the tag hangs on a build argument without a default.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://github.com/aws/aws-lambda-base-images/issues/124",
	},
	Severity: analysis.Warning,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    baseImageUntaggedOrLatest,
})

func baseImageUntaggedOrLatest(p *analysis.Pass, i *image.Image) {
	for _, s := range lambdaBases(i) {
		ref := s.Base.Lambda
		if ref.Digest != "" || ref.Tag != "" && !isLatest(ref) {
			continue
		}
		at, exact := tagPlace(i, s)
		d := analysis.Diagnostic{Span: at, Message: fmt.Sprintf("%s without a tag is latest, which moves to the next version of the language without notice", ref.Repository)}
		if ref.Tag != "" {
			d.Message = fmt.Sprintf("%s moves to the next version of the language without notice", ref.Tag)
		}
		if newest := lambda.NewestTag(ref.Language, p.Today()); newest != nil {
			d.Fixes = pinTag(i, s, at, exact, withArchitecture(newest.Name, ref.Arch))
		}
		p.Report(d)
	}
}

// pinTag writes the tag in the place of latest, or behind a reference that is written out without one.
func pinTag(i *image.Image, s *image.Stage, at source.Span, exact bool, tag string) []analysis.Fix {
	switch {
	case exact:
		return []analysis.Fix{useTag(i, s, at, tag)}
	case s.Base.Lambda.Tag == "" && i.File.Source.Slice(at) == s.Base.Ref.Text:
		end := source.Span{Start: at.End, End: at.End}
		return []analysis.Fix{useTag(i, s, end, ":"+tag)}
	}
	return nil
}
