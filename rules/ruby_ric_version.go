package rules

import (
	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "ruby-ric-version",
	Summary: "versions of the Ruby runtime interface client that do not run on the image's Ruby",
	Doc: `
aws_lambda_ric 3 needs Ruby 3.0 or newer: on an older image gem and bundler stop, or the client ends at its first line.

The rule is silent where no version is written out.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-ruby-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    rubyRICVersion,
})

func rubyRICVersion(p *analysis.Pass, i *image.Image) {
	unsupportedClient(p, i, lambda.Ruby)
}
