// Package clitest has what scripts of the command line share.
package clitest

import (
	"errors"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// Exits is the command "exits STATUS PROGRAM ARGS…" of scripts: it runs a program and checks its exit status.
func Exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM ARGS…")
	}
	status := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var ended interface {
			error
			ExitCode() int
		}
		if !errors.As(err, &ended) {
			ts.Fatalf("running %s: %v", args[1], err)
		}
		status = ended.ExitCode()
	}
	if strconv.Itoa(status) != args[0] {
		ts.Fatalf("%s exits with %d, not %s", strings.Join(args[1:], " "), status, args[0])
	}
}
