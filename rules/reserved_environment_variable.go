package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "reserved-environment-variable",
	Summary: "variables that Lambda reserves, set in an image or a function's configuration",
	Doc: `
Lambda sets these variables itself: what the image says is overwritten in the cloud, and counts locally, so that the two differ. In a function's configuration they are an error: creating or updating it is refused.

The rule is silent where a value restates what Lambda sets, as LAMBDA_TASK_ROOT=/var/task, which clients need on other base images; of the directories with another value on such a base it speaks as an information.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    reservedEnvironmentVariable,
	Function: reservedInConfiguration,
})

// reservedInConfiguration looks at the variables that a function is given.
func reservedInConfiguration(p *analysis.Pass, f *workspace.Function) {
	for name, variable := range f.Environment {
		if _, ok := lambda.Reserved(name); !ok || variable.State != workspace.Known || variable.Name.Len() == 0 {
			continue
		}
		p.Report(analysis.Diagnostic{
			Severity: analysis.Error,
			Span:     variable.Name,
			Message:  fmt.Sprintf("%s is reserved: Lambda refuses function %s with a value for it", name, f.Name),
		})
	}
}

func reservedEnvironmentVariable(p *analysis.Pass, i *image.Image) {
	for _, step := range finalSteps(i) {
		if step.Instruction.Keyword != "ENV" {
			continue
		}
		for _, pair := range step.Instruction.Pairs {
			reserved, ok := lambda.Reserved(pair.Name.Value)
			if !ok || restatesDirectory(step, pair) {
				continue
			}
			d := analysis.Diagnostic{Span: pair.Name.Span(), Message: fmt.Sprintf("%s is reserved: Lambda sets it, and this value counts elsewhere alone", reserved.Name)}
			switch {
			case reserved.Kind == lambda.CredentialVariable:
				continue // credentials-in-image speaks
			case reserved.Kind == lambda.DirectoryVariable && !i.Final.Root().OnLambda():
				d.Severity = analysis.Info
			case reserved.Kind == lambda.RegionVariable && i.Start.Kind == image.Adapter:
				continue // the image runs elsewhere too
			}
			if len(step.Instruction.Pairs) == 1 {
				if edit, ok := removeInstruction(i, step.Instruction); ok {
					d.Fixes = []analysis.Fix{{Title: "Remove it", Edits: []analysis.Edit{edit}}}
				}
			}
			p.Report(d)
		}
	}
}

// restatesDirectory reports a directory variable with the value that Lambda gives it.
func restatesDirectory(step *image.Step, pair dockerfile.Pair) bool {
	value := path.Clean(strings.Trim(pair.Value.Value, "\"'"))
	return pair.Name.Value == lambda.TaskRootVariable && value == lambda.TaskRoot || value == lambda.RuntimeDir || strings.Contains(pair.Value.Value, "$")
}
