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
	Name:    "node-ric4-task-root",
	Summary: "functions outside /var/task that aws-lambda-ric 4 starts, which looks for them there",
	Doc: `
Up to version 3 aws-lambda-ric looked for the handler in the working directory. Versions 4.0.1 and 4.0.2 look in LAMBDA_TASK_ROOT, which in Lambda is /var/task: a function in any other folder is not found, and each invocation ends with "Cannot find module".

The rule speaks where that very version is asked for or locked, the module lies in the working directory, and none lies in /var/task. It is silent without a version, and where LAMBDA_TASK_ROOT is set.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/pull/196",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    nodeRIC4TaskRoot,
})

func nodeRIC4TaskRoot(p *analysis.Pass, i *image.Image) {
	if i.Start.Kind != image.Client || i.Start.Script || i.Start.Language != lambda.NodeJS || ownVariable(i, "LAMBDA_TASK_ROOT") || i.Final.Root().OnLambda() {
		return
	}
	module := p.Module()
	if module.Presence != image.Present || path.IsAbs(module.Module) || strings.HasPrefix(module.Origin.ContextPath, "..") {
		return
	}
	dir := i.Final.WorkDir
	if i.Inputs.Override.WorkDir.Known {
		dir.Text = i.Inputs.Override.WorkDir.Text
	}
	there, _ := i.Final.Lookup(path.Join(lambda.TaskRoot, module.File))
	if !dir.Known || path.Clean(dir.Text) == lambda.TaskRoot || there != image.Absent {
		return
	}
	for _, c := range clientInstalls(p, lambda.NodeJS) {
		version := c.Exact()
		if version == "" || lambda.VersionBefore(version, lambda.NodeClientTaskRootFrom) || lambda.VersionBefore(lambda.NodeClientTaskRootUntil, version) {
			continue
		}
		p.Report(analysis.Diagnostic{
			File: c.File, Span: versionSpan(c, version),
			Message: fmt.Sprintf("%s %s looks for %s in %s, and it is in %s", c.client.Package, version, module.File, lambda.TaskRoot, dir.Text),
			Related: relatedTo(p, c),
		})
		return
	}
}
