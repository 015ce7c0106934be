package invoke

import (
	"context"
	"io"
	"time"
)

// sandbox is what function processes run in.
type sandbox interface {
	// ways are those on which processes may reach servers of this one, the likeliest first; there is at least one.
	ways(ctx context.Context) ([]way, error)
	// handler is the last word of the command that the function's process is started with; empty without one.
	handler(ctx context.Context, f Function) (string, error)
	// start starts the function's process.
	start(ctx context.Context, f Function, w way, variables map[string]string, out io.Writer) (process, error)
}

// way is how a process in a sandbox reaches a server of this process.
type way struct {
	listen  string // the address that the server listens at, of loopback or of a bridge: nothing outside this machine reaches it
	host    string // the name or address by which the sandbox reaches it
	network string // that the sandbox joins; empty for the engine's default
	hosts   []string
}

// process is the process of a function, and those that were started beside it.
type process interface {
	exited() <-chan struct{}
	// exit says how it ended, once it did.
	exit(ctx context.Context) exit
	// startedAt is when it began to run; zero while that is not known.
	startedAt(ctx context.Context) time.Time
	// peak is how many bytes of memory were used at most; zero when that is not known.
	peak(ctx context.Context) int64
	// extensions are the paths of the programs that start beside the function.
	extensions(ctx context.Context) ([]string, error)
	// runExtension runs one to its end.
	runExtension(ctx context.Context, program string) error
	// kill ends it and all beside it; exited follows.
	kill()
}

// peak is the environment's use of memory while it is there.
func (e *environment) peak(ctx context.Context) int64 {
	select {
	case <-e.process.exited():
		return 0
	default:
		return e.process.peak(ctx)
	}
}
