package rules

import (
	"fmt"
	"path"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "exec-wrapper-ignored",
	Summary: "AWS_LAMBDA_EXEC_WRAPPER in images that do not read it, or that names a script which is not there",
	Doc: `
The variable names a script that the bootstraps of Lambda's own runtimes start in place of the interpreter. A runtime interface client on another base image does not read it, nor does a program of one's own: what the
wrapper should set up never happens, and nothing says so. On Lambda's base images a script that is missing ends each start.

The rule is silent with the Lambda Web Adapter, on scripts and bootstraps of one's own, which may read it, and on paths in layers that are not known.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Since:    "0.1.0",
	Image:    execWrapperIgnored,
})

func execWrapperIgnored(p *analysis.Pass, i *image.Image) {
	pair, ok := ownEnv(i, lambda.ExecWrapperVariable)
	value, set := i.Final.Env.Runtime(lambda.ExecWrapperVariable)
	if !ok || !set || i.Start.Kind == image.Adapter || i.Inputs.Override.Entrypoint != nil {
		return
	}
	d := analysis.Diagnostic{Span: pair.Name.Span()}
	switch {
	case i.Start.Kind == image.Client && !i.Start.Script && !runsLanguage(i):
		d.Message = fmt.Sprintf("the runtime interface client does not read %s, only Lambda's own runtimes do", lambda.ExecWrapperVariable)
	case i.Start.Kind == image.LambdaEntrypoint && runsLanguage(i) && value.Known && path.IsAbs(value.Text):
		presence, origin := i.Final.Lookup(value.Text)
		switch {
		case presence == image.Absent:
			d.Message = fmt.Sprintf("%s names %s, and nothing puts it there", lambda.ExecWrapperVariable, value.Text)
		case presence == image.Present && origin.Mode.Known && !origin.Mode.Executable():
			d.Message = fmt.Sprintf("%s names %s, which is not executable for everybody (mode %o)", lambda.ExecWrapperVariable, value.Text, origin.Mode.Bits.Perm())
		}
	}
	if d.Message != "" {
		p.Report(d)
	}
}
