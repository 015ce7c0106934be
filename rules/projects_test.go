package rules

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/analysistest"
)

// projects are the small projects of testdata.
func projects(tb testing.TB) []*analysistest.Project {
	tb.Helper()
	files, err := filepath.Glob("testdata/projects/*.txtar")
	if err != nil || len(files) == 0 {
		tb.Fatalf("no projects: %v", err)
	}
	var all []*analysistest.Project
	for _, file := range files {
		p, err := analysistest.LoadProject(file)
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// TestProjects runs all rules over whole little projects, whose findings are all listed. Half of them are healthy, and look as if they were not.
func TestProjects(t *testing.T) {
	for _, p := range projects(t) {
		t.Run(p.Name, func(t *testing.T) {
			found, err := p.Lint(All())
			if err != nil {
				t.Fatal(err)
			}
			if *analysistest.Update {
				if err := p.Rewrite(found); err != nil {
					t.Fatal(err)
				}
				return
			}
			for _, line := range found {
				if !slices.Contains(p.Want, line) {
					t.Errorf("found    %s", line)
				}
			}
			for _, line := range p.Want {
				if !slices.Contains(found, line) {
					t.Errorf("expected %s", line)
				}
			}
			if strings.HasPrefix(p.About, "healthy:") != p.Healthy() {
				t.Errorf("%q, and there are %d findings", p.About, len(p.Want))
			}
		})
	}
}
