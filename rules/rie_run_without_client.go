package rules

import (
	"regexp"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "rie-run-without-client",
	Summary: "docker run with the emulator for an entry point, and without the command line that it shall start",
	Doc: `
--entrypoint takes the place of the image's ENTRYPOINT and its CMD: an emulator that is given nothing behind the image's name starts no runtime interface client. It looks for a program named bootstrap, which Lambda's base images have and others
have not, and each invocation ends with Runtime.InvalidEntrypoint. What is given behind the image's name is started as it is: the handler alone is no program.

The rule looks at images of which a build in the same file, or the only one of the workspace, makes a Lambda function's, and is silent where the image may hold a bootstrap. A command in a README is info.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-runtime-interface-emulator",
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Command:  rieRunWithoutClient,
})

func rieRunWithoutClient(p *analysis.Pass, m *workspace.Command) {
	if m.Kind != workspace.RunCommand || m.Open || p.Image == nil || len(m.Late) > 0 {
		return
	}
	entrypoint, _ := m.Option("entrypoint")
	if !asksForEmulator(entrypoint) {
		return
	}
	name, given := m.Operands[0], m.Operands[1:]
	d := analysis.Diagnostic{File: m.File, Span: name.Word, Severity: inProse(m)}
	switch handler := p.Image.Start.Handler; {
	case len(given) == 0 && !mayHoldBootstrap(p.Image):
		d.Message = "the emulator is given nothing to start behind the image's name: --entrypoint takes the place of ENTRYPOINT and of CMD"
	case len(given) == 1 && handler.State == image.HandlerGiven && given[0].Text == handler.Text && p.Image.Start.Kind == image.Client:
		d.Span = given[0].Word
		d.Message = "the emulator is given the handler alone, and needs the client that loads it before it"
	default:
		return
	}
	d.Related = []analysis.Related{buildsLambda(p.Image)}
	if line, ok := commandLineOf(p.Image); ok {
		at := source.Span{Start: name.Word.End, End: m.Operands[len(m.Operands)-1].Word.End}
		d.Fixes = []analysis.Fix{{Title: "Give it the image's own command line", Edits: []analysis.Edit{{File: m.File, Span: at, New: " " + line}}}}
	}
	p.Report(d)
}

// mayHoldBootstrap reports whether one of the programs that the emulator looks for may be in the image.
func mayHoldBootstrap(i *image.Image) bool {
	for _, name := range lambda.EmulatorBootstraps() {
		if presence, _ := i.Final.LookupOwn(name); presence != image.Absent {
			return true
		}
	}
	return false
}

// plainWord is a word that no shell changes.
var plainWord = regexp.MustCompile(`^[\w./:@%+=,-]+$`)

// commandLineOf is the image's entry point and command as a shell takes them; ok is false where it is not known, or needs quotes.
func commandLineOf(i *image.Image) (line string, ok bool) {
	var words []string
	for _, arg := range i.Start.Argv {
		if !arg.Known || !plainWord.MatchString(arg.Text) {
			return "", false
		}
		words = append(words, arg.Text)
	}
	return strings.Join(words, " "), len(words) > 0
}
