package rules

import (
	"fmt"
	"slices"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "final-stage-not-lambda",
	Summary: "functions whose build makes a last stage that is not the Lambda one of the Dockerfile",
	Doc: `
Without a target the last stage is built. A Dockerfile with a stage for Lambda and another one behind it, for tests or for another service, gives the function the wrong image.

The rule speaks where a template's function uses the Dockerfile without a target, an earlier stage stands on a Lambda base image and names a handler, and the last one does neither and takes nothing from it.`,
	Refs: []string{
		"https://docs.docker.com/build/building/multi-stage/#stop-at-a-specific-build-stage",
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    finalStageNotLambda,
})

func finalStageNotLambda(p *analysis.Pass, i *image.Image) {
	base := i.Final.Root()
	if base.Kind != image.BaseOther || i.Inputs.Target != "" || i.Start.Kind == image.Client || i.Start.Kind == image.Adapter || p.Client() == analysis.ClientInstalled {
		return
	}
	used := slices.ContainsFunc(p.Variant.Functions, func(f *workspace.Function) bool {
		return f.Target.State == workspace.Unset && f.Dockerfile.State == workspace.Known && f.Kind == "sam"
	})
	if !used {
		return
	}
	for _, s := range i.Stages {
		cmd := s.Cmd
		if s.Base.Kind != image.BaseLambda || i.ReachesFinal(s) || cmd.Shell || len(cmd.Words) != 1 || !looksLikeHandler(cmd.Words[0].Text) {
			continue
		}
		name := s.Name
		if name == "" {
			name = "its stage"
		}
		p.Report(analysis.Diagnostic{
			Span:    i.Final.From.KeywordSpan,
			Message: fmt.Sprintf("the last stage is built, on %s, and the function is in %s", base.Ref.Text, name),
			Related: []analysis.Related{{File: i.File.Source, Span: s.From.KeywordSpan, Message: "the stage on a Lambda base image begins here"}},
		})
		return
	}
}
