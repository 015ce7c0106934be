package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "base-image-go-retired",
	Summary: "the Go base image, which AWS has retired",
	Doc: `
AWS published a base image for Go until 2023. Go functions compile to one program that holds the runtime client: they stand on provided.al2023, or on any image, and the program
is the entry point.

The fix changes the image; the entry point must start the function's program, as in ENTRYPOINT ["/main"].`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/go-image.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
	},
	Severity: analysis.Warning,
	Mark:     analysis.Deprecated,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    baseImageGoRetired,
})

func baseImageGoRetired(p *analysis.Pass, i *image.Image) {
	for _, s := range lambdaBases(i) {
		repository, tag, ok := lambda.Successor(s.Base.Lambda.Language)
		if !ok || buildsOnly(i, s) {
			continue
		}
		d := analysis.Diagnostic{
			Span:    s.Reference.Inner(),
			Message: fmt.Sprintf("the base image of %s is retired, %s:%s takes its place", s.Base.Lambda.Language.Title(), repository, tag),
		}
		if raw := s.Reference.Raw.String(); !strings.Contains(raw, "$") {
			d.Fixes = []analysis.Fix{{
				Title: fmt.Sprintf("Use %s:%s", repository, tag),
				Edits: []analysis.Edit{{File: i.File.Source, Span: s.Reference.Inner(), New: withArchitecture(repository+":"+tag, s.Base.Lambda.Arch)}},
			}}
		}
		p.Report(d)
	}
}
