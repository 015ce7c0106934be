package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "missing-ric",
	Summary: "images of Lambda functions on other than Lambda's base images that hold no runtime interface client",
	Doc: `
On a base image that is not AWS's, something must ask Lambda's Runtime API for the next event: the runtime interface client of the language, a library that holds one, or the
Lambda Web Adapter. Without one the function starts, answers nothing, and ends with Runtime.ExitError or a time-out.

The rule looks for a client in RUN lines, in manifests and lock files of the build context, in sources and scripts, and in images that are copied from. It speaks only of images
that are certainly a Lambda function's, on public Python, Node.js and Ruby images, and is silent wherever a client could come in unseen.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#images-ric",
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html#python-image-clients",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    missingRIC,
})

func missingRIC(p *analysis.Pass, i *image.Image) {
	language, ok := foreignLanguage(i)
	if !ok || i.Class != image.Certain || i.Start.Kind == image.Adapter || p.Client() != analysis.ClientAbsent {
		return
	}
	client := lambda.Client(language)
	p.Report(analysis.Diagnostic{
		Span:    i.Final.RootStage().Reference.Inner(),
		Message: fmt.Sprintf("nothing brings a runtime interface client into this image, such as %s, and %s has none", client.Package, i.Final.Root().Ref.Text),
		Fixes:   installClient(i, client),
	})
}

// foreignLanguage is the language of a final image that stands on a public image made for a language in which a client must be installed.
func foreignLanguage(i *image.Image) (lambda.Language, bool) {
	base := i.Final.Root()
	if base.Kind != image.BaseOther || !base.Ref.Known || lambda.BringsClient(base.Ref.Text) {
		return "", false
	}
	language, _, ok := lambda.LanguageImage(base.Ref.Text)
	return language, ok && slices.Contains([]lambda.Language{lambda.Python, lambda.NodeJS, lambda.Ruby}, language)
}

// installClient installs the client before CMD, or at the stage's end, and starts it unless the entry point does already.
func installClient(i *image.Image, client lambda.ClientFacts) []analysis.Fix {
	if client.Install == "" || i.Final.Entrypoint.Shell {
		return nil
	}
	file := i.File.Source
	install := "RUN " + client.Install
	entrypoint := "ENTRYPOINT " + jsonArray(client.Entrypoint)
	var edits []analysis.Edit
	own := i.Final.Entrypoint.Instruction
	cmd := i.Final.Cmd.Instruction
	switch {
	case own != nil:
		edits = append(edits, before(file, own, install))
		if i.Start.Kind != image.Client {
			edits = append(edits, execForm(i, own, client.Entrypoint...))
		}
	case cmd != nil:
		edits = append(edits, before(file, cmd, install+file.LineEnd()+entrypoint))
	default:
		edits = append(edits, appendToStage(i, install+file.LineEnd()+entrypoint))
	}
	return []analysis.Fix{{Title: "Install and start " + client.Package, Edits: edits}}
}

// before puts lines in front of an instruction.
func before(file *source.File, instruction *dockerfile.Instruction, lines string) analysis.Edit {
	at := source.Span{Start: instruction.Span.Start, End: instruction.Span.Start}
	return analysis.Edit{File: file, Span: at, New: strings.TrimSuffix(lines, file.LineEnd()) + file.LineEnd()}
}
