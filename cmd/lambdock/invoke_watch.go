package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/lambdock/lambdock/codeactions/invoke"
)

// keep answers the Invoke API until it is interrupted.
func (r *invoking) keep(ctx context.Context, function invoke.Invoker) error {
	if r.watch {
		go func() {
			_ = r.eachChange(ctx, func() error {
				function.Load(r.function)
				fmt.Fprintln(r.errs, "lambdock: the function is loaded anew")
				return nil
			})
		}()
	}
	err := invoke.Serve(ctx, explained{function, &r.built, r.errs}, r.port, func(url string) {
		fmt.Fprintf(r.errs, "lambdock: serving %s\nlambdock: curl %s -d '{}'\n", url, url)
	})
	if err != nil {
		return &exit{exitFailed, err}
	}
	return nil
}

// repeat invokes the function now and after each change, until it is interrupted.
func (r *invoking) repeat(ctx context.Context, function invoke.Invoker) error {
	again := func() error {
		function.Load(r.function)
		if err := r.once(ctx, function); !wasSaid(err) { // the next change may mend a function that fails
			return err
		}
		return nil
	}
	if err := again(); err != nil {
		return err
	}
	r.sayWaiting()
	return r.eachChange(ctx, again)
}

func (r *invoking) sayWaiting() { fmt.Fprintln(r.errs, "lambdock: waiting for a change") }

// wasSaid reports a failure of a build or of a function, of which a person was told.
func wasSaid(err error) bool {
	var end *exit
	return errors.As(err, &end) && end.err == nil
}

// errInterrupted reports that a person waits no longer.
var errInterrupted = &exit{}

// makeFirst builds the image. With --watch one that fails is built again after each change, until it is interrupted.
func (r *invoking) makeFirst(ctx context.Context) error {
	if !r.watch {
		return r.makeImage(ctx)
	}
	r.watcher = invoke.NewWatcher(r.watched())
	err := r.makeImage(ctx)
	for wasSaid(err) {
		r.sayWaiting()
		if r.watcher.Wait(ctx) != nil {
			return errInterrupted
		}
		err = r.remake(ctx)
	}
	return err
}

// eachChange builds after each change, and does what is to be done with a build that came to its end. Its end is no failure.
func (r *invoking) eachChange(ctx context.Context, built func() error) error {
	for r.watcher.Wait(ctx) == nil {
		err := r.remake(ctx)
		if wasSaid(err) {
			continue
		}
		if err == nil {
			err = built()
		}
		if err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// remake reads the Dockerfile and what stands around it anew, and builds.
func (r *invoking) remake(ctx context.Context) error {
	if err := r.read(); err != nil { // it may be about to be written; the next change may mend it
		fmt.Fprintf(r.errs, "lambdock: %v\n", err)
		return &exit{status: exitFindings}
	}
	r.watcher.Look(r.watched())
	return r.makeImage(ctx)
}

// watched is all that a build is made of: the files of the context, the Dockerfile with its ignore file, and the file that configures the function.
func (r *invoking) watched() invoke.Watched {
	w := invoke.Watched{Root: os.DirFS(r.plan.Root), Folder: r.plan.Context, Files: []string{r.plan.Dockerfile, r.plan.Dockerfile + ".dockerignore", path.Join(r.plan.Context, ".dockerignore")}}
	if r.configuredIn != "" {
		w.Files = append(w.Files, r.configuredIn)
	}
	ignored := func(string) bool { return false }
	if r.plan.Image != nil {
		ignored = r.plan.Image.IgnoreFilter()
	}
	w.Ignored = func(name string, isDir bool) bool {
		base := filepath.Base(name)
		if isDir {
			return base == ".git" || base == "node_modules" || base == "__pycache__" || base == ".venv"
		}
		return ignored(name)
	}
	return w
}
