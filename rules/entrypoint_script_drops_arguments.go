package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "entrypoint-script-drops-arguments",
	Summary: "entry scripts that start the runtime without the handler that CMD gives them",
	Doc: `
A script as ENTRYPOINT gets the handler as its argument, and must hand it on: exec /lambda-entrypoint.sh "$@". A script that starts the runtime without "$@" ends with "entrypoint requires the
handler name to be the first argument", or the client says that no handler is set.

The rule reads the script, and is silent where the script names a handler itself, uses its arguments or _HANDLER anywhere, or sources other files.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-runtime-interface-emulator",
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    entrypointScriptDropsArguments,
})

func entrypointScriptDropsArguments(p *analysis.Pass, i *image.Image) {
	script, ok := i.StartScript()
	cmd := i.Final.Cmd
	if !ok || script.Shell.Broken || i.Inputs.Override.Entrypoint != nil || cmd.Instruction == nil || cmd.Shell || len(cmd.Words) != 1 || !looksLikeHandler(cmd.Words[0].Text) {
		return
	}
	text := script.Text.String()
	if handsOn.MatchString(text) || strings.Contains(text, lambda.HandlerVariable) || strings.Contains(text, "getopts") || len(script.Runtimes) == 0 {
		return
	}
	for _, c := range script.Shell.Commands {
		if c.Name() == "." || c.Name() == "source" || c.Name() == "eval" {
			return
		}
	}
	for _, c := range script.Runtimes {
		if len(c.Arguments) > 0 {
			return
		}
	}
	last := script.Runtimes[len(script.Runtimes)-1]
	words := last.Words
	end := words[len(words)-1].Span().End
	p.Report(analysis.Diagnostic{
		File: script.File, Span: source.Span{Start: words[0].Span().Start, End: end},
		Message: fmt.Sprintf("this starts the runtime without %s, the script's argument", cmd.Words[0].Text),
		Related: []analysis.Related{{File: i.File.Source, Span: cmd.Words[0].Span, Message: "CMD gives it to the script"}},
		Fixes: []analysis.Fix{{
			Title: "Hand the arguments on",
			Edits: []analysis.Edit{{File: script.File, Span: source.Span{Start: end, End: end}, New: ` "$@"`}},
		}},
	})
}
