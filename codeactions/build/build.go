package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/lambdock/lambdock/codeactions/engine"
)

// Run builds the image of a plan. tell takes what happens on the way; it may be nil. A build that fails is a *Failure.
func Run(ctx context.Context, e *engine.Engine, p *Plan, o Options, tell func(Event)) (*Built, error) {
	built, err := run(ctx, e, []*Plan{p}, o, tell, func(metadata string) Call {
		if e.HasBuildx == engine.Yes {
			return p.buildxCall(o, metadata)
		}
		return p.plainCall(e.Kind, o)
	})
	if err != nil {
		return nil, err
	}
	return built[0], nil
}

// RunAll builds the images of several plans, with buildx in one run in which they share their steps.
func RunAll(ctx context.Context, e *engine.Engine, plans []*Plan, o Options, tell func(Event)) ([]*Built, error) {
	if e.HasBuildx == engine.Yes && len(plans) > 1 {
		return run(ctx, e, plans, o, tell, func(metadata string) Call { return bakeCall(plans, o, metadata) })
	}
	var all []*Built
	for _, p := range plans {
		built, err := Run(ctx, e, p, o, tell)
		if err != nil {
			return all, err
		}
		all = append(all, built)
	}
	return all, nil
}

func run(ctx context.Context, e *engine.Engine, plans []*Plan, o Options, tell func(Event), call func(metadata string) Call) ([]*Built, error) {
	for _, p := range plans {
		if err := p.check(); err != nil {
			return nil, err
		}
	}
	for _, given := range o.Secrets {
		if s := parseSecret(given); s.missing() != "" {
			return nil, fmt.Errorf("building with the secret %s: %w: %s", s.id, ErrSecret, s.missing())
		}
	}
	if o.Builder != "" && e.HasBuildx != engine.Yes {
		return nil, fmt.Errorf("building with the builder %s takes buildx, which %s does not have", o.Builder, e.Kind)
	}
	dir, err := os.MkdirTemp("", "lambdock-build-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for the build's metadata: %w", err)
	}
	defer os.RemoveAll(dir)
	metadataFile := filepath.Join(dir, "metadata.json")
	c := call(metadataFile)
	said := newProgress(tell, redactor(o, plans...))
	command := e.Command(c.Args...)
	command.Env = append(command.Env, c.Env...)
	command.Stdin = strings.NewReader(c.Stdin)
	command.Stdout, command.Stderr = said, said
	err = e.Runner.Run(ctx, command)
	said.finish()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	var ended *engine.ExitError
	if errors.As(err, &ended) {
		return nil, said.failure(plans)
	}
	if err != nil {
		return nil, err
	}
	return inspectAll(ctx, e, plans, metadataFile, said)
}

func inspectAll(ctx context.Context, e *engine.Engine, plans []*Plan, metadataFile string, said *progress) ([]*Built, error) {
	text, err := os.ReadFile(metadataFile)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("reading the build's metadata: %w", err)
	}
	types, names := readMetadata(text), targetNames(plans)
	var all []*Built
	for i, p := range plans {
		built, err := inspect(ctx, e, p, types[names[i]])
		if err != nil {
			return nil, err
		}
		built.Warnings = said.findings([]*Plan{p})
		all = append(all, built)
	}
	return all, nil
}

// check says what keeps a plan from being carried out.
func (p *Plan) check() error {
	switch {
	case p.Context == "":
		return fmt.Errorf("building %s: %w", p.Dockerfile, ErrNoContext)
	case p.targetUnknown:
		return fmt.Errorf("building %s: no file says which stage is built, name it with --target", p.Dockerfile)
	}
	if info, err := os.Stat(p.folder(p.Context)); err != nil || !info.IsDir() {
		return fmt.Errorf("building %s: %w: %s", p.Dockerfile, ErrContextMissing, p.Context)
	}
	return nil
}
