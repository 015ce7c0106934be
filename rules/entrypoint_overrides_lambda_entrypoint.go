package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "entrypoint-overrides-lambda-entrypoint",
	Summary: "ENTRYPOINT on a Lambda base image that starts the runtime interface client without the base's own entry point",
	Doc: `
The base images' /lambda-entrypoint.sh starts the runtime in Lambda, and the emulator around it elsewhere, so that the same image runs locally. An ENTRYPOINT that starts the runtime interface
client itself works in Lambda, and ends at once on a laptop. An empty ENTRYPOINT [] leaves nothing that starts the handler, and one that names the handler tries to start that as a program:
these are errors.

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
	case i.Final.Entrypoint.Set && namesHandlerAlone(i):
		d.Severity = analysis.Error
		d.Message = fmt.Sprintf("ENTRYPOINT starts %s as a program, and %s takes the handler from CMD", i.Final.Entrypoint.Words[0].Text, lambda.Entrypoint)
		if cmd.Instruction == nil {
			d.Fixes = []analysis.Fix{{Title: "Name the handler in CMD", Edits: []analysis.Edit{{File: i.File.Source, Span: own.KeywordSpan, New: "CMD"}}}}
		}
		p.Report(d)
		return
	default:
		return
	}
	if edit, ok := removeInstruction(i, own); ok && i.Start.Handler.Instruction != own {
		d.Fixes = []analysis.Fix{{Title: "Remove ENTRYPOINT", Edits: []analysis.Edit{edit}}}
	}
	p.Report(d)
}

// namesHandlerAlone reports an ENTRYPOINT that is a handler of the image's sources, or is called one, and nothing else.
func namesHandlerAlone(i *image.Image) bool {
	entrypoint := i.Final.Entrypoint
	if entrypoint.Shell || len(entrypoint.Words) != 1 || i.Start.Kind != image.Program || i.Start.Program.Path != "" {
		return false
	}
	word := entrypoint.Words[0].Text
	if !looksLikeHandler(word) || strings.Contains(word, "/") {
		return false
	}
	symbol := path.Ext(word)
	module := strings.ReplaceAll(strings.TrimSuffix(word, symbol), ".", "/")
	isSource := func(extension string) bool { return len(i.Final.Find(module+extension)) > 0 }
	return strings.Contains(strings.ToLower(symbol), "handler") || slices.ContainsFunc(sourceExtensions(i.Final.Root().Lambda.Language), isSource)
}

// startsEmulator reports a command line that begins with the emulator, for local tests.
func startsEmulator(i *image.Image) bool {
	if len(i.Start.Argv) == 0 {
		return false
	}
	_, emulator := lambda.IsEmulator(i.Start.Argv[0].Text)
	return emulator
}
