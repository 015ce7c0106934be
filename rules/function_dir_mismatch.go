package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "function-dir-mismatch",
	Summary: "packages of a function with the Python client that lie in another directory than the one it starts in",
	Doc: `
AWS's example installs the client with pip --target ${FUNCTION_DIR}, copies that directory to the final stage and makes it the working directory there: "python -m awslambdaric" finds the client, the
packages and the handler in the directory that it starts in. Where WORKDIR, the destination of the copy and the directory of pip differ, Python finds none of them.

The rule is silent where PYTHONPATH names a directory, where packages are installed in another way as well, and where the interpreter is one of a virtual environment.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    functionDirMismatch,
})

func functionDirMismatch(p *analysis.Pass, i *image.Image) {
	lost := mismatchedHomes(p, i)
	if len(lost) == 0 {
		return
	}
	first := lost[0]
	d := analysis.Diagnostic{
		Span:    first.at,
		Message: fmt.Sprintf("the client starts in %s, and the packages are in %s", i.Final.WorkDir.Text, first.landed),
	}
	inside := func(f image.Found) bool { return strings.HasPrefix(f.Path, first.landed+"/") }
	if module := p.Module(); module.Presence == image.Absent && slices.ContainsFunc(module.Elsewhere, inside) {
		d.Fixes = startIn(i, first.landed)
	}
	if first.by != nil {
		d.Span = first.by.Copy.DestWord.Inner()
		d.Related = []analysis.Related{{File: i.File.Source, Span: first.at, Message: "they are installed here"}}
	}
	p.Report(d)
}

// mismatchedHomes are the directories of packages that the Python client does not find from where it starts.
func mismatchedHomes(p *analysis.Pass, i *image.Image) []lostHome {
	start := i.Start
	if i.Class != image.Certain || start.Kind != image.Client || start.Script || start.Language != lambda.Python || !i.Final.WorkDir.Known || i.Inputs.Override.WorkDir.Text != "" {
		return nil
	}
	if !slices.ContainsFunc(start.Argv, isSystemPython) {
		return nil
	}
	return slices.DeleteFunc(lostHomes(p, i), func(l lostHome) bool { return l.tool != "pip" })
}

// isSystemPython reports an interpreter that is no virtual environment's.
func isSystemPython(w image.Arg) bool {
	dir, name := path.Split(w.Text)
	return w.Known && strings.HasPrefix(name, "python") && slices.Contains([]string{"", "/usr/local/bin/", "/usr/bin/"}, dir)
}

// startIn makes a directory the working directory in front of the final stage's ENTRYPOINT.
func startIn(i *image.Image, dir string) []analysis.Fix {
	e := i.Final.Entrypoint.Instruction
	if e == nil || missingMark(i) != e.KeywordSpan || strings.ContainsAny(dir, " \"'$\\") {
		return nil
	}
	file := i.File.Source
	at := source.Span{Start: e.Span.Start, End: e.Span.Start}
	return []analysis.Fix{{Title: "Start in " + dir, Edits: []analysis.Edit{{File: file, Span: at, New: "WORKDIR " + dir + file.LineEnd()}}}}
}
