package rules

import (
	"regexp"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "entrypoint-shell-form",
	Summary: "ENTRYPOINT in shell form in front of a handler in CMD, which the shell swallows",
	Doc: `
In shell form the entry point is /bin/sh -c "…", and what CMD adds becomes the shell's own $0: the runtime interface client starts without a handler, and ends at once.

The rule is silent where the handler stands in the same line, where the line hands its arguments on ($0, $@), and where the entry point is a server's.`,
	Refs: []string{
		"https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example",
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    entrypointShellForm,
})

// handsOn finds the shell's own arguments in a command line.
var handsOn = regexp.MustCompile(`\$(?:[@*0-9]|\{[@*0-9]\})`)

// plainWords is a command line that falls into words at its blanks and nothing else.
var plainWords = regexp.MustCompile(`^[\w./:=@ -]+$`)

func entrypointShellForm(p *analysis.Pass, i *image.Image) {
	entrypoint := i.Final.Entrypoint
	if !entrypoint.Shell || entrypoint.Instruction == nil || !i.Final.Cmd.Set || len(i.Final.Cmd.Words) == 0 || i.Inputs.Override.Entrypoint != nil {
		return
	}
	line := entrypoint.Words[0].Text
	words := strings.Fields(line)
	if handsOn.MatchString(line) || !awaitsHandler(words) {
		return
	}
	d := analysis.Diagnostic{
		Span:    argsSpan(entrypoint.Instruction),
		Message: "ENTRYPOINT in shell form keeps CMD's handler from what it starts",
	}
	if plainWords.MatchString(line) {
		if words[0] == "exec" {
			words = words[1:]
		}
		d.Fixes = []analysis.Fix{{Title: "Use the exec form", Edits: []analysis.Edit{execForm(i, entrypoint.Instruction, words...)}}}
	}
	p.Report(d)
}

// awaitsHandler reports a command line that ends in something which takes the handler as its next argument.
func awaitsHandler(words []string) bool {
	if len(words) > 0 && words[0] == "exec" {
		words = words[1:]
	}
	if len(words) == 1 && words[0] == lambda.Entrypoint {
		return true
	}
	_, at, ok := lambda.ClientInWords(words)
	return ok && at == len(words)-1
}
