package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/codeactions/build"
	"github.com/lambdock/lambdock/codeactions/engine"
	"github.com/lambdock/lambdock/codeactions/invoke"
)

// invokeFlags are the flags of lambdock invoke as given.
type invokeFlags struct {
	build         buildFlags
	image         string
	event         string
	envFile       string
	env           []string
	command       []string
	entrypoint    []string
	memory        int
	timeout       time.Duration
	emulator      string
	serve, watch  bool
	port          int
	json, samples bool
}

func invokeCommand() *cobra.Command {
	var flags invokeFlags
	cmd := &cobra.Command{
		Use:   "invoke DOCKERFILE",
		Short: "Build the image and invoke it on this machine as Lambda would",
		Long: `Build the image and invoke it on this machine as Lambda would.

The container runs the image's own entry point against the Runtime API that lambdock serves: a read-only file system with a /tmp, a user
that is not root, and the memory, the time, the command and the variables that the function's template gives it. The response goes to
standard output, the function's log and Lambda's REPORT line to standard error.
Exit status: 0 a response, 1 the function or the build failed, 2 wrong usage, 3 no engine.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if flags.samples {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if flags.samples {
				_, err := fmt.Fprintln(cmd.OutOrStdout(), strings.Join(invoke.Samples(), "\n"))
				return err
			}
			ctx, stop := untilSignalled(cmd.Context())
			defer stop()
			return flags.run(ctx, args[0], terminal{cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()})
		},
	}
	f := cmd.Flags()
	f.StringVarP(&flags.event, "event", "e", "", "the event: a file, - for standard input, JSON, or a kind of --events; {} by default")
	f.BoolVar(&flags.samples, "events", false, "list the kinds of events that can be made up")
	f.BoolVar(&flags.serve, "serve", false, "keep the function running, and answer the Invoke API for curl and the AWS SDKs")
	f.IntVar(&flags.port, "port", 9000, "the port of --serve, on loopback; 0 for any")
	f.BoolVar(&flags.watch, "watch", false, "build and invoke anew, or with --serve build and load anew, whenever a file of the context changes")
	f.StringVar(&flags.image, "image", "", "invoke this image instead of building one")
	f.StringArrayVar(&flags.env, "env", nil, "a variable of the function: NAME=VALUE, or NAME to take its value from the environment")
	f.StringVar(&flags.envFile, "env-file", "", "a file of variables, NAME=VALUE a line")
	f.StringSliceVar(&flags.command, "command", nil, "the command, in place of the function's and the image's: app.handler")
	f.StringSliceVar(&flags.entrypoint, "entrypoint", nil, "the entry point, in place of the function's and the image's")
	f.IntVar(&flags.memory, "memory", 0, "MB of memory, in place of the function's")
	f.DurationVar(&flags.timeout, "timeout", 0, "how long an invocation may take, in place of the function's: 30s")
	f.StringVar(&flags.emulator, "emulator", "lambdock", "lambdock, or image for the emulator in an image of AWS's")
	f.BoolVar(&flags.json, "json", false, "print the outcome as JSON")
	b := &flags.build
	f.StringVar(&b.engine, "engine", "", "docker, finch, podman, nerdctl, or a path; the first that answers by default")
	f.StringVar(&b.choice.Function, "function", "", "the function to invoke, where several run the Dockerfile")
	b.recipe(f)
	return cmd
}

// terminal are the standard streams.
type terminal struct {
	in        io.Reader
	out, errs io.Writer
}

// invoking is one run of lambdock invoke.
type invoking struct {
	invokeFlags
	terminal
	arg      string // the Dockerfile as it was named
	tree     *tree
	plan     *build.Plan
	built    atomic.Pointer[image.Image] // what the function's image is made of; nil for one that was not built here
	engine   *engine.Engine
	function invoke.Function
	left     []string // what of the function is decided elsewhere
	// configuredIn is the file that configures the function; empty when there is none.
	configuredIn string
	call         invoke.Event
	watcher      *invoke.Watcher // nil without --watch
	log          io.Writer
	kept         strings.Builder // the log, for JSON
}

func (f *invokeFlags) run(ctx context.Context, arg string, t terminal) error {
	r := &invoking{invokeFlags: *f, terminal: t, arg: arg, log: t.errs}
	if r.json {
		r.log = io.MultiWriter(t.errs, &r.kept)
	}
	if err := r.prepare(); err != nil {
		return err
	}
	var err error
	if r.engine, err = engine.Detect(ctx, engine.System{}, r.build.engine); err != nil {
		return &exit{exitFailed, err}
	}
	if err := r.makeFirst(ctx); err != nil {
		return err
	}
	local := r.open()
	defer local.Close()
	switch {
	case r.serve:
		return r.keep(ctx, local)
	case r.watch:
		return r.repeat(ctx, local)
	}
	return r.once(ctx, local)
}

// prepare reads all that is needed before anything runs.
func (r *invoking) prepare() error {
	r.build.takeArgs()
	usage := func(err error) error { return &exit{exitUsage, err} }
	if r.emulator != "lambdock" && r.emulator != "image" {
		return usage(fmt.Errorf("--emulator is lambdock or image, not %s", r.emulator))
	}
	if err := r.checkLimits(); err != nil {
		return usage(err)
	}
	if r.watch && r.image != "" {
		return usage(errors.New("--watch builds, and --image is not built: give one of the two"))
	}
	payload, err := readEvent(r.event, r.in)
	if err != nil {
		return usage(err)
	}
	r.call = invoke.Event{Payload: payload}
	return r.read()
}

// checkLimits keeps a function from having here what it could not have in Lambda. Zero is not given.
func (f *invokeFlags) checkLimits() error {
	if f.memory != 0 && (f.memory < lambda.MinMemoryMB || f.memory > lambda.MaxMemoryMB) {
		return fmt.Errorf("--memory: a function has %d to %d MB in Lambda, not %d", lambda.MinMemoryMB, lambda.MaxMemoryMB, f.memory)
	}
	if f.timeout != 0 && (f.timeout < time.Second || f.timeout > lambda.MaxTimeout) {
		return fmt.Errorf("--timeout: an invocation takes 1 s to %.0f s in Lambda, not %s", lambda.MaxTimeout.Seconds(), f.timeout)
	}
	return nil
}

// read reads the Dockerfile and what stands around it. Read anew, it may be built and configured otherwise; its image's name stays.
func (r *invoking) read() error {
	usage := func(err error) error { return &exit{exitUsage, err} }
	tree, result, err := openDockerfile(r.arg)
	if err != nil {
		return err
	}
	r.tree = tree
	variant, function, err := invoke.Choose(result, r.build.choice.Function)
	if err != nil {
		return usage(err)
	}
	configured, left := invoke.Configured(variant, function)
	if err := r.override(&configured); err != nil {
		return usage(err)
	}
	if !slices.Equal(left, r.left) {
		for _, sentence := range left {
			fmt.Fprintf(r.errs, "lambdock: %s\n", sentence)
		}
	}
	configured.Image = r.function.Image
	r.function, r.left, r.configuredIn = configured, left, ""
	if function != nil {
		r.configuredIn = function.File.Path()
	}
	return r.choosePlan(result, variant, configured.Name)
}

// choosePlan chooses what is built: the image of the function.
func (r *invoking) choosePlan(result *analysis.Result, variant *analysis.Variant, name string) error {
	if r.image != "" {
		r.function.Image, r.function.Platform = r.image, r.build.choice.Platform
		return nil
	}
	choice := r.build.choice
	choice.Function, choice.Tag = name, r.function.Image
	plans, err := build.Plans(r.tree.dir, result, choice)
	if err != nil {
		return &exit{exitUsage, err}
	}
	r.plan = plans[0]
	r.built.Store(variant.Image)
	r.function.Image, r.function.Platform = r.plan.Tag, r.plan.Platform
	return nil
}

// override lays what the flags say over what the function's file says.
func (f *invokeFlags) override(function *invoke.Function) error {
	if len(f.command) > 0 {
		function.Command = f.command
	}
	if len(f.entrypoint) > 0 {
		function.Entrypoint = f.entrypoint
	}
	if f.memory > 0 {
		function.MemoryMB = f.memory
	}
	if f.timeout > 0 {
		function.Timeout = f.timeout
	}
	return readVariables(function.Environment, f.envFile, f.env)
}

// makeImage builds the image, unless one was named.
func (r *invoking) makeImage(ctx context.Context) error {
	if r.plan == nil {
		return nil
	}
	progress := newProgress(r.errs)
	_, err := build.Run(ctx, r.engine, r.plan, r.build.Options, progress.step)
	progress.end()
	return r.build.end(nil, err, r.out, r.errs)
}

func (r *invoking) open() invoke.Invoker {
	if r.emulator == "image" {
		return invoke.OpenEmulator(r.engine, r.function, r.log)
	}
	return invoke.Open(r.engine, r.function, r.log)
}
