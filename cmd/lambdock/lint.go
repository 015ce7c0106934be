package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/report"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/rules"
)

// lintFlags are the flags of lambdock lint as given.
type lintFlags struct {
	format, failOn, config, today string
	color                         colorFlag
	selected, ignored             []string
	fix, unsafe, diff, preview    bool
	stdinName                     string
	baseline                      string
	writeBaseline                 bool
}

func lintCommand() *cobra.Command {
	var flags lintFlags
	cmd := &cobra.Command{
		Use:   "lint [path…]",
		Short: "Report what would break in Lambda",
		Long: `Report what would break in Lambda.

Paths are Dockerfiles, files around them, or folders, which are walked (default "."); "-" is standard input.
Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or configuration, 3 a named file could not be read.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := newLinter(flags, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
			if err != nil {
				return &exit{exitUsage, err}
			}
			return l.run(args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.format, "format", "text", report.Names)
	f.StringVar(&flags.failOn, "fail-on", "warning", "lowest severity that fails: error, warning, info, hint or never")
	f.StringSliceVar(&flags.selected, "select", nil, "run these rules alone")
	f.StringSliceVar(&flags.ignored, "ignore", nil, "do not run these rules")
	f.BoolVar(&flags.preview, "preview", false, "run the rules in preview too, those of tier 3")
	f.StringVar(&flags.config, "config", "", "use this configuration in place of the nearest .lambdock.yaml")
	f.StringVar(&flags.today, "today", "", "the day, YYYY-MM-DD, that decides what is deprecated")
	flags.color.add(f)
	f.BoolVar(&flags.fix, "fix", false, "apply the safe fixes")
	f.BoolVar(&flags.unsafe, "unsafe-fixes", false, "with --fix or --diff, apply the other fixes too")
	f.BoolVar(&flags.diff, "diff", false, "print what --fix would change, and change nothing")
	f.StringVar(&flags.stdinName, "stdin-filename", "Dockerfile", "the name of the file on standard input")
	f.StringVar(&flags.baseline, "baseline", "", "leave out the findings that this file knows")
	f.BoolVar(&flags.writeBaseline, "write-baseline", false, "write what is found now to the file of --baseline, and report nothing")
	return cmd
}

// linter is one run of lambdock lint.
type linter struct {
	flags  lintFlags
	format report.Format
	failOn analysis.Severity
	never  bool
	today  lambda.Date
	config configSource
	cwd    string
	in     io.Reader
	out    io.Writer
	err    io.Writer
}

func newLinter(flags lintFlags, in io.Reader, out, errs io.Writer) (*linter, error) {
	l := &linter{flags: flags, in: in, out: out, err: errs}
	var err error
	if l.cwd, err = workingDirectory(); err != nil {
		return nil, fmt.Errorf("finding the working directory: %w", err)
	}
	if l.format, err = report.Named(flags.format); err != nil {
		return nil, err
	}
	l.never = flags.failOn == "never"
	var known bool
	if l.failOn, known = analysis.ParseSeverity(flags.failOn); !known && !l.never {
		return nil, fmt.Errorf("unknown severity %q for --fail-on, use error, warning, info, hint or never", flags.failOn)
	}
	if err = flags.color.check(); err != nil {
		return nil, err
	}
	if l.today, err = dayOr(flags.today); err != nil {
		return nil, err
	}
	for _, names := range [][]string{flags.selected, flags.ignored} {
		for i := range names {
			if names[i] = strings.TrimSpace(names[i]); !isRule(names[i]) {
				return nil, fmt.Errorf("unknown rule %q, `lambdock rules` lists them", names[i])
			}
		}
	}
	if flags.writeBaseline && flags.baseline == "" {
		return nil, fmt.Errorf("--write-baseline needs --baseline FILE")
	}
	l.config, err = newConfigSource(l.cwd, flags)
	return l, err
}

func isRule(name string) bool {
	_, ok := rules.Named(name)
	return ok
}

func (l *linter) run(args []string) error {
	if len(args) == 0 {
		args = []string{"."}
	}
	if slices.Contains(args, "-") && len(args) > 1 {
		return &exit{exitUsage, fmt.Errorf("standard input (-) must be the only path")}
	}
	targets, status := l.plan(args)
	if l.flags.fix || l.flags.diff {
		failed, err := l.fix(targets)
		if err != nil {
			return &exit{exitFailed, err}
		}
		status = max(status, failed)
	}
	found, failed := l.lintAll(targets)
	status = max(status, failed)
	if l.flags.baseline != "" {
		var err error
		if found, err = l.withoutKnown(found); err != nil {
			return &exit{exitUsage, err}
		}
	}
	if !l.flags.diff {
		if err := l.print(l.reportTo(args), found); err != nil {
			return &exit{exitFailed, fmt.Errorf("writing the report: %w", err)}
		}
	}
	if status == 0 && l.fails(found) {
		status = exitFindings
	}
	if status != 0 {
		return &exit{status: status}
	}
	return nil
}

func (l *linter) fails(found []located) bool {
	return !l.never && slices.ContainsFunc(found, func(d located) bool { return d.Severity >= l.failOn })
}

// print writes the findings. Hints show in text only to those who ask for them.
func (l *linter) print(out io.Writer, found []located) error {
	shown := slices.DeleteFunc(slices.Clone(found), func(d located) bool {
		return l.flags.format == "text" && d.Severity == analysis.Hint && l.failOn != analysis.Hint
	})
	return l.format(out, l.report(shown, l.cwd))
}

// report is of findings whose files are named relative to a folder.
func (l *linter) report(found []located, folder string) *report.Report {
	r := &report.Report{Rules: rules.All(), Version: buildVersion(), Color: l.flags.color.on(l.out)}
	names := map[*source.File]string{}
	for _, d := range found {
		r.Diagnostics = append(r.Diagnostics, d.Diagnostic)
		for _, file := range d.Files() {
			names[file] = d.tree.shown(folder, file.Path())
		}
	}
	r.Name = func(f *source.File) string { return names[f] }
	return r
}

// reportTo is where findings are written: standard error when the fixed text of standard input goes to standard output.
func (l *linter) reportTo(args []string) io.Writer {
	if l.flags.fix && slices.Contains(args, "-") {
		return l.err
	}
	return l.out
}

// warn says on standard error what went wrong and did not stop the run.
func (l *linter) warn(err error) { fmt.Fprintln(l.err, "lambdock:", err) }
