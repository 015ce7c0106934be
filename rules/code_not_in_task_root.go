package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "code-not-in-task-root",
	Summary: "handlers whose module is in the image, but where the runtime does not look",
	Doc: `
The runtimes of Lambda's base images load the handler's module from LAMBDA_TASK_ROOT, which is /var/task, whatever WORKDIR says. After WORKDIR /app and COPY . . the
module is in the image, and each invocation ends with Runtime.ImportModuleError all the same.

The rule is silent for Java, whose class path follows WORKDIR, and wherever a search path or a copy is not known for certain.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
		"https://github.com/aws/aws-lambda-base-images/issues/122",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    codeNotInTaskRoot,
})

func codeNotInTaskRoot(p *analysis.Pass, i *image.Image) {
	handler, ok := wellFormed(i)
	if !ok || i.Class != image.Certain {
		return
	}
	found := p.Module()
	if found.Presence != image.Absent || len(found.Elsewhere) == 0 || len(mismatchedHomes(p, i)) > 0 {
		return
	}
	there := found.Elsewhere[0]
	d := onHandler(i, fmt.Sprintf("handler %s is in %s, and the runtime looks for it in %s", handler, there.Path, i.Start.Handler.SearchPath[0]), nil)
	if step := there.Origin.Step; step != nil {
		d.Related = []analysis.Related{{File: i.File.Source, Span: step.Instruction.Span, Message: "it is copied here"}}
		d.Fixes = copyToTaskRoot(i, step)
	}
	p.Report(d)
}

// copyToTaskRoot changes where a COPY of the final stage puts what lies at the context's root.
func copyToTaskRoot(i *image.Image, step *image.Step) []analysis.Fix {
	if step.Stage != i.Final || step.Copy == nil || step.Copy.DestWord.Templated() || step.Instruction.JSON {
		return nil
	}
	return []analysis.Fix{{
		Title: "Copy to ${LAMBDA_TASK_ROOT}",
		Edits: []analysis.Edit{{File: i.File.Source, Span: step.Copy.DestWord.Inner(), New: "${LAMBDA_TASK_ROOT}/"}},
	}}
}
