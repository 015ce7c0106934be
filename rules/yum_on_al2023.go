package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
)

var _ = rule(analysis.Rule{
	Name:    "yum-on-al2023",
	Summary: "yum in stages on Lambda base images of Amazon Linux 2023, which have no yum",
	Doc: `
Lambda's base images of Amazon Linux 2023 (python 3.12, nodejs 20, java 21, dotnet 8, ruby 3.3, provided.al2023, and later) hold microdnf under the
name dnf, and no yum: the build stops with "yum: command not found". The full amazonlinux:2023 image does have a yum.

The rule is silent where the command may not run (if, ||, command -v yum), where the stage may have got a yum before, and where the base hangs on a
build argument without a default.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://github.com/aws/aws-lambda-base-images/issues/124",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image: func(p *analysis.Pass, i *image.Image) {
		absentManager(p, i, lambda.AL2023, []string{"yum"}, func(c command, w shell.Word) {
			p.Report(analysis.Diagnostic{
				Span:    w.Span(),
				Message: fmt.Sprintf("the base image of %s has no yum, its package manager is dnf", described(c.Step.Stage.Root().Tag)),
				Fixes:   useInstead(i, w, "yum", "dnf"),
			})
		})
	},
})
