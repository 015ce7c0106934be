package invoke

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"slices"
	"time"
)

// lookAgain is how often files are looked at; where that takes long, seldom enough that it is a tenth of the time.
const lookAgain = 500 * time.Millisecond

// Watched says which files are looked at.
type Watched struct {
	Root fs.FS
	// Folder is slash-separated, below Root; all files below it are looked at.
	Folder string
	// Ignored reports paths below Folder that do not count, those of folders with all that is in them.
	Ignored func(name string, isDir bool) bool
	// Files, paths below Root, are looked at whatever is ignored. They need not be there.
	Files []string
}

// Watcher tells of changes of files, also of those that come while nobody waits.
type Watcher struct {
	watched Watched
	seen    uint64
}

// NewWatcher takes the files as they are.
func NewWatcher(watched Watched) *Watcher {
	return &Watcher{watched, watched.fingerprint()}
}

// Look looks at other files from now on. When it is not the same folder and files that are named, they are taken as they are.
func (w *Watcher) Look(at Watched) {
	same := at.Folder == w.watched.Folder && slices.Equal(at.Files, w.watched.Files)
	w.watched = at
	if !same {
		w.seen = at.fingerprint()
	}
}

// Wait waits until a file is not as it was when the last wait ended, changed, came or gone, and stays as it is for a moment. The error is ctx's.
func (w *Watcher) Wait(ctx context.Context) error {
	for before := w.seen; ; {
		begin := time.Now()
		now := w.watched.fingerprint()
		if now != w.seen && now == before {
			w.seen = now
			return nil
		}
		before = now
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(max(lookAgain, 10*time.Since(begin))):
		}
	}
}

// fingerprint is a number that differs when names, sizes or times of files do.
func (w Watched) fingerprint() uint64 {
	sum := fnv.New64a()
	add := func(name string, info fs.FileInfo) {
		fmt.Fprintln(sum, name, info.ModTime().UnixNano(), info.Size(), info.Mode())
	}
	// What cannot be read is as if it were not there.
	if folder, err := fs.Sub(w.Root, w.Folder); err == nil {
		_ = fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil
			case name != "." && w.Ignored(name, d.IsDir()):
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			case d.IsDir():
				return nil
			}
			if info, err := d.Info(); err == nil {
				add(name, info)
			}
			return nil
		})
	}
	for _, name := range w.Files {
		if info, err := fs.Stat(w.Root, name); err == nil {
			add(name, info)
		}
	}
	return sum.Sum64()
}
