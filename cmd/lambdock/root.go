package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/lambdock/lambdock/analysis/config"
)

// tree is a workspace root on disk. Links that lead out of it cannot be opened.
type tree struct {
	dir string // absolute
	fs  fs.FS
}

// treeFor is the workspace root for a path given on the command line: the working directory if it holds the path, else the path's
// own folder, widened to the nearest parent that holds .git or a configuration file.
func treeFor(cwd, path string) (*tree, error) {
	dir := cwd
	if !within(cwd, path) {
		dir = path
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			dir = filepath.Dir(path)
		}
	}
	return openTree(widen(dir))
}

// workingDirectory is the working directory without links in its path, so that one folder has one name.
func workingDirectory() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(dir)
}

// absolute is the absolute path that an argument names. Outside the working directory the path to it may hold links, which are followed.
func absolute(cwd, name string) string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(cwd, name)
	}
	name = filepath.Clean(name) // a slash at the end would make the folder its own parent
	if within(cwd, name) {
		return name
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(name)); err == nil {
		return filepath.Join(dir, filepath.Base(name))
	}
	return name
}

func openTree(dir string) (*tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &tree{dir, root.FS()}, nil
}

func widen(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if isRoot(at) {
			return at
		}
		if filepath.Dir(at) == at {
			return dir
		}
	}
}

func isRoot(dir string) bool {
	for _, name := range append([]string{".git"}, config.Names...) {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// name is an absolute path as the tree's file system knows it.
func (t *tree) name(path string) string {
	rel, err := filepath.Rel(t.dir, path)
	if err != nil {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}

// shown is a name of the tree relative to the working directory, with forward slashes.
func (t *tree) shown(cwd, name string) string {
	rel, err := filepath.Rel(cwd, filepath.Join(t.dir, filepath.FromSlash(name)))
	if err != nil {
		return name
	}
	return filepath.ToSlash(rel)
}
