package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
)

var _ = rule(analysis.Rule{
	Name:    "dnf-on-al2",
	Summary: "dnf in stages on Lambda base images of Amazon Linux 2, which have no dnf",
	Doc: `
Lambda's base images of Amazon Linux 2 (python 3.8 to 3.11, nodejs 18, java 8.al2 to 17, dotnet 6 and 7, provided.al2) install packages with yum. They hold
neither dnf nor microdnf: the build stops with "dnf: command not found".

The rule is silent where the command may not run (if, ||, command -v dnf), where the stage may have got a dnf before, and where the base hangs on a
build argument without a default.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://github.com/aws/aws-lambda-base-images/issues/128",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image: func(p *analysis.Pass, i *image.Image) {
		absentManager(p, i, lambda.AL2, []string{"dnf", "microdnf"}, func(c command, w shell.Word) {
			name := c.Unwrap().Name()
			p.Report(analysis.Diagnostic{
				Span:    w.Span(),
				Message: fmt.Sprintf("the base image of %s has no %s, its package manager is yum", described(c.Step.Stage.Root().Tag), name),
				Fixes:   useInstead(i, w, name, "yum"),
			})
		})
	},
})
