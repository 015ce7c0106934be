package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/lambdock/lambdock/codeactions/scaffold"
)

// initFlags are the flags of lambdock init as given.
type initFlags struct {
	choice scaffold.Choice
	name   string
	today  string
	list   bool
	format string
	force  bool
}

func initCommand() *cobra.Command {
	var flags initFlags
	cmd := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Write a new Lambda function that is built as an image: Dockerfile, handler, manifest and event",
		Long: `Write a new Lambda function that is built as an image: Dockerfile, handler, manifest and event.

Without a language it asks, where there is a terminal. Files that are there already are left as they are, and then nothing is written, unless
--force is given.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			folder := "."
			if len(args) > 0 {
				folder = args[0]
			}
			return flags.run(folder, terminal{cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()})
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.choice.ID, "template", "", "a template of --list")
	f.StringVar(&flags.choice.Language, "language", "", "python, nodejs, java, dotnet, ruby, go, rust")
	f.StringVar(&flags.choice.Base, "base", "", "aws, provided, client, adapter")
	f.StringVar(&flags.choice.PackageManager, "package-manager", "", "pip, uv, poetry, npm, esbuild, maven, gradle, …")
	f.StringVar(&flags.name, "name", "", "the project's name; the folder's by default")
	f.StringVar(&flags.today, "today", "", "the day that decides which base images are supported, YYYY-MM-DD")
	f.BoolVar(&flags.list, "list", false, "list the templates")
	f.StringVar(&flags.format, "format", "text", "of --list: text or json")
	f.BoolVar(&flags.force, "force", false, "write over files that are there")
	return cmd
}

func (f *initFlags) run(folder string, t terminal) error {
	if f.format != "text" && f.format != "json" {
		return &exit{exitUsage, fmt.Errorf("unknown format %q, use text or json", f.format)}
	}
	if f.list {
		return listTemplates(t.out, f.format)
	}
	day, err := dayOr(f.today)
	if err != nil {
		return &exit{exitUsage, err}
	}
	if f.choice == (scaffold.Choice{}) {
		if !isatty.IsTerminal(os.Stdin.Fd()) {
			return &exit{exitUsage, errors.New("there is no terminal to ask on: name a --language, or a --template of --list")}
		}
		if f.choice, err = askTemplate(t); err != nil {
			return &exit{exitUsage, err}
		}
	}
	template, err := scaffold.Choose(f.choice)
	if err != nil {
		return &exit{exitUsage, err}
	}
	dir, err := filepath.Abs(folder)
	if err != nil {
		return &exit{exitFailed, fmt.Errorf("finding %s: %w", folder, err)}
	}
	name := f.name
	if name == "" {
		name = filepath.Base(dir)
	}
	files := template.Files(name, day)
	if err := writeProject(dir, files, f.force); err != nil {
		return err
	}
	for _, file := range files {
		fmt.Fprintln(t.out, filepath.ToSlash(filepath.Join(folder, file.Path)))
	}
	dockerfile := filepath.ToSlash(filepath.Join(folder, "Dockerfile"))
	event := filepath.ToSlash(filepath.Join(folder, "events", "event.json"))
	_, err = fmt.Fprintf(t.errs, "lambdock: invoke it with\n  lambdock invoke %s --event %s\n", dockerfile, event)
	return err
}

func listTemplates(out io.Writer, format string) error {
	if format == "json" {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(scaffold.Templates())
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, template := range scaffold.Templates() {
		fmt.Fprintf(w, "%s\t%s\n", template.ID, template.Title)
	}
	return w.Flush()
}

// askTemplate has a person choose a template by its number.
func askTemplate(t terminal) (scaffold.Choice, error) {
	all := scaffold.Templates()
	for i, template := range all {
		fmt.Fprintf(t.errs, "%3d  %s\n", i+1, template.Title)
	}
	fmt.Fprintf(t.errs, "which one? [1-%d] ", len(all))
	answer, err := bufio.NewReader(t.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return scaffold.Choice{}, fmt.Errorf("reading the answer: %w", err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(answer))
	if err != nil || n < 1 || n > len(all) {
		return scaffold.Choice{}, fmt.Errorf("the answer is a number from 1 to %d, not %q", len(all), strings.TrimSpace(answer))
	}
	return scaffold.Choice{ID: all[n-1].ID}, nil
}

// writeProject writes all files, or none when some are there already.
func writeProject(dir string, files []scaffold.File, force bool) error {
	var there []string
	for _, file := range files {
		_, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(file.Path)))
		switch {
		case err == nil:
			there = append(there, file.Path)
		case !errors.Is(err, fs.ErrNotExist):
			return &exit{exitFailed, fmt.Errorf("looking for %s: %w", file.Path, reason(err))}
		}
	}
	slices.Sort(there)
	if len(there) > 0 && !force {
		return &exit{exitUsage, fmt.Errorf("nothing is written: %s is there already, --force writes over it", strings.Join(there, ", "))}
	}
	for _, file := range files {
		path := filepath.Join(dir, filepath.FromSlash(file.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return &exit{exitFailed, fmt.Errorf("writing %s: %w", file.Path, reason(err))}
		}
		if err := writeFile(path, file.Text, 0o644); err != nil {
			return &exit{exitFailed, fmt.Errorf("writing %s: %w", file.Path, reason(err))}
		}
	}
	return nil
}
