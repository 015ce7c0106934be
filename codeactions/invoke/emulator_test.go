package invoke

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lambdock/lambdock/codeactions/engine"
	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

// emulatedImage builds an image that holds AWS's own emulator, as their base images do, with files beside its Dockerfile.
func emulatedImage(t *testing.T, dockerfile string, files map[string]string) (*engine.Engine, string) {
	t.Helper()
	enginetest.Engine(t)
	program := filepath.Join(t.TempDir(), "aws-lambda-rie")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, "github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie")
	build.Dir, build.Env = filepath.Join("..", "..", ".ci", "emulator"), append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-buildvcs=false", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("building the emulator: %v: %s", err, out)
		}
		t.Skipf("skipped: the emulator cannot be built, run go -C .ci/emulator mod download: %v", err)
	}
	text, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{"aws-lambda-rie": string(text)}
	for name, text := range files {
		all[name] = text
	}
	return built(t, dockerfile, all)
}

const onEmulator = "FROM public.ecr.aws/lambda/python:3.13\nCOPY aws-lambda-rie /usr/local/bin/\nCOPY app.py ${LAMBDA_TASK_ROOT}/\nCMD [\"app.handler\"]\n"

func TestTheEmulatorOfAnImage(t *testing.T) {
	e, ref := emulatedImage(t, onEmulator, map[string]string{"app.py": sampleCode})
	log := &buffer{}
	f := OpenEmulator(e, Function{Image: ref, Timeout: 2 * time.Second, Environment: map[string]string{"TABLE": "a"}}, log)
	t.Cleanup(func() {
		f.Close()
		if t.Failed() {
			t.Logf("the log says:\n%s", log)
		}
	})
	invoke := func(event string) *Outcome {
		t.Helper()
		o, err := f.Invoke(t.Context(), Event{Payload: []byte(event)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	if o := invoke(`{"name":"Ada"}`); o.Failed() || !strings.Contains(string(o.Payload), `"name": "Ada"`) {
		t.Errorf("got %+v, %s", o, o.Payload)
	}
	if o := invoke(`{"do":"env"}`); !strings.Contains(string(o.Payload), `"TABLE": "a"`) {
		t.Errorf("the environment is %s", o.Payload)
	}
	if o := invoke(`{"do":"fail"}`); o.ErrorType != "ValueError" {
		t.Errorf("a handler that fails: %+v, %s", o, o.Payload)
	}
	if o := invoke(`{"do":"sleep"}`); o.ErrorType != errorTimeout {
		t.Errorf("a handler that sleeps: %+v, %s", o, o.Payload)
	}
	if o := invoke(`{"name":"again"}`); o.Failed() {
		t.Errorf("afterwards: %+v, %s", o, o.Payload)
	}
	if !strings.Contains(log.String(), "REPORT RequestId: ") {
		t.Error("the emulator's report is not in the log")
	}
	f.Close()
	if _, err := f.Invoke(t.Context(), Event{Payload: []byte("{}")}, nil); err == nil {
		t.Error("it goes on after its end")
	}
}

func TestAnImageWithoutAnEmulator(t *testing.T) {
	e, ref := built(t, "FROM busybox:latest\nCMD [\"true\"]\n", nil)
	f := OpenEmulator(e, Function{Image: ref}, nil)
	defer f.Close()
	if o, err := f.Invoke(t.Context(), Event{Payload: []byte("{}")}, nil); err == nil || !strings.Contains(err.Error(), "has no emulator") {
		t.Errorf("got %+v, %v", o, err)
	}
}
