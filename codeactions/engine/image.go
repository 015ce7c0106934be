package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Image is what an engine knows of an image.
type Image struct {
	ID           string `json:"Id"`
	RepoTags     []string
	RepoDigests  []string
	Architecture string // in Go's words
	Os           string
	Size         int64 // bytes, unpacked; a containerd store counts the packed layers too
	Config       struct {
		Entrypoint, Cmd, Env []string
		WorkingDir, User     string
		Labels               map[string]string
	}
	RootFS struct{ Layers []string }
}

// Image inspects an image of the engine. The error is ErrMissing when there is none.
func (e *Engine) Image(ctx context.Context, ref string) (*Image, error) {
	return inspect[Image](ctx, e, "image", ref)
}

// Tag gives an image a further name.
func (e *Engine) Tag(ctx context.Context, image, ref string) error {
	_, err := e.output(ctx, "tag", image, ref)
	return err
}

// RemoveImage removes a name of an image, and the image with its last one. One that is not there is no error.
func (e *Engine) RemoveImage(ctx context.Context, ref string) error {
	_, err := e.output(ctx, "rmi", ref)
	var ended *ExitError
	if errors.As(err, &ended) && isMissing(ended.Output) {
		return nil
	}
	return err
}

// Push pushes an image to the registry that its name says; progress takes what the engine's client prints.
func (e *Engine) Push(ctx context.Context, ref string, progress io.Writer) error {
	return e.stream(ctx, e.Command("push", ref), progress)
}

// Pull pulls an image; platform may be empty.
func (e *Engine) Pull(ctx context.Context, ref, platform string, progress io.Writer) error {
	args := []string{"pull"}
	if platform != "" {
		args = append(args, "--platform", platform)
	}
	return e.stream(ctx, e.Command(append(args, ref)...), progress)
}

// Save writes an image as an archive, in the form of docker save.
func (e *Engine) Save(ctx context.Context, ref string, w io.Writer) error {
	c := e.Command("save", ref)
	said := &Tail{Max: 4 << 10}
	c.Stdout, c.Stderr = w, said
	return withOutput(e.Runner.Run(ctx, c), said)
}

// Login gives the engine's client a password for a registry, through standard input. It is kept in the client's configuration: see Private.
func (e *Engine) Login(ctx context.Context, registry, user, password string) error {
	c := e.Command("login", "--username", user, "--password-stdin", registry)
	c.Stdin, c.Limit = strings.NewReader(password), time.Minute
	_, err := Output(ctx, e.Runner, c)
	return err
}

func (e *Engine) stream(ctx context.Context, c Command, progress io.Writer) error {
	said := &Tail{Max: 4 << 10}
	both := io.Writer(said)
	if progress != nil {
		both = io.MultiWriter(progress, said)
	}
	c.Stdout, c.Stderr = both, both // one value, so that no two writes happen at once
	return withOutput(e.Runner.Run(ctx, c), said)
}

func withOutput(err error, said *Tail) error {
	var ended *ExitError
	if errors.As(err, &ended) {
		ended.Output = said.String()
	}
	return err
}

// Private is the same engine with a configuration of its own, in which logins stay until forget removes it.
// It reaches the same server: the current context of docker is carried over.
func (e *Engine) Private(ctx context.Context) (private *Engine, forget func() error, err error) {
	dir, err := os.MkdirTemp("", "lambdock-config-") // mode 0700
	if err != nil {
		return nil, nil, fmt.Errorf("making a private configuration: %w", err)
	}
	forget = func() error { return os.RemoveAll(dir) }
	config := "{}"
	if e.Kind == Docker {
		config, err = e.carryContext(ctx, dir)
	}
	err = errors.Join(err, os.WriteFile(filepath.Join(dir, "config.json"), []byte(config), 0o600))
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("making a private configuration: %w", err), forget())
	}
	copied := *e
	copied.Env = append(append([]string(nil), e.Env...), "DOCKER_CONFIG="+dir)
	if e.Kind == Podman {
		copied.Env = append(copied.Env, "REGISTRY_AUTH_FILE="+filepath.Join(dir, "auth.json"))
	}
	return &copied, forget, nil
}

// HistoryEntry is one step of an image's history.
type HistoryEntry struct {
	CreatedBy string
	Size      int64 // bytes, unpacked
}

// History gives how an image was made, the newest step first.
func (e *Engine) History(ctx context.Context, ref string) ([]HistoryEntry, error) {
	out, err := e.output(ctx, "history", "--no-trunc", "--human=false", "--format", "{{json .}}", ref)
	if err != nil {
		return nil, fmt.Errorf("reading the history of %s: %w", ref, err)
	}
	return parseHistory(out)
}

// parseHistory reads one JSON object a line, in which docker writes sizes as text and podman as numbers.
func parseHistory(out []byte) ([]HistoryEntry, error) {
	var all []HistoryEntry
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var entry struct {
			CreatedBy string
			Size      any
		}
		switch err := decoder.Decode(&entry); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("reading a history: %w", err)
		}
		size, err := strconv.ParseFloat(fmt.Sprint(entry.Size), 64)
		if err != nil {
			return nil, fmt.Errorf("reading a history: the size %v is no number", entry.Size)
		}
		all = append(all, HistoryEntry{entry.CreatedBy, int64(size)})
	}
}
