package rules

import (
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "create-function-missing-package-type",
	Summary: "aws lambda create-function with an image and without --package-type Image",
	Doc: `
aws lambda create-function makes a function of a zip archive unless it is told otherwise: with --code ImageUri=… alone the call is refused, for it lacks the runtime and the handler that such a function must have.

The rule is silent where the options come from a file or a variable. A command in a README is info.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
		"https://docs.aws.amazon.com/cli/latest/reference/lambda/create-function.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Command:  createFunctionMissingPackageType,
})

func createFunctionMissingPackageType(p *analysis.Pass, m *workspace.Command) {
	if m.Kind != workspace.LambdaCommand || m.Verb != "create-function" || m.Open || takesOptionsFromFile(m) {
		return
	}
	code, _ := m.Option("code")
	kind, given := m.Option("package-type")
	if !strings.Contains(code.Value.Text, "ImageUri") || given && (kind.Value.State != workspace.Known || strings.EqualFold(kind.Value.Text, "Image")) {
		return
	}
	d := analysis.Diagnostic{File: m.File, Span: m.Span, Severity: inProse(m), Message: "a function of an image is created with --package-type Image, and this command lacks it"}
	switch {
	case given:
		d.Span, d.Message = kind.Value.Span, "a function of an image has --package-type Image, not "+kind.Value.Text
		d.Fixes = replaceText(m.File, kind.Value.Span, kind.Value.Text, "Image", "Change the package type to Image")
	case m.Behind > 0:
		d.Fixes = []analysis.Fix{{
			Title: "Add --package-type Image", Safe: true,
			Edits: []analysis.Edit{{File: m.File, Span: source.Span{Start: m.Behind, End: m.Behind}, New: " --package-type Image"}},
		}}
	}
	p.Report(d)
}

// takesOptionsFromFile reports a command of AWS's whose options stand elsewhere.
func takesOptionsFromFile(m *workspace.Command) bool {
	for _, name := range []string{"cli-input-json", "cli-input-yaml", "generate-cli-skeleton"} {
		if _, ok := m.Option(name); ok {
			return true
		}
	}
	return false
}

// inProse lowers a finding on a command that people read rather than run as it stands.
func inProse(m *workspace.Command) analysis.Severity {
	if m.Documentation {
		return analysis.Info
	}
	return 0
}

// replaceText is a fix that replaces a text which stands at a span as it is; nil where it does not.
func replaceText(file *source.File, at source.Span, old, text, title string) []analysis.Fix {
	if file.Slice(at) != old {
		return nil
	}
	return []analysis.Fix{{Title: title, Edits: []analysis.Edit{{File: file, Span: at, New: text}}}}
}
