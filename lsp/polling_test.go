package lsp

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

const polledDockerfile = "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ${LAMBDA_TASK_ROOT}/\nCMD [\"app.handler\"]\n"

// TestPollerNoticesWhatChanges changes, takes away and brings files that a finding rests on, and others that no finding does.
func TestPollerNoticesWhatChanges(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile": polledDockerfile, "app.py": "def handler(event, context): ...\n", "notes.md": "", "build.sh": "docker build .\n"})
	var s *server
	e := startEditor(t, realOptions(), func(started *server) { s = started })
	e.initialize(root, noCapabilities)
	e.open(uriIn(root, "Dockerfile"), "dockerfile", polledDockerfile)
	e.ask("textDocument/diagnostic", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uriIn(root, "Dockerfile")))
	p := &poller{s, map[*folder]map[string]stamp{}}
	look := func() []string {
		var names []string
		for _, c := range p.look(s.now()) {
			name, _ := pathBelow(root, c.path, "linux")
			names = append(names, fmt.Sprint(name, " ", c.presence))
		}
		slices.Sort(names)
		return slices.Compact(names)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		do   func()
		want []string
	}{
		{func() {}, nil},
		{func() {}, nil},
		{func() { write("app.py", "def handler(): ...\n") }, []string{"app.py false"}},
		{func() { write("build.sh", "docker build --push .\n") }, []string{"build.sh false"}},
		{func() { write("notes.md", "not read by anything\n"); write("Dockerfile", "open in the editor") }, nil},
		{func() { _ = os.Remove(filepath.Join(root, "app.py")) }, []string{"app.py true"}},
		{func() { write("app.py", "") }, []string{"app.py true"}},
		{func() { write(".dockerignore", "*.py\n") }, []string{".dockerignore true"}},
	} {
		step.do()
		if got := look(); !slices.Equal(got, step.want) {
			t.Errorf("changed: %q, want %q", got, step.want)
		}
	}
}

// TestFilesAreLookedAtForClientsThatWatchNone has a handler's source change on the disk, again and again until it is seen.
func TestFilesAreLookedAtForClientsThatWatchNone(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile": polledDockerfile, "app.py": "def handler(event, context): ...\n"})
	e := startEditor(t, realOptions(), func(s *server) { s.pollInterval = time.Millisecond })
	e.initialize(root, noCapabilities)
	uri := uriIn(root, "Dockerfile")
	e.open(uri, "dockerfile", polledDockerfile)
	e.published(uri)
	done := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for text := "def other(event, context): ...\n"; ; text += "#\n" {
			_ = os.WriteFile(filepath.Join(root, "app.py"), []byte(text), 0o644) // the folder goes with the test
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	e.published(uri, "handler-function-not-found")
	close(done)
	<-stopped
}
