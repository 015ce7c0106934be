package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/workspace"
)

// hookPattern is the hook's choice of files. Go knows no verbose patterns, so the blanks go.
func hookPattern(t *testing.T) *regexp.Regexp {
	t.Helper()
	text, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct{ ID, Files string }
	if err := yaml.Unmarshal(text, &hooks); err != nil || len(hooks) != 1 || hooks[0].ID != "lambdock-lint" {
		t.Fatalf("hooks %v, %v", hooks, err)
	}
	pattern := strings.Join(strings.Fields(hooks[0].Files), "")
	return regexp.MustCompile(strings.Replace(pattern, "(?xi)", "(?i)", 1))
}

// TestHookTakesWhatLambdockReads keeps the hook's pattern and the readers' choice of files together.
func TestHookTakesWhatLambdockReads(t *testing.T) {
	hook := hookPattern(t)
	for _, name := range []string{
		"Dockerfile", "a/Dockerfile", "Dockerfile.prod", "app.dockerfile", "DOCKERFILE", "Containerfile", "a/Containerfile.dev", "dockerfile-dev", "lambda_Dockerfile",
	} {
		if !workspace.IsDockerfile(name) || !hook.MatchString(name) {
			t.Errorf("%s: a Dockerfile %v, the hook takes it %v", name, workspace.IsDockerfile(name), hook.MatchString(name))
		}
	}
	for _, name := range []string{
		"build.sh", "a/build.bash", "bin/build", "scripts/deploy", "Makefile", "a/GNUmakefile", "Makefile.linux", "rules.mk", "package.json", "a/package.json",
		".github/workflows/ci.yml", "action.yaml", "compose.yaml", "docker-compose.prod.yml", "docker-bake.hcl", "docker-bake.override.json", "buildspec.yml", ".gitlab-ci.yml",
		"README.md", "docs/deploy.md", ".circleci/config.yml", "azure-pipelines.yml", "Taskfile.yml", "template.yaml", "stack.template", "stack.template.json", "cfn.json",
	} {
		if !workspace.Reads(name) || !hook.MatchString(name) {
			t.Errorf("%s: read %v, the hook takes it %v", name, workspace.Reads(name), hook.MatchString(name))
		}
	}
	for _, name := range []string{"lib.rs", "mydockerfiles/x.c", "go.sum", "a/tsconfig.json", "LICENSE", "main.go", "docs/logo.png"} {
		if workspace.Reads(name) || hook.MatchString(name) {
			t.Errorf("%s: read %v, the hook takes it %v", name, workspace.Reads(name), hook.MatchString(name))
		}
	}
}

// TestPreCommit has the real pre-commit build the hook from this tree and run it on a repository.
func TestPreCommit(t *testing.T) {
	for _, program := range []string{"pre-commit", "git"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is needed in CI: %v", program, err)
			}
			t.Skipf("skipped: %s not found", program)
		}
	}
	hooks, repo, env := ownSources(t), t.TempDir(), hookEnv(t)
	in := func(dir string, args ...string) (string, error) {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	must := func(dir string, args ...string) string {
		t.Helper()
		out, err := in(dir, args...)
		if err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return out
	}
	must(hooks, "git", "init", "-q")
	must(hooks, "git", "add", "-A")
	must(hooks, "git", "commit", "-q", "-m", "hooks")
	rev := strings.TrimSpace(must(hooks, "git", "rev-parse", "HEAD"))

	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(repo, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	must(repo, "git", "init", "-q")
	write(".pre-commit-config.yaml", "repos:\n- repo: "+hooks+"\n  rev: "+rev+"\n  hooks:\n  - id: lambdock-lint\n")
	write("a/Dockerfile", "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py .\nCMD [\"app.handler\"]\n")
	write("a/app.py", "def handler(event, context): ...\n")
	must(repo, "git", "add", "-A")
	if out := must(repo, "pre-commit", "run"); !regexp.MustCompile(`lambdock lint\.+Passed`).MatchString(out) {
		t.Errorf("a good Dockerfile does not pass:\n%s", out)
	}
	must(repo, "git", "commit", "-q", "-m", "good")

	write("a/Dockerfile", "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py .\nCMD app.handler\n")
	must(repo, "git", "add", "-A")
	out, err := in(repo, "pre-commit", "run")
	if err == nil || !strings.Contains(out, "a/Dockerfile:3:5: error: ") || !strings.Contains(out, "- exit code: 1") {
		t.Errorf("a bad Dockerfile passes: %v\n%s", err, out)
	}
	must(repo, "git", "reset", "-q", "--hard")

	write("build.sh", "docker buildx build --push -t registry.example.com/a a\n")
	must(repo, "git", "add", "-A")
	if out, err := in(repo, "pre-commit", "run"); err == nil || !strings.Contains(out, "build.sh:1:1: error: ") {
		t.Errorf("a bad build passes: %v\n%s", err, out)
	}
}

// ownSources is a folder with the module's own sources, without what tests read.
func ownSources(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "list", "-deps", "-f", `{{if and .Module .Module.Main}}{{range .GoFiles}}{{$.Dir}}/{{.}}{{"\n"}}{{end}}{{range .EmbedFiles}}{{$.Dir}}/{{.}}{{"\n"}}{{end}}{{end}}`, ".").Output()
	if err != nil {
		t.Fatalf("listing the sources: %v", err)
	}
	tree := t.TempDir()
	for _, name := range append(strings.Fields(string(out)), filepath.Join(root, "go.mod"), filepath.Join(root, "go.sum"), filepath.Join(root, ".pre-commit-hooks.yaml")) {
		rel, err := filepath.Rel(root, name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(tree, filepath.Dir(rel)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(tree, rel), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return tree
}

// hookEnv is the environment for git and pre-commit: a home of their own, and Go's module and build caches as they are here,
// because pre-commit gives the hook an empty GOPATH.
func hookEnv(t *testing.T) []string {
	t.Helper()
	env := append(os.Environ(),
		"PRE_COMMIT_HOME="+t.TempDir(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
		"GOPROXY=off", "GOFLAGS=-mod=readonly",
	)
	for _, name := range []string{"GOMODCACHE", "GOCACHE"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(out)))
	}
	return env
}
