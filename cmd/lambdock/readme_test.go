package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/analysistest"
	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/rules"
)

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// TestReadmeShowsWhatHappens runs the README's example. With -update, it writes what happens.
func TestReadmeShowsWhatHappens(t *testing.T) {
	t.Chdir("../..")
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	dockerfile, err := os.ReadFile("example/services/hello/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"dockerfile": string(dockerfile), "console": "$ go run ./cmd/lambdock lint example\n" + lintExample(t)}
	fresh := fence.ReplaceAllStringFunc(string(text), func(block string) string {
		language := fence.FindStringSubmatch(block)[1]
		body, first := want[language]
		if !first {
			return block
		}
		delete(want, language)
		return "```" + language + "\n" + body + "```"
	})
	if *analysistest.Update {
		if err := os.WriteFile("README.md", []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if fresh != string(text) {
		t.Errorf("README.md is not what happens; run go test ./cmd/lambdock -update and read the difference:\n%s", fresh)
	}
}

// lintExample is what the README's first command prints, on a day on which no base image of it is deprecated.
func lintExample(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	root := rootCommand()
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs([]string{"lint", "--today", "2026-11-24", "example"})
	end, ok := root.Execute().(*exit)
	if !ok || end.status != exitFindings || end.err != nil {
		t.Fatalf("linting the example ends with %+v\n%s", end, out.String())
	}
	return out.String()
}

// TestReadmeConfiguration reads the configuration that the README shows.
func TestReadmeConfiguration(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, block := range fence.FindAllStringSubmatch(string(text), -1) {
		if block[1] != "yaml" || strings.HasPrefix(block[2], "repos:") || strings.HasPrefix(block[2], "- uses:") {
			continue
		}
		c, err := config.Parse(".lambdock.yaml", block[2])
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Check(isRule); err != nil {
			t.Error(err)
		}
		read++
	}
	if read != 1 {
		t.Errorf("%d configurations are shown", read)
	}
}

// TestReadmeShowsTheEditorsFiles holds what the README shows of editors to the files that their tests use.
func TestReadmeShowsTheEditorsFiles(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"neovim/lsp/lambdock.lua", "neovim/start_client.lua", "helix/languages.toml", "emacs/lambdock.el"} {
		text, err := os.ReadFile("../../editors/" + file)
		if err != nil {
			t.Fatal(err)
		}
		shown := strings.TrimSpace(strings.TrimPrefix(string(text), "return "))
		if !strings.Contains(string(readme), strings.TrimSuffix(shown, "}")) {
			t.Errorf("README.md does not show editors/%s", file)
		}
	}
}

// TestReadmeNamesWhatIsThere follows the README's links into the tree.
func TestReadmeNamesWhatIsThere(t *testing.T) {
	for _, file := range []string{"README.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(link[1], "://") {
				continue
			}
			if _, err := os.Stat("../../" + link[1]); err != nil {
				t.Errorf("%s links to %s: %v", file, link[1], err)
			}
		}
	}
}

// TestContributingShowsAFixture runs the fixture that CONTRIBUTING.md shows.
func TestContributingShowsAFixture(t *testing.T) {
	text, err := os.ReadFile("../../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	rule, _ := rules.Named("yum-on-al2023")
	for _, block := range fence.FindAllStringSubmatch(string(text), -1) {
		if block[1] != "txtar" {
			continue
		}
		fixture := filepath.Join(t.TempDir(), "shown.txtar")
		if err := os.WriteFile(fixture, []byte(block[2]), 0o644); err != nil {
			t.Fatal(err)
		}
		analysistest.Run(t, rule, fixture)
		return
	}
	t.Error("no fixture is shown")
}
