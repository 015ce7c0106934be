package invoke

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/codeactions/engine"
)

// ErrRemote reports an engine on another machine, whose containers cannot reach this one.
var ErrRemote = errors.New("the container engine is on another machine, whose containers cannot reach the Runtime API here: use --emulator image with an image that holds an emulator, or an engine on this machine")

// Open makes a function that runs in containers of an engine. out takes what it writes and Lambda's own lines. Nothing runs before the first invocation.
func Open(e *engine.Engine, f Function, out io.Writer) *Local {
	return open(containers{e}, f, out)
}

// containers is the sandbox of an engine.
type containers struct{ engine *engine.Engine }

func (c containers) ways(ctx context.Context) ([]way, error) {
	e := c.engine
	if engine.IsRemote(e.Endpoint(ctx)) {
		return nil, ErrRemote
	}
	const loopback = "127.0.0.1"
	if e.Local != engine.Yes {
		// The engine's virtual machine knows this machine by a name, and leads it to loopback.
		name, hosts := "host.docker.internal", []string(nil)
		switch {
		case e.Kind == engine.Podman:
			name = "host.containers.internal"
		case !strings.Contains(e.System, "Docker Desktop"):
			hosts = []string{name + ":host-gateway"}
		}
		return []way{{listen: loopback, host: name, hosts: hosts}}, nil
	}
	ways := []way{{listen: loopback, host: loopback, network: "host"}}
	if e.Rootless == engine.No {
		return ways, nil // its network is this machine's
	}
	if gateway, err := e.Gateway(ctx); err == nil {
		ways = append(ways, way{listen: gateway.String(), host: gateway.String()})
	}
	return ways, ctx.Err()
}

func (c containers) handler(ctx context.Context, f Function) (string, error) {
	command := f.Command
	if len(command) == 0 && len(f.Entrypoint) == 0 { // an entry point of the function's clears the image's command
		image, err := c.engine.Image(ctx, f.Image)
		if err != nil {
			return "", err
		}
		command = image.Config.Cmd
	}
	if len(command) == 0 {
		return "", nil
	}
	return command[len(command)-1], nil
}

// newContainer is a container of a function's image, with a name and a label by which it is found.
func newContainer(f Function, variables map[string]string) engine.Container {
	return engine.Container{
		Image: f.Image, Name: "lambdock-invoke-" + random(8), Platform: f.Platform, Pull: "never", Labels: map[string]string{"dev.lambdock.run": "invoke"},
		Entrypoint: f.Entrypoint, Command: f.Command, WorkDir: f.WorkDir, Env: variables,
	}
}

// container gives what Lambda gives. The memory of /tmp counts as the function's here, which Lambda does not count.
func (c containers) container(f Function, w way, variables map[string]string) engine.Container {
	memory := int64(f.MemoryMB) << 20
	box := newContainer(f, variables)
	box.Network, box.AddHosts = w.network, w.hosts
	box.User, box.ReadOnly, box.CapDrop, box.Security = sandboxUser, true, []string{"ALL"}, []string{"no-new-privileges"}
	box.Tmpfs = map[string]string{lambda.TempDir: fmt.Sprintf("rw,exec,nosuid,nodev,mode=1777,size=%dm", f.StorageMB)}
	box.Memory, box.PIDs = memory, lambda.MaxProcesses
	box.ExtraArgs = []string{fmt.Sprintf("--memory-swap=%d", memory), fmt.Sprintf("--ulimit=nofile=%d:%d", lambda.MaxOpenFiles, lambda.MaxOpenFiles)}
	return box
}

func (c containers) start(_ context.Context, f Function, w way, variables map[string]string, out io.Writer) (process, error) {
	return run(c.engine, c.container(f, w, variables), out), nil
}

// run starts a container, and does not wait for it.
func run(e *engine.Engine, c engine.Container, out io.Writer) *running {
	ctx, cancel := context.WithCancel(context.Background())
	p := &running{engine: e, name: c.Name, cancel: cancel, begun: time.Now(), done: make(chan struct{}), out: out}
	go func() {
		p.err = e.Run(ctx, c, engine.Streams{Stdout: out, Stderr: out})
		close(p.done)
		cancel()
	}()
	return p
}

// running is a container that runs.
type running struct {
	engine *engine.Engine
	name   string
	cancel context.CancelFunc
	begun  time.Time
	out    io.Writer
	done   chan struct{}
	err    error // of its run, once done is closed

	mu    sync.Mutex
	state *engine.ContainerState // once it was seen to run
}

func (p *running) exited() <-chan struct{} { return p.done }

// The status of an engine's client whose container could not be made, where the engine does not blame the entry point.
const engineFailed = 125

func (p *running) exit(ctx context.Context) exit {
	<-p.done
	var ended *engine.ExitError
	if p.err == nil {
		return exit{}
	}
	if !errors.As(p.err, &ended) {
		return exit{err: p.err}
	}
	if ended.Status == engineFailed && cannotStart(ended.Output) == "" {
		return exit{err: fmt.Errorf("starting the container: %w", p.err)}
	}
	killed := ended.Status == 128+9
	return exit{status: ended.Status, said: ended.Output, outOfMemory: killed && p.engine.RanOutOfMemory(ctx, p.name, p.begun)}
}

func (p *running) startedAt(ctx context.Context) time.Time {
	state, err := p.inspect(ctx)
	if err != nil || state == nil || p.engine.Local != engine.Yes { // another machine has another clock
		return time.Time{}
	}
	return state.State.StartedAt
}

// inspect asks the engine until the container is seen to run, and never after; nil while it does not.
func (p *running) inspect(ctx context.Context) (*engine.ContainerState, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state != nil {
		return p.state, nil
	}
	state, err := p.engine.Container(ctx, p.name)
	if err == nil && state.State.Running {
		p.state = state
	}
	return p.state, err
}

func (p *running) peak(ctx context.Context) int64 {
	state, err := p.inspect(ctx)
	if err != nil || state == nil {
		return 0
	}
	return p.engine.PeakMemory(state.ID)
}

// askAgain is how often an engine is asked whether a container runs yet.
const askAgain = 50 * time.Millisecond

func (p *running) extensions(ctx context.Context) ([]string, error) {
	for {
		state, err := p.inspect(ctx)
		switch {
		case state != nil:
			return p.engine.Programs(ctx, p.name, lambda.ExtensionsDir)
		case err != nil && !errors.Is(err, engine.ErrMissing):
			return nil, err
		}
		select {
		case <-p.done:
			return nil, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(askAgain):
		}
	}
}

func (p *running) runExtension(ctx context.Context, program string) error {
	return p.engine.Exec(ctx, p.name, []string{program}, engine.Streams{Stdout: p.out, Stderr: p.out})
}

// killLimit is how long an engine may take to end a container before its client is ended.
const killLimit = 20 * time.Second

func (p *running) kill() {
	select {
	case <-p.done:
		return
	default:
	}
	ctx, cancel := context.WithTimeout(context.Background(), killLimit)
	defer cancel()
	for {
		// A container that is only about to start is not there yet.
		err := p.engine.Kill(ctx, p.name, "KILL")
		wait := askAgain
		if err == nil {
			wait = killLimit
		}
		select {
		case <-p.done:
			return
		case <-ctx.Done():
			p.cancel()
			<-p.done
			return
		case <-time.After(wait):
		}
	}
}
