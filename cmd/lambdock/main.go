// Command lambdock checks Dockerfiles that build AWS Lambda functions: as a linter, and as a language server.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// version is set by the linker for releases.
var version = ""

// Exit statuses, as the contract has them.
const (
	exitFindings = 1
	exitUsage    = 2
	exitFailed   = 3
)

// exit ends the program with a status; its error, if any, is said on standard error.
type exit struct {
	status int
	err    error
}

func (e *exit) Error() string { return fmt.Sprint(e.err) }

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	root := rootCommand()
	root.SetArgs(args)
	err := root.ExecuteContext(context.Background())
	if err == nil {
		return 0
	}
	var end *exit
	if !errors.As(err, &end) {
		end = &exit{exitUsage, err}
	}
	for _, problem := range problems(end.err) {
		fmt.Fprintln(os.Stderr, "lambdock:", problem)
	}
	return end.status
}

// problems are the errors that were joined into one.
func problems(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "lambdock",
		Short:         "Check Dockerfiles that build AWS Lambda functions",
		Version:       versionLine(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(lintCommand(), lspCommand(), inspectCommand(), buildCommand(), invokeCommand(), deployCommand(), explainCommand(), rulesCommand(), schemaCommand(), initCommand(), doctorCommand(), versionCommand())
	return root
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, and the day of the facts that it knows",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), versionLine())
			return err
		},
	}
}

func versionLine() string {
	return fmt.Sprintf("lambdock %s (facts of %s)", buildVersion(), lambda.AsOf())
}

// buildVersion is the release's version, else what the Go toolchain recorded of the module.
func buildVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "development"
}

// dayOr is a day as it was given, today where none was.
func dayOr(given string) (lambda.Date, error) {
	if given == "" {
		return today(), nil
	}
	if _, err := time.Parse(time.DateOnly, given); err != nil {
		return "", fmt.Errorf("--today is %q, must be a day like 2029-06-30", given)
	}
	return lambda.Date(given), nil
}

func today() lambda.Date { return lambda.Date(time.Now().UTC().Format(time.DateOnly)) }
