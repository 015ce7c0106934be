package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
)

var _ = rule(analysis.Rule{
	Name:    "amazon-linux-extras-unavailable",
	Summary: "amazon-linux-extras in stages on Lambda base images of Amazon Linux 2023, which does not have it",
	Doc: `
Amazon Linux 2 offers newer packages through amazon-linux-extras. Amazon Linux 2023 has no such program: it carries several versions of a package side by side, each with the version in its name
(postgresql15, nginx, docker), and dnf installs them. The build stops with "command not found".

The rule is silent on Amazon Linux 2, where the package may be installed, where the command may not run, and where something in front of it may have brought the program.`,
	Refs: []string{
		"https://docs.aws.amazon.com/linux/al2/ug/prepare-for-al2023.html",
		"https://docs.aws.amazon.com/linux/al2023/ug/compare-with-al2.html",
	},
	Severity: analysis.Error,
	Tier:     3,
	Since:    "0.1.0",
	Image: func(p *analysis.Pass, i *image.Image) {
		absentManager(p, i, lambda.AL2023, []string{lambda.ExtrasCommand}, func(c command, w shell.Word) {
			p.Report(analysis.Diagnostic{
				Span:    w.Span(),
				Message: fmt.Sprintf("the base image of %s has no %s, its packages carry their version in their name", described(c.Step.Stage.Root().Tag), lambda.ExtrasCommand),
			})
		})
	},
})
