package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "ric-not-in-entrypoint",
	Summary: "images that hold a runtime interface client and start the handler's name, or nothing, in its place",
	Doc: `
On a base image that is not AWS's, ENTRYPOINT must start the runtime interface client, and CMD gives it the handler. With CMD ["app.handler"] alone the container tries to run
a program of that name, and each invocation ends with Runtime.InvalidEntrypoint.

The rule speaks where the command line is a handler and nothing else. It is silent where a program or a script starts, which may load the client itself.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html#python-image-clients",
		"https://github.com/aws/aws-lambda-python-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    ricNotInEntrypoint,
})

func ricNotInEntrypoint(p *analysis.Pass, i *image.Image) {
	language, ok := foreignLanguage(i)
	if !ok || i.Start.Kind != image.Program || i.Final.Entrypoint.Set || i.Inputs.Override.Entrypoint != nil || p.Client() != analysis.ClientInstalled {
		return
	}
	cmd := i.Final.Cmd
	if cmd.Instruction == nil || cmd.Shell || len(cmd.Words) != 1 || !looksLikeHandler(cmd.Words[0].Text) {
		return
	}
	client := lambda.Client(language)
	if len(client.Entrypoint) == 0 {
		return
	}
	line := "ENTRYPOINT " + jsonArray(client.Entrypoint)
	p.Report(analysis.Diagnostic{
		Span:    cmd.Words[0].Span,
		Message: fmt.Sprintf("the container starts %s as a program, and no ENTRYPOINT starts %s with it", cmd.Words[0].Text, client.Package),
		Fixes: []analysis.Fix{{
			Title: "Start " + client.Package,
			Edits: []analysis.Edit{before(i.File.Source, cmd.Instruction, line)},
		}},
	})
}
