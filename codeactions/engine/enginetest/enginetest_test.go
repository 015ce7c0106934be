package enginetest

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/codeactions/engine"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

func TestTheEngineIsReal(t *testing.T) {
	e := Engine(t)
	if e.Kind != engine.Docker || e.Server == "" || e.HasBuildx != engine.Yes || e.Buildx == "" || e.Local != engine.Yes || e.OS != "linux" {
		t.Errorf("got %+v", e)
	}
	want := engine.No
	if Modern() {
		want = engine.Yes
	}
	if e.ContainerdStore != want {
		t.Errorf("containerd store: %v", e.ContainerdStore)
	}
	t.Logf("docker %s, buildx %s", e.Server, e.Buildx)
}

func TestContainersRunOnBaseImages(t *testing.T) {
	e := Engine(t)
	Need(t, Busybox, Python, LambdaPython)
	for image, command := range map[string][]string{Busybox: {"echo", "ran"}, Python: {"python3", "-c", "import json, ssl; print('ran')"}} {
		var out, errs bytes.Buffer
		err := e.Run(t.Context(), engine.Container{Image: image, Name: Name(), Network: "none", Command: command}, engine.Streams{Stdout: &out, Stderr: &errs})
		if err != nil || out.String() != "ran\n" {
			t.Errorf("%s said %q, %q, %v", image, out.String(), errs.String(), err)
		}
	}
	var errs bytes.Buffer
	err := e.Run(t.Context(), engine.Container{Image: LambdaPython, Name: Name()}, engine.Streams{Stderr: &errs})
	var ended *engine.ExitError
	if !errors.As(err, &ended) || ended.Status != 142 || !strings.Contains(errs.String(), "handler name") {
		t.Errorf("without a handler: %v, %q", err, errs.String())
	}
}

func TestTheRegistryTakesImages(t *testing.T) {
	e := Engine(t)
	Need(t, Busybox)
	ref := PushedRef(t, e)
	if err := e.Tag(t.Context(), Busybox, ref); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if err := e.Push(t.Context(), ref, &said); err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	image, err := e.Image(t.Context(), ref)
	if err != nil || len(image.RepoDigests) == 0 {
		t.Errorf("got %+v, %v", image, err)
	}
}

func TestAPrivateEngineCanBeKilled(t *testing.T) {
	p := Start(t)
	p.Need(t, Busybox)
	run := engine.Container{Image: Busybox, Name: Name(), Command: []string{"true"}}
	if err := p.Engine.Run(t.Context(), run, engine.Streams{}); err != nil {
		t.Fatal(err)
	}
	p.Kill()
	if err := p.Engine.Run(t.Context(), run, engine.Streams{}); err == nil || !strings.Contains(err.Error(), "annot connect") {
		t.Errorf("a killed engine: %v", err)
	}
	if _, err := Engine(t).Image(t.Context(), "none:none"); !errors.Is(err, engine.ErrMissing) {
		t.Errorf("the shared engine: %v", err)
	}
}

func TestNothingLeavesTheNetwork(t *testing.T) {
	e := Engine(t)
	if err := e.Pull(t.Context(), "docker.io/library/debian:latest", "", nil); err == nil {
		t.Error("an image came from outside")
	}
}

func TestTheRegistryAnswersAsECR(t *testing.T) {
	e := Engine(t)
	Need(t, Busybox)
	ref := ECR + "/" + Name() + ":test"
	if err := e.Tag(t.Context(), Busybox, ref); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { removeImage(t, e, ref) })
	private, forget, err := e.Private(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := forget(); err != nil {
			t.Error(err)
		}
	}()
	var said bytes.Buffer
	if err := private.Push(t.Context(), ref, &said); err == nil || !strings.Contains(said.String()+err.Error(), "no basic auth credentials") {
		t.Errorf("without a login: %v\n%s", err, &said)
	}
	if err := private.Login(t.Context(), ECR, ECRUser, "another"); err == nil {
		t.Error("another password is taken")
	}
	if err := private.Login(t.Context(), ECR, ECRUser, ECRPassword); err != nil {
		t.Fatal(err)
	}
	if err := private.Push(t.Context(), ref, &said); err != nil {
		t.Errorf("%v\n%s", err, &said)
	}
}
