package engine

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// versions is what `docker version` and its likes print as JSON; finch and nerdctl name the server's parts alone.
type versions struct {
	Client struct {
		Version    string
		APIVersion string
		Os, Arch   string
	}
	Server *struct {
		Version, APIVersion, ApiVersion string
		Os, Arch                        string
		Components                      []struct{ Name, Version string }
	}
}

// information is what `docker info` and its likes print as JSON.
type information struct {
	OperatingSystem string
	DriverStatus    [][]string
	SecurityOptions []string
	Name            string

	Host *struct { // podman's
		Arch, Os string
		Security struct{ Rootless *bool }
	} `json:"host"`
}

// identify asks the engine what it is. The error is that it does not answer.
func (e *Engine) identify(ctx context.Context) error {
	out, err := e.output(ctx, "version", "--format", "{{json .}}")
	if err != nil {
		return err
	}
	var v versions
	if json.Unmarshal(out, &v) == nil {
		e.versions(v)
		if v.Server == nil && e.Kind == Docker {
			return errors.New("there is no server")
		}
	}
	e.findBuildx(ctx)
	var i information
	if out, err := e.output(ctx, "info", "--format", "{{json .}}"); err == nil && json.Unmarshal(out, &i) == nil {
		e.information(i)
	}
	e.Local = e.local(os.Getenv, runtime.GOOS)
	return ctx.Err()
}

func (e *Engine) versions(v versions) {
	e.Client, e.OS, e.Arch = v.Client.Version, v.Client.Os, v.Client.Arch
	s := v.Server
	if s == nil {
		e.Server = v.Client.Version // podman without a service is its own server
		return
	}
	e.Server, e.API = s.Version, s.ApiVersion+s.APIVersion
	if s.Os != "" {
		e.OS, e.Arch = s.Os, s.Arch
	}
	for _, c := range s.Components {
		if e.Server == "" && c.Name == "containerd" {
			e.Server = c.Version
		}
	}
}

var versionWord = regexp.MustCompile(`\bv?(\d+\.\d+[\w.+~-]*)`)

// findBuildx looks for docker's buildx. Podman answers the same question with the version of buildah, which knows none of buildx's flags.
func (e *Engine) findBuildx(ctx context.Context) {
	if e.Kind != Docker {
		e.HasBuildx = No
		return
	}
	out, err := e.output(ctx, "buildx", "version")
	if ctx.Err() != nil {
		return
	}
	if err == nil && strings.Contains(string(out), "buildah") {
		e.Kind = Podman
	}
	e.HasBuildx = answer(err == nil && e.Kind == Docker)
	if m := versionWord.FindSubmatch(out); m != nil && e.HasBuildx == Yes {
		e.Buildx = string(m[1])
	}
}

func (e *Engine) information(i information) {
	e.System = i.OperatingSystem
	if e.Kind == Docker && i.DriverStatus != nil {
		e.ContainerdStore = answer(slices.ContainsFunc(i.DriverStatus, func(pair []string) bool {
			return len(pair) == 2 && pair[0] == "driver-type" && strings.HasPrefix(pair[1], "io.containerd.snapshotter")
		}))
	}
	if i.SecurityOptions != nil {
		e.Rootless = answer(slices.Contains(i.SecurityOptions, "name=rootless"))
	}
	if i.Host != nil {
		e.OS, e.Arch = i.Host.Os, i.Host.Arch
		if r := i.Host.Security.Rootless; r != nil {
			e.Rootless = answer(*r)
		}
	}
	if e.Arch == "x86_64" {
		e.Arch = "amd64"
	}
}

// host is the endpoint that the environment names; empty without one.
func (e *Engine) host(getenv func(string) string) string {
	host := getenv("DOCKER_HOST")
	for _, pair := range e.Env {
		if v, ok := strings.CutPrefix(pair, "DOCKER_HOST="); ok {
			host = v
		}
	}
	return host
}

// local works out whether containers run in this machine's own kernel.
func (e *Engine) local(getenv func(string) string, goos string) Answer {
	host := e.host(getenv)
	switch {
	case goos != "linux":
		return No
	case e.Kind != Docker:
		return answer(e.Kind != Finch)
	case strings.HasPrefix(host, "tcp:") || strings.HasPrefix(host, "ssh:"):
		return No
	case strings.Contains(e.System, "Docker Desktop"):
		return No
	case e.System == "":
		return Unknown
	}
	return Yes
}
