package packages

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// goMod reads the modules that a module of Go requires.
func goMod(file *source.File, _ Open) List {
	list := List{Complete: true}
	block := ""
	for _, l := range linesOf(file) {
		text, comment, _ := strings.Cut(l.text, "//")
		fields := strings.Fields(text)
		directive := block
		switch {
		case len(fields) == 0:
			continue
		case fields[0] == ")":
			block = ""
			continue
		case len(fields) == 2 && fields[1] == "(":
			block = fields[0]
			continue
		case block == "":
			directive, fields = fields[0], fields[1:]
		}
		switch {
		case directive == "replace" || directive == "tool":
			list.Complete = false
		case directive == "require" && len(fields) == 2:
			version := strings.TrimPrefix(fields[1], "v")
			list.Packages = append(list.Packages, Package{
				Ecosystem: lambda.GoModule, Name: fields[0], Version: version, Constraint: fields[1], Conditional: strings.Contains(comment, "indirect"),
				File: file, Span: l.span(strings.TrimSpace(text)),
			})
		}
	}
	return list
}
