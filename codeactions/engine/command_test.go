package engine

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain lets this binary stand in for programs: with HELPER set it is one.
func TestMain(m *testing.M) {
	switch os.Getenv("HELPER") {
	case "":
		os.Exit(m.Run())
	case "fail":
		io.WriteString(os.Stderr, "first\nlast words\n")
		os.Exit(3)
	case "echo":
		_, _ = io.Copy(os.Stdout, os.Stdin)
	case "parent":
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), "HELPER=child")
		child.Stdout = os.Stdout
		_ = child.Start()
		time.Sleep(time.Hour)
	case "child":
		// Announces itself, and then holds the pipe open for as long as it lives.
		io.WriteString(os.Stdout, "alive\n")
		time.Sleep(time.Hour)
	}
}

func helper(role string) Command {
	return Command{Args: []string{os.Args[0]}, Env: []string{"HELPER=" + role}}
}

func TestOutputKeepsWhatAFailureSaid(t *testing.T) {
	_, err := Output(t.Context(), System{}, helper("fail"))
	var ended *ExitError
	if !errors.As(err, &ended) || ended.Status != 3 || !strings.HasSuffix(err.Error(), ": last words") {
		t.Errorf("got %v", err)
	}
}

func TestStandardInputIsGivenAndEnvironmentLaidOver(t *testing.T) {
	c := helper("echo")
	c.Stdin = strings.NewReader("in")
	if out, err := Output(t.Context(), System{}, c); err != nil || string(out) != "in" {
		t.Errorf("got %q, %v", out, err)
	}
}

// aliveness closes when the child of the helper has announced itself, and notices the end of all that hold the pipe.
type aliveness struct {
	seen chan struct{}
	bytes.Buffer
}

func (a *aliveness) Write(p []byte) (int, error) {
	if strings.Contains(string(p), "alive") {
		close(a.seen)
	}
	return a.Buffer.Write(p)
}

func TestCancelEndsTheChildrenToo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c := helper("parent")
	c.Stdout = in // a file is handed on as it is: only the processes hold it
	done := make(chan error)
	go func() { done <- System{}.Run(ctx, c) }()
	line := make([]byte, 6)
	if _, err := io.ReadFull(out, line); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	in.Close()
	if rest, err := io.ReadAll(out); err != nil || len(rest) > 0 {
		t.Errorf("the child said %q, %v", rest, err)
	}
}

func TestTimeLimit(t *testing.T) {
	seen := &aliveness{seen: make(chan struct{})}
	c := helper("child")
	c.Stdout, c.Limit = seen, 100*time.Millisecond
	if err := (System{}).Run(t.Context(), c); !errors.Is(err, ErrLimit) {
		t.Errorf("got %v", err)
	}
}

func TestProgramsOfTheWorkingDirectoryAreNotFound(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("PATH", "."+string(os.PathListSeparator)+t.TempDir())
	if path, err := (System{}).Find("docker"); err == nil {
		t.Errorf("found %s", path)
	}
	if Installed(System{}) {
		t.Error("an engine seems installed")
	}
}

func TestVerbsLeaveArgumentsOut(t *testing.T) {
	for want, args := range map[string][]string{
		"docker buildx build": {"/usr/bin/docker", "buildx", "build", "--secret", "x"},
		"docker run":          {"docker", "run", "--env", "A=secret"},
		"docker login":        {`docker.exe`, "login", "--username", "AWS"},
	} {
		if got := verb(args); got != want {
			t.Errorf("%v gives %q, not %q", args, got, want)
		}
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	tail := &Tail{Max: 4}
	for _, part := range []string{"ab", "cdef", "g"} {
		_, _ = tail.Write([]byte(part))
	}
	if tail.String() != "defg" {
		t.Errorf("kept %q", tail)
	}
}

func TestFailuresSayTheLineThatTells(t *testing.T) {
	err := &ExitError{Command: "docker run", Status: 125, Output: "docker: Cannot connect to the Docker daemon.\nSee 'docker run --help'.\n"}
	if err.Error() != "docker run: docker: Cannot connect to the Docker daemon." {
		t.Errorf("got %v", err)
	}
	if err := (&ExitError{Command: "docker run", Status: 3}); err.Error() != "docker run ended with status 3" {
		t.Errorf("got %v", err)
	}
}
