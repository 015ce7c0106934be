package rules

import (
	"fmt"

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

The rule is silent where something not known could have put a bootstrap there: a RUN, a copy from an unknown image. Of a bootstrap in another directory provided-bootstrap-wrong-directory speaks.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/go-image.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html",
	},
	Severity: analysis.Error,
	Tier:     1,
	Since:    "0.1.0",
	Image:    providedMissingBootstrap,
})

func providedMissingBootstrap(p *analysis.Pass, i *image.Image) {
	if !lacksBootstrap(i) {
		return
	}
	if _, elsewhere := bootstrapElsewhere(i); elsewhere {
		return // provided-bootstrap-wrong-directory speaks
	}
	p.Report(analysis.Diagnostic{
		Span:    missingMark(i),
		Message: fmt.Sprintf("%s starts %s, and nothing puts it there", lambda.Entrypoint, lambda.Bootstrap),
	})
}
