package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/lambdock/lambdock/codeactions/build"
	"github.com/lambdock/lambdock/codeactions/engine"
)

// buildFlags are the flags of lambdock build as given.
type buildFlags struct {
	engine string
	json   bool
	all    bool
	args   []string
	choice build.Choice
	build.Options
}

func buildCommand() *cobra.Command {
	var flags buildFlags
	cmd := &cobra.Command{
		Use:   "build DOCKERFILE | build --all [FOLDER]",
		Short: "Build the image as the workspace says, in the form that Lambda takes",
		Long: `Build the image as the workspace says, in the form that Lambda takes.

Context, target, arguments and platform come from the functions and builds around the Dockerfile, provenance is left off, and what fails is
shown on the Dockerfile's lines. A Dockerfile that functions build in several ways gives several images. With --all the images of all functions
below a folder are built in one run, in which they share their steps.
Exit status: 0 built, 1 the build failed or Lambda would refuse the image, 2 wrong usage, 3 no engine.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if flags.all {
				return cobra.MaximumNArgs(1)(cmd, args)
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := untilSignalled(cmd.Context())
			defer stop()
			arg := "."
			if len(args) > 0 {
				arg = args[0]
			}
			return flags.run(ctx, arg, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.BoolVar(&flags.all, "all", false, "build the images of all functions below the folder")
	f.StringVar(&flags.engine, "engine", "", "docker, finch, podman, nerdctl, or a path; the first that answers by default")
	f.BoolVar(&flags.json, "json", false, "print what was built as JSON")
	f.StringVar(&flags.choice.Function, "function", "", "build the image of this function alone")
	f.StringVar(&flags.choice.Tag, "tag", "", "the image's name")
	flags.recipe(f)
	f.BoolVar(&flags.NoCache, "no-cache", false, "build every step anew")
	f.BoolVar(&flags.Pull, "pull", false, "ask for newer base images")
	for _, one := range []string{"function", "tag", "context", "target"} {
		cmd.MarkFlagsMutuallyExclusive("all", one)
	}
	return cmd
}

// recipe adds the flags that say how an image is built, in place of what the workspace says.
func (f *buildFlags) recipe(set *pflag.FlagSet) {
	set.StringVar(&f.choice.Context, "context", "", "the build context, relative to the workspace")
	set.StringVar(&f.choice.Target, "target", "", "the stage to build")
	set.StringVar(&f.choice.Platform, "platform", "", "linux/amd64 or linux/arm64")
	set.StringArrayVar(&f.args, "build-arg", nil, "NAME=VALUE, or NAME to take its value from the environment")
	set.StringArrayVar(&f.Secrets, "secret", nil, "a secret, as docker build takes it: id=npm,env=NPM_TOKEN")
	set.StringVar(&f.Builder, "builder", "", "the buildx builder to use")
}

func (f *buildFlags) run(ctx context.Context, arg string, out, errs io.Writer) error {
	f.takeArgs()
	plans, err := f.plans(arg)
	if err != nil {
		return err
	}
	e, err := engine.Detect(ctx, engine.System{}, f.engine)
	if err != nil {
		return &exit{exitFailed, err}
	}
	progress := newProgress(errs)
	built, err := build.RunAll(ctx, e, plans, f.Options, progress.step)
	progress.end()
	return f.end(built, err, out, errs)
}

// plans are the images that are asked for. The error is an exit.
func (f *buildFlags) plans(arg string) ([]*build.Plan, error) {
	if f.all {
		return f.allPlans(arg)
	}
	tree, result, err := openDockerfile(arg)
	if err != nil {
		return nil, err
	}
	plans, err := build.Plans(tree.dir, result, f.choice)
	if err != nil {
		return nil, &exit{exitUsage, err}
	}
	return plans, nil
}

// allPlans are the images of all functions below a folder. The error is an exit.
func (f *buildFlags) allPlans(folder string) ([]*build.Plan, error) {
	tree, results, err := openFolder(folder)
	if err != nil {
		return nil, err
	}
	plans, err := build.AllPlans(tree.dir, results, f.choice)
	if err == nil && len(plans) == 0 {
		err = fmt.Errorf("no function below %s is known to run the image of a Dockerfile there", folder)
	}
	if err != nil {
		return nil, &exit{exitUsage, err}
	}
	return plans, nil
}

func (f *buildFlags) takeArgs() {
	f.choice.Args = map[string]string{}
	for _, arg := range f.args {
		if name, value, set := strings.Cut(arg, "="); set {
			f.choice.Args[name] = value
		} else {
			f.Inherit = append(f.Inherit, name)
		}
	}
}

// end reports what was built, or why not.
func (f *buildFlags) end(built []*build.Built, err error, out, errs io.Writer) error {
	var failure *build.Failure
	switch {
	case build.Misused(err):
		return &exit{exitUsage, err}
	case err != nil && !errors.As(err, &failure):
		return &exit{exitFailed, err}
	}
	status := 0
	if failure != nil || refused(built) {
		status = exitFindings
	}
	if f.json {
		err = writeBuilt(out, built, failure)
	} else {
		err = printBuilt(out, errs, built, failure)
	}
	if err != nil {
		return &exit{exitFailed, fmt.Errorf("writing the result: %w", err)}
	}
	if status != 0 {
		return &exit{status: status}
	}
	return nil
}

func refused(built []*build.Built) bool {
	for _, b := range built {
		if b.Accepted == engine.No {
			return true
		}
	}
	return false
}

// shownLayers is how many layers are printed.
const shownLayers = 5

func printBuilt(out, errs io.Writer, built []*build.Built, failure *build.Failure) error {
	for _, b := range built {
		fmt.Fprintf(out, "%s  %s  %s/%s\n", b.Ref, build.Bytes(b.Size), b.OS, b.Architecture)
		for _, l := range b.Layers[:min(len(b.Layers), shownLayers)] {
			fmt.Fprintf(out, "  %8s  %s\n", build.Bytes(l.Size), layerName(b.Plan, l))
		}
		if b.Accepted == engine.Yes {
			fmt.Fprintf(out, "  %8s  %s\n", "", acceptance(b))
		}
		for _, w := range b.Warnings {
			fmt.Fprintf(errs, "%s: warning: %s [%s]\n", findingPlace(w), w.Message, w.Code)
		}
		for _, reason := range b.Reasons {
			fmt.Fprintf(errs, "lambdock: Lambda would refuse the image: %s\n", reason)
		}
	}
	if failure == nil {
		return nil
	}
	if failure.Log != "" {
		fmt.Fprintf(errs, "\n%s\n", strings.TrimRight(failure.Log, "\n"))
	}
	place := "lambdock"
	if failure.Finding != nil {
		place = findingPlace(*failure.Finding) + ": error"
	}
	_, err := fmt.Fprintf(errs, "%s: %s\n", place, failure.Error())
	return err
}

// acceptance says that Lambda takes an image, and by what that was judged.
func acceptance(b *build.Built) string {
	by := []string{build.Bytes(b.Size) + " of " + build.SizeLimit, "linux/" + b.Architecture}
	if b.Manifest != "" {
		by = append(by, "a single manifest")
	}
	return "Lambda takes it: " + strings.Join(by, ", ")
}

func layerName(p *build.Plan, l build.Layer) string {
	if l.Instruction == nil {
		text, _, _ := strings.Cut(l.CreatedBy, "\n")
		return strings.TrimSpace("base image " + text)
	}
	text, _, _ := strings.Cut(p.File.Source.Slice(l.Instruction.Span), "\n")
	return fmt.Sprintf("line %d: %s", p.File.Source.LineOf(l.Instruction.Span.Start)+1, text)
}

func findingPlace(f build.Finding) string {
	at := f.File.Position(f.Span.Start)
	return fmt.Sprintf("%s:%d:%d", f.File.Path(), at.Line+1, at.Column+1)
}

func writeBuilt(out io.Writer, built []*build.Built, failure *build.Failure) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(build.ReportOf(built, failure))
}
