package engine

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path"
	"strconv"
	"strings"
	"time"
)

// Exec runs a further program in a running container, as the container's user and with its variables, to its end.
func (e *Engine) Exec(ctx context.Context, name string, argv []string, s Streams) error {
	flags := []string{"exec", name}
	if s.Stdin != nil {
		flags = []string{"exec", "--interactive", name}
	}
	c := e.Command(append(flags, argv...)...)
	said := &Tail{Max: 4 << 10}
	c.Stdin, c.Stdout, c.Stderr = s.Stdin, s.Stdout, said
	if s.Stderr != nil {
		c.Stderr = io.MultiWriter(s.Stderr, said)
	}
	return withOutput(e.Runner.Run(ctx, c), said)
}

// Programs are the files directly in a folder of a container that anybody may execute, by their paths. A folder that is not there has none.
func (e *Engine) Programs(ctx context.Context, name, dir string) ([]string, error) {
	reader, writer := io.Pipe()
	c := e.Command("cp", name+":"+dir, "-")
	said := &Tail{Max: 4 << 10}
	c.Stdout, c.Stderr, c.Limit = writer, said, askLimit
	copied := make(chan error, 1)
	go func() {
		err := withOutput(e.Runner.Run(ctx, c), said)
		writer.Close()
		copied <- err
	}()
	programs, unreadable := programsIn(reader, dir)
	_, _ = io.Copy(io.Discard, reader)
	err := <-copied
	var ended *ExitError
	if errors.As(err, &ended) && (isMissing(ended.Output) || strings.Contains(strings.ToLower(ended.Output), "could not find")) {
		return nil, nil
	}
	if err = errors.Join(err, unreadable); err != nil {
		return nil, fmt.Errorf("listing %s: %w", dir, err)
	}
	return programs, nil
}

// programsIn reads an archive of a folder.
func programsIn(archive io.Reader, dir string) (programs []string, err error) {
	reader := tar.NewReader(archive)
	for {
		entry, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return programs, nil
		}
		if err != nil {
			return nil, err
		}
		name := strings.TrimPrefix(path.Clean("/"+entry.Name), "/")
		inFolder := path.Dir(name) == path.Base(dir)
		executable := entry.Typeflag == tar.TypeReg && entry.Mode&0o111 != 0 || entry.Typeflag == tar.TypeSymlink
		if inFolder && executable {
			programs = append(programs, path.Join(dir, path.Base(name)))
		}
	}
}

// Gateway is the address of this machine on the network that containers join by default.
func (e *Engine) Gateway(ctx context.Context) (netip.Addr, error) {
	network := "bridge"
	if e.Kind == Podman {
		network = "podman"
	}
	out, err := e.output(ctx, "network", "inspect", network)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("inspecting the network %s: %w", network, err)
	}
	var list []struct {
		IPAM struct{ Config []struct{ Gateway string } }
		// Subnets are podman's.
		Subnets []struct{ Gateway string } `json:"subnets"`
	}
	if json.Unmarshal(out, &list) == nil && len(list) > 0 {
		for _, subnet := range append(list[0].IPAM.Config, list[0].Subnets...) {
			if address, err := netip.ParseAddr(subnet.Gateway); err == nil {
				return address, nil
			}
		}
	}
	return netip.Addr{}, fmt.Errorf("inspecting the network %s: it has no gateway", network)
}

// Endpoint is where the engine's client looks for its server, "unix:///var/run/docker.sock" or "ssh://builder"; empty when that is not known.
func (e *Engine) Endpoint(ctx context.Context) string {
	host := e.host(os.Getenv)
	if host != "" || e.Kind != Docker {
		return host
	}
	out, err := e.output(ctx, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// IsRemote reports whether an endpoint lies on another machine.
func IsRemote(endpoint string) bool {
	scheme, rest, ok := strings.Cut(endpoint, "://")
	if !ok || scheme != "tcp" && scheme != "ssh" && scheme != "http" && scheme != "https" {
		return false
	}
	if scheme == "ssh" {
		return true
	}
	host, _, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	return host != "localhost" && !strings.HasPrefix(host, "127.") && host != "[::1]"
}

// RanOutOfMemory reports whether the engine told that a container, which may be gone, hit its memory limit since a time.
func (e *Engine) RanOutOfMemory(ctx context.Context, name string, since time.Time) bool {
	unix := func(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
	out, err := e.output(ctx, "events", "--since", unix(since), "--until", unix(time.Now().Add(time.Second)), "--filter", "container="+name, "--filter", "event=oom", "--format", "{{.Status}}")
	return err == nil && strings.Contains(string(out), "oom")
}

// PeakMemory is how many bytes of memory the group of a running container, by its whole ID, used at most, as this machine's kernel counts; zero where that cannot be seen from here.
func (e *Engine) PeakMemory(id string) int64 {
	if e.Local != Yes || id == "" {
		return 0
	}
	for _, file := range memoryFiles(id) {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if bytes, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil {
			return bytes
		}
	}
	return 0
}

// memoryFiles are the files that may tell the peak of a container's control group: with the drivers systemd and cgroupfs, in version 2 and then 1.
// https://docs.docker.com/engine/containers/runmetrics/#find-the-cgroup-for-a-given-container
func memoryFiles(id string) (files []string) {
	groups := []string{"system.slice/docker-" + id + ".scope", "docker/" + id, "machine.slice/libpod-" + id + ".scope", "system.slice/nerdctl-" + id + ".scope", "default/" + id}
	for _, group := range groups {
		files = append(files, path.Join("/sys/fs/cgroup", group, "memory.peak"), path.Join("/sys/fs/cgroup/memory", group, "memory.max_usage_in_bytes"))
	}
	return files
}
