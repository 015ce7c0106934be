package rules

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// surroundings are the files around a fuzzed Dockerfile.
func surroundings(dockerfile, beside string) fstest.MapFS {
	return fstest.MapFS{
		"Dockerfile":       {Data: []byte(dockerfile)},
		"build.sh":         {Data: []byte(beside)},
		"template.yaml":    {Data: []byte(beside)},
		"app.py":           {Data: []byte(beside)},
		"index.js":         {Data: []byte(beside)},
		"requirements.txt": {Data: []byte("requests\n")},
		".dockerignore":    {Data: []byte("*.md\n")},
		"src/app.py":       {Data: []byte("def handler(event, context): ...\n")},
	}
}

// fixtures calls use for each Dockerfile of the fixtures, with the text of another file of its case.
func fixtures(tb testing.TB, use func(dockerfile, beside string)) {
	tb.Helper()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		tb.Fatal(err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		for n, f := range archive.Files {
			if !strings.HasSuffix(f.Name, "/Dockerfile") {
				continue
			}
			beside := ""
			if n+1 < len(archive.Files) {
				beside = string(archive.Files[n+1].Data)
			}
			use(string(f.Data), beside)
		}
	}
}

// FuzzLint holds all rules to spans inside their files and to fixes that apply whole, on any Dockerfile and any files around it.
func FuzzLint(f *testing.F) {
	fixtures(f, func(dockerfile, beside string) { f.Add(dockerfile, beside) })
	f.Fuzz(func(t *testing.T, dockerfile, beside string) {
		fsys := surroundings(dockerfile, beside)
		p := &analysis.Project{FS: fsys, Workspace: workspace.Scan(fsys, workspace.Options{}), Today: "2026-11-24", Rules: All(), Settings: &config.Config{Preview: true}}
		result, err := p.Lint("Dockerfile")
		if err != nil {
			t.Fatal(err)
		}
		found := result.Diagnostics
		for _, name := range p.Workspace.Files() {
			around, err := p.LintAround(name, nil)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, around.Diagnostics...)
		}
		for _, d := range found {
			if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > d.File.Len() {
				t.Errorf("%s marks %v in a file of %d bytes", d.Rule.Name, d.Span, d.File.Len())
			}
			for _, fix := range d.Fixes {
				checkFix(t, d, fix)
			}
		}
		if _, err := p.Fix("Dockerfile", true, nil); err != nil {
			t.Error(err)
		}
	})
}

func checkFix(t *testing.T, d analysis.Diagnostic, fix analysis.Fix) {
	t.Helper()
	byFile := map[string][]analysis.Edit{}
	texts := map[string]string{}
	for _, e := range fix.Edits {
		byFile[e.File.Path()] = append(byFile[e.File.Path()], e)
		texts[e.File.Path()] = e.File.Text()
	}
	for name, edits := range byFile {
		if _, err := analysis.Apply(texts[name], edits); err != nil {
			t.Errorf("%s: the fix %q cannot be applied: %v", d.Rule.Name, fix.Title, err)
		}
	}
}

const sixtyLines = `# syntax=docker/dockerfile:1
ARG PYTHON=3.13
FROM public.ecr.aws/lambda/python:${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 \
    PYTHONDONTWRITEBYTECODE=1
RUN dnf install -y gcc gcc-c++ make && \
    dnf clean all
WORKDIR /build
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --target /deps -r requirements.txt
`

func benchmarkLint(b *testing.B, lines int) {
	var text strings.Builder
	text.WriteString(sixtyLines)
	for n := strings.Count(sixtyLines, "\n"); n < lines-6; n += 2 {
		text.WriteString("# the settings of the function\nENV SETTING_" + strings.Repeat("X", n%7) + "=value\n")
	}
	text.WriteString("FROM public.ecr.aws/lambda/python:${PYTHON}\nCOPY --from=build /deps ${LAMBDA_TASK_ROOT}\nCOPY app.py ${LAMBDA_TASK_ROOT}/\nENV LEVEL=info\nCMD [\"app.handler\"]\n")
	fsys := surroundings(text.String(), "def handler(event, context): ...\n")
	p := &analysis.Project{FS: fsys, Workspace: workspace.Scan(fsys, workspace.Options{}), Today: "2026-11-24", Rules: All(), Settings: &config.Config{Preview: true}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Lint("Dockerfile"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLint60(b *testing.B)   { benchmarkLint(b, 60) }
func BenchmarkLint2000(b *testing.B) { benchmarkLint(b, 2000) }
