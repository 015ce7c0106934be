package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// cleanUpLimit is how long it may take to remove a container when its run ended.
const cleanUpLimit = 20 * time.Second

// Container says how a container is run.
type Container struct {
	Image, Name string
	// Entrypoint replaces the image's when it is not nil; an empty one removes it.
	Entrypoint []string
	Command    []string
	// Env are variables by name. Their values reach the engine by its client's environment or a file that does not stay, never by its arguments.
	Env       map[string]string
	Platform  string
	Network   string // "host", "none", the name of a network
	User      string
	WorkDir   string
	ReadOnly  bool              // the root file system
	Tmpfs     map[string]string // options by path: "/tmp": "size=512m,mode=1777"
	Mounts    []Mount
	Memory    int64 // bytes; no limit when zero
	PIDs      int64 // no limit when zero
	CPUs      string
	Publish   []string // "127.0.0.1:9000:8080"
	AddHosts  []string // "host.docker.internal:host-gateway"
	CapDrop   []string
	Security  []string // --security-opt
	Labels    map[string]string
	Stdin     bool // keeps standard input open
	Pull      string
	ExtraArgs []string // flags of the engine's that have no field here, as "--init"
}

// Mount is a place of this machine that a container sees.
type Mount struct {
	Source, Target string
	ReadOnly       bool
}

// RunArgs are the arguments of `run` for a container that is removed at its end; envFile may be empty. Variables whose names could steer the engine's own client are left to envFile.
func RunArgs(c Container, envFile string) []string {
	args := []string{"run", "--rm"}
	flag := func(name, value string) {
		if value != "" {
			args = append(args, "--"+name, value)
		}
	}
	each := func(name string, values []string) {
		for _, v := range values {
			flag(name, v)
		}
	}
	flag("name", c.Name)
	flag("platform", c.Platform)
	flag("pull", c.Pull)
	flag("network", c.Network)
	flag("user", c.User)
	flag("workdir", c.WorkDir)
	if c.Stdin {
		args = append(args, "--interactive")
	}
	if c.ReadOnly {
		args = append(args, "--read-only")
	}
	for _, path := range slices.Sorted(maps.Keys(c.Tmpfs)) {
		flag("tmpfs", strings.TrimSuffix(path+":"+c.Tmpfs[path], ":"))
	}
	for _, m := range c.Mounts {
		value := m.Source + ":" + m.Target
		if m.ReadOnly {
			value += ":ro"
		}
		flag("volume", value)
	}
	if c.Memory > 0 {
		flag("memory", strconv.FormatInt(c.Memory, 10))
	}
	if c.PIDs > 0 {
		flag("pids-limit", strconv.FormatInt(c.PIDs, 10))
	}
	flag("cpus", c.CPUs)
	each("publish", c.Publish)
	each("add-host", c.AddHosts)
	each("cap-drop", c.CapDrop)
	each("security-opt", c.Security)
	for _, name := range slices.Sorted(maps.Keys(c.Labels)) {
		flag("label", name+"="+c.Labels[name])
	}
	flag("env-file", envFile)
	for _, name := range slices.Sorted(maps.Keys(c.Env)) {
		if !SteersClient(name) {
			flag("env", name)
		}
	}
	command := c.Command
	if c.Entrypoint != nil {
		entrypoint := ""
		if len(c.Entrypoint) > 0 {
			entrypoint = c.Entrypoint[0]
			command = append(slices.Clone(c.Entrypoint[1:]), command...)
		}
		args = append(args, "--entrypoint="+entrypoint)
	}
	args = append(args, c.ExtraArgs...)
	return append(append(args, c.Image), command...)
}

// What steers the engine's clients: their own variables, and those of the system, of its loader and of Go, in which they are written.
var (
	steeringPrefixes = []string{"DOCKER_", "BUILDX_", "BUILDKIT_", "CONTAINERD_", "CONTAINER_", "CONTAINERS_", "NERDCTL_", "FINCH_", "PODMAN_", "REGISTRY_", "LD_", "DYLD_", "XDG_", "SSL_", "OTEL_", "DBUS_", "LIMA_"}
	steeringNames    = []string{"HOME", "PATH", "PATHEXT", "TMP", "TEMP", "TMPDIR", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "GODEBUG", "GOGC", "GOMAXPROCS", "GOMEMLIMIT", "GOTRACEBACK", "GORACE", "GOCOVERDIR"}
)

// SteersClient reports whether a variable would change what the engine's client itself does.
func SteersClient(name string) bool {
	name = strings.ToUpper(name)
	return slices.Contains(steeringNames, name) || strings.HasSuffix(name, "_PROXY") ||
		slices.ContainsFunc(steeringPrefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// Streams are where a container's standard streams lead; nil discards. Stdout and Stderr may be written at the same time.
type Streams struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// Run runs a container, attached, to its end, and removes it. When ctx ends first, the container is gone on return.
// A container that ends with a status other than zero is an *ExitError; the engine's own failures have 125, 126 or 127.
func (e *Engine) Run(ctx context.Context, c Container, s Streams) (err error) {
	if c.Name == "" {
		return errors.New("running a container: it has no name to remove it by")
	}
	envFile, err := writeEnvFile(c.Env)
	if err != nil {
		return fmt.Errorf("running %s: %w", c.Name, err)
	}
	if envFile != "" {
		defer os.Remove(envFile)
	}
	command := e.Command(RunArgs(c, envFile)...)
	for _, name := range slices.Sorted(maps.Keys(c.Env)) {
		if !SteersClient(name) {
			command.Env = append(command.Env, name+"="+c.Env[name])
		}
	}
	said := &Tail{Max: 4 << 10}
	command.Stdin, command.Stdout, command.Stderr = s.Stdin, s.Stdout, said
	if s.Stderr != nil {
		command.Stderr = io.MultiWriter(s.Stderr, said)
	}
	err = e.Runner.Run(ctx, command)
	var ended *ExitError
	if errors.As(err, &ended) {
		ended.Output = said.String()
	}
	if ctx.Err() != nil {
		// The client is gone and the container may not be, or may only be about to start.
		clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUpLimit)
		defer cancel()
		_ = e.Remove(clean, c.Name)
	}
	return err
}

// writeEnvFile writes the variables that the engine's client must not see to a private file; its name is empty when there are none.
func writeEnvFile(env map[string]string) (name string, err error) {
	var lines strings.Builder
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if !SteersClient(name) {
			continue
		}
		if strings.ContainsAny(env[name], "\r\n") {
			return "", fmt.Errorf("the variable %s has more than one line", name)
		}
		lines.WriteString(name + "=" + env[name] + "\n")
	}
	if lines.Len() == 0 {
		return "", nil
	}
	f, err := os.CreateTemp("", "lambdock-env-") // mode 0600
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(lines.String())
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// Kill sends a signal to a container: "KILL", "TERM".
func (e *Engine) Kill(ctx context.Context, name, signal string) error {
	_, err := e.output(ctx, "kill", "--signal", signal, name)
	return err
}

// Remove ends and removes a container. One that is not there, or already goes, is no error.
func (e *Engine) Remove(ctx context.Context, name string) error {
	_, err := e.output(ctx, "rm", "--force", "--volumes", name)
	var ended *ExitError
	if errors.As(err, &ended) && (isMissing(ended.Output) || strings.Contains(ended.Output, "is already in progress")) {
		return nil
	}
	return err
}

// ContainerState is what an engine knows of a container.
type ContainerState struct {
	ID    string `json:"Id"`
	State struct {
		Running, OOMKilled bool
		ExitCode           int
		Error              string
		StartedAt          time.Time
	}
	NetworkSettings struct {
		IPAddress, Gateway string
		Ports              map[string][]struct{ HostIp, HostPort string }
	}
}

// ErrMissing reports a container or an image that is not there.
var ErrMissing = errors.New("it is not there")

// Container inspects a container. The error is ErrMissing when there is none.
func (e *Engine) Container(ctx context.Context, name string) (*ContainerState, error) {
	return inspect[ContainerState](ctx, e, "container", name)
}

func inspect[T any](ctx context.Context, e *Engine, what, name string) (*T, error) {
	out, err := e.output(ctx, what, "inspect", name)
	var ended *ExitError
	if errors.As(err, &ended) && isMissing(ended.Output) {
		return nil, fmt.Errorf("inspecting %s %s: %w", what, name, ErrMissing)
	}
	if err != nil {
		return nil, fmt.Errorf("inspecting %s %s: %w", what, name, err)
	}
	var list []T
	if err := json.Unmarshal(out, &list); err != nil || len(list) == 0 {
		return nil, fmt.Errorf("inspecting %s %s: %s answered in an unknown form", what, name, e.Kind)
	}
	return &list[0], nil
}

func isMissing(output string) bool {
	output = strings.ToLower(output)
	return strings.Contains(output, "no such") || strings.Contains(output, "not found") || strings.Contains(output, "not known")
}
