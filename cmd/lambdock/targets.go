package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

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
	configs *configs
	// dockerfiles are all that are linted, sorted. named are those that were given by name.
	dockerfiles []string
	named       map[string]bool
	// folders were given to be walked; files were given by name and are no Dockerfiles.
	folders, files []string
	// stdin is the name of the file whose text is standard input's, if any.
	stdin string
}

// plan turns the paths of the command line into targets. The status is exitFailed when a path is not there.
func (l *linter) plan(args []string) (targets []*target, status int) {
	byDir := map[string]*target{}
	for _, arg := range args {
		t, err := l.place(arg, byDir)
		if err != nil {
			l.warn(fmt.Errorf("opening %s: %w", arg, reason(err)))
			status = exitFailed
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

// place puts a path of the command line into the target of its workspace.
func (l *linter) place(arg string, byDir map[string]*target) (*target, error) {
	name := arg
	if arg == "-" {
		name = l.flags.stdinName
	}
	name = absolute(l.cwd, name)
	tree, err := treeFor(l.cwd, name)
	if err != nil {
		return nil, err
	}
	t := byDir[tree.dir]
	if t == nil {
		t = l.newTarget(tree)
	}
	inTree := tree.name(name)
	if arg == "-" {
		text, err := io.ReadAll(l.in)
		if err != nil {
			return nil, err
		}
		t.stdin = inTree
		t.project.FS = &analysis.Overlay{Base: tree.fs, Texts: map[string]string{inTree: string(text)}}
	}
	if err := t.add(inTree); err != nil {
		return nil, err
	}
	byDir[tree.dir] = t
	return t, nil
}

func (l *linter) newTarget(tree *tree) *target {
	return &target{
		tree: tree, configs: newConfigs(l.config, tree), named: map[string]bool{},
		project: &analysis.Project{FS: tree.fs, Today: l.today, Rules: rules.All()},
	}
}

// add takes a path that was given by name.
func (t *target) add(name string) error {
	info, err := fs.Stat(t.project.FS, name)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		t.folders = append(t.folders, name)
	case !info.Mode().IsRegular():
		return errNotRegular
	case workspace.IsDockerfile(name) || info.Size() < maxSniffed && t.looksLikeDockerfile(name):
		t.named[name] = true
	default:
		t.files = append(t.files, name)
	}
	return nil
}

var errNotRegular = errors.New("it is no regular file")

// reason is why a file could not be read, without the name that the system's error repeats.
func reason(err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

// maxSniffed is the size in bytes from which a file whose name says nothing is no Dockerfile.
const maxSniffed = 1 << 20

// looksLikeDockerfile goes by the content, for files that were named and whose names say nothing.
func (t *target) looksLikeDockerfile(name string) bool {
	if workspace.Reads(name) {
		return false
	}
	text, err := fs.ReadFile(t.project.FS, name)
	if err != nil {
		return false
	}
	file := dockerfile.Parse(source.New(name, string(text)))
	return len(file.Errors) == 0 && slices.ContainsFunc(file.Instructions, func(i *dockerfile.Instruction) bool { return i.Keyword == "FROM" })
}

// collect finds the Dockerfiles of a target: the named ones, those below its folders, and those that its other files build or use.
func (t *target) collect() {
	found := maps.Clone(t.named)
	for _, folder := range t.folders {
		for _, name := range dockerfilesBelow(t.project.FS, folder) {
			found[name] = true
		}
	}
	for _, file := range t.files {
		for _, name := range t.project.Workspace.DockerfilesOf(t.project.FS, file) {
			if isRegular(t.project.FS, name) {
				found[name] = true
			}
		}
	}
	t.dockerfiles = slices.Sorted(maps.Keys(found))
}

// dockerfilesBelow are the files below a folder whose names are those of Dockerfiles.
func dockerfilesBelow(fsys fs.FS, folder string) (names []string) {
	_ = workspace.Files(fsys, folder, func(name string, _ fs.DirEntry) {
		if workspace.IsDockerfile(name) && isRegular(fsys, name) {
			names = append(names, name)
		}
	})
	return names
}

func isRegular(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}

// asks reports whether a file around is looked at by itself: all of one that was named or lies below a folder, and of others those functions
// that use a Dockerfile which was named.
func (t *target) asks(name string) (about func(*workspace.Function) bool, ok bool) {
	if slices.Contains(t.files, name) || t.walks(name) {
		return nil, true
	}
	about = func(f *workspace.Function) bool {
		return f.Dockerfile.State == workspace.Known && t.named[f.Dockerfile.Text]
	}
	return about, slices.ContainsFunc(t.project.Workspace.FunctionsIn(name), about)
}

// walks reports whether a file lies below a folder that was given.
func (t *target) walks(name string) bool {
	return slices.ContainsFunc(t.folders, func(dir string) bool { return below(dir, name) })
}

// shows reports whether a finding belongs to what was asked for: all findings of a Dockerfile that was named or lies below a folder, of others those
// that lie in a file that was named, and all of a file around.
func (t *target) shows(j *job, d analysis.Diagnostic) bool {
	return j.around || t.named[j.name] || t.walks(j.name) || slices.Contains(t.files, d.File.Path())
}

func below(dir, name string) bool { return dir == "." || strings.HasPrefix(name, dir+"/") }
