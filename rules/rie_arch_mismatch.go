package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "rie-arch-mismatch",
	Summary: "runtime interface emulators of another architecture than the image",
	Doc: `
aws-lambda-rie is the emulator for x86_64, aws-lambda-rie-arm64 the one for arm64. In an image of the other architecture it ends with "exec format error".

The rule compares the download with the platform of FROM, of the build, or of the function, and is silent where these are not known.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-runtime-interface-emulator",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    rieArchMismatch,
})

func rieArchMismatch(p *analysis.Pass, i *image.Image) {
	architecture, ok := platformOf(i, i.Final.RootStage())
	if !ok {
		return
	}
	for _, w := range emulatorDownloads(i) {
		asset, known := lambda.EmulatorFor(architecture)
		if w.architecture == architecture || !known {
			continue
		}
		p.Report(analysis.Diagnostic{
			Span:    w.at,
			Message: fmt.Sprintf("%s is the emulator for %s, and the image is for %s", w.text, w.architecture, architecture),
			Related: platformEvidence(p, i.Final.RootStage()),
			Fixes:   []analysis.Fix{{Title: "Use " + asset, Edits: []analysis.Edit{{File: i.File.Source, Span: w.at, New: asset}}}},
		})
	}
}
