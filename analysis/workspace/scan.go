package workspace

import (
	"io"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/lambdock/lambdock/analysis/source"
)

// maxFileSize is the size in bytes above which a file is left unread: nobody writes such a script or template by hand.
const maxFileSize = 1 << 20

// Options says what a scan looks at. The zero Options looks at the whole tree.
type Options struct {
	// Only reports whether a file of that path is read; nil reads every file that a reader fits.
	Only func(path string) bool
}

// reader knows one kind of file.
type reader struct {
	match func(path string) bool
	read  func(*collector, *source.File)
}

// buildReaders read the files that say how images are built.
var buildReaders = []reader{
	{isShell, readShell},
	{isMakefile, readMakefile},
	{isJustfile, readJustfile},
	{isPackageJSON, readPackageJSON},
	{isWorkflow, readWorkflow},
	{isCompose, readCompose},
	{isBakeHCL, readBakeHCL},
	{isBakeJSON, readBakeJSON},
	{isBuildspec, readBuildspec},
	{isGitLab, readGitLab},
	{isReadme, readReadme},
	{isPipeline, readPipeline},
}

var readers = slices.Concat(buildReaders, functionReaders)

// collector takes what one file says.
type collector struct {
	fsys fs.FS
	result
}

// result is what one file says.
type result struct {
	builds    []*Build
	functions []*Function
	commands  []*Command
	calls     []call
}

func (c *collector) addBuild(b *Build)       { c.builds = append(c.builds, b) }
func (c *collector) addFunction(f *Function) { c.functions = append(c.functions, f) }
func (c *collector) addCommand(m *Command)   { c.commands = append(c.commands, m) }

// isFile reports whether a path, relative to the root of the workspace, is a file there.
func (c *collector) isFile(name string) bool {
	info, err := fs.Stat(c.fsys, name)
	return fs.ValidPath(name) && err == nil && !info.IsDir()
}

// isDir reports whether a path, relative to the root of the workspace, is a folder there.
func (c *collector) isDir(name string) bool {
	info, err := fs.Stat(c.fsys, name)
	return fs.ValidPath(name) && err == nil && info.IsDir()
}

// Scan reads the files of a tree that say who builds its Dockerfiles and which functions use them, in one pass over names.
// The result is in the order of the paths.
func Scan(fsys fs.FS, opts Options) *Workspace { return NewIndex(fsys, opts).Workspace() }

// readersOf are the readers that a path fits.
func readersOf(path string) []reader {
	var fit []reader
	for _, r := range readers {
		if r.match(path) {
			fit = append(fit, r)
		}
	}
	return fit
}

// readAll reads the files of those paths in parallel.
func readAll(fsys fs.FS, paths []string) map[string]result {
	results := make([]result, len(paths))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(paths)) {
		workers.Go(func() {
			for i := range next {
				results[i] = readOne(fsys, paths[i])
			}
		})
	}
	for i := range paths {
		next <- i
	}
	close(next)
	workers.Wait()
	files := make(map[string]result, len(paths))
	for i, path := range paths {
		files[path] = results[i]
	}
	return files
}

// readOne is what the file of that path says: nothing when it cannot be read, is too large, or is no text.
func readOne(fsys fs.FS, path string) result {
	readers := readersOf(path)
	if len(readers) == 0 {
		return result{}
	}
	data, ok := readText(fsys, path)
	if !ok {
		return result{}
	}
	c := &collector{fsys: fsys}
	f := source.New(path, data)
	for _, r := range readers {
		r.read(c, f)
	}
	return c.result
}

// readText is the text of a regular file of at most maxFileSize bytes. Pipes and devices, whose reading may never end, are not opened.
func readText(fsys fs.FS, path string) (string, bool) {
	info, err := fs.Stat(fsys, path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxFileSize {
		return "", false
	}
	file, err := fsys.Open(path)
	if err != nil {
		return "", false
	}
	defer file.Close()
	var b strings.Builder
	n, err := io.Copy(&b, io.LimitReader(file, maxFileSize+1))
	if err != nil || n > maxFileSize || strings.IndexByte(b.String(), 0) >= 0 {
		return "", false
	}
	return b.String(), true
}
