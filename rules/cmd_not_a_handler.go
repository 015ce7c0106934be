package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "cmd-not-a-handler",
	Summary: "CMD that holds a command line where Lambda's base images expect a handler",
	Doc: `
On Lambda's base images CMD names the handler: a module and a function that the runtime loads and calls. A command such as CMD ["node index.js"] is taken for
a handler's name, and no module of that name is found. A web server needs the Lambda Web Adapter and an ENTRYPOINT of its own.

Where a function's configuration sets another command, the finding is a warning. The rule is silent on provided base images, where CMD is any string.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://github.com/aws/aws-lambda-web-adapter",
	},
	Severity: analysis.Error,
	Tier:     1,
	Since:    "0.1.0",
	Image:    cmdNotAHandler,
})

func cmdNotAHandler(p *analysis.Pass, i *image.Image) {
	cmd, overridden, ok := imageCmd(i)
	if !ok || cmd.Shell || len(cmd.Words) != 1 || i.Start.Language == lambda.Provided || i.Start.Language == lambda.Go {
		return
	}
	text := strings.TrimSpace(cmd.Words[0].Text)
	first, _, several := strings.Cut(text, " ")
	if !several && !startsProgram(first) {
		return
	}
	p.Report(analysis.Diagnostic{
		Severity: severityOfCmd(overridden),
		Span:     cmd.Words[0].Span,
		Message:  fmt.Sprintf("CMD must name a handler on a Lambda base image, and %q is a command", text),
	})
}
