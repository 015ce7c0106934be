package rules

import (
	"fmt"
	"path"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "lwa-wrong-path",
	Summary: "the Lambda Web Adapter copied to another place than /opt/extensions",
	Doc: `
The adapter is an extension: Lambda starts what lies in /opt/extensions, and nothing else. Elsewhere it is never started, no event reaches the server, and the function times out.

The rule is silent where the final image has it in /opt/extensions too, or may have.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-web-adapter",
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-extensions.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    lwaWrongPath,
})

func lwaWrongPath(p *analysis.Pass, i *image.Image) {
	for _, m := range i.Final.Mappings() {
		c := m.Step.Copy
		if !c.FromImage.Known || !lambda.IsAdapterImage(c.FromImage.Text) || m.Dest == "" || path.Base(m.Source.Path.Text) != path.Base(lambda.AdapterPath) {
			continue
		}
		if mayHoldAdapter(i) || startsAdapter(i, m.Dest) {
			return
		}
		dest := c.DestWord.Inner()
		p.Report(analysis.Diagnostic{
			Span:    dest,
			Message: fmt.Sprintf("Lambda starts extensions from %s alone, so the Lambda Web Adapter never starts here", lambda.ExtensionsDir),
			Fixes:   []analysis.Fix{{Title: "Copy it to " + lambda.AdapterPath, Edits: []analysis.Edit{{File: i.File.Source, Span: dest, New: lambda.AdapterPath}}}},
		})
	}
}

// mayHoldAdapter reports whether something may lie in the directory of extensions.
func mayHoldAdapter(i *image.Image) bool {
	names, complete := i.Final.List(lambda.ExtensionsDir)
	return len(names) > 0 || !complete
}

// startsAdapter reports a command line that starts the adapter from where it was copied to.
func startsAdapter(i *image.Image, dest string) bool {
	for _, w := range i.Start.Argv {
		if w.Text == dest || path.Base(w.Text) == path.Base(lambda.AdapterPath) {
			return true
		}
	}
	return false
}
