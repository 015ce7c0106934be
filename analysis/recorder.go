package analysis

import (
	"io/fs"
	"path"
	"slices"
	"sync"
)

// recorder is a file system that remembers which names it was asked for, present or not, and the folders below it, which share its memory.
type recorder struct {
	base fs.FS
	dir  string
	log  *readLog
}

type readLog struct {
	mu    sync.Mutex
	names map[string]bool
}

func newRecorder(fsys fs.FS) *recorder {
	return &recorder{base: fsys, dir: ".", log: &readLog{names: make(map[string]bool)}}
}

// at is the name in the base, noted.
func (r *recorder) at(op, name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	full := path.Join(r.dir, name)
	r.log.mu.Lock()
	r.log.names[full] = true
	r.log.mu.Unlock()
	return full, nil
}

func asked[T any](r *recorder, op, name string, ask func(fs.FS, string) (T, error)) (T, error) {
	full, err := r.at(op, name)
	if err != nil {
		var none T
		return none, err
	}
	return ask(r.base, full)
}

func (r *recorder) Open(name string) (fs.File, error) { return asked(r, "open", name, fs.FS.Open) }

func (r *recorder) Stat(name string) (fs.FileInfo, error) { return asked(r, "stat", name, fs.Stat) }

func (r *recorder) ReadFile(name string) ([]byte, error) { return asked(r, "read", name, fs.ReadFile) }

func (r *recorder) ReadDir(name string) ([]fs.DirEntry, error) {
	return asked(r, "readdir", name, fs.ReadDir)
}

func (r *recorder) ReadLink(name string) (string, error) {
	return asked(r, "readlink", name, fs.ReadLink)
}

func (r *recorder) Lstat(name string) (fs.FileInfo, error) { return asked(r, "lstat", name, fs.Lstat) }

func (r *recorder) Sub(dir string) (fs.FS, error) {
	if !fs.ValidPath(dir) {
		return nil, &fs.PathError{Op: "sub", Path: dir, Err: fs.ErrInvalid}
	}
	return &recorder{base: r.base, dir: path.Join(r.dir, dir), log: r.log}, nil
}

func (r *recorder) paths() []string {
	r.log.mu.Lock()
	defer r.log.mu.Unlock()
	names := make([]string, 0, len(r.log.names))
	for name := range r.log.names {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
