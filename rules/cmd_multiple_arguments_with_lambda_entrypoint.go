package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "cmd-multiple-arguments-with-lambda-entrypoint",
	Summary: "CMD with more than one element behind /lambda-entrypoint.sh, which takes the handler alone",
	Doc: `
The entry point of Lambda's base images takes exactly one argument, the handler. With CMD ["python", "app.py"] or CMD ["app", "handler"] the image builds,
and each invocation ends with "entrypoint requires the handler name to be the first argument" and exit status 142.

Where a function's configuration sets another command, the finding is a warning. The rule is silent where the image has an entry point of its own.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-base-images/issues/112",
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    cmdMultipleArguments,
})

func cmdMultipleArguments(p *analysis.Pass, i *image.Image) {
	cmd, overridden, ok := imageCmd(i)
	if !ok || cmd.Shell || len(cmd.Words) < 2 {
		return
	}
	d := analysis.Diagnostic{
		Severity: severityOfCmd(overridden),
		Span:     argsSpan(cmd.Instruction),
		Message:  fmt.Sprintf("CMD gives /lambda-entrypoint.sh %d arguments, and it takes one, the handler", len(cmd.Words)),
	}
	if handler := handlerAmong(cmd.Words); handler != "" {
		d.Fixes = []analysis.Fix{{Title: "Keep the handler " + handler, Edits: []analysis.Edit{execForm(i, cmd.Instruction, handler)}}}
	}
	p.Report(d)
}

// handlerAmong is the one word that looks like a handler, or the words put together when they are its two halves.
func handlerAmong(words []image.Arg) string {
	var found []string
	for _, w := range words {
		if looksLikeHandler(w.Text) {
			found = append(found, w.Text)
		}
	}
	switch {
	case len(found) == 1:
		return found[0]
	case len(found) == 0 && len(words) == 2 && !slices.ContainsFunc(words, isNoHalf):
		return words[0].Text + "." + words[1].Text
	}
	return ""
}

func isNoHalf(w image.Arg) bool {
	return !plainHandler.MatchString(w.Text) || startsProgram(w.Text) || strings.ContainsAny(w.Text, ".:") || strings.HasPrefix(w.Text, "-")
}
