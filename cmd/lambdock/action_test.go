package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestAction runs the script of the GitHub action as a runner does, on a project in a folder with a blank in its name.
func TestAction(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("skipped: bash not found")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	project := filepath.Join(t.TempDir(), "a project")
	write(t, project, "hello/Dockerfile", "FROM public.ecr.aws/lambda/python:3.13\nRUN yum install -y libpq\nCMD [\"app.handler\"]\n")
	write(t, project, "b c/Dockerfile", "FROM public.ecr.aws/lambda/python:3.13\nCMD app.handler\n")
	const yum, shellForm = "title=lambdock yum-on-al2023", "title=lambdock cmd-shell-form"
	tests := []struct {
		name, paths, args string
		want, not         string
		fails             bool
	}{
		{"the whole project", ".", "", yum, "\n\n", true},
		{"one path of several words", "b c", "", shellForm, yum, true},
		{"several paths and arguments", "hello\nb c", "--fail-on=never\n--ignore=yum-on-al2023\n", shellForm, yum, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cmd := exec.Command(bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", actionScript(t))
			cmd.Dir = project
			cmd.Env = append(os.Environ(), "GITHUB_ACTION_PATH="+root, "RUNNER_TEMP="+t.TempDir(), "LAMBDOCK_PATHS="+test.paths, "LAMBDOCK_ARGS="+test.args)
			out, err := cmd.CombinedOutput()
			if failed := err != nil; failed != test.fails || !strings.Contains(string(out), test.want) || strings.Contains(string(out), test.not) {
				t.Errorf("%v, want %q without %q, got\n%s", err, test.want, test.not, out)
			}
		})
	}
}

// actionScript is what the action's last step runs.
func actionScript(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Runs struct{ Steps []struct{ Run string } }
	}
	if err := yaml.Unmarshal(text, &action); err != nil || len(action.Runs.Steps) == 0 {
		t.Fatalf("%d steps, %v", len(action.Runs.Steps), err)
	}
	return action.Runs.Steps[len(action.Runs.Steps)-1].Run
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	at := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
