package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/config"
)

// statusOf is the exit status for a Dockerfile that could not be linted. One that was not named and cannot be read is only said.
func (l *linter) statusOf(err error, named bool) int {
	var broken *config.Error
	switch {
	case errors.As(err, &broken):
		return exitUsage
	case named:
		return exitUnreadable
	}
	return 0
}

// fix applies the fixes of all targets, or prints them with --diff. Files are written when all are known, each beside itself and then renamed.
func (l *linter) fix(targets []*target) error {
	for _, t := range targets {
		before, after := l.fixed(t)
		if l.flags.diff {
			for _, name := range slices.Sorted(maps.Keys(after)) {
				shown := t.tree.shown(l.cwd, name)
				if _, err := l.out.Write(diff.Diff("a/"+shown, []byte(before[name]), "b/"+shown, []byte(after[name]))); err != nil {
					return fmt.Errorf("writing the difference: %w", err)
				}
			}
			continue
		}
		if t.stdin {
			return l.fixStdin(t, after)
		}
		for _, name := range slices.Sorted(maps.Keys(after)) {
			if err := replaceFile(filepath.Join(t.tree.dir, filepath.FromSlash(name)), before[name], after[name]); err != nil {
				return fmt.Errorf("fixing %s: %w", t.tree.shown(l.cwd, name), err)
			}
		}
		t.project.Workspace = t.project.Workspace.Reread(t.project.FS, slices.Collect(maps.Keys(after)))
	}
	return nil
}

// fixed are the files that fixes change, as they were and as they would be. A Dockerfile that cannot be linted is left for lintAll to speak of.
func (l *linter) fixed(t *target) (before, after map[string]string) {
	before, after = map[string]string{}, map[string]string{}
	project := *t.project
	project.FS = &analysis.Overlay{Base: t.project.FS, Texts: after}
	for _, name := range t.dockerfiles {
		fixed, err := project.Fix(name, l.flags.unsafe, func(d analysis.Diagnostic) bool { return t.shows(name, d) })
		if err != nil {
			continue
		}
		for file, text := range fixed.Texts {
			if _, ok := before[file]; !ok {
				before[file] = fixed.Before[file]
			}
			after[file] = text
		}
		project.Workspace = project.Workspace.Reread(project.FS, slices.Collect(maps.Keys(fixed.Texts)))
	}
	return before, after
}

// fixStdin writes the fixed text of standard input to standard output, and leaves other files alone.
func (l *linter) fixStdin(t *target, after map[string]string) error {
	overlay := t.project.FS.(*analysis.Overlay)
	for name := range overlay.Texts {
		if text, ok := after[name]; ok {
			overlay.Texts[name] = text
		}
		if _, err := l.out.Write([]byte(overlay.Texts[name])); err != nil {
			return fmt.Errorf("writing the fixed text: %w", err)
		}
	}
	return nil
}

var errChanged = errors.New("it changed while it was being fixed, and was left alone")

// replaceFile writes text beside a file and renames it into its place, its mode kept. A link is followed, so that it stays one.
func replaceFile(name, before, after string) error {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if now, err := os.ReadFile(name); err != nil || string(now) != before {
		return errors.Join(err, errChanged)
	}
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.WriteString(after)
	err = errors.Join(err, temp.Chmod(info.Mode()&fs.ModePerm), temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
