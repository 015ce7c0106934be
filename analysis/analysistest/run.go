package analysistest

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// Update rewrites goldens instead of comparing them: go test ./rules -update.
var Update = flag.Bool("update", false, "rewrite goldens")

// Run runs a rule over the fixture of that file name, and fails t where findings or fixes differ from it.
func Run(t *testing.T, rule *analysis.Rule, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(data)
	cases, err := casesOf(archive)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	firing, silent := 0, 0
	for _, c := range cases {
		got := c.lint(t, rule)
		if len(got) > 0 {
			firing++
		} else {
			silent++
		}
		t.Run(c.name, func(t *testing.T) { c.check(t, rule, got) })
	}
	if firing == 0 || silent == 0 {
		t.Errorf("%s: needs a firing and a silent case, has %d and %d", file, firing, silent)
	}
	if *Update {
		rewritten := &txtar.Archive{Comment: archive.Comment}
		for _, c := range cases {
			rewritten.Files = append(rewritten.Files, c.rewrite(t, rule)...)
		}
		if err := os.WriteFile(file, txtar.Format(rewritten), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func (c *fixtureCase) project(rule *analysis.Rule) *analysis.Project {
	return &analysis.Project{
		FS: c.fs, Workspace: workspace.Scan(c.fs, workspace.Options{}), Today: c.today, Rules: []*analysis.Rule{rule}, Settings: withPreview(),
	}
}

func (c *fixtureCase) dockerfiles() []string {
	var names []string
	for name := range c.fs {
		if workspace.IsDockerfile(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// results lint all Dockerfiles of the case, and then the files around by themselves.
func (c *fixtureCase) results(t *testing.T, rule *analysis.Rule) []analysis.Diagnostic {
	t.Helper()
	var all []analysis.Diagnostic
	add := func(result *analysis.Result, err error) {
		if err != nil {
			t.Fatalf("case %s: %v", c.name, err)
		}
		all = append(all, result.Diagnostics...)
	}
	project := c.project(rule)
	for _, name := range c.dockerfiles() {
		add(project.Lint(name))
	}
	for _, name := range project.Workspace.Files() {
		add(project.LintAround(name, nil))
	}
	return all
}

func (c *fixtureCase) lint(t *testing.T, rule *analysis.Rule) []want {
	t.Helper()
	var found []want
	for _, d := range c.results(t, rule) {
		if w := wantOf(d); !slices.Contains(found, w) {
			found = append(found, w)
		}
	}
	return found
}

func wantOf(d analysis.Diagnostic) want {
	start, end := d.File.Position(d.Span.Start), d.File.Position(d.Span.End)
	line := d.File.Slice(d.File.Line(start.Line))
	column := func(bytes int) int { return len([]rune(line[:min(bytes, len(line))])) }
	w := want{file: d.File.Path(), line: start.Line, start: column(start.Column), end: column(end.Column), message: d.Message}
	if end.Line != start.Line {
		w.end = column(len(line))
	}
	if d.Severity != d.Rule.Severity {
		w.message = fmt.Sprintf("(%s) %s", d.Severity, w.message)
	}
	return w
}

func (c *fixtureCase) check(t *testing.T, rule *analysis.Rule, got []want) {
	if *Update {
		return
	}
	wanted := slices.Clone(c.wants)
	for _, g := range got {
		at := slices.IndexFunc(wanted, func(w want) bool { return w.String() == g.String() })
		if at < 0 {
			t.Errorf("found    %s", g)
			continue
		}
		wanted = slices.Delete(wanted, at, at+1)
	}
	for _, w := range wanted {
		t.Errorf("expected %s", w)
	}
	fixed := c.fix(t, rule)
	for _, f := range c.files {
		name, ok := strings.CutSuffix(f.Name, fixedSuffix)
		if !ok {
			continue
		}
		if withLineEnd(fixed[name]) != string(f.Data) {
			t.Errorf("fixed %s:\n%s\nexpected:\n%s", name, fixed[name], f.Data)
		}
		delete(fixed, name)
	}
	for name, text := range fixed {
		t.Errorf("%s is fixed, and %s%s is missing:\n%s", name, name, fixedSuffix, text)
	}
	if t.Failed() {
		t.Log("rewrite goldens with: go test ./rules -update")
	}
}

// withLineEnd is text as a txtar holds it: with a line end.
func withLineEnd(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}

// fix applies the rule's preferred fixes, and fails t if the fixed files do not lint clean.
func (c *fixtureCase) fix(t *testing.T, rule *analysis.Rule) map[string]string {
	t.Helper()
	after := fstest.MapFS{}
	for name, file := range c.fs {
		after[name] = file
	}
	texts := map[string]string{}
	clean := &fixtureCase{name: c.name, fs: after, today: c.today}
	keep := func(fixed *analysis.Fixed, err error) {
		if err != nil {
			t.Fatalf("fixing: %v", err)
		}
		for file, text := range fixed.Texts {
			texts[file] = text
			after[file] = &fstest.MapFile{Data: []byte(text), Mode: after[file].Mode}
		}
	}
	for _, name := range c.dockerfiles() {
		keep(clean.project(rule).Fix(name, true, nil))
	}
	for _, name := range clean.project(rule).Workspace.Files() {
		keep(clean.project(rule).FixAround(name, nil, true, nil))
	}
	for _, left := range clean.fixable(t, rule) {
		t.Errorf("after the fix: %s", left)
	}
	return texts
}

// fixable are the findings that have a fix: none may be left after fixing.
func (c *fixtureCase) fixable(t *testing.T, rule *analysis.Rule) []want {
	t.Helper()
	var found []want
	for _, d := range c.results(t, rule) {
		if len(d.Fixes) > 0 {
			found = append(found, wantOf(d))
		}
	}
	return found
}

// rewrite is the case with what was found written into it.
func (c *fixtureCase) rewrite(t *testing.T, rule *analysis.Rule) []txtar.File {
	t.Helper()
	var files []txtar.File
	var listed []string
	got := c.lint(t, rule)
	fixed := c.fix(t, rule)
	add := func(name, text string) {
		files = append(files, txtar.File{Name: c.name + "/" + name, Data: []byte(text)})
	}
	for _, f := range c.files {
		if f.Name == wantFile || strings.HasSuffix(f.Name, fixedSuffix) {
			continue
		}
		text, _ := cutCarets(f.Name, string(f.Data))
		var inline []want
		for _, w := range got {
			switch {
			case w.file != f.Name:
			case takesCarets(w, text):
				inline = append(inline, w)
			default:
				listed = append(listed, w.String())
			}
		}
		add(f.Name, withCarets(text, inline))
		if after, ok := fixed[f.Name]; ok {
			add(f.Name+fixedSuffix, after)
		}
	}
	if len(listed) > 0 {
		add(wantFile, strings.Join(listed, "\n")+"\n")
	}
	return files
}
