package rules

import (
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "cmd-shell-form-with-lambda-entrypoint",
	Summary: "CMD in shell form behind /lambda-entrypoint.sh, which then gets three arguments instead of the handler",
	Doc: `
The entry point of Lambda's base images takes exactly one argument, the handler. In shell form, CMD app.handler becomes ["/bin/sh", "-c", "app.handler"]:
three arguments. The image builds, and each invocation ends with "entrypoint requires the handler name to be the first argument" and exit status 142.

Where the entry point is a runtime interface client, in exec form, the first of the three is its handler: "Unable to import module '/bin/sh'".

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
	message := "CMD in shell form gives /lambda-entrypoint.sh three arguments, and it takes one, the handler"
	if cmdOfClient(i) {
		cmd, ok = i.Final.Cmd, true
		message = "CMD in shell form gives the runtime interface client a shell for its handler"
	}
	if !ok || !cmd.Shell {
		return
	}
	d := analysis.Diagnostic{
		Severity: severityOfCmd(overridden),
		Span:     argsSpan(cmd.Instruction),
		Message:  message,
	}
	if handler := meantHandler(cmd.Instruction.Args.String()); handler != "" {
		d.Fixes = []analysis.Fix{{Title: "Use the exec form", Safe: true, Edits: []analysis.Edit{execForm(i, cmd.Instruction, handler)}}}
	}
	p.Report(d)
}

// cmdOfClient reports an entry point that ends in a runtime interface client, and a CMD of the image whose first word is then the handler.
func cmdOfClient(i *image.Image) bool {
	entrypoint, cmd, override := i.Final.Entrypoint, i.Final.Cmd, i.Inputs.Override
	if i.Start.Kind != image.Client || i.Class != image.Certain || override.Entrypoint != nil || override.Command != nil || entrypoint.Shell {
		return false
	}
	var words []string
	for _, word := range entrypoint.Words {
		words = append(words, word.Text)
	}
	_, at, ok := lambda.ClientInWords(words)
	return ok && at == len(words)-1 && cmd.Set && cmd.Instruction != nil && !cmd.Unknown
}

// meantHandler is the one handler in a shell-form CMD, its brackets and quotes taken off; empty when there is more.
func meantHandler(text string) string {
	handler := strings.Trim(text, "[]'\"“”‘’, \t")
	if !plainHandler.MatchString(handler) || startsProgram(handler) {
		return ""
	}
	return handler
}
