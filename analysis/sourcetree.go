package analysis

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/source"
)

// What is looked into for the sources of a compiled program: so many folders and files of a build context.
const (
	maxSourceFolders = 400
	maxSourceFiles   = 4000
)

// sourceTree is the sources of a build context that a compiler could make the image's program of.
type sourceTree struct {
	v *Variant
	// files are their paths in the context, those of the upper folders first.
	files []string
	// complete reports that none was left out.
	complete bool
}

// builtFolders hold what builds make, what is fetched, and tests.
var builtFolders = []string{"node_modules", "bin", "obj", "target", "build", "dist", "out", "test", "tests", "vendor"}

// sourcesOf walks the build context of a variant for files with one of the extensions.
func sourcesOf(v *Variant, extensions ...string) sourceTree {
	tree := sourceTree{v: v}
	context := v.Image.Inputs.Context
	if context == nil {
		return tree
	}
	dirs := []string{"."}
	for n := 0; n < len(dirs); n++ {
		if n == maxSourceFolders || len(tree.files) > maxSourceFiles {
			return tree
		}
		entries, err := fs.ReadDir(context, dirs[n])
		if err != nil {
			return tree
		}
		for _, e := range entries {
			name := path.Join(dirs[n], e.Name())
			switch {
			case e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(builtFolders, strings.ToLower(e.Name())):
				dirs = append(dirs, name)
			case e.Type().IsRegular() && slices.Contains(extensions, path.Ext(e.Name())):
				tree.files = append(tree.files, name)
			}
		}
	}
	tree.complete = true
	return tree
}

// below are the tree's files in a folder and what lies in it.
func (t sourceTree) below(dir string) sourceTree {
	if dir == "." {
		return t
	}
	kept := t
	kept.files = nil
	for _, file := range t.files {
		if strings.HasPrefix(file, dir+"/") {
			kept.files = append(kept.files, file)
		}
	}
	return kept
}

// copied are those of several files that an instruction copies into a stage, or all if none is.
func (t sourceTree) copied(files []string) []string {
	if len(files) < 2 {
		return files
	}
	var kept []string
	for _, file := range files {
		for _, stage := range t.v.Image.Stages {
			if len(stage.Destinations(file)) > 0 {
				kept = append(kept, file)
				break
			}
		}
	}
	if kept == nil {
		return files
	}
	return kept
}

// text reads a file of the tree; ok is false if that fails or if it is too large.
func (t sourceTree) text(file string) (*source.File, bool) {
	text, err := fs.ReadFile(t.v.Image.Inputs.Context, file)
	if err != nil || len(text) > maxManifestSize {
		return nil, false
	}
	return source.New(path.Join(t.v.Context, file), string(text)), true
}

// holding calls do with the modules of all files whose text holds a word, until it answers true.
func (t sourceTree) holding(word string, do func(handlers.Module) bool) {
	for _, file := range t.files {
		f, ok := t.text(file)
		if !ok || !strings.Contains(f.Text(), word) {
			continue
		}
		if m, ok := handlers.Read(f); ok && do(m) {
			return
		}
	}
}
