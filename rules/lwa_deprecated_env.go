package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "lwa-deprecated-env",
	Summary: "old names of the variables of the Lambda Web Adapter",
	Doc: `
The adapter's variables begin with AWS_LWA_ since version 0.4; it still reads the old names, and says that they will go.

The rule speaks only where the adapter is in the image: an application may use the same names for itself.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-web-adapter",
	},
	Severity: analysis.Info,
	Mark:     analysis.Deprecated,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    lwaDeprecatedEnv,
})

func lwaDeprecatedEnv(p *analysis.Pass, i *image.Image) {
	if i.Start.Kind != image.Adapter {
		return
	}
	for _, step := range finalSteps(i) {
		if step.Instruction.Keyword != "ENV" {
			continue
		}
		for _, pair := range step.Instruction.Pairs {
			replacement, deprecated := lambda.DeprecatedAdapterVariable(pair.Name.Value)
			if !deprecated || replacement == "" {
				continue
			}
			d := analysis.Diagnostic{Span: pair.Name.Span(), Message: fmt.Sprintf("%s is the old name of %s", pair.Name.Value, replacement)}
			if _, both := i.Final.Env.Runtime(replacement); !both {
				d.Fixes = []analysis.Fix{{Title: "Use " + replacement, Edits: []analysis.Edit{{File: i.File.Source, Span: pair.Name.Span(), New: replacement}}}}
			}
			p.Report(d)
		}
	}
}
