package rules

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/analysistest"
)

// TestRules runs each rule over its fixture, and each fixture has a rule.
func TestRules(t *testing.T) {
	for _, r := range All() {
		t.Run(r.Name, func(t *testing.T) {
			analysistest.Run(t, r, filepath.Join("testdata", r.Name+".txtar"))
		})
	}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if _, ok := Named(strings.TrimSuffix(filepath.Base(file), ".txtar")); !ok {
			t.Errorf("%s is no rule's fixture", file)
		}
	}
}

// TestRulesAreComplete holds each rule to what pages, listings and reports show of it.
func TestRulesAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range All() {
		switch {
		case seen[r.Name]:
			t.Errorf("%s is registered twice", r.Name)
		case r.Summary == "" || strings.HasSuffix(r.Summary, "."):
			t.Errorf("%s: the summary %q does not complete “reports …”", r.Name, r.Summary)
		case strings.TrimSpace(r.Doc) == "" || len(r.Refs) == 0 || r.Severity == 0 || r.Since == "" || r.Tier < 1 || r.Tier > 3:
			t.Errorf("%s lacks documentation, references, a severity, a tier or a version", r.Name)
		case r.Image == nil && r.Build == nil && r.Function == nil && r.Command == nil:
			t.Errorf("%s looks at nothing", r.Name)
		}
		seen[r.Name] = true
		if !hasFile(r.Name) {
			t.Errorf("%s does not stand in a file of its name", r.Name)
		}
	}
}

// hasFile reports whether a rule has a file of its name, or of its name with _rule behind it: Go builds what ends in _arm64.go for arm64 alone.
func hasFile(rule string) bool {
	for _, end := range []string{".go", "_rule.go"} {
		if _, err := os.Stat(strings.ReplaceAll(rule, "-", "_") + end); err == nil {
			return true
		}
	}
	return false
}

// TestPages compares the generated pages with what the rules and fixtures say, or writes them with -update.
func TestPages(t *testing.T) {
	pages := pages(t)
	for name, text := range pages {
		if *analysistest.Update {
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if data, err := os.ReadFile(name); err != nil || string(data) != text {
			t.Errorf("%s is out of date, run: go test ./rules -update", name)
		}
	}
	files, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if _, ok := pages[filepath.ToSlash(file)]; !ok {
			t.Errorf("%s is no rule's page", file)
		}
	}
}

// TestImports keeps network and processes out of what rules are made of.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, dependency := range strings.Fields(string(out)) {
		switch dependency {
		case "net/http", "os/exec":
			t.Errorf("rules depend on %s", dependency)
		}
	}
}
