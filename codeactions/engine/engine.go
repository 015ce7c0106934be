package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// askLimit is how long an engine may take to say what it is. Virtual machines that sleep need some seconds to answer.
const askLimit = 30 * time.Second

// Kind is whose command line an engine has.
type Kind string

// The kinds of engines, in the order in which they are looked for.
const (
	Docker  Kind = "docker"
	Finch   Kind = "finch"
	Podman  Kind = "podman"
	Nerdctl Kind = "nerdctl"
)

// Kinds are all kinds of engines, in the order in which they are looked for.
var Kinds = []Kind{Docker, Finch, Podman, Nerdctl}

// Answer is yes, no, or, as its zero value, unknown.
type Answer int

// The answers.
const (
	Unknown Answer = iota
	No
	Yes
)

func (a Answer) String() string { return [...]string{"unknown", "no", "yes"}[a] }

func answer(yes bool) Answer {
	if yes {
		return Yes
	}
	return No
}

// Engine is a container engine with what it said of itself. What it did not say in a known form is empty or Unknown.
type Engine struct {
	Kind    Kind
	Program string // path
	Runner  Runner
	// Env is laid over the environment of each of its commands, as NAME=value.
	Env []string

	Client, Server string // versions
	API            string // the version of the API that the server speaks
	Buildx         string // the version of docker's buildx
	HasBuildx      Answer
	OS, Arch       string // of containers, in Go's words: "linux", "arm64"
	// ContainerdStore reports that images lie in containerd's store, which can hold an index with attestations.
	ContainerdStore Answer
	// Local reports that containers run in this machine's kernel, and can share its network.
	Local Answer
	// Rootless reports that the engine runs without root.
	Rootless Answer
	// System is the engine's operating system in its own words: "Docker Desktop", "Debian GNU/Linux 12 (bookworm)".
	System string
}

// ErrNoEngine reports that no engine is installed.
var ErrNoEngine = errors.New("no container engine found: install Docker, Finch, Podman or nerdctl, or put it in PATH")

// NotRunningError is an engine that is installed and cannot be reached.
type NotRunningError struct {
	Kind   Kind
	Reason string // what the engine's client said
}

func (e *NotRunningError) Error() string {
	message := fmt.Sprintf("%s is installed and does not answer: %s", e.Kind, start(e.Kind))
	if e.Reason != "" {
		message += " (" + e.Reason + ")"
	}
	return message
}

// start says how an engine is started.
func start(kind Kind) string {
	switch kind {
	case Finch:
		return "start it with `finch vm start`"
	case Podman:
		return "start it with `podman machine start`, or on Linux check `podman info`"
	case Nerdctl:
		return "start containerd"
	}
	return "start Docker, and check DOCKER_HOST and `docker context ls`"
}

// Detect finds the engine to use: the wanted one, a kind or a path, else the first of Kinds that is installed and answers.
// The error is ErrNoEngine or a *NotRunningError, or ctx's.
func Detect(ctx context.Context, r Runner, wanted string) (*Engine, error) {
	kinds := Kinds
	if wanted != "" {
		kinds = []Kind{Kind(wanted)}
	}
	var silent error
	for _, kind := range kinds {
		program, err := r.Find(string(kind))
		if err != nil {
			continue
		}
		e := &Engine{Kind: kindOf(program), Program: program, Runner: r}
		err = e.identify(ctx)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil {
			return e, nil
		}
		if silent == nil {
			silent = &NotRunningError{e.Kind, reason(err)}
		}
	}
	if silent == nil && wanted != "" {
		return nil, fmt.Errorf("finding the engine %s: it is not in PATH", wanted)
	}
	if silent == nil {
		return nil, ErrNoEngine
	}
	return nil, silent
}

// Installed reports whether an engine could be there, without asking it anything.
func Installed(r Runner) bool {
	for _, kind := range Kinds {
		if _, err := r.Find(string(kind)); err == nil {
			return true
		}
	}
	return false
}

// kindOf reads the kind off a program's name; what is called by any other name is taken for a docker.
func kindOf(program string) Kind {
	name := verb([]string{program})
	for _, kind := range Kinds {
		if strings.HasPrefix(name, string(kind)) {
			return kind
		}
	}
	return Docker
}

func reason(err error) string {
	var ended *ExitError
	if errors.As(err, &ended) {
		return telling(ended.Output)
	}
	return err.Error()
}

// Command is a command of the engine's.
func (e *Engine) Command(args ...string) Command {
	return Command{Args: append([]string{e.Program}, args...), Env: append([]string(nil), e.Env...)}
}

// output runs a short command of the engine's and gives what it prints.
func (e *Engine) output(ctx context.Context, args ...string) ([]byte, error) {
	c := e.Command(args...)
	c.Limit = askLimit
	return Output(ctx, e.Runner, c)
}
