package rules

import (
	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "ruby-ric-version",
	Summary: "versions of aws_lambda_ric that the image's Ruby is too old for",
	Doc: `
aws_lambda_ric 3 asks for Ruby 3.0. On an older Ruby the gem cannot be installed, and the build stops; version 2 works there.

The rule reads the versions that gem install, a Gemfile and its lock ask for. It is silent without a version.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-ruby-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image: func(p *analysis.Pass, _ *image.Image) {
		clientTooNew(p, lambda.Ruby, analysis.Error, "the gem cannot be installed")
	},
})
