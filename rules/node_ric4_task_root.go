package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "node-ric4-task-root",
	Summary: "functions outside of /var/task with a Node.js client that looks nowhere else",
	Doc: `
aws-lambda-ric 4.0.1 and 4.0.2 look for the handler in LAMBDA_TASK_ROOT, which is /var/task in Lambda whatever the image sets, and not in the working directory as older versions did: a function in another folder ends with Runtime.ImportModuleError in Lambda, and works locally.

The rule is silent on other versions, where no version is written out, and where the module may be in /var/task too.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/170",
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    nodeRIC4TaskRoot,
})

func nodeRIC4TaskRoot(p *analysis.Pass, i *image.Image) {
	workDir := i.Final.WorkDir
	if i.Start.Kind != image.Client || i.Start.Script || i.Start.Language != lambda.NodeJS || !workDir.Known || workDir.Text == lambda.TaskRoot {
		return
	}
	names, complete := i.Final.List(lambda.TaskRoot)
	if len(names) > 0 || !complete {
		return
	}
	for _, pin := range clientPins(i, lambda.NodeJS) {
		if !pin.exact || lambda.VersionBefore(pin.version, lambda.NodeClientTaskRootFrom) || lambda.VersionBefore(lambda.NodeClientTaskRootUntil, pin.version) {
			continue
		}
		p.Report(analysis.Diagnostic{
			File: pin.file, Span: pin.span,
			Message: fmt.Sprintf("%s %s looks for the function in %s, and it lies in %s", lambda.Client(lambda.NodeJS).Package, pin.version, lambda.TaskRoot, workDir.Text),
		})
		return
	}
}
