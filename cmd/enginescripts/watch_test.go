package enginescripts

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

// TestWatchFollowsTheDockerfile changes the Dockerfile, which is outside the context, and the template after each outcome, and has the next one follow
// it. The first build fails.
func TestWatchFollowsTheDockerfile(t *testing.T) {
	enginetest.Engine(t)
	enginetest.Need(t, enginetest.LambdaPython)
	project := t.TempDir()
	if err := os.Mkdir(filepath.Join(project, "src"), 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(project, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const begin = "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ${LAMBDA_TASK_ROOT}/\n"
	template := func(stage string) string {
		return "Resources:\n  Watched:\n    Type: AWS::Serverless::Function\n    Properties:\n      PackageType: Image\n      Timeout: 20\n      Environment: {Variables: {STAGE: " + stage + "}}\n    Metadata: {DockerContext: src, Dockerfile: ../Dockerfile}\n"
	}
	write("src/app.py", "import os\n\ndef one(event, context): return os.environ['STAGE']\ndef two(event, context): return 2\n")
	write("src/.dockerignore", "**/*.md\n")
	write("template.yaml", template("first"))
	write("Dockerfile", begin+"RUN false\nCMD [\"app.one\"]\n")
	cmd := exec.Command(filepath.Join(programFolder(t), "lambdock"), "invoke", "Dockerfile", "--watch", "--json")
	cmd.Dir = project
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	failed := make(chan bool, 1)
	go func() {
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if lines.Text() == "lambdock: waiting for a change" && len(failed) == 0 {
				failed <- true
			}
		}
	}()
	<-failed
	write("Dockerfile", begin+"CMD [\"app.one\"]\n")
	outcomes := json.NewDecoder(out)
	for _, step := range []struct{ file, then, response, reason string }{
		{"template.yaml", template("second"), `"first"`, ""},
		{"Dockerfile", begin + "ENV A=b\nCMD [\"app.three\"]\n", `"second"`, ""},
		{"Dockerfile", begin + "CMD [\"app.two\"]\n", "", "Dockerfile:4:7: error: the module of the handler has no such function: name a function that it defines, or export this one [handler-function-not-found]"},
		{"", "", "2", ""},
	} {
		var got struct {
			Response json.RawMessage
			Reason   string
			Log      []string
		}
		if err := outcomes.Decode(&got); err != nil {
			t.Fatal(err)
		}
		if step.response != "" && string(got.Response) != step.response || got.Reason != step.reason || len(got.Log) > 6 {
			t.Fatalf("got %s, %q, %q", got.Response, got.Reason, got.Log)
		}
		if step.then != "" {
			write(step.file, step.then)
		}
	}
}
