package enginescripts

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

// TestWatchFollowsTheDockerfile changes the Dockerfile after each outcome, and has the next one follow it.
func TestWatchFollowsTheDockerfile(t *testing.T) {
	enginetest.Engine(t)
	enginetest.Need(t, enginetest.LambdaPython)
	project := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(project, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const begin = "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ${LAMBDA_TASK_ROOT}/\n"
	write("app.py", "def one(event, context): return 1\ndef two(event, context): return 2\n")
	write("Dockerfile", begin+"CMD [\"app.one\"]\n")
	cmd := exec.Command(filepath.Join(programFolder(t), "lambdock"), "invoke", "Dockerfile", "--context", ".", "--watch", "--json", "--timeout", "20s")
	cmd.Dir = project
	out, err := cmd.StdoutPipe()
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
	outcomes := json.NewDecoder(out)
	for _, step := range []struct{ then, response, reason string }{
		{begin + "ENV A=b\nCMD [\"app.three\"]\n", "1", ""},
		{begin + "CMD [\"app.two\"]\n", "", "Dockerfile:4:7: error: the module of the handler has no such function: name a function that it defines, or export this one [handler-function-not-found]"},
		{"", "2", ""},
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
			write("Dockerfile", step.then)
		}
	}
}
