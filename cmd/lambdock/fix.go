package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/lambdock/lambdock/analysis"
)

// fix applies the fixes of all targets, or prints them with --diff. The status is exitFailed when a file could not be written;
// the error is that of standard output.
func (l *linter) fix(targets []*target) (status int, err error) {
	for _, t := range targets {
		before, after := l.fixed(t)
		switch {
		case l.flags.diff:
			err = l.printDiff(t, before, after)
		case t.stdin != "":
			err = l.fixStdin(t, after)
		default:
			status = max(status, l.write(t, before, after))
		}
		if err != nil {
			return exitFailed, fmt.Errorf("writing what was fixed: %w", err)
		}
	}
	return status, nil
}

func (l *linter) printDiff(t *target, before, after map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(after)) {
		shown := t.tree.shown(l.cwd, name)
		if _, err := l.out.Write(diff.Diff("a/"+shown, []byte(before[name]), "b/"+shown, []byte(after[name]))); err != nil {
			return err
		}
	}
	return nil
}

// write puts the fixed files into their places. One that cannot be written does not stop the others.
func (l *linter) write(t *target, before, after map[string]string) (status int) {
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if err := replaceFile(filepath.Join(t.tree.dir, filepath.FromSlash(name)), before[name], after[name]); err != nil {
			l.warn(fmt.Errorf("fixing %s: %w", t.tree.shown(l.cwd, name), reason(err)))
			status = exitFailed
		}
	}
	t.project.Workspace = t.project.Workspace.Reread(t.project.FS, slices.Collect(maps.Keys(after)))
	return status
}

// fixed are the files that fixes change, as they were and as they would be. A Dockerfile that cannot be linted is left for lintAll to speak of.
func (l *linter) fixed(t *target) (before, after map[string]string) {
	before, after = map[string]string{}, map[string]string{}
	overlay := &analysis.Overlay{Base: t.project.FS, Texts: after}
	around := t.project.Workspace
	for _, j := range l.jobs(t) {
		j.project.FS, j.project.Workspace = overlay, around
		done := j.fix(t, l.flags.unsafe)
		for file, text := range done.Texts {
			if _, ok := before[file]; !ok {
				before[file] = done.Before[file]
			}
			after[file] = text
		}
		if len(done.Texts) > 0 {
			around = around.Reread(overlay, slices.Collect(maps.Keys(done.Texts)))
		}
	}
	return before, after
}

// fix is what the fixes of one job change: nothing if it cannot be linted.
func (j *job) fix(t *target, unsafe bool) (done *analysis.Fixed) {
	done = &analysis.Fixed{}
	if j.unconfigured != nil {
		return done
	}
	defer j.survive()
	shown := func(d analysis.Diagnostic) bool { return t.shows(j, d) }
	var fixed *analysis.Fixed
	var err error
	if j.around {
		fixed, err = j.project.FixAround(j.name, j.about, unsafe, shown)
	} else {
		fixed, err = j.project.Fix(j.name, unsafe, shown)
	}
	if err != nil {
		return done
	}
	return fixed
}

// fixStdin writes the fixed text of standard input to standard output, and leaves other files alone.
func (l *linter) fixStdin(t *target, after map[string]string) error {
	texts := t.project.FS.(*analysis.Overlay).Texts
	if text, ok := after[t.stdin]; ok {
		texts[t.stdin] = text
	}
	_, err := io.WriteString(l.out, texts[t.stdin])
	return err
}

var errChanged = errors.New("it changed while it was being fixed, and was left alone")

// replaceFile writes another text into a file, its mode kept. A link is followed, so that it stays one.
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
	return writeFile(name, after, info.Mode()&fs.ModePerm)
}

// writeFile writes text beside a file and renames it into its place: there is never half a file.
func writeFile(name, text string, mode fs.FileMode) error {
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.WriteString(text)
	err = errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
