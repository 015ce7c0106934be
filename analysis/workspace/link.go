package workspace

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// Uses reports whether the build is tied to the Dockerfile of that path: it names it, or the first of its candidates that exists is it.
func (b *Build) Uses(fsys fs.FS, dockerfile string) bool {
	place, ok := b.Place(fsys)
	return ok && place.Dockerfile == dockerfile
}

// ContextFor is the build's context when it builds the Dockerfile of that path.
func (b *Build) ContextFor(fsys fs.FS, dockerfile string) Value {
	if b.Dockerfile.State == Known || b.Context.State == Known {
		return b.Context
	}
	if place, ok := b.Place(fsys); ok && place.Dockerfile == dockerfile {
		return Value{State: Known, Text: place.Context, Span: b.Context.Span}
	}
	return b.Context
}

// Place is where the build's Dockerfile lies. Two candidates that exist are two answers, and so none.
func (b *Build) Place(fsys fs.FS) (Place, bool) {
	if b.Dockerfile.State == Known {
		return Place{b.Dockerfile.Text, b.Context.Text}, true
	}
	var found []Place
	for _, candidate := range b.Candidates {
		if info, err := fs.Stat(fsys, candidate.Dockerfile); err == nil && !info.IsDir() {
			found = append(found, candidate)
		}
	}
	if len(found) != 1 {
		return Place{}, false
	}
	return found[0], true
}

// Reason says to a person what ties the build to its Dockerfile: "it names the Dockerfile".
func (b *Build) Reason() string {
	if b.Dockerfile.State != Known {
		return "of the places that it may mean, only this one has a Dockerfile"
	}
	return namedReason(b.Dockerfile, b.Context)
}

// Reason says to a person what ties the function to its Dockerfile.
func (f *Function) Reason() string {
	if f.Through != nil {
		return "its image comes from a build of it"
	}
	return namedReason(f.Dockerfile, f.Context)
}

func namedReason(dockerfile, context Value) string {
	switch nowhere := (source.Span{}); {
	case dockerfile.Span != nowhere:
		return "it names the Dockerfile"
	case context.Span != nowhere:
		return "it names the folder of the Dockerfile"
	}
	return "the Dockerfile lies where it looks by default"
}

// Reread is the workspace with the files of those paths read again from fsys, all else kept.
func (w *Workspace) Reread(fsys fs.FS, paths []string) *Workspace {
	if w == nil {
		return nil
	}
	fresh := &Workspace{}
	for _, b := range w.Builds {
		if !slices.Contains(paths, b.File.Path()) {
			fresh.Builds = append(fresh.Builds, b)
		}
	}
	for _, f := range w.Functions {
		if !slices.Contains(paths, f.File.Path()) {
			fresh.Functions = append(fresh.Functions, f)
		}
	}
	for _, m := range w.Commands {
		if m.Kind != BuildCommand && !slices.Contains(paths, m.File.Path()) {
			fresh.Commands = append(fresh.Commands, m)
		}
	}
	for _, path := range paths {
		r := readOne(fsys, path)
		fresh.Builds = append(fresh.Builds, r.builds...)
		fresh.Functions = append(fresh.Functions, r.functions...)
		fresh.Commands = append(fresh.Commands, r.commands...)
	}
	fresh.addBuildCommands(fresh.Builds)
	slices.SortStableFunc(fresh.Builds, func(a, b *Build) int { return strings.Compare(a.File.Path(), b.File.Path()) })
	slices.SortStableFunc(fresh.Functions, func(a, b *Function) int { return strings.Compare(a.File.Path(), b.File.Path()) })
	return fresh
}

// DockerfilesOf are the Dockerfiles that the builds and functions of one file are tied to, sorted.
func (w *Workspace) DockerfilesOf(fsys fs.FS, file string) []string {
	var names []string
	for _, b := range w.Builds {
		if place, ok := b.Place(fsys); ok && b.File.Path() == file {
			names = append(names, place.Dockerfile)
		}
	}
	for _, f := range w.Functions {
		if f.Dockerfile.State == Known && f.File.Path() == file {
			names = append(names, f.Dockerfile.Text)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// FunctionsIn are the functions of one file.
func (w *Workspace) FunctionsIn(file string) []*Function {
	if w == nil {
		return nil
	}
	first, _ := slices.BinarySearchFunc(w.Functions, file, func(f *Function, file string) int { return strings.Compare(f.File.Path(), file) })
	end := first
	for end < len(w.Functions) && w.Functions[end].File.Path() == file {
		end++
	}
	return w.Functions[first:end]
}

// CommandsIn are the commands of one file, in their order.
func (w *Workspace) CommandsIn(file string) []*Command {
	if w == nil {
		return nil
	}
	first, _ := slices.BinarySearchFunc(w.Commands, file, func(m *Command, file string) int { return strings.Compare(m.File.Path(), file) })
	end := first
	for end < len(w.Commands) && w.Commands[end].File.Path() == file {
		end++
	}
	return w.Commands[first:end]
}

// Files are the files that functions and commands stand in, sorted: those that can be looked at by themselves.
func (w *Workspace) Files() []string {
	if w == nil {
		return nil
	}
	var names []string
	for _, f := range w.Functions {
		names = append(names, f.File.Path())
	}
	for _, m := range w.Commands {
		if m.Kind != BuildCommand {
			names = append(names, m.File.Path())
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
