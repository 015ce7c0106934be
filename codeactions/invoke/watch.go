package invoke

import (
	"context"
	"hash/fnv"
	"io/fs"
	"time"
)

// lookAgain is how often files are looked at; where that takes long, seldom enough that it is a tenth of the time.
const lookAgain = 500 * time.Millisecond

// Watcher tells of changes of the files below a folder, also of those that come while nobody waits.
type Watcher struct {
	folder  fs.FS
	ignored func(path string, isDir bool) bool
	seen    uint64
}

// NewWatcher takes the files as they are. ignored reports paths that do not count, those of folders with all that is in them.
func NewWatcher(folder fs.FS, ignored func(path string, isDir bool) bool) *Watcher {
	return &Watcher{folder, ignored, fingerprint(folder, ignored)}
}

// Wait waits until a file is not as it was when the last wait ended, changed, came or gone, and stays as it is for a moment. The error is ctx's.
func (w *Watcher) Wait(ctx context.Context) error {
	for before := w.seen; ; {
		begin := time.Now()
		now := fingerprint(w.folder, w.ignored)
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
func fingerprint(folder fs.FS, ignored func(path string, isDir bool) bool) uint64 {
	sum := fnv.New64a()
	// What cannot be read is as if it were not there.
	_ = fs.WalkDir(folder, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if path != "." && ignored(path, d.IsDir()) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		_, _ = sum.Write([]byte(path))
		_, _ = sum.Write([]byte(info.ModTime().String()))
		_, _ = sum.Write([]byte{byte(info.Size()), byte(info.Size() >> 8), byte(info.Size() >> 16), byte(info.Size() >> 24), byte(info.Mode())})
		return nil
	})
	return sum.Sum64()
}
