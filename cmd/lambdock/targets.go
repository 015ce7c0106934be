package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
	"github.com/lambdock/lambdock/rules"
)

// target is what is linted in one workspace.
type target struct {
	tree    *tree
	project *analysis.Project
	// dockerfiles are all that are linted, sorted. named are those that were given by name.
	dockerfiles []string
	named       map[string]bool
	// folders were given to be walked; files were given by name and are no Dockerfiles.
	folders, files []string
	stdin          bool
}

// located is a finding with the workspace in which its paths count.
type located struct {
	analysis.Diagnostic
	tree *tree
}

// plan turns the paths of the command line into targets. The status is exitUnreadable when a path is not there.
func (l *linter) plan(args []string) (targets []*target, status int) {
	byDir := map[string]*target{}
	for _, arg := range args {
		t, err := l.place(arg, byDir)
		if err != nil {
			l.warn("%v", err)
			status = exitUnreadable
			continue
		}
		if !slices.Contains(targets, t) {
			targets = append(targets, t)
		}
	}
	for _, t := range targets {
		t.project.Workspace = workspace.Scan(t.project.FS, workspace.Options{})
		t.collect()
	}
	return targets, status
}

func (l *linter) place(arg string, byDir map[string]*target) (*target, error) {
	name, text, err := l.argument(arg)
	if err != nil {
		return nil, err
	}
	full := name
	if !filepath.IsAbs(full) {
		full = filepath.Join(l.cwd, full)
	}
	var info fs.FileInfo
	if text == nil {
		if info, err = os.Stat(full); err != nil {
			return nil, fmt.Errorf("opening %s: %w", arg, err)
		}
	}
	tree, err := treeFor(l.cwd, full)
	if err != nil {
		return nil, fmt.Errorf("opening the folder of %s: %w", arg, err)
	}
	t := byDir[tree.dir]
	if t == nil {
		t = &target{tree: tree, named: map[string]bool{}, project: &analysis.Project{
			FS: tree.fs, Config: l.config, Settings: l.settings, Today: l.today, Rules: rules.All(),
		}}
		byDir[tree.dir] = t
	}
	inTree := tree.name(full)
	switch {
	case text != nil:
		t.stdin = true
		t.project.FS = &analysis.Overlay{Base: tree.fs, Texts: map[string]string{inTree: *text}}
		t.named[inTree] = true
	case info.IsDir():
		t.folders = append(t.folders, inTree)
	case isDockerfile(tree.fs, inTree):
		t.named[inTree] = true
	default:
		t.files = append(t.files, inTree)
		if _, err := fs.Stat(tree.fs, inTree); err != nil {
			return nil, fmt.Errorf("reading %s: %w", arg, err)
		}
	}
	return t, nil
}

// argument is the path that an argument names, and the text of standard input if it names that.
func (l *linter) argument(arg string) (string, *string, error) {
	if arg != "-" {
		return arg, nil, nil
	}
	data, err := io.ReadAll(l.in)
	if err != nil {
		return "", nil, fmt.Errorf("reading standard input: %w", err)
	}
	text := string(data)
	return l.flags.stdinName, &text, nil
}

// isDockerfile goes by the name, and by the content for names that say nothing.
func isDockerfile(fsys fs.FS, name string) bool {
	if workspace.IsDockerfile(name) {
		return true
	}
	if workspace.Reads(name) || path.Ext(name) != "" {
		return false
	}
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return false
	}
	file := dockerfile.Parse(source.New(name, string(text)))
	return len(file.Errors) == 0 && slices.ContainsFunc(file.Instructions, func(i *dockerfile.Instruction) bool { return i.Keyword == "FROM" })
}

// collect finds the Dockerfiles of a target: the named ones, those below its folders, and those that its other files build or use.
func (t *target) collect() {
	found := map[string]bool{}
	for name := range t.named {
		found[name] = true
	}
	for _, folder := range t.folders {
		_ = workspace.Files(t.project.FS, folder, func(name string, _ fs.DirEntry) {
			if workspace.IsDockerfile(name) {
				found[name] = true
			}
		})
	}
	for _, file := range t.files {
		for _, name := range t.project.Workspace.DockerfilesOf(t.project.FS, file) {
			found[name] = true
		}
	}
	t.dockerfiles = make([]string, 0, len(found))
	for name := range found {
		t.dockerfiles = append(t.dockerfiles, name)
	}
	slices.Sort(t.dockerfiles)
}

// shows reports whether a finding of a Dockerfile belongs to what was asked for: all findings of a Dockerfile that was named or
// lies below a folder, and of others those that lie in a file that was named.
func (t *target) shows(dockerfile string, d analysis.Diagnostic) bool {
	return t.named[dockerfile] || slices.ContainsFunc(t.folders, func(dir string) bool { return below(dir, dockerfile) }) ||
		slices.Contains(t.files, d.File.Path())
}

func below(dir, name string) bool { return dir == "." || strings.HasPrefix(name, dir+"/") }

// lintAll lints all Dockerfiles in parallel. Findings come in the order of the targets, files and places.
func (l *linter) lintAll(targets []*target) (found []located, status int) {
	for _, t := range targets {
		results := make([][]analysis.Diagnostic, len(t.dockerfiles))
		statuses := make([]int, len(t.dockerfiles))
		each(len(t.dockerfiles), func(i int) {
			results[i], statuses[i] = l.lintOne(t, t.dockerfiles[i])
		})
		seen := map[string]bool{}
		for i, list := range results {
			status = max(status, statuses[i])
			for _, d := range list {
				key := fmt.Sprint(d.Rule.Name, "\x00", d.File.Path(), d.Span, d.Message)
				if !seen[key] {
					seen[key] = true
					found = append(found, located{d, t.tree})
				}
			}
		}
	}
	return found, status
}

func (l *linter) lintOne(t *target, name string) ([]analysis.Diagnostic, int) {
	result, err := t.project.Lint(name)
	if err != nil {
		l.warn("%v", err)
		return nil, l.statusOf(err, t.named[name])
	}
	return slices.DeleteFunc(result.Diagnostics, func(d analysis.Diagnostic) bool { return !t.shows(name, d) }), 0
}

// each calls do for 0 to n-1, on all processors.
func each(n int, do func(int)) {
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}
