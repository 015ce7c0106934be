// Package enginescripts runs the command line on a real container engine.
package enginescripts

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/lambdock/lambdock/analysis/analysistest"
	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestScripts(t *testing.T) {
	enginetest.Engine(t)
	enginetest.Need(t, enginetest.LambdaPython, enginetest.Busybox)
	folder := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(folder, "lambdock"), "../lambdock").CombinedOutput(); err != nil {
		t.Fatalf("building lambdock: %v: %s", err, out)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *analysistest.Update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			for _, name := range []string{"DOCKER_HOST", "DOCKER_CONFIG"} {
				env.Setenv(name, os.Getenv(name))
			}
			env.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits STATUS PROGRAM ARGS… runs a program and checks its exit status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM ARGS…")
	}
	status := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var ended *exec.ExitError
		if !errors.As(err, &ended) {
			ts.Fatalf("running %s: %v", args[1], err)
		}
		status = ended.ExitCode()
	}
	if strconv.Itoa(status) != args[0] {
		ts.Fatalf("%s exits with %d, not %s", strings.Join(args[1:], " "), status, args[0])
	}
}
