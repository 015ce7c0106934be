package main

import (
	"testing"
	"testing/fstest"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/workspace"
	"github.com/lambdock/lambdock/codeactions/scaffold"
	"github.com/lambdock/lambdock/rules"
)

// TestTemplatesAreClean lints what lambdock init writes with all rules, and finds the handler of each.
func TestTemplatesAreClean(t *testing.T) {
	for _, template := range scaffold.Templates() {
		t.Run(template.ID, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for _, f := range template.Files("hello", "2026-11-27") {
				fsys[f.Path] = &fstest.MapFile{Data: []byte(f.Text)}
			}
			project := &analysis.Project{FS: fsys, Workspace: workspace.Scan(fsys, workspace.Options{}), Rules: rules.All(), Today: lambda.Date("2026-11-27"), Settings: &config.Config{Preview: true}}
			result, err := project.Lint("Dockerfile")
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range result.Diagnostics {
				t.Errorf("%s: %s", d.Rule.Name, d.Message)
			}
			v := result.Variants[0]
			if v.Image.Class == image.NotLambda {
				t.Error("it is taken for no image of Lambda's")
			}
			if m := v.Written(); template.Base != "adapter" && (!m.Read || m.Name.Name == "") {
				t.Errorf("the handler %s is not found", v.Image.Start.Handler.Text)
			}
		})
	}
}
