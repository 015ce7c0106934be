package workspace

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// skipped are the folders that hold what others wrote or what tools made.
var skipped = map[string]bool{
	"node_modules": true, "bower_components": true, "jspm_packages": true, "vendor": true, "venv": true, "site-packages": true, "__pycache__": true,
	"cdk.out": true, "target": true, "__pypackages__": true,
}

// hidden are the folders whose name begins with a dot and that people write by hand.
var hidden = map[string]bool{
	".github": true, ".gitlab": true, ".circleci": true, ".buildkite": true, ".ci": true, ".docker": true, ".build": true, ".devcontainer": true,
	".azure": true, ".azure-pipelines": true, ".aws": true, ".infra": true, ".deploy": true, ".make": true, ".scripts": true, ".codebuild": true, ".lambda": true,
}

// skips reports whether a folder of that name is left out of every walk.
func skips(name string) bool {
	return skipped[name] || strings.HasPrefix(name, ".") && name != "." && !hidden[name]
}

// Files visits the regular files and the links of a tree below root, in order, without those that git ignores and those of folders that no person writes (.git, node_modules, vendor, caches).
// A root that is a file is visited alone. Folders that cannot be read are left out; the error is that of the root.
func Files(fsys fs.FS, root string, visit func(path string, d fs.DirEntry)) error {
	root = path.Clean(root)
	info, err := fs.Stat(fsys, root)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		visit(root, fs.FileInfoToDirEntry(info))
		return nil
	}
	entries, err := fs.ReadDir(fsys, root)
	if err != nil {
		return err
	}
	w := walker{fsys, visit}
	w.folder(root, entries, ignoresAbove(fsys, root))
	return nil
}

type walker struct {
	fsys  fs.FS
	visit func(path string, d fs.DirEntry)
}

func (w walker) folder(dir string, entries []fs.DirEntry, ignores ignoreList) {
	if slices.ContainsFunc(entries, func(d fs.DirEntry) bool { return d.Name() == ".gitignore" }) {
		ignores = ignores.with(w.fsys, dir)
	}
	for _, d := range entries {
		name := path.Join(dir, d.Name())
		if d.IsDir() && skips(d.Name()) || ignores.match(name, d.IsDir()) {
			continue
		}
		if !d.IsDir() {
			if d.Type()&^fs.ModeSymlink == 0 {
				w.visit(name, d)
			}
			continue
		}
		below, err := fs.ReadDir(w.fsys, name)
		if err == nil && !isVirtualEnvironment(below) {
			w.folder(name, below, ignores)
		}
	}
}

func isVirtualEnvironment(entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(d fs.DirEntry) bool { return d.Name() == "pyvenv.cfg" })
}

// Ignored reports whether a walk leaves a file out: git ignores it, or a folder above it.
func Ignored(fsys fs.FS, name string) bool {
	var ignores ignoreList
	dir := "."
	for at, part := range strings.Split(path.Clean(name), "/") {
		if at > 0 && skips(path.Base(dir)) {
			return true
		}
		ignores = ignores.with(fsys, dir)
		dir = path.Join(dir, part)
		if ignores.match(dir, dir != path.Clean(name)) {
			return true
		}
	}
	return false
}
