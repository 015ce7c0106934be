package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "rie-redundant-on-aws-base",
	Summary: "downloads of the runtime interface emulator into Lambda base images, which hold it already",
	Doc: `
Lambda's base images hold the emulator as /usr/local/bin/aws-lambda-rie, and their entry point starts it outside of Lambda. A second one is a download in each build, and may be older.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-runtime-interface-emulator",
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Info,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    rieRedundantOnAWSBase,
})

func rieRedundantOnAWSBase(p *analysis.Pass, i *image.Image) {
	if i.Final.Root().Kind != image.BaseLambda {
		return
	}
	for _, w := range emulatorDownloads(i) {
		d := analysis.Diagnostic{Span: w.at, Message: fmt.Sprintf("the base image holds the emulator already, as %s", lambda.EmulatorPath)}
		if c := w.step.Copy; c != nil && len(c.Sources) == 1 && w.step.Stage == i.Final {
			if edit, ok := removeInstruction(i, w.step.Instruction); ok {
				d.Fixes = []analysis.Fix{{Title: "Remove the download", Edits: []analysis.Edit{edit}}}
			}
		}
		p.Report(d)
	}
}
