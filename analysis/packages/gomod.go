package packages

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// goMod reads the modules that a module of Go requires. The list is complete where it holds what those require as well.
func goMod(file *source.File, _ Open) List {
	list := List{}
	block, replaced := "", false
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
		case directive == "go" && len(fields) == 1:
			list.Complete = listsAll(fields[0])
		case directive == "replace":
			replaced = true
		case directive == "require" && len(fields) == 2:
			version := strings.TrimPrefix(fields[1], "v")
			list.Packages = append(list.Packages, Package{
				Ecosystem: lambda.GoModule, Name: fields[0], Version: version, Constraint: fields[1], Conditional: strings.Contains(comment, "indirect"),
				File: file, Span: l.span(strings.TrimSpace(text)),
			})
		}
	}
	list.Complete = list.Complete && !replaced
	return list
}

// listsAll reports a version of Go, from 1.17 on, whose modules list what they need through others too.
func listsAll(version string) bool {
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	return major == "1" && len(minor) == 2 && minor >= "17"
}
