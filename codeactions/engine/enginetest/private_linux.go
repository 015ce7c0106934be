package enginetest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/lambdock/lambdock/codeactions/engine"
)

// Private is an engine of one test, which may do to it what it likes. It lies in a network of its own, which the test cannot reach:
// its containers are seen through the engine alone.
type Private struct {
	Engine *engine.Engine
	// Env are the variables, as NAME=value, that lead a program to this engine.
	Env    []string
	server *exec.Cmd
}

// Start starts an engine for one test. It is gone at its end.
func Start(t testing.TB) *Private {
	t.Helper()
	return startPrivate(t, 0)
}

// StartWithDisk starts an engine for one test that has so many bytes for all that it stores.
func StartWithDisk(t testing.TB, size int) *Private {
	t.Helper()
	return startPrivate(t, size)
}

func startPrivate(t testing.TB, disk int) *Private {
	t.Helper()
	if missing != "" {
		lacking(t, missing)
	}
	tools, err := prepare()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "lambdock-private-") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	users, err := lock(filepath.Join(dir, "users"), syscall.LOCK_SH)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { users.Close() })
	p := &Private{Env: tools.environment(dir)}
	if p.server, err = start(dir, tools, disk); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	if p.Engine, err = engine.Detect(t.Context(), environment{p.Env}, "docker"); err != nil {
		t.Fatal(err)
	}
	return p
}

// Need makes sure that base images are there.
func (p *Private) Need(t testing.TB, refs ...string) {
	t.Helper()
	for _, ref := range refs {
		if err := importBase(ref, p.Env); err != nil {
			t.Fatal(err)
		}
	}
}

// Kill ends the engine and all that runs in it at once, as a crash of its machine would.
func (p *Private) Kill() {
	_ = p.server.Process.Kill() // the first process of its namespaces
	_ = p.server.Wait()
}

// environment runs processes with further variables.
type environment struct{ env []string }

func (environment) Find(program string) (string, error) { return engine.System{}.Find(program) }

func (e environment) Run(ctx context.Context, c engine.Command) error {
	c.Env = append(append([]string(nil), e.env...), c.Env...)
	return engine.System{}.Run(ctx, c)
}
