package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/lambdock/lambdock/codeactions/awsapi"
	"github.com/lambdock/lambdock/codeactions/doctor"
	"github.com/lambdock/lambdock/codeactions/engine"
)

func doctorCommand() *cobra.Command {
	var program, profile, region, day string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look whether this machine has what building, invoking and deploying take",
		Long: `Look whether this machine has what building, invoking and deploying take. Nothing is changed.

Exit status: 0 nothing is missing, 1 something is, 2 wrong usage.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			today, err := dayOr(day)
			if err != nil {
				return &exit{exitUsage, err}
			}
			ctx, stop := untilSignalled(cmd.Context())
			defer stop()
			checks := doctor.Examine(ctx, doctor.Tools{
				Engine: func(ctx context.Context) (*engine.Engine, error) { return engine.Detect(ctx, engine.System{}, program) },
				AWS:    func(ctx context.Context) (*awsapi.Clients, error) { return awsapi.Load(ctx, profile, region) },
				Today:  today,
			})
			if err := printChecks(cmd, checks, asJSON); err != nil {
				return &exit{exitFailed, fmt.Errorf("writing what was found: %w", err)}
			}
			if slices.ContainsFunc(checks, func(c doctor.Check) bool { return c.State == doctor.Missing }) {
				return &exit{status: exitFindings}
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&program, "engine", "", "docker, finch, podman, nerdctl, or a path; the first that answers by default")
	f.StringVar(&profile, "profile", "", "the profile of AWS's configuration")
	f.StringVar(&region, "region", "", "the region")
	f.StringVar(&day, "today", "", "the day that decides whether what is known about Lambda is old, YYYY-MM-DD")
	f.BoolVar(&asJSON, "json", false, "print what was found as JSON")
	return cmd
}

func printChecks(cmd *cobra.Command, checks []doctor.Check, asJSON bool) error {
	out := cmd.OutOrStdout()
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Version int            `json:"version"`
			Checks  []doctor.Check `json:"checks"`
		}{1, checks})
	}
	for _, c := range checks {
		text := fmt.Sprintf("%-8s %s: %s", c.State, c.Name, c.Text)
		if c.For != "" {
			text += fmt.Sprintf(" (for %s)", c.For)
		}
		if c.Advice != "" {
			text += "\n         " + c.Advice
		}
		if _, err := fmt.Fprintln(out, text); err != nil {
			return err
		}
	}
	return nil
}
