package rules

import (
	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "awslambdaric-python-unsupported",
	Summary: "versions of the Python runtime interface client that do not run on the image's Python",
	Doc: `
awslambdaric 3 needs Python 3.9 or newer. Pinned on an older image, pip stops with "requires a different Python", or the client ends at its first line.

The rule is silent where no version is pinned: pip then takes one that fits.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-python-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    awslambdaricPythonUnsupported,
})

func awslambdaricPythonUnsupported(p *analysis.Pass, i *image.Image) {
	unsupportedClient(p, i, lambda.Python)
}
