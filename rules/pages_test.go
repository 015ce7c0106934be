package rules

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/lambdock/lambdock/analysis"
)

// pages are the generated pages by their path: one for each rule, and the list of all.
func pages(t *testing.T) map[string]string {
	t.Helper()
	pages := map[string]string{"README.md": list()}
	for _, r := range All() {
		fixture, err := txtar.ParseFile(filepath.Join("testdata", r.Name+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		pages["docs/"+r.Name+".md"] = page(r, fixture)
	}
	return pages
}

func list() string {
	var b strings.Builder
	b.WriteString("# Rules\n\nGenerated from the rules by `go test ./rules -update`. Those of tiers 1 and 2 run by default. Those of tier 3 are in preview: they run with `lambdock lint --preview`, with `preview: true` in `.lambdock.yaml` or among the editor's settings, or where `select` names them.\n\n| rule | tier | severity | fix | since | reports |\n|---|---|---|---|---|---|\n")
	for _, r := range All() {
		fmt.Fprintf(&b, "| [%s](docs/%s.md) | %d | %s | %s | %s | %s |\n", r.Name, r.Name, r.Tier, r.Severity, yes(r.Fixable), r.Since, strings.ReplaceAll(r.Summary, "|", `\|`))
	}
	return b.String()
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func page(r *analysis.Rule, fixture *txtar.Archive) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nReports %s.\n\nSeverity: %s. %sSince %s.\n\n", r.Name, r.Summary, r.Severity, fixNote(r), r.Since)
	if r.Preview() {
		fmt.Fprintf(&b, "%s\n\n", r.PreviewNote())
	}
	fmt.Fprintf(&b, "%s\n", strings.TrimSpace(r.Doc))
	if broken, fixed := example(fixture); broken != nil {
		fmt.Fprintf(&b, "\n## Example\n\n%s", fenced(broken))
		if fixed != nil {
			fmt.Fprintf(&b, "\nAfter the fix:\n\n%s", fenced(fixed))
		}
	}
	b.WriteString("\n## Rests on\n\n")
	for _, ref := range r.Refs {
		fmt.Fprintf(&b, "- %s\n", ref)
	}
	fmt.Fprintf(&b, "\n## To ignore it\n\nFor one instruction, put a comment above it:\n\n```dockerfile\n# lambdock ignore=%s why\n```\n\n", r.Name)
	fmt.Fprintf(&b, "For a file, write `# lambdock ignore-file=%s` anywhere in it; for a project, list it under `ignore` in `.lambdock.yaml`.\n", r.Name)
	return b.String()
}

func fixNote(r *analysis.Rule) string {
	if r.Fixable {
		return "Fixable. "
	}
	return ""
}

// example is the first file of a fixture that carets mark, and the same file fixed.
func example(fixture *txtar.Archive) (broken, fixed *txtar.File) {
	for i := range fixture.Files {
		f := &fixture.Files[i]
		if broken == nil && strings.Contains(string(f.Data), "^ ") {
			broken = f
		}
		if broken != nil && f.Name == broken.Name+".fixed" {
			return broken, f
		}
	}
	return broken, nil
}

func fenced(f *txtar.File) string {
	language := "dockerfile"
	switch ext := strings.TrimPrefix(filepath.Ext(strings.TrimSuffix(f.Name, ".fixed")), "."); ext {
	case "sh", "json", "hcl", "tf":
		language = ext
	case "yml", "yaml":
		language = "yaml"
	}
	return fmt.Sprintf("```%s\n%s```\n", language, f.Data)
}
