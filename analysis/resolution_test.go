package analysis_test

import (
	"cmp"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// TestResolutionOfATree says for every Lambda function of the repositories in a folder, which LAMBDOCK_TREE names, whether the source of its handler is found,
// and counts them by language.
func TestResolutionOfATree(t *testing.T) {
	tree := os.Getenv("LAMBDOCK_TREE")
	if tree == "" {
		t.Skip("skipped: LAMBDOCK_TREE names no folder of repositories")
	}
	repositories, err := os.ReadDir(tree)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]map[string]int{}
	for _, repository := range repositories {
		for name, result := range lintAll(t, filepath.Join(tree, repository.Name())) {
			for _, v := range result.Variants {
				if v.Image.Final == nil || v.Image.Class < image.Likely {
					continue
				}
				language, verdict := writtenLanguage(v), resolutionOf(v)
				if counts[language] == nil {
					counts[language] = map[string]int{}
				}
				counts[language][verdict]++
				t.Logf("%s\t%s\t%s/%s\tcontext %q, handler %q, compiled from %q", language, verdict, repository.Name(), name, v.Context, v.Image.Start.Handler.Text, v.Written().Compiled)
			}
		}
	}
	for _, language := range sortedKeys(counts) {
		found, all := 0, 0
		for verdict, n := range counts[language] {
			if verdict == "no handler is given" {
				continue
			}
			if all += n; settled[verdict] {
				found += n
			}
		}
		t.Logf("%s: %d of %d with a handler, %d %%", language, found, all, 100*found/max(all, 1))
		for _, verdict := range sortedKeys(counts[language]) {
			t.Logf("\t%4d %s", counts[language][verdict], verdict)
		}
	}
}

// settled are the verdicts that leave nothing open.
var settled = map[string]bool{"found": true, "the module does not define it": true, "no module of that name": true, "a server behind the adapter": true, "of a library that the project asks for": true,
	"its class, which inherits it": true, "the file, in a language that is not read": true}

func resolutionOf(v *analysis.Variant) string {
	start, m := v.Image.Start, v.Written()
	switch {
	case start.Kind == image.Adapter:
		return "a server behind the adapter"
	case m.Read && m.Symbols == handlers.Yes:
		return "found"
	case m.Read && m.Name.Kind == handlers.Class && m.Name.Name != "":
		return "its class, which inherits it"
	case ofLibrary(v):
		return "of a library that the project asks for"
	case m.Read && m.Symbols == handlers.No:
		return "the module does not define it"
	case m.Presence == image.Absent, m.Near != nil:
		return "no module of that name"
	case v.Context == "":
		return "the context is not known"
	case m.Read:
		return "the module may define it"
	case m.Compiled != "" && !strings.HasSuffix(m.Compiled, "proj"):
		return "the file, in a language that is not read"
	case m.Compiled != "":
		return "the project is known, the source is not"
	case start.Kind == image.StartUnknown:
		return "what starts is not known"
	case start.Handler.State == image.HandlerUnknown:
		return "the handler is not known"
	case start.Handler.State == image.HandlerMissing:
		return "no handler is given"
	case m.Presence == image.Present:
		return "the module is there, its source is not"
	}
	return "not found"
}

func writtenLanguage(v *analysis.Variant) string {
	switch path.Ext(v.Written().Compiled) {
	case ".go":
		return "go"
	case ".rs":
		return "rust"
	}
	return cmp.Or(string(v.Image.Start.Language), "not known")
}

// ofLibrary reports a handler of a library that a project file of the context names.
func ofLibrary(v *analysis.Variant) bool {
	handler := v.Image.Start.Handler.Text
	if _, known := lambda.WrapperHandler(handler); !known || v.Context == "" {
		return false
	}
	labels := strings.SplitN(handler, ".", 3)
	for _, name := range []string{"pom.xml", "build.gradle", "build.gradle.kts"} {
		text, err := fs.ReadFile(v.Image.Inputs.Context, name)
		if err == nil && strings.Contains(string(text), strings.Join(labels[:min(2, len(labels))], ".")) {
			return true
		}
	}
	return false
}

// lintAll are the results of all Dockerfiles of a folder.
func lintAll(t *testing.T, dir string) map[string]*analysis.Result {
	t.Helper()
	fsys := os.DirFS(dir)
	p := &analysis.Project{FS: fsys, Workspace: workspace.Scan(fsys, workspace.Options{}), Today: "2026-11-26"}
	results := map[string]*analysis.Result{}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !workspace.IsDockerfile(entry.Name()) {
			return nil
		}
		if result, err := p.Lint(name); err == nil {
			results[name] = result
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
