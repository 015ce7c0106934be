package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "cdk-architecture-unset",
	Summary: "functions of CDK that are built from a Dockerfile and name neither an architecture nor a platform",
	Doc: `
CDK builds an asset for the platform of the function's architecture, where one is named. Where none is, the machine that runs cdk deploy decides what the image is for, and the function is for x86_64: deployed from an ARM laptop,
each invocation ends with "exec format error".

The rule is silent where the function names an architecture or the asset a platform, where FROM names one, or its tag is for one alone, and where the construct's properties are not written out.`,
	Refs: []string{
		"https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-lambda/lib/image-function.ts",
		"https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda.DockerImageFunction.html",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Since:    "0.1.0",
	Image:    cdkArchitectureUnset,
})

func cdkArchitectureUnset(p *analysis.Pass, i *image.Image) {
	if i.Final == nil || platformDecided(i.Final) {
		return
	}
	for _, f := range p.Variant.Functions {
		if f.Kind != "cdk" || f.Architecture.State != workspace.Unset || f.Platform.State != workspace.Unset {
			continue
		}
		p.Report(analysis.Diagnostic{
			File: f.File, Span: f.Span,
			Message: fmt.Sprintf("function %s names no architecture, so that the machine which deploys decides for which one its image is, and the function is for x86_64", f.Name),
			Related: []analysis.Related{buildsLambda(i)},
		})
	}
}
