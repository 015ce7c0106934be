package rules

import (
	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "awslambdaric-python-unsupported",
	Summary: "versions of awslambdaric that the image's Python is too old for",
	Doc: `
awslambdaric 3 and newer ask for Python 3.9. pip finds no version that fits and stops the build.

The rule reads the versions that RUN lines and requirements files ask for. Without a version pip takes an older one by itself, and the rule is silent, as it is where a marker or a condition decides.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-python-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image: func(p *analysis.Pass, _ *image.Image) {
		clientTooNew(p, lambda.Python, analysis.Error, "pip finds no version that fits")
	},
})
