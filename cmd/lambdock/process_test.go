package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// project writes n Dockerfiles with one finding each, and a broken configuration beside every tenth, and gives the folder.
func project(t *testing.T, n int) string {
	t.Helper()
	root := t.TempDir()
	for i := range n {
		dir := filepath.Join(root, fmt.Sprint(i))
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		files := map[string]string{"Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nRUN ./install\nCMD app.handler\n"}
		if i%10 == 9 {
			files[".lambdock.yaml"] = "ignore: all\n"
		}
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return root
}

func TestOutputIsInAStableOrder(t *testing.T) {
	dir := project(t, 60)
	var first string
	for run := range 10 {
		cmd := exec.Command("lambdock", "lint", "--format", "github")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", 1+run%8))
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		var ended *exec.ExitError
		if err := cmd.Run(); !errors.As(err, &ended) || ended.ExitCode() != exitUsage {
			t.Fatalf("got %v\n%s", err, out.String())
		}
		switch {
		case first == "":
			first = out.String()
		case out.String() != first:
			t.Fatalf("run %d differs; first\n%s\nnow\n%s", run, first, out.String())
		}
	}
	if strings.Count(first, "::error file=") != 54 || strings.Count(first, "ignore must be a list") != 6 {
		t.Errorf("got\n%s", first)
	}
}

// TestBrokenPipe closes standard output before the report is written, as head does.
func TestBrokenPipe(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	read.Close()
	defer write.Close()
	cmd := exec.Command("lambdock", "lint")
	var stderr bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = project(t, 5), write, &stderr
	if err := cmd.Run(); err == nil || strings.Contains(stderr.String(), "panic") || strings.Contains(stderr.String(), "goroutine") {
		t.Errorf("got %v\n%s", err, stderr.String())
	}
}

// fullWriter is a disk without space.
type fullWriter struct{}

func (fullWriter) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestOutputThatCannotBeWritten(t *testing.T) {
	t.Chdir(project(t, 1))
	for _, args := range [][]string{{"lint"}, {"lint", "--diff"}, {"lint", "--format", "sarif"}} {
		root := rootCommand()
		root.SetArgs(args)
		root.SetOut(fullWriter{})
		root.SetErr(io.Discard)
		end, ok := root.Execute().(*exit)
		if !ok || end.status != exitFailed || end.err == nil {
			t.Errorf("%v ends with %+v", args, end)
		}
	}
}

// TestFixLeavesWhatChangedMeanwhile has a file change between reading and writing.
func TestFixLeavesWhatChangedMeanwhile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "Dockerfile")
	if err := os.WriteFile(name, []byte("now"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile(name, "before", "after"); !errors.Is(err, errChanged) {
		t.Errorf("got %v", err)
	}
	if err := replaceFile(name, "now", "after"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil || string(text) != "after" {
		t.Errorf("got %q, %v", text, err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(name), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestAMistakeOfARuleStopsNoOther has one job panic.
func TestAMistakeOfARuleStopsNoOther(t *testing.T) {
	j := &job{name: "Dockerfile"} // without a project, linting panics
	target := &target{named: map[string]bool{}}
	j.run(target)
	if j.status(target) != exitFailed || !errors.Is(j.failed, errInternal) {
		t.Errorf("got %v", j.failed)
	}
}

func TestBuildVersion(t *testing.T) {
	if !regexp.MustCompile(`^lambdock \S+ \(facts of \d{4}-\d\d-\d\d\)$`).MatchString(versionLine()) {
		t.Errorf("got %q", versionLine())
	}
	if _, err := time.Parse(time.DateOnly, string(today())); err != nil {
		t.Error(err)
	}
}
