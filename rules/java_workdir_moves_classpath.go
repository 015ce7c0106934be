package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "java-workdir-moves-classpath",
	Summary: "WORKDIR in Lambda Java images, which takes the class path away from the function's classes",
	Doc: `
The Java runtime's class path follows the working directory: its classes and its folder lib. After WORKDIR /app it no longer looks in /var/task, where the classes were copied.

The rule speaks where the final image's classes or jars lie in /var/task and nothing lies in the working directory.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/java-image.html",
		"https://github.com/aws/aws-lambda-java-libs",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    javaWorkdirMovesClasspath,
})

func javaWorkdirMovesClasspath(p *analysis.Pass, i *image.Image) {
	workDir := i.Final.WorkDir
	if i.Start.Kind != image.LambdaEntrypoint || i.Start.Language != lambda.Java || !workDir.Known || workDir.Text == lambda.TaskRoot || i.Inputs.Override.WorkDir.Known {
		return
	}
	if _, set := i.Final.Env.Runtime("CLASSPATH"); set {
		return
	}
	inTaskRoot, _ := i.Final.List(lambda.TaskRoot)
	inWorkDir, complete := i.Final.List(workDir.Text)
	if len(inTaskRoot) == 0 || len(inWorkDir) > 0 || !complete {
		return
	}
	for n := len(i.Final.Steps) - 1; n >= 0; n-- {
		instruction := i.Final.Steps[n].Instruction
		if instruction.Keyword != "WORKDIR" {
			continue
		}
		d := analysis.Diagnostic{Span: instruction.Args.All(), Message: fmt.Sprintf("the class path follows WORKDIR to %s, and the classes lie in %s", workDir.Text, lambda.TaskRoot)}
		if edit, ok := removeInstruction(i, instruction); ok {
			d.Fixes = []analysis.Fix{{Title: "Remove WORKDIR", Edits: []analysis.Edit{edit}}}
		}
		p.Report(d)
		return
	}
}
