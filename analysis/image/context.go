package image

import (
	"errors"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// tree is a source of files: the build context, or the files of another stage or image.
type tree interface {
	// find says what is known of a path; links are reported, not followed.
	find(q *query, path string) node
	// names are the entries of a directory; complete is false if there may be others.
	names(q *query, dir string) (names []string, complete bool)
	// inside is the path under dir that a name in Dockerfile syntax means.
	join(dir, rest string) string
	// root is the path of the tree's root.
	root() string
}

// contextTree is the build context as BuildKit would send it. It asks the file system once for each path.
type contextTree struct {
	owner     *Inputs
	fsys      fs.FS
	ignore    *ignoreFile
	untracked func(string) bool

	mu    sync.Mutex
	infos map[string]info
	dirs  map[string]listing
	git   map[string]*ignoreFile
}

type info struct {
	err    error
	mode   fs.FileMode
	target string // of a symbolic link
}

type listing struct {
	names []string
	ok    bool
}

// context is the build context, opened once for these inputs and again for a copy of them.
func (in *Inputs) context() *contextTree {
	if in.opened == nil || in.opened.owner != in {
		in.opened = openContext(in)
	}
	return in.opened
}

func openContext(in *Inputs) *contextTree {
	return &contextTree{
		owner:     in,
		fsys:      in.Context,
		ignore:    readIgnoreFile(in.Ignore),
		untracked: in.Untracked,
		infos:     map[string]info{},
		dirs:      map[string]listing{},
		git:       map[string]*ignoreFile{},
	}
}

func (c *contextTree) root() string { return "." }

func (c *contextTree) join(dir, rest string) string {
	return inContext(dir + "/" + rest)
}

// inContext is the path in a context that a source means: it cannot climb out, and a leading slash is the context's root.
func inContext(source string) string {
	if p := strings.TrimPrefix(clean(source), "/"); p != "" {
		return p
	}
	return "."
}

func (c *contextTree) find(_ *query, p string) node {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.node(p)
}

func (c *contextTree) node(p string) node {
	if p == "" {
		p = "."
	}
	if c.fsys == nil || !fs.ValidPath(p) {
		return node{}
	}
	for end := 0; end < len(p); end++ {
		end += len(firstName(p[end:]))
		prefix := p[:end]
		n, further := c.entry(prefix, end == len(p))
		if !further {
			return n
		}
	}
	return node{}
}

// entry says what is known of one entry; further asks for the entry below it.
func (c *contextTree) entry(p string, last bool) (n node, further bool) {
	in := c.stat(p)
	switch {
	case errors.Is(in.err, fs.ErrNotExist):
		return c.missing(p), false
	case in.err != nil:
		return node{}, false
	case in.mode&fs.ModeSymlink != 0:
		if c.ignore.excludes(p) {
			return node{presence: Absent}, false
		}
		return c.linkNode(p, in.target), false
	case !in.mode.IsDir() && !last:
		return node{presence: Absent}, false
	case !last:
		return node{}, true
	}
	return c.sent(p, in), false
}

// sent says what is known of a path that the file system has: the ignore file may keep it from being sent.
func (c *contextTree) sent(p string, in info) node {
	if p != "." && c.ignore.excludes(p) {
		if in.mode.IsDir() && c.ignore.exceptions() || c.ignore.disputed(p) {
			return node{}
		}
		return node{presence: Absent}
	}
	if c.ignore.broken() {
		return node{}
	}
	n := node{presence: Present, kind: kindFile, origin: Origin{ContextPath: p, context: c}}
	if in.mode.IsDir() {
		n.kind = kindDir
	} else {
		n.origin.Mode = modeOf(in.mode.Perm())
	}
	return n
}

// modeOf is the mode of a file with those bits. Windows knows no others than 0666 and 0444, and BuildKit sends 0755 from there.
func modeOf(bits fs.FileMode) Mode {
	return Mode{bits, bits != 0 && bits != 0o666 && bits != 0o444}
}

// missing says what is known of a path that the file system does not have: a build may make it before the image is built.
func (c *contextTree) missing(p string) node {
	if c.ignore.broken() || c.generated(p) {
		return node{}
	}
	return node{presence: Absent}
}

func (c *contextTree) linkNode(p, target string) node {
	n := node{presence: Present, link: p, target: target, origin: Origin{ContextPath: p}}
	if target == "" || !path.IsAbs(target) && strings.HasPrefix(path.Join(path.Dir(p), target)+"/", "../") {
		return node{} // where it leads is not in the context
	}
	return n
}

func (c *contextTree) stat(p string) info {
	if in, ok := c.infos[p]; ok {
		return in
	}
	var in info
	fi, err := fs.Lstat(c.fsys, p)
	if in.err = err; err == nil {
		in.mode = fi.Mode()
		if in.mode&fs.ModeSymlink != 0 {
			in.target, _ = fs.ReadLink(c.fsys, p)
		}
	}
	c.infos[p] = in
	return in
}

func (c *contextTree) names(_ *query, dir string) ([]string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fsys == nil {
		return nil, false
	}
	if dir == "" {
		dir = "."
	}
	all := c.list(dir)
	names := make([]string, 0, len(all.names))
	for _, name := range all.names {
		if c.node(c.join(dir, name)).presence != Absent {
			names = append(names, name)
		}
	}
	return names, all.ok
}

func (c *contextTree) list(dir string) listing {
	if l, ok := c.dirs[dir]; ok {
		return l
	}
	entries, err := fs.ReadDir(c.fsys, dir)
	l := listing{ok: err == nil}
	for _, e := range entries {
		l.names = append(l.names, e.Name())
	}
	c.dirs[dir] = l
	return l
}

// exists reports whether the file system has a path, sent or not.
func (c *contextTree) exists(p string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fsys != nil && fs.ValidPath(p) && c.stat(p).err == nil
}

// followed is the node behind the links of a source that an instruction names: BuildKit follows those.
func followed(q *query, t tree, p string) (node, string) {
	for range maxHops {
		n := t.find(q, p)
		if n.link == "" {
			return n, p
		}
		image := n
		image.link = clean(n.link)
		p = t.join(t.root(), follow(image, clean(p)))
	}
	return node{}, p
}
