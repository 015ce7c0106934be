package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "template-command-not-a-handler",
	Summary: "functions whose configured command is no handler, and is given to the entry point of Lambda's base images",
	Doc: `
ImageConfig.Command of SAM and CloudFormation, and its likes in other tools, takes the place of CMD. On Lambda's base images the entry point takes one argument, the handler: with more of them the function ends
with "entrypoint requires the handler name to be the first argument" and status 142, and a command line such as "node index.js" is taken for the name of a module.

The rule is silent where the image or the function has an entry point of its own, on provided base images, where the command is any string, and where the command is not written out.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/api/API_ImageConfig.html",
		"https://github.com/aws/aws-lambda-base-images/issues/112",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    templateCommandNotAHandler,
})

func templateCommandNotAHandler(p *analysis.Pass, i *image.Image) {
	command := i.Inputs.Override.Command
	if i.Start.Kind != image.LambdaEntrypoint || command == nil || !command.Set || command.Unknown || command.File == nil || len(command.Words) == 0 {
		return
	}
	if len(command.Words) > 1 {
		severalWords(p, i, command)
		return
	}
	word := command.Words[0]
	text := strings.TrimSpace(word.Text)
	first, _, several := strings.Cut(text, " ")
	if !word.Known || !several && !startsProgram(first) || i.Start.Language == lambda.Provided || i.Start.Language == lambda.Go {
		return
	}
	p.Report(analysis.Diagnostic{
		File: command.File, Span: word.Span,
		Message: fmt.Sprintf("the command of a function on a Lambda base image must name a handler, and %q is a command line", text),
	})
}

// severalWords reports a command of more than one word, which marks the first that is too many.
func severalWords(p *analysis.Pass, i *image.Image, command *image.Argv) {
	d := analysis.Diagnostic{
		File: command.File, Span: command.Words[0].Span.Cover(command.Words[len(command.Words)-1].Span),
		Message: fmt.Sprintf("this command gives /lambda-entrypoint.sh %d arguments, and it takes one, the handler", len(command.Words)),
	}
	for _, word := range command.Words {
		if !word.Known {
			p.Report(d)
			return
		}
	}
	// Only where the words alone stand in the way is there one edit that leaves the handler.
	if handler := handlerAmong(command.Words); handler != "" && isBare(command.File.Slice(d.Span)) {
		d.Fixes = []analysis.Fix{{Title: "Keep the handler " + handler, Edits: []analysis.Edit{{File: command.File, Span: d.Span, New: handler}}}}
	}
	p.Report(d)
}

// isBare reports words that stand in one line without quotes, with commas between them: [app.handler, --verbose].
func isBare(written string) bool { return !strings.ContainsAny(written, "\"'\n") }
