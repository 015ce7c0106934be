package rules

import (
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "cmd-shell-form-with-lambda-entrypoint",
	Summary: "CMD in shell form behind /lambda-entrypoint.sh, which then gets three arguments instead of the handler",
	Doc: `
The entry point of Lambda's base images takes exactly one argument, the handler. In shell form, CMD app.handler becomes ["/bin/sh", "-c", "app.handler"]:
three arguments. The image builds, and each invocation ends with "entrypoint requires the handler name to be the first argument" and exit status 142.

A JSON array with a mistake in it, such as single quotes, is shell form too.

Where a function's configuration sets another command, the finding is a warning. The rule is silent where the image has an entry point of its own, as
with the Lambda Web Adapter.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-base-images/issues/112",
		"https://docs.docker.com/reference/dockerfile/#shell-and-exec-form",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    cmdShellForm,
})

func cmdShellForm(p *analysis.Pass, i *image.Image) {
	cmd, overridden, ok := imageCmd(i)
	if !ok || !cmd.Shell {
		return
	}
	d := analysis.Diagnostic{
		Severity: severityOfCmd(overridden),
		Span:     argsSpan(cmd.Instruction),
		Message:  "CMD in shell form gives /lambda-entrypoint.sh three arguments, and it takes one, the handler",
	}
	if handler := meantHandler(cmd.Instruction.Args.String()); handler != "" {
		d.Fixes = []analysis.Fix{{Title: "Use the exec form", Safe: true, Edits: []analysis.Edit{execForm(i, cmd.Instruction, handler)}}}
	}
	p.Report(d)
}

// meantHandler is the one handler in a shell-form CMD, its brackets and quotes taken off; empty when there is more.
func meantHandler(text string) string {
	handler := strings.Trim(text, "[]'\"“”‘’, \t")
	if !plainHandler.MatchString(handler) || startsProgram(handler) {
		return ""
	}
	return handler
}
