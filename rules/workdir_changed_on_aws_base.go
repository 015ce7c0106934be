package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "workdir-changed-on-aws-base",
	Summary: "WORKDIR that ends elsewhere than in the task root, in images on Lambda base images",
	Doc: `
The runtimes of Lambda's base images look for the handler in LAMBDA_TASK_ROOT, /var/task, wherever WORKDIR leads. The function then starts in a folder that is not its own: files that it opens by relative names are not found.

The rule is silent where the handler's module lies in the working directory, on Java, whose class path follows it, on provided base images, with the Lambda Web Adapter, and where a configuration sets the directory.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Info,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    workdirChangedOnAWSBase,
})

func workdirChangedOnAWSBase(p *analysis.Pass, i *image.Image) {
	workDir := i.Final.WorkDir
	if i.Start.Kind != image.LambdaEntrypoint || !runsLanguage(i) || i.Start.Language == lambda.Java || !workDir.Known || workDir.Text == lambda.TaskRoot || i.Inputs.Override.WorkDir.Known {
		return
	}
	found := p.Module()
	if found.Presence != image.Present || strings.HasPrefix(workDir.Text, lambda.TaskRoot+"/") {
		return
	}
	if presence, _ := i.Final.Lookup(path.Join(workDir.Text, found.File)); presence != image.Absent {
		return
	}
	for n := len(i.Final.Steps) - 1; n >= 0; n-- {
		if instruction := i.Final.Steps[n].Instruction; instruction.Keyword == "WORKDIR" {
			p.Report(analysis.Diagnostic{
				Span:    instruction.Args.All(),
				Message: fmt.Sprintf("the function starts in %s, and its code lies in %s", workDir.Text, lambda.TaskRoot),
				Fixes:   []analysis.Fix{{Title: "End in ${LAMBDA_TASK_ROOT}", Edits: []analysis.Edit{appendToStage(i, "WORKDIR ${LAMBDA_TASK_ROOT}")}}},
			})
			return
		}
	}
}
