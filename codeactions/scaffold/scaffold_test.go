package scaffold

import (
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/lambda"
)

const today = lambda.Date("2026-11-27")

func TestTemplatesAreWhole(t *testing.T) {
	for _, template := range Templates() {
		if template.Title == "" || template.Language == "" || template.Base == "" || template.PackageManager == "" || !strings.HasPrefix(template.ID, template.Language+"-"+template.Base+"-") {
			t.Errorf("%+v is not whole", template)
		}
		paths := map[string]bool{}
		for _, f := range template.Files("My Project", today) {
			paths[f.Path] = true
			if strings.Contains(f.Text, "{{") && f.Path != "app.rb" {
				t.Errorf("%s: %s has something left to fill in:\n%s", template.ID, f.Path, f.Text)
			}
		}
		for _, path := range []string{"Dockerfile", ".dockerignore", "events/event.json"} {
			if !paths[path] {
				t.Errorf("%s has no %s", template.ID, path)
			}
		}
	}
}

func TestChoose(t *testing.T) {
	for want, c := range map[string]Choice{
		"python-aws-pip":      {},
		"python-aws-uv":       {PackageManager: "uv"},
		"nodejs-aws-npm":      {Language: "nodejs"},
		"java-aws-maven":      {Language: "java"},
		"python-adapter-pip":  {Base: "adapter"},
		"go-provided-modules": {ID: "go-provided-modules"},
	} {
		if got, err := Choose(c); err != nil || got.ID != want {
			t.Errorf("%+v chooses %s, %v", c, got.ID, err)
		}
	}
	if _, err := Choose(Choice{Language: "cobol"}); err == nil || !strings.Contains(err.Error(), "python-aws-pip") {
		t.Errorf("got %v", err)
	}
}

func TestPackageName(t *testing.T) {
	for text, want := range map[string]string{"My Project": "my-project", "42 x_y!": "x-y", "ä": "", "": ""} {
		if got := packageName(text); got != want {
			t.Errorf("%q is %q", text, got)
		}
	}
}
