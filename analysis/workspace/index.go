package workspace

import (
	"io/fs"
	"maps"
	"slices"
	"sync"
)

// Index keeps what each file of a tree says, so that a changed file costs the reading of that file alone.
// It is safe for concurrent use.
type Index struct {
	fsys fs.FS
	opts Options

	mu    sync.Mutex
	files map[string]result
}

// NewIndex scans a tree.
func NewIndex(fsys fs.FS, opts Options) *Index {
	var paths []string
	_ = Files(fsys, ".", func(path string, _ fs.DirEntry) {
		if opts.reads(path) {
			paths = append(paths, path)
		}
	})
	return newIndex(fsys, opts, paths)
}

func newIndex(fsys fs.FS, opts Options, paths []string) *Index {
	return &Index{fsys: fsys, opts: opts, files: readAll(fsys, paths)}
}

func (o Options) reads(path string) bool {
	return (o.Only == nil || o.Only(path)) && len(readersOf(path)) > 0
}

// Reads reports whether a file of that path may say something about builds or functions, judged by its name alone.
func Reads(path string) bool { return len(readersOf(path)) > 0 }

// Update reads a file again that was written, made or removed. A Dockerfile that came or went decides what others mean, so all are read again then.
func (x *Index) Update(path string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if IsDockerfile(path) {
		x.files = readAll(x.fsys, slices.Sorted(maps.Keys(x.files)))
		return
	}
	if !x.opts.reads(path) {
		return
	}
	if _, err := fs.Stat(x.fsys, path); err != nil || Ignored(x.fsys, path) {
		delete(x.files, path)
		return
	}
	x.files[path] = readOne(x.fsys, path)
}

// Workspace is what all files say now, in the order of their paths.
func (x *Index) Workspace() *Workspace {
	x.mu.Lock()
	defer x.mu.Unlock()
	w := &Workspace{}
	var calls []call
	for _, path := range slices.Sorted(maps.Keys(x.files)) {
		w.Builds = append(w.Builds, x.files[path].builds...)
		w.Functions = append(w.Functions, x.files[path].functions...)
		w.Commands = append(w.Commands, x.files[path].commands...)
		calls = append(calls, x.files[path].calls...)
	}
	w.Builds = applyCalls(w.Builds, calls)
	w.addBuildCommands(w.Builds)
	return w
}
