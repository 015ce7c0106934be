package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/codeactions/awsapi"
	"github.com/lambdock/lambdock/codeactions/build"
	"github.com/lambdock/lambdock/codeactions/deploy"
	"github.com/lambdock/lambdock/codeactions/engine"
	"github.com/lambdock/lambdock/codeactions/invoke"
)

// deployFlags are the flags of lambdock deploy as given.
type deployFlags struct {
	engine, profile, region string
	event                   string
	yes, json               bool
	build                   buildFlags
	deploy.Request
}

func deployCommand() *cobra.Command {
	var flags deployFlags
	cmd := &cobra.Command{
		Use:   "deploy DOCKERFILE",
		Short: "Build the image, push it to ECR and have a Lambda function run it",
		Long: `Build the image, push it to ECR and have a Lambda function run it.

What will be done is shown first, and asked for. Credentials and region are those of the aws command line.
Exit status: 0 deployed, 1 it failed, 2 wrong usage, 3 no engine.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := untilSignalled(cmd.Context())
			defer stop()
			return flags.run(ctx, args[0], cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.engine, "engine", "", "docker, finch, podman, nerdctl, or a path; the first that answers by default")
	f.StringVar(&flags.Function, "function", "", "the function's name; by default the only one that runs the image")
	f.StringVar(&flags.Repository, "repository", "", "the repository in ECR; by default the function's, else one of its name")
	f.BoolVar(&flags.Immutable, "immutable-tags", false, "let tags of a repository that is created never change")
	f.StringVar(&flags.Role, "role", "", "the role of a function that is created: an ARN, a name, or create")
	f.StringVar(&flags.profile, "profile", "", "the profile of AWS's configuration")
	f.StringVar(&flags.region, "region", "", "the region")
	f.StringVar(&flags.event, "event", "", "invoke what was deployed with this event, as lambdock invoke takes it")
	b := &flags.build
	b.recipe(f)
	f.StringVar(&flags.Alias, "alias", "", "the alias to lead to the new version")
	f.StringVar(&flags.Image, "image", "", "deploy this image instead of building one")
	f.BoolVar(&flags.Rollback, "rollback", false, "go back to the version before")
	f.BoolVar(&flags.DryRun, "dry-run", false, "stop after the plan")
	f.BoolVar(&flags.yes, "yes", false, "do not ask")
	f.BoolVar(&flags.json, "json", false, "print the result as JSON")
	return cmd
}

func (f *deployFlags) run(ctx context.Context, arg string, out, errs io.Writer) error {
	tree, result, err := openDockerfile(arg)
	if err != nil {
		return err
	}
	if f.event != "" {
		if f.Event, err = readEvent(f.event, os.Stdin); err != nil {
			return &exit{exitUsage, err}
		}
	}
	if f.Image == "" && !f.Rollback {
		f.build.takeArgs()
		choice := f.build.choice
		choice.Function = f.Function
		f.Options = f.build.Options
		if f.Build, err = build.OnePlan(tree.dir, result, choice); err != nil {
			return &exit{exitUsage, err}
		}
	}
	clients, err := awsapi.Load(ctx, f.profile, f.region)
	if err != nil {
		return &exit{exitUsage, err}
	}
	var e *engine.Engine
	if !f.Rollback {
		if e, err = engine.Detect(ctx, engine.System{}, f.engine); err != nil {
			return &exit{exitFailed, err}
		}
	}
	progress := newProgress(errs)
	done, err := deploy.Run(ctx, e, clients, f.Request, f.question(errs, progress), tellDeploy(errs, progress))
	progress.end()
	var notBuilt *build.Failure
	switch {
	case errors.As(err, &notBuilt), build.Misused(err):
		return f.build.end(nil, err, out, errs)
	case err != nil:
		return f.failed(err, errs)
	}
	if err := f.report(done, out); err != nil {
		return &exit{exitFailed, fmt.Errorf("writing the result: %w", err)}
	}
	if done.Invoked != nil && done.Invoked.Error != "" {
		fmt.Fprint(errs, whyItFailed(f.image(), &invoke.Outcome{ErrorType: done.Invoked.Error, Payload: done.Invoked.Payload}))
		return &exit{exitFindings, fmt.Errorf("%s was deployed, and its test invocation failed: %s", done.Plan.Function, done.Invoked.Error)}
	}
	return nil
}

// failed is the end of a deployment that failed, said at the line of the Dockerfile where it lies, if it lies there.
func (f *deployFlags) failed(err error, errs io.Writer) error {
	var known *deploy.Failure
	if of := f.image(); of != nil && errors.As(err, &known) {
		if at, ok := known.Span(of); ok {
			fmt.Fprintf(errs, "%s: error: %v\n", findingPlace(build.Finding{File: of.File.Source, Span: at}), known)
			return &exit{status: exitFindings}
		}
	}
	return &exit{exitFindings, err}
}

// image is what the deployed image is made of; nil for one that is not built here.
func (f *deployFlags) image() *image.Image {
	if f.Build == nil {
		return nil
	}
	return f.Build.Image
}

// question shows the plan and reads the answer from the terminal; without one only --yes is an answer.
func (f *deployFlags) question(errs io.Writer, progress *progress) deploy.Question {
	return func(_ context.Context, p *deploy.Plan) (bool, error) {
		progress.end()
		fmt.Fprint(errs, p)
		if f.yes {
			return true, nil
		}
		if !isatty.IsTerminal(os.Stdin.Fd()) {
			return false, errors.New("there is no terminal to ask on: confirm the plan with --yes")
		}
		fmt.Fprint(errs, "deploy? [y/N] ")
		answer, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return false, fmt.Errorf("reading the answer: %w", err)
		}
		answer = strings.ToLower(strings.TrimSpace(answer))
		return answer == "y" || answer == "yes", nil
	}
}

func tellDeploy(w io.Writer, progress *progress) func(deploy.Event) {
	return func(e deploy.Event) {
		if e.Build != nil {
			progress.step(*e.Build)
			return
		}
		progress.end()
		if e.Text != "" {
			fmt.Fprint(w, e.Text)
		} else {
			fmt.Fprintln(w, e.Message)
		}
	}
}

func (f *deployFlags) report(r *deploy.Result, out io.Writer) error {
	if !f.json {
		text := r.Plan.String()
		if !f.DryRun {
			text = fmt.Sprintf("%s runs version %s, %s\n", r.Plan.Function, r.Version, r.Image)
			if r.Invoked != nil {
				text += string(indented(r.Invoked.Payload)) + "\n"
			}
		}
		_, err := fmt.Fprint(out, text)
		return err
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(deployedJSON{1, !f.DryRun, r.Plan.Function, r.Plan.Account, r.Plan.Region, r.Plan.Create, r.Image, r.Digest, r.Version, r.ARN, r.Plan.Alias, responseOf(r)})
}

// responseOf is what the test invocation answered; nil without one.
func responseOf(r *deploy.Result) json.RawMessage {
	if r.Invoked == nil {
		return nil
	}
	return invoke.AsJSON(r.Invoked.Payload)
}

// deployedJSON is what a deployment, or with deployed false its plan, came to.
type deployedJSON struct {
	Format   int    `json:"version"`
	Deployed bool   `json:"deployed"`
	Function string `json:"function"`
	Account  string `json:"account"`
	Region   string `json:"region"`
	Create   bool   `json:"create"`
	Image    string `json:"image,omitempty"`
	Digest   string `json:"digest,omitempty"`
	Version  string `json:"functionVersion,omitempty"`
	ARN      string `json:"arn,omitempty"`
	Alias    string `json:"alias,omitempty"`
	// Response is what the test invocation answered.
	Response json.RawMessage `json:"response,omitempty"`
}
