package lsp

import (
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/lambdock/lambdock/analysis/workspace"
)

// folder is a root of the workspace, or the place of a document that lies outside all roots.
type folder struct {
	root string // in the system's own form; empty for a document that is no local file
	// lone is a folder that was made for the documents open in it: it is not searched, and no other Dockerfile in it is linted.
	lone bool
	disk fs.FS
	// index is used by one goroutine at a time: each moment's view waits for that of the moment before it.
	index index
}

func newFolder(root string, lone bool) *folder {
	f := &folder{root: root, lone: lone, disk: noFiles{}}
	if root != "" {
		f.disk = &rootFS{path: root}
	}
	return f
}

// change is what happened to a file of a folder.
type change struct {
	path string // below the folder, with slashes
	// presence reports that the file may have come or gone, not only its text have changed.
	presence bool
}

// index is what the files around the Dockerfiles of a folder say, kept up to date change by change.
type index struct {
	files       shiftingFS
	builders    *workspace.Index
	around      *workspace.Workspace
	dockerfiles map[string]bool
	// generation counts the times that the answer for any Dockerfile may have changed through the files around it.
	generation int
}

// update brings the index to the moment whose files are given.
func (f *folder) update(files fs.FS, changes []change, open []string) {
	x := &f.index
	x.files.set(files)
	switch {
	case f.lone:
		x.lookAround(open)
	case x.builders == nil || slices.ContainsFunc(changes, x.rescans):
		x.scan()
	default:
		for _, c := range changes {
			x.apply(c)
		}
	}
	around := x.around
	if x.builders != nil {
		around = x.builders.Workspace()
	}
	if x.around == nil || !slices.Equal(around.Builds, x.around.Builds) || !slices.Equal(around.Functions, x.around.Functions) {
		x.generation++
	}
	x.around = around
}

func (x *index) scan() {
	x.builders = workspace.NewIndex(&x.files, workspace.Options{})
	x.dockerfiles = map[string]bool{}
	for _, name := range workspace.Dockerfiles(&x.files) {
		x.dockerfiles[name] = true
	}
}

// lookAround reads the folder of lone documents, without going deeper.
func (x *index) lookAround(open []string) {
	x.dockerfiles = map[string]bool{}
	for _, name := range open {
		x.dockerfiles[name] = true
	}
	entries, _ := fs.ReadDir(&x.files, ".") // a folder that cannot be read says nothing
	var names []string
	for _, e := range entries {
		if workspace.Reads(e.Name()) {
			names = append(names, e.Name())
		}
	}
	x.around = (&workspace.Workspace{}).Reread(&x.files, names)
	x.generation++
}

// rescans reports whether a change may have brought or taken more files than the one that it names.
func (x *index) rescans(c change) bool {
	if !c.presence {
		return false
	}
	if path.Base(c.path) == ".gitignore" || c.path == "." {
		return true
	}
	info, err := fs.Stat(&x.files, c.path)
	if err == nil {
		return info.IsDir()
	}
	below := func(name string) bool { return strings.HasPrefix(name, c.path+"/") }
	for name := range x.dockerfiles {
		if below(name) {
			return true
		}
	}
	return slices.ContainsFunc(x.around.Builds, func(b *workspace.Build) bool { return below(b.File.Path()) }) ||
		slices.ContainsFunc(x.around.Functions, func(f *workspace.Function) bool { return below(f.File.Path()) })
}

func (x *index) apply(c change) {
	if !workspace.IsDockerfile(c.path) {
		if workspace.Reads(c.path) {
			x.builders.Update(c.path)
		}
		return
	}
	_, err := fs.Stat(&x.files, c.path)
	exists := err == nil && !workspace.Ignored(&x.files, c.path)
	if exists == x.dockerfiles[c.path] {
		return
	}
	if exists {
		x.dockerfiles[c.path] = true
	} else {
		delete(x.dockerfiles, c.path)
	}
	x.builders.Update(c.path)
}

// shiftingFS is a file system whose files are those of the moment that was set last.
type shiftingFS struct{ now atomic.Pointer[fs.FS] }

func (s *shiftingFS) set(files fs.FS) { s.now.Store(&files) }

func (s *shiftingFS) Open(name string) (fs.File, error)     { return (*s.now.Load()).Open(name) }
func (s *shiftingFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(*s.now.Load(), name) }
func (s *shiftingFS) ReadFile(name string) ([]byte, error)  { return fs.ReadFile(*s.now.Load(), name) }
func (s *shiftingFS) ReadDir(name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(*s.now.Load(), name)
}
func (s *shiftingFS) ReadLink(name string) (string, error)   { return fs.ReadLink(*s.now.Load(), name) }
func (s *shiftingFS) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(*s.now.Load(), name) }

// rootFS is a folder of the machine that links cannot lead out of. It is opened when it is first asked, and again as long as that fails.
type rootFS struct {
	path string
	mu   sync.Mutex
	root fs.FS
}

func (r *rootFS) files() (fs.FS, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.root == nil {
		root, err := os.OpenRoot(r.path)
		if err != nil {
			return nil, err
		}
		r.root = root.FS()
	}
	return r.root, nil
}

func inRoot[T any](r *rootFS, name string, ask func(fs.FS, string) (T, error)) (T, error) {
	files, err := r.files()
	if err != nil {
		var none T
		return none, err
	}
	return ask(files, name)
}

func (r *rootFS) Open(name string) (fs.File, error)          { return inRoot(r, name, fs.FS.Open) }
func (r *rootFS) Stat(name string) (fs.FileInfo, error)      { return inRoot(r, name, fs.Stat) }
func (r *rootFS) ReadFile(name string) ([]byte, error)       { return inRoot(r, name, fs.ReadFile) }
func (r *rootFS) ReadDir(name string) ([]fs.DirEntry, error) { return inRoot(r, name, fs.ReadDir) }
func (r *rootFS) ReadLink(name string) (string, error)       { return inRoot(r, name, fs.ReadLink) }
func (r *rootFS) Lstat(name string) (fs.FileInfo, error)     { return inRoot(r, name, fs.Lstat) }

// noFiles is the file system of a document that lies nowhere.
type noFiles struct{}

func (noFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir implements fs.ReadDirFS: an empty root.
func (n noFiles) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == "." {
		return nil, nil
	}
	_, err := n.Open(name)
	return nil, err
}
