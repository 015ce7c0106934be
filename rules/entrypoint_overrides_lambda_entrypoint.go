package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "entrypoint-overrides-lambda-entrypoint",
	Summary: "ENTRYPOINT on a Lambda base image that starts the runtime interface client without the base's own entry point",
	Doc: `
The base images' /lambda-entrypoint.sh starts the runtime in Lambda, and the emulator around it elsewhere, so that the same image runs locally. An ENTRYPOINT that starts the runtime interface
client itself works in Lambda, and ends at once on a laptop. An empty ENTRYPOINT [] leaves nothing that starts the handler: that is an error.

The rule is silent on provided base images, with the Lambda Web Adapter, and where a script or a program starts.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
	},
	Severity: analysis.Info,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    entrypointOverridesLambdaEntrypoint,
})

func entrypointOverridesLambdaEntrypoint(p *analysis.Pass, i *image.Image) {
	own := i.Final.Entrypoint.Instruction
	if own == nil || !runsLanguage(i) || startsEmulator(i) || i.Inputs.Override.Entrypoint != nil {
		return
	}
	d := analysis.Diagnostic{Span: argsSpan(own)}
	cmd := i.Final.Cmd
	switch {
	case i.Start.Kind == image.Client && !i.Start.Script:
		d.Message = fmt.Sprintf("ENTRYPOINT replaces %s, which starts the same client in Lambda, and the emulator elsewhere", lambda.Entrypoint)
	case !i.Final.Entrypoint.Set && !cmd.Shell && len(cmd.Words) == 1 && looksLikeHandler(cmd.Words[0].Text) && i.Start.Kind == image.Program:
		d.Severity = analysis.Error
		d.Message = fmt.Sprintf("an empty ENTRYPOINT leaves nothing that starts %s, it takes %s away", cmd.Words[0].Text, lambda.Entrypoint)
	default:
		return
	}
	if edit, ok := removeInstruction(i, own); ok && i.Start.Handler.Instruction != own {
		d.Fixes = []analysis.Fix{{Title: "Remove ENTRYPOINT", Edits: []analysis.Edit{edit}}}
	}
	p.Report(d)
}

// startsEmulator reports a command line that begins with the emulator, for local tests.
func startsEmulator(i *image.Image) bool {
	if len(i.Start.Argv) == 0 {
		return false
	}
	_, emulator := lambda.IsEmulator(i.Start.Argv[0].Text)
	return emulator
}
