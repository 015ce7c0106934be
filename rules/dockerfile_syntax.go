package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "dockerfile-syntax",
	Summary: "what BuildKit refuses to build: unknown instructions and flags, missing arguments, heredocs without an end",
	Doc: `
BuildKit stops at the first instruction that it cannot read, so a file with three mistakes takes three builds to mend. This rule reports all of them
at once, each in BuildKit's own words.

It speaks only of files that build a Lambda function, and is silent on templates that another program fills in.`,
	Refs:     []string{"https://docs.docker.com/reference/dockerfile/"},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image: func(p *analysis.Pass, i *image.Image) {
		for _, e := range i.File.Errors {
			p.Report(analysis.Diagnostic{Span: e.Span, Message: e.Message, Fixes: suggested(i, e)})
		}
	},
})

func suggested(i *image.Image, e dockerfile.Error) []analysis.Fix {
	if e.Suggestion == "" {
		return nil
	}
	return []analysis.Fix{{
		Title: fmt.Sprintf("Change to %s", e.Suggestion),
		Edits: []analysis.Edit{{File: i.File.Source, Span: e.Span, New: e.Suggestion}},
	}}
}
