package rules

import (
	"fmt"
	"path"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "provided-missing-bootstrap",
	Summary: "images on provided base images that keep the base's entry point and put no bootstrap where it starts one",
	Doc: `
The provided base images bring no runtime. Their entry point starts /var/runtime/bootstrap, which the Dockerfile must put there; without it, each invocation ends with
Runtime.InvalidEntrypoint. A program that holds its own runtime client, such as a Go binary, can also be the ENTRYPOINT itself.

The rule is silent where something not known could have put a bootstrap there: a RUN, a copy from an unknown image.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/go-image.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    providedMissingBootstrap,
})

func providedMissingBootstrap(p *analysis.Pass, i *image.Image) {
	if i.Class != image.Certain || i.Start.Kind != image.LambdaEntrypoint || i.Start.Language != lambda.Provided {
		return
	}
	if presence, _ := i.Final.Lookup(lambda.Bootstrap); presence != image.Absent {
		return
	}
	d := analysis.Diagnostic{
		Span:    missingMark(i),
		Message: fmt.Sprintf("%s starts %s, and nothing puts it there", lambda.Entrypoint, lambda.Bootstrap),
	}
	name := path.Base(lambda.Bootstrap)
	for _, found := range i.Final.Find(name) {
		step := found.Origin.Step
		if step == nil || step.Copy == nil || step.Stage != i.Final {
			continue
		}
		d.Message = fmt.Sprintf("%s starts %s, and the bootstrap is in %s", lambda.Entrypoint, lambda.Bootstrap, path.Dir(found.Path))
		d.Related = []analysis.Related{{File: i.File.Source, Span: step.Instruction.Span, Message: "it is copied here"}}
		if len(step.Copy.Sources) == 1 && !step.Instruction.JSON && path.Base(step.Copy.Sources[0].Path.Text) == name {
			d.Fixes = []analysis.Fix{{
				Title: "Copy it to ${LAMBDA_RUNTIME_DIR}",
				Edits: []analysis.Edit{{File: i.File.Source, Span: step.Copy.DestWord.Inner(), New: "${LAMBDA_RUNTIME_DIR}/" + name}},
			}}
		}
		break
	}
	p.Report(d)
}
