package analysis

import (
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Overlay is a file system with texts laid over it: an editor's unsaved buffers, or files as fixes would leave them.
// A text may stand where the base has no file; its folders then exist too. It is not safe to change while it is read.
type Overlay struct {
	Base  fs.FS
	Texts map[string]string // by slash-separated path
}

// Open implements fs.FS.
func (o *Overlay) Open(name string) (fs.File, error) {
	if text, ok := o.Texts[name]; ok {
		return &textFile{textInfo{path.Base(name), int64(len(text))}, strings.NewReader(text)}, nil
	}
	return o.Base.Open(name)
}

// Stat implements fs.StatFS.
func (o *Overlay) Stat(name string) (fs.FileInfo, error) {
	if text, ok := o.Texts[name]; ok {
		return textInfo{path.Base(name), int64(len(text))}, nil
	}
	return fs.Stat(o.Base, name)
}

// ReadFile implements fs.ReadFileFS.
func (o *Overlay) ReadFile(name string) ([]byte, error) {
	if text, ok := o.Texts[name]; ok {
		return []byte(text), nil
	}
	return fs.ReadFile(o.Base, name)
}

// ReadDir implements fs.ReadDirFS.
func (o *Overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.Base, name)
	if err != nil {
		return entries, err
	}
	for file, text := range o.Texts {
		if path.Dir(file) != name {
			continue
		}
		entry := fs.FileInfoToDirEntry(textInfo{path.Base(file), int64(len(text))})
		if at := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return e.Name() == entry.Name() }); at >= 0 {
			entries[at] = entry
		} else {
			entries = append(entries, entry)
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// ReadLink implements fs.ReadLinkFS.
func (o *Overlay) ReadLink(name string) (string, error) { return fs.ReadLink(o.Base, name) }

// Lstat implements fs.ReadLinkFS.
func (o *Overlay) Lstat(name string) (fs.FileInfo, error) {
	if info, err := fs.Lstat(o.Base, name); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return info, nil
	}
	if _, ok := o.Texts[name]; ok {
		return o.Stat(name)
	}
	return fs.Lstat(o.Base, name)
}

// textInfo is the fs.FileInfo of a text.
type textInfo struct {
	name string
	size int64
}

func (i textInfo) Name() string     { return i.name }
func (i textInfo) Size() int64      { return i.size }
func (textInfo) Mode() fs.FileMode  { return 0o644 }
func (textInfo) ModTime() time.Time { return time.Time{} }
func (textInfo) IsDir() bool        { return false }
func (textInfo) Sys() any           { return nil }

type textFile struct {
	info   textInfo
	reader *strings.Reader
}

func (f *textFile) Stat() (fs.FileInfo, error)                 { return f.info, nil }
func (f *textFile) Read(p []byte) (int, error)                 { return f.reader.Read(p) }
func (f *textFile) ReadAt(p []byte, offset int64) (int, error) { return f.reader.ReadAt(p, offset) }
func (f *textFile) Seek(offset int64, whence int) (int64, error) {
	return f.reader.Seek(offset, whence)
}
func (f *textFile) WriteTo(w io.Writer) (int64, error) { return f.reader.WriteTo(w) }
func (f *textFile) Close() error                       { return nil }
