package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "build-multi-platform",
	Summary: "builds of a Lambda image for several platforms at once",
	Doc: `
A build for several platforms makes an image index, and Lambda takes a single image alone: creating or updating the function is refused. A function runs on one architecture; two functions take two builds.

The rule is silent where the platforms hang on variables or a matrix.

A build whose tags all name other registries (ghcr.io, Docker Hub …) is no function's: Lambda takes images from Amazon ECR alone.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://docs.docker.com/build/building/multi-platform/",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Build:    buildMultiPlatform,
})

func buildMultiPlatform(p *analysis.Pass, b *workspace.Build) {
	if len(b.Platforms) < 2 || slices.ContainsFunc(b.Platforms, func(v workspace.Value) bool { return v.State != workspace.Known }) {
		return
	}
	var names []string
	at := b.Platforms[0].Span
	for _, v := range b.Platforms {
		if !slices.Contains(names, v.Text) {
			names = append(names, v.Text)
		}
		at = at.Cover(v.Span)
	}
	if len(names) < 2 {
		return
	}
	if at.Len() == 0 {
		at = b.Span
	}
	d := analysis.Diagnostic{
		File: b.File, Span: at,
		Message: fmt.Sprintf("this build is for %s, which makes an index that Lambda refuses", strings.Join(names, " and ")),
		Related: []analysis.Related{buildsLambda(p.Image)},
	}
	if b.Documentation {
		d.Severity = analysis.Info
	}
	p.Report(d)
}
