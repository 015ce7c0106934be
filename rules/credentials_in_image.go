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
	Name:    "credentials-in-image",
	Summary: "AWS credentials in an image",
	Doc: `
Whoever can pull an image can read its variables, its files and its history. A function gets credentials from its execution role: Lambda sets AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN itself, over whatever the image says.

A value that is surely a dummy (test, dummy, empty) is an information. The rule is silent on build secrets (RUN --mount=type=secret), and on stages of which nothing is in the final image.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
		"https://docs.docker.com/build/building/secrets/",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    credentialsInImage,
})

func credentialsInImage(p *analysis.Pass, i *image.Image) {
	for _, step := range finalSteps(i) {
		if step.Instruction.Keyword != "ENV" {
			continue
		}
		for _, pair := range step.Instruction.Pairs {
			reserved, ok := lambda.Reserved(pair.Name.Value)
			if !ok || reserved.Kind != lambda.CredentialVariable {
				continue
			}
			d := analysis.Diagnostic{Span: pair.Name.Span(), Message: fmt.Sprintf("%s is in the image for all who can pull it, and Lambda sets it from the execution role", reserved.Name)}
			if !looksSecret(pair.Value.Value) {
				d.Severity = analysis.Info
				d.Message = fmt.Sprintf("%s has no effect in Lambda, which sets it from the execution role", reserved.Name)
			}
			if len(step.Instruction.Pairs) == 1 {
				if edit, removable := removeInstruction(i, step.Instruction); removable {
					d.Fixes = []analysis.Fix{{Title: "Remove it", Edits: []analysis.Edit{edit}}}
				}
			}
			p.Report(d)
		}
	}
	credentialFiles(p, i)
}

// looksSecret reports a value that may be a real one: a variable, or a long text that is no word.
func looksSecret(value string) bool {
	value = strings.Trim(value, "\"'")
	if strings.Contains(value, "$") {
		return true
	}
	return len(value) >= 16 && !strings.Contains(strings.ToUpper(value), "EXAMPLE") && strings.ContainsAny(value, "0123456789") && value != strings.Repeat(value[:1], len(value))
}

// credentialFiles finds files of the AWS command line that are copied into the final image.
func credentialFiles(p *analysis.Pass, i *image.Image) {
	for _, m := range i.Final.Mappings() {
		if m.Stage != nil || m.Source.Kind != image.SourcePath || !m.Source.Path.Known || m.Step.Copy.FromImage.Text != "" || m.Step.Copy.FromUnknown {
			continue
		}
		name := path.Clean(m.Source.Path.Text)
		if name != ".aws" && !strings.HasSuffix(name, "/.aws") && !strings.HasSuffix(name, ".aws/credentials") {
			continue
		}
		p.Report(analysis.Diagnostic{
			Span:    m.Source.Word.Inner(),
			Message: "this puts credentials of the AWS command line into the image, for all who can pull it",
		})
	}
}
