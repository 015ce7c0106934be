package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/rules"
)

func explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE",
		Short: "Say what a rule reports, why it matters, and when it is silent",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			rule, ok := rules.Named(args[0])
			if !ok {
				return fmt.Errorf("unknown rule %q, `lambdock rules` lists them", args[0])
			}
			_, err := fmt.Fprint(cmd.OutOrStdout(), explanation(rule))
			return err
		},
	}
}

func explanation(rule *analysis.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n\nReports %s.\n\n", rule.Name, rule.Severity, rule.Summary)
	if rule.Preview() {
		fmt.Fprintf(&b, "%s\n\n", rule.PreviewNote())
	}
	fmt.Fprintf(&b, "%s\n\nRests on:\n", strings.TrimSpace(rule.Doc))
	for _, ref := range rule.Refs {
		fmt.Fprintf(&b, "- %s\n", ref)
	}
	fmt.Fprintf(&b, "\nTo ignore it for one instruction, put this above it:\n  # lambdock ignore=%s why\n", rule.Name)
	return b.String()
}

// listedRule is a rule as `lambdock rules --format json` lists it.
type listedRule struct {
	Name     string            `json:"name"`
	Tier     int               `json:"tier"`
	Preview  bool              `json:"preview"`
	Severity analysis.Severity `json:"severity"`
	Fixable  bool              `json:"fixable"`
	Since    string            `json:"since"`
	Summary  string            `json:"summary"`
	URL      string            `json:"url"`
}

func rulesCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch format {
			case "text":
				w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
				fmt.Fprintln(w, "RULE\tTIER\tSEVERITY\tFIX\tSINCE\tREPORTS")
				for _, r := range rules.All() {
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Name, tier(r), r.Severity, fixable(r), r.Since, r.Summary)
				}
				return w.Flush()
			case "json":
				list := []listedRule{}
				for _, r := range rules.All() {
					list = append(list, listedRule{r.Name, r.Tier, r.Preview(), r.Severity, r.Fixable, r.Since, r.Summary, r.URL()})
				}
				e := json.NewEncoder(cmd.OutOrStdout())
				e.SetIndent("", "  ")
				return e.Encode(list)
			}
			return fmt.Errorf("unknown format %q, use text or json", format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

func tier(r *analysis.Rule) string {
	if r.Preview() {
		return fmt.Sprint(r.Tier, ", preview")
	}
	return fmt.Sprint(r.Tier)
}

func fixable(r *analysis.Rule) string {
	if r.Fixable {
		return "yes"
	}
	return ""
}

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of .lambdock.yaml",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(config.Schema())
			return err
		},
	}
}
