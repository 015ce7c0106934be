package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "base-image-unknown-tag",
	Summary: "tags that a Lambda base image repository does not have",
	Doc: `
Tags of Lambda base images are not those of the language's own images: there is no nodejs:20.x, no python:3.12-slim, no dotnet:8.0. The pull fails
when the image is built, often in CI alone.

A runtime that is newer than those known to this version of lambdock is reported as info, a tag of a private mirror as a hint. The rule is silent
where the tag hangs on a build argument without a default.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://gallery.ecr.aws/lambda",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    baseImageUnknownTag,
})

func baseImageUnknownTag(p *analysis.Pass, i *image.Image) {
	for _, s := range lambdaBases(i) {
		ref := s.Base.Lambda
		if s.Base.Tag != nil || ref.Tag == "" || isLatest(ref) || isPreview(ref) || s.Reference.Templated() {
			continue
		}
		p.Report(unknownTag(p, i, s))
	}
}

func unknownTag(p *analysis.Pass, i *image.Image, s *image.Stage) analysis.Diagnostic {
	ref := s.Base.Lambda
	at, exact := tagPlace(i, s)
	if ref.Valid && lambda.NewerThanKnown(ref.Language, ref.Runtime) {
		return analysis.Diagnostic{
			Severity: analysis.Info, Span: at,
			Message: fmt.Sprintf("%s %s is newer than what this version of lambdock knows (facts of %s)", ref.Language, ref.Runtime, lambda.AsOf()),
		}
	}
	d := analysis.Diagnostic{Span: at, Message: fmt.Sprintf("%s has no tag %s", ref.Repository, ref.Tag)}
	if ref.Registry == lambda.Mirror {
		d.Severity = analysis.Hint
		d.Message = fmt.Sprintf("AWS's %s images have no tag %s, which this mirror would have to add", ref.Language, ref.Tag)
	}
	if tag, ok := lambda.SuggestTag(ref.Language, ref.Tag, p.Today()); ok {
		d.Message += ", did you mean " + tag + "?"
		if exact {
			d.Fixes = []analysis.Fix{useTag(i, s, at, tag)}
		}
	}
	return d
}

func isLatest(ref lambda.Reference) bool { return ref.Valid && ref.Runtime == "latest" }

// isPreview reports a tag that is a preview, or that is known as a preview alone.
func isPreview(ref lambda.Reference) bool {
	return ref.Valid && (ref.Preview || ref.Known == nil && lambda.PreviewTag(ref.Language, ref.Runtime) != nil)
}
