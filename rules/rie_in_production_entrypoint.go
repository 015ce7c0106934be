package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "rie-in-production-entrypoint",
	Summary: "entry points that start the runtime interface emulator unconditionally",
	Doc: `
The emulator stands in for Lambda on a laptop: it serves port 8080 and starts the runtime behind it. In Lambda nobody asks that port, and the runtime gets its events from the
emulator instead of the Runtime API: each invocation times out. AWS's samples start it only where AWS_LAMBDA_RUNTIME_API is not set.

The rule is silent in scripts that start it under a condition, in stages and files for local use by their names, and where a function's configuration sets another entry point.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-runtime-interface-emulator",
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    rieInProductionEntrypoint,
})

func rieInProductionEntrypoint(p *analysis.Pass, i *image.Image) {
	argv := i.Start.Argv
	if i.Inputs.Override.Entrypoint != nil || isForLocalUse(i) {
		return
	}
	if len(argv) > 0 {
		if _, emulator := lambda.IsEmulator(argv[0].Text); emulator {
			holder := i.Final.Entrypoint
			if !holder.Set {
				holder = i.Final.Cmd
			}
			if holder.Instruction == nil || holder.Shell || holder.Words[0].Span != argv[0].Span {
				return
			}
			p.Report(analysis.Diagnostic{
				Span:    argv[0].Span,
				Message: fmt.Sprintf("in Lambda this starts %s, which waits for requests on port %d and never asks the Runtime API", argv[0].Text, lambda.EmulatorPort),
				Fixes:   withoutFirstWord(i, holder),
			})
			return
		}
	}
	reportEmulatorInScript(p, i)
}

func reportEmulatorInScript(p *analysis.Pass, i *image.Image) {
	script, ok := i.StartScript()
	if !ok || script.Shell.Broken {
		return
	}
	for _, c := range script.Shell.Commands {
		words := c.Words
		if len(words) > 1 && c.Name() == "exec" {
			words = words[1:]
		}
		if len(words) == 0 || c.Function != "" {
			continue
		}
		if _, emulator := lambda.IsEmulator(words[0].Text); !emulator {
			continue
		}
		if !c.Conditional && len(c.Guards) == 0 && !strings.Contains(script.Text.String(), lambda.RuntimeAPIVariable) {
			p.Report(analysis.Diagnostic{
				File: script.File, Span: words[0].Span(),
				Message: fmt.Sprintf("in Lambda this starts %s, which waits for requests on port %d and never asks the Runtime API", words[0].Text, lambda.EmulatorPort),
				Related: []analysis.Related{{File: i.File.Source, Span: missingMark(i), Message: "the container starts the script"}},
			})
		}
		return
	}
}

// localNames are what stages and files are called that are for a laptop.
var localNames = []string{"local", "dev", "development", "test", "testing", "debug", "rie", "emulator"}

// isForLocalUse reports a stage or a file that is for local tests by its name.
func isForLocalUse(i *image.Image) bool {
	words := strings.FieldsFunc(strings.ToLower(i.Final.Name+" "+path.Base(i.File.Source.Path())), func(r rune) bool { return strings.ContainsRune(" ._-", r) })
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(localNames, w) })
}

// withoutFirstWord is the exec form without the word that it begins with.
func withoutFirstWord(i *image.Image, argv image.Argv) []analysis.Fix {
	if len(argv.Words) < 2 {
		return nil
	}
	at := source.Span{Start: argv.Words[0].Span.Start, End: argv.Words[1].Span.Start}
	return []analysis.Fix{{Title: "Start the runtime itself", Edits: []analysis.Edit{{File: i.File.Source, Span: at}}}}
}
