package rules

import (
	"fmt"
	"slices"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "lwa-on-aws-base-without-entrypoint",
	Summary: "the Lambda Web Adapter in Lambda base images whose entry point still waits for a handler",
	Doc: `
The Lambda Web Adapter lets a web server be the function: the container starts the server, and the adapter brings it the events. On a Lambda base image the inherited entry point starts the runtime of the language instead, with CMD as
its handler, and ends with "entrypoint requires the handler name to be the first argument" or an import error.

The rule is silent where ENTRYPOINT is set, where a function's configuration sets one, and where AWS_LAMBDA_EXEC_WRAPPER starts the adapter in the way of zip archives.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-web-adapter",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    lwaOnAWSBaseWithoutEntrypoint,
})

func lwaOnAWSBaseWithoutEntrypoint(p *analysis.Pass, i *image.Image) {
	cmd := i.Final.Cmd
	if i.Start.Kind != image.Adapter || !runsLanguage(i) || i.Inputs.Override.Entrypoint != nil || i.Final.Entrypoint.Instruction != nil || cmd.Instruction == nil || cmd.Unknown {
		return
	}
	if _, set := i.Final.Env.Runtime(lambda.ExecWrapperVariable); set {
		return
	}
	if slices.ContainsFunc(p.Variant.Functions, func(f *workspace.Function) bool {
		_, set := f.Environment[lambda.ExecWrapperVariable]
		return set || f.EnvironmentOpen
	}) {
		return
	}
	if !cmd.Shell && len(cmd.Words) == 1 && looksLikeHandler(cmd.Words[0].Text) {
		return // a handler beside the adapter: zip style, or another use of it
	}
	p.Report(analysis.Diagnostic{
		Span:    argsSpan(cmd.Instruction),
		Message: fmt.Sprintf("%s of the base image takes CMD for a handler, so the server behind the Lambda Web Adapter never starts", lambda.Entrypoint),
		Fixes: []analysis.Fix{{
			Title: "Take the base image's entry point away",
			Edits: []analysis.Edit{before(i.File.Source, cmd.Instruction, "ENTRYPOINT []")},
		}},
	})
}
