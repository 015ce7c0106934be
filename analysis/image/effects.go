package image

import (
	"path"
	"slices"
	"strings"
)

// made is a file or directory that an instruction makes out of nothing from the context.
type made struct {
	path string
	node node
}

func (m *made) on(_ *query, p string) verdict {
	switch {
	case p == m.path:
		return verdict{kind: settled, node: m.node}
	case within(p, m.path):
		return verdict{kind: settled, node: node{presence: Present, kind: kindDir, origin: Origin{Step: m.node.origin.Step}}}
	case m.node.link != "" && within(m.path, p):
		return verdict{kind: settled, node: node{presence: Present, link: m.path, target: m.node.target, origin: m.node.origin}}
	}
	return verdict{}
}

func (m *made) names(_ *query, dir string) ([]string, bool) {
	if rest, ok := below(dir, m.path); ok {
		return []string{firstName(rest)}, true
	}
	return nil, true
}

func makeFile(step *Step, p string) *made {
	return &made{p, node{presence: Present, kind: kindFile, origin: Origin{Step: step}}}
}

func makeDir(step *Step, p string) *made {
	return &made{p, node{presence: Present, kind: kindDir, origin: Origin{Step: step}}}
}

func makeLink(step *Step, p, target string) *made {
	return &made{p, node{presence: Present, link: p, target: target, origin: Origin{Step: step}}}
}

// touched is a command that could have written under some directories.
type touched struct {
	step       *Step
	everywhere bool
	dirs       []string
	exact      []string // paths that it could have written, and nothing below them
	mounted    []string // what lies under these does not stay in the image
	packages   bool     // what it writes are installed packages
	own        bool     // among them may be some that no index has: the project itself
}

// sameScope reports whether another could have written into the very same places.
func (t *touched) sameScope(other *touched) bool {
	return t.everywhere == other.everywhere && t.packages == other.packages && t.own == other.own &&
		slices.Equal(t.dirs, other.dirs) && slices.Equal(t.exact, other.exact) && slices.Equal(t.mounted, other.mounted)
}

func (t *touched) on(_ *query, p string) verdict {
	for _, dir := range t.mounted {
		if _, ok := below(dir, p); ok {
			return verdict{}
		}
	}
	if t.everywhere {
		return verdict{kind: maybeWritten}
	}
	for _, dir := range t.dirs {
		if onOneWay(dir, p) {
			return verdict{kind: maybeWritten, installed: t.packages && !t.own}
		}
	}
	if slices.ContainsFunc(t.exact, func(file string) bool { return within(p, file) }) {
		return verdict{kind: maybeWritten}
	}
	return verdict{}
}

func (t *touched) names(q *query, dir string) ([]string, bool) {
	return nil, t.on(q, dir+"/*").kind == untouched
}

// removed is a path that a command deletes with all that lies below it; with unsure it may.
type removed struct {
	path   string
	unsure bool
	glob   bool // path is a pattern
}

func (r *removed) on(_ *query, p string) verdict {
	if r.glob && !matchesPrefix(r.path, p) || !r.glob && !within(r.path, p) {
		return verdict{}
	}
	if r.unsure || r.glob {
		return verdict{kind: maybeRemoved}
	}
	return verdict{kind: settled, node: node{presence: Absent}}
}

func (r *removed) names(*query, string) ([]string, bool) { return nil, true }

// matchesPrefix reports whether a shell pattern matches the path or a directory above it.
func matchesPrefix(pattern, p string) bool {
	depth := strings.Count(pattern, "/")
	parts := strings.SplitN(p, "/", depth+2)
	if len(parts) <= depth {
		return false
	}
	ok, err := path.Match(pattern, strings.Join(parts[:depth+1], "/"))
	return ok || err != nil
}
