package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "al2023-curl-conflict",
	Summary: "installing curl or gnupg2 on Amazon Linux 2023, which conflicts with the minimal package that is there",
	Doc: `
Lambda's base images of Amazon Linux 2023 hold curl-minimal and gnupg2-minimal. Installing the full package ends with "conflicting requests", unless the minimal one is swapped for
it or may be erased. The minimal curl does HTTPS, and is there already.

The rule is silent with --allowerasing, behind dnf swap or remove of the minimal package, and where the command may not run.`,
	Refs: []string{
		"https://docs.aws.amazon.com/linux/al2023/ug/curl-minimal.html",
		"https://github.com/amazonlinux/amazon-linux-2023/issues/416",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    al2023CurlConflict,
})

func al2023CurlConflict(p *analysis.Pass, i *image.Image) {
	commands := i.Commands()
	for n, c := range commands {
		install := installsOn(c, lambda.AL2023)
		if len(install) == 0 || c.Conditional || len(c.Guards) > 0 || namesOption(c.Unwrap(), "--allowerasing") {
			continue
		}
		for _, w := range install {
			minimal, ok := lambda.ConflictingPackage(lambda.AL2023, w.Text)
			if !ok || handlesPackage(commands[:n], c, minimal) {
				continue
			}
			p.Report(analysis.Diagnostic{
				Span:    w.Span(),
				Message: fmt.Sprintf("%s conflicts with %s, which the base image holds", w.Text, minimal),
				Fixes:   dropPackage(i, c, install, w),
			})
		}
	}
}

// dropPackage takes a package out of a list that holds others too.
func dropPackage(i *image.Image, c command, install []shell.Word, w shell.Word) []analysis.Fix {
	if len(install) < 2 {
		return nil
	}
	words := c.Unwrap().Words
	for n := range words {
		if n > 0 && words[n].Span() == w.Span() {
			at := source.Span{Start: words[n-1].Span().End, End: w.Span().End}
			return []analysis.Fix{{Title: "Leave " + w.Text + " out", Edits: []analysis.Edit{{File: i.File.Source, Span: at, New: ""}}}}
		}
	}
	return nil
}
