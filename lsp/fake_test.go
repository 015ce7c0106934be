package lsp

import (
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// The rules of the engine that stands in for the real one in these tests.
var (
	badWord     = &analysis.Rule{Name: "bad-word", Summary: "reports words that are bad", Severity: analysis.Warning}
	noHandler   = &analysis.Rule{Name: "no-handler", Summary: "reports handlers that app.py does not define", Severity: analysis.Error}
	noSwitch    = &analysis.Rule{Name: "no-switch", Summary: "reports builds without a switch", Severity: analysis.Warning}
	testRules   = []*analysis.Rule{badWord, noHandler, noSwitch}
	testOptions = Options{
		Version: "1.2.3", Rules: testRules, Linter: newWordLinter,
		Today:  func() lambda.Date { return "2026-11-24" },
		DocURL: func(rule string) string { return "https://example.com/rules/" + rule },
	}
)

// wordLinter finds the word "bad" in a Dockerfile, a handler that app.py beside it lacks, and "docker build" without "--off" in a Makefile at the root.
type wordLinter struct{ project *analysis.Project }

func newWordLinter(p *analysis.Project) Linter { return &wordLinter{p} }

func (l *wordLinter) Lint(name string) (*analysis.Result, error) {
	text, err := fs.ReadFile(l.project.FS, name)
	if err != nil {
		return nil, err
	}
	switch {
	case strings.Contains(string(text), "panic!"):
		panic("the linter fell over")
	case strings.Contains(string(text), "slow!"):
		time.Sleep(300 * time.Millisecond)
	}
	file := dockerfile.Parse(source.New(name, string(text)))
	r := &analysis.Result{File: file, Read: []string{"Makefile", besides(name, "app.py")}}
	r.Diagnostics = append(badWords(file.Source), l.handler(file.Source)...)
	if makefile, err := fs.ReadFile(l.project.FS, "Makefile"); err == nil {
		f := source.New("Makefile", string(makefile))
		if at := strings.Index(f.Text(), "docker build"); at >= 0 && !strings.Contains(f.Text(), "--off") {
			span := source.Span{Start: at, End: at + len("docker build")}
			insert := analysis.Edit{File: f, Span: source.Span{Start: span.End, End: span.End}, New: " --off"}
			r.Diagnostics = append(r.Diagnostics, analysis.Diagnostic{
				Rule: noSwitch, Severity: analysis.Warning, File: f, Span: span, Message: "the build has no switch",
				Related: []analysis.Related{{File: file.Source, Span: source.Span{Start: 0, End: 4}, Message: "it builds this"}},
				Fixes:   []analysis.Fix{{Title: "Switch it off", Safe: true, Edits: []analysis.Edit{insert}}},
			})
		}
	}
	slices.Sort(r.Read)
	return r, nil
}

func (l *wordLinter) Read(name string) (*analysis.Reading, error) {
	r, err := l.Lint(name)
	if err != nil {
		return nil, err
	}
	return &analysis.Reading{File: r.File, Check: func() *analysis.Result { return r }}, nil
}

// LintAround finds the word "bad" in the name of a function.
func (l *wordLinter) LintAround(name string, _ func(*workspace.Function) bool) (*analysis.Result, error) {
	r := &analysis.Result{Read: []string{name}}
	for _, f := range l.project.Workspace.Functions {
		if f.File.Path() == name && strings.Contains(f.Name, "bad") {
			r.Diagnostics = append(r.Diagnostics, analysis.Diagnostic{Rule: badWord, Severity: analysis.Warning, File: f.File, Span: f.Span, Message: f.Name + " is a bad name"})
		}
	}
	return r, nil
}

func besides(name, other string) string {
	if at := strings.LastIndexByte(name, '/'); at >= 0 {
		return name[:at+1] + other
	}
	return other
}

func badWords(f *source.File) []analysis.Diagnostic {
	var found []analysis.Diagnostic
	for at := 0; ; at += len("bad") {
		i := strings.Index(f.Text()[at:], "bad")
		if i < 0 {
			return found
		}
		at += i
		span := source.Span{Start: at, End: at + len("bad")}
		found = append(found, analysis.Diagnostic{
			Rule: badWord, Severity: analysis.Warning, File: f, Span: span, Message: "the word is bad",
			Fixes: []analysis.Fix{
				{Title: "Write good", Safe: true, Edits: []analysis.Edit{{File: f, Span: span, New: "good"}}},
				{Title: "Write fair", Edits: []analysis.Edit{{File: f, Span: span, New: "fair"}}},
			},
		})
	}
}

func (l *wordLinter) handler(f *source.File) []analysis.Diagnostic {
	at := strings.Index(f.Text(), "app.handler")
	if at < 0 {
		return nil
	}
	app, err := fs.ReadFile(l.project.FS, besides(f.Path(), "app.py"))
	if err == nil && strings.Contains(string(app), "def handler") {
		return nil
	}
	return []analysis.Diagnostic{{
		Rule: noHandler, Severity: analysis.Error, File: f, Span: source.Span{Start: at, End: at + len("app.handler")},
		Message: "app.py does not define handler",
	}}
}

func (l *wordLinter) Fix(name string, _ bool, keep func(analysis.Diagnostic) bool) (*analysis.Fixed, error) {
	fixed := &analysis.Fixed{Texts: map[string]string{}}
	result, err := l.Lint(name)
	if err != nil {
		return nil, err
	}
	var edits []analysis.Edit
	for _, d := range result.Diagnostics {
		if len(d.Fixes) > 0 && keep(d) {
			edits = append(edits, d.Fixes[0].Edits...)
		}
	}
	if len(edits) > 0 {
		fixed.Texts[name], err = analysis.Apply(result.File.Source.Text(), edits)
	}
	return fixed, err
}
