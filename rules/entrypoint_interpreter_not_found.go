package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "entrypoint-interpreter-not-found",
	Summary: "entry points that begin with an interpreter at a path where the base image has none",
	Doc: `
Each image holds its interpreter elsewhere: Lambda's under /var/lang/bin, Docker's official ones under /usr/local/bin, a distribution's under /usr/bin. With the path of another image the
function ends with Runtime.InvalidEntrypoint, "no such file or directory".

The rule knows the paths of Lambda's and of Docker's official images, and is silent where a RUN, a copy or a link could have put the interpreter there.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html#python-image-clients",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    entrypointInterpreterNotFound,
})

func entrypointInterpreterNotFound(p *analysis.Pass, i *image.Image) {
	argv := i.Start.Argv
	if len(argv) == 0 || !path.IsAbs(argv[0].Text) || i.Inputs.Override.Entrypoint != nil {
		return
	}
	holder := i.Final.Entrypoint
	if !holder.Set {
		holder = i.Final.Cmd
	}
	program := argv[0]
	present, absent, ok := lambda.InterpreterPaths(i.Final.Root().Ref.Text)
	if !ok || holder.Instruction == nil || holder.Shell || len(holder.Words) == 0 || holder.Words[0].Span != program.Span || !slices.Contains(absent, program.Text) {
		return
	}
	if presence, _ := i.Final.Lookup(program.Text); presence != image.Absent {
		return
	}
	d := analysis.Diagnostic{
		Span:    program.Span,
		Message: fmt.Sprintf("%s is not in %s, whose interpreter is %s", program.Text, i.Final.Root().Ref.Text, strings.Join(present, " or ")),
	}
	for _, instead := range present {
		if path.Base(instead) == path.Base(program.Text) {
			d.Fixes = append(d.Fixes, analysis.Fix{Title: "Use " + instead, Edits: []analysis.Edit{{File: i.File.Source, Span: program.Span, New: instead}}})
		}
	}
	p.Report(d)
}
