package main

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/lambdock/lambdock/analysis/analysistest"
	"github.com/lambdock/lambdock/cmd/clitest"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"lambdock": main}) }

// TestScripts runs the contract of the command line, a file of testdata/script for each part of it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *analysistest.Update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": clitest.Exits, "bytes": writeBytes, "mode": checkMode},
	})
}

// bytes FILE TEXT writes a file, TEXT being as in a Go string; bytes FILE =TEXT compares one.
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bytes FILE TEXT, or bytes FILE =TEXT to compare")
	}
	quoted, compare := strings.CutPrefix(args[1], "=")
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(quoted, `"`, `\"`) + `"`)
	ts.Check(err)
	if !compare {
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
		return
	}
	if got := ts.ReadFile(args[0]); got != text {
		ts.Fatalf("%s holds %q, not %q", args[0], got, text)
	}
}

// mode FILE MODE checks a file's mode, as ls writes it.
func checkMode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode FILE MODE")
	}
	info, err := os.Lstat(ts.MkAbs(args[0]))
	ts.Check(err)
	if info.Mode().String() != args[1] {
		ts.Fatalf("%s has mode %s, not %s", args[0], info.Mode(), args[1])
	}
}
