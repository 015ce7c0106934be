package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/lambdock/lambdock/lsp"
	"github.com/lambdock/lambdock/rules"
)

func lspCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lsp",
		Short: "Serve editors over standard input and output",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilSignalled(cmd.Context())
			defer stop()
			status := lsp.Serve(ctx, until(ctx, os.Stdin), os.Stdout, lsp.Options{
				Version: buildVersion(), Rules: rules.All(), Today: today, DocURL: ruleURL, Log: os.Stderr, Tools: lsp.SystemTools(),
			})
			if status != 0 {
				return &exit{status: status}
			}
			return nil
		},
	}
	// Editors' client libraries add these on their own; standard input and output are used in any case.
	cmd.Flags().Bool("stdio", true, "use standard input and output")
	cmd.Flags().String("clientProcessId", "", "the editor's process")
	return cmd
}

func ruleURL(name string) string {
	rule, ok := rules.Named(name)
	if !ok {
		return ""
	}
	return rule.URL()
}
