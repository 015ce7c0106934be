//go:build !linux

package enginetest

import (
	"context"
	"testing"

	"github.com/lambdock/lambdock/codeactions/engine"
)

// Main runs the tests of a package, without an engine.
func Main(m *testing.M) int {
	missing = "it takes Linux"
	return m.Run()
}

// Need makes sure that base images are there.
func Need(t testing.TB, _ ...string) {
	t.Helper()
	lacking(t, missing)
}

func cleanupContext() (context.Context, context.CancelFunc) {
	return context.WithCancel(context.Background())
}

// Private is an engine of one test, which may do to it what it likes.
type Private struct {
	Engine *engine.Engine
	Env    []string
}

// Start starts an engine for one test.
func Start(t testing.TB) *Private {
	t.Helper()
	lacking(t, missing)
	return nil
}

// StartWithDisk starts an engine for one test that has so many bytes for all that it stores.
func StartWithDisk(t testing.TB, _ int) *Private {
	t.Helper()
	return Start(t)
}

// Need makes sure that base images are there.
func (p *Private) Need(testing.TB, ...string) {}

// Kill ends the engine.
func (p *Private) Kill() {}
