package analysistest

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// Project is a whole small project in a txtar: its comment says in a line what it is, its files are the tree. "setup" is as in
// fixtures; "want" lists all findings of all rules, one FILE:LINE:COLUMN-COLUMN SEVERITY RULE MESSAGE a line.
type Project struct {
	Name, About string
	FS          fstest.MapFS
	Today       lambda.Date
	// Want are the lines of "want".
	Want    []string
	archive *txtar.Archive
	file    string
}

// LoadProject reads the project of a txtar.
func LoadProject(file string) (*Project, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	p := &Project{
		Name: strings.TrimSuffix(path.Base(file), ".txtar"), FS: fstest.MapFS{}, Today: defaultToday,
		archive: txtar.Parse(data), file: file,
	}
	p.About = strings.TrimSpace(string(p.archive.Comment))
	setup := &fixtureCase{fs: p.FS, today: p.Today}
	var commands string
	for _, f := range p.archive.Files {
		switch f.Name {
		case wantFile:
			p.Want = nonEmptyLines(string(f.Data))
		case setupFile:
			commands = string(f.Data)
		default:
			p.FS[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
		}
	}
	for _, line := range nonEmptyLines(commands) {
		if err := setup.command(strings.Fields(line)); err != nil {
			return nil, fmt.Errorf("%s: setup %q: %w", file, line, err)
		}
	}
	p.Today = setup.today
	return p, nil
}

func nonEmptyLines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return line == "" })
}

// Healthy reports a project in which nothing is to be found.
func (p *Project) Healthy() bool { return len(p.Want) == 0 }

// Lint gives the findings of the rules in the whole project, sorted as lines of "want".
func (p *Project) Lint(rules []*analysis.Rule) ([]string, error) { return Lint(p.FS, p.Today, rules) }

// Lint gives the findings of the rules in a tree, sorted, one FILE:LINE:COLUMN-COLUMN SEVERITY RULE MESSAGE a line.
func Lint(fsys fs.FS, today lambda.Date, rules []*analysis.Rule) ([]string, error) {
	project := &analysis.Project{FS: fsys, Workspace: workspace.Scan(fsys, workspace.Options{}), Today: today, Rules: rules, Settings: withPreview()}
	var lines []string
	add := func(result *analysis.Result) {
		for _, d := range result.Diagnostics {
			lines = append(lines, findingLine(d))
		}
	}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !workspace.IsDockerfile(name) {
			return err
		}
		result, err := project.Lint(name)
		if err != nil {
			return err
		}
		add(result)
		return nil
	})
	for _, name := range project.Workspace.Files() {
		result, aroundErr := project.LintAround(name, nil)
		if aroundErr != nil {
			return nil, aroundErr
		}
		add(result)
	}
	slices.Sort(lines)
	return slices.Compact(lines), err
}

func findingLine(d analysis.Diagnostic) string {
	w := wantOf(d)
	return fmt.Sprintf("%s:%d:%d-%d %s %s %s", w.file, w.line+1, w.start+1, w.end+1, d.Severity, d.Rule.Name, d.Message)
}

// Rewrite writes what was found into the project's "want".
func (p *Project) Rewrite(found []string) error {
	p.archive.Files = slices.DeleteFunc(p.archive.Files, func(f txtar.File) bool { return f.Name == wantFile })
	if len(found) > 0 {
		p.archive.Files = append(p.archive.Files, txtar.File{Name: wantFile, Data: []byte(strings.Join(found, "\n") + "\n")})
	}
	return os.WriteFile(p.file, txtar.Format(p.archive), 0o644)
}

// withPreview is a configuration in which the rules in preview run too.
func withPreview() *config.Config { return &config.Config{Preview: true} }
