package image

import (
	"path"
	"strings"
	"sync"
)

// mapping puts one source of a COPY or ADD, or of a cp, at a place of the image. It maps paths; it lists nothing before it has to.
type mapping struct {
	step *Step
	// dest is the destination without links and trailing slash; into says whether a file goes into it under its own name.
	dest string
	into answer
	// keepName is cp's way: a directory goes into an existing one under its own name. COPY copies what is in it.
	keepName bool
	tree     tree
	matches  func() ([]match, bool)
	// pattern is the last name of a source with wildcards; empty without.
	pattern          string
	folder           string // the part of such a source in front of its wildcards
	exclude, include *filter
	required         string // the path below the source that --parents asks for without wildcards
	unpack           bool
	chmod            *modeChange
}

type answer int

const (
	perhaps answer = iota
	yes
	no
)

// match is one file or directory that a source names.
type match struct {
	source string // in the tree, links followed
	kind   nodeKind
	origin Origin
	// missing reports that the tree does not have it: the build would fail, or something makes it first.
	missing bool
	// targets is where it comes to lie; one if that is known.
	targets []string
	name    string
}

func (t match) sure() bool { return t.kind != kindUnknown && len(t.targets) == 1 }

// place works out where dest leads as the image is before the step.
func (m *mapping) place(before view, dest string) {
	n, at := before.resolve(newQuery(), dest)
	m.dest = at
	switch {
	case isDirPath(dest) || n.presence == Present && n.kind == kindDir:
		m.into = yes
	case n.presence != Unknown, fileLike(path.Base(at)), path.Base(path.Dir(at)) == "bin":
		m.into = no
	}
}

// fixed makes the source one file that is not in a tree.
func (m *mapping) fixed(name string, origin Origin) {
	only := []match{{kind: kindFile, origin: origin, name: name, targets: m.targets(name, kindFile)}}
	m.matches = func() ([]match, bool) { return only, true }
}

// from makes the source a path of the copy's tree.
func (m *mapping) from(c *Copy, source string) {
	m.tree, m.unpack = c.tree, c.Unpack
	m.exclude = excludeFilter(c.Exclude)
	if c.Parents {
		var pattern string
		source, pattern = cutPivot(source)
		m.include = newFilter([]string{pattern})
		if !hasWildcards(source) && !hasWildcards(pattern) {
			m.required = pattern
		}
	}
	m.at(source)
}

func (m *mapping) at(source string) {
	source = strings.TrimPrefix(clean(source), "/")
	fixed, pattern := cutWildcards(source)
	start := m.tree.join(m.tree.root(), fixed)
	m.folder = start
	if pattern != "" {
		m.pattern = path.Base(pattern)
	}
	m.matches = sync.OnceValues(func() ([]match, bool) { return m.expand(start, pattern) })
}

// cutPivot splits a source of COPY --parents: what stands behind "/./" is kept as the path in the image.
func cutPivot(source string) (dir, pattern string) {
	dir, pattern, ok := strings.Cut(source, "/./")
	if !ok {
		dir, pattern = "/", source
	}
	return dir, strings.TrimPrefix(clean(pattern), "/")
}

// targets are the places at which a file or directory of that name may come to lie.
func (m *mapping) targets(name string, kind nodeKind) []string {
	inside := clean(m.dest + "/" + name)
	if kind == kindDir && !m.keepName {
		return []string{m.dest}
	}
	switch m.into {
	case yes:
		if kind == kindUnknown && !m.keepName {
			return []string{inside, m.dest}
		}
		return []string{inside}
	case no:
		return []string{m.dest}
	}
	return []string{inside, m.dest}
}

func (m *mapping) on(q *query, p string) verdict {
	if !within(m.dest, p) && !within(p, m.dest) {
		return verdict{}
	}
	matches, complete := m.matches()
	out := verdict{}
	if !complete && m.mayReach(p) {
		out.kind = maybeWritten
	}
	for i := len(matches) - 1; i >= 0; i-- {
		if !q.spend() {
			return verdict{kind: maybeWritten}
		}
		var v verdict
		if matches[i].sure() {
			v = m.sure(q, &matches[i], p)
		} else {
			v = m.unsure(q, &matches[i], p)
		}
		if v.kind == settled {
			return v
		}
		if v.kind != untouched {
			out = v
		}
	}
	return out
}

// mayReach reports whether a source that cannot be listed may have put something at p.
func (m *mapping) mayReach(p string) bool {
	rest, ok := below(m.dest, p)
	if !ok || !fileLike(m.pattern) {
		return true
	}
	matched, err := path.Match(m.pattern, rest)
	return matched || err != nil
}

// sure says what a match does to p whose kind and place are known.
func (m *mapping) sure(q *query, t *match, p string) verdict {
	target := t.targets[0]
	rest, inside := below(target, p)
	switch {
	case m.unpack && t.kind == kindFile && isArchive(t.name):
		return m.unpacked(p)
	case p == target && t.kind == kindFile:
		return m.settle(t.origin, kindFile)
	case within(p, target):
		origin := Origin{Step: m.step}
		if p == target {
			origin = t.origin
		}
		return m.settle(origin, kindDir)
	case inside && t.kind == kindDir:
		return m.contents(q, t, target, rest)
	}
	return verdict{}
}

// contents says what a directory's copy does to a path below its target.
func (m *mapping) contents(q *query, t *match, target, rest string) verdict {
	if m.required != "" && (within(rest, m.required) || within(m.required, rest)) {
		if n := m.tree.find(q, m.tree.join(t.source, m.required)); n.presence != Present {
			return verdict{kind: maybeWritten}
		}
	}
	n := m.tree.find(q, m.tree.join(t.source, rest))
	passed := m.include.admits(rest, true) && !m.exclude.admits(rest, false)
	switch {
	case n.presence == Absent:
		return verdict{}
	case !passed:
		if n.kind == kindDir || n.link != "" || n.presence == Unknown {
			return verdict{kind: maybeWritten}
		}
		return verdict{}
	case n.presence == Unknown && n.link == "":
		return verdict{kind: maybeWritten, installed: n.installed}
	case n.link != "":
		n.link = target + strings.TrimPrefix(clean(n.link), strings.TrimSuffix(clean(t.source), "/"))
		n.origin.Step = m.step
		return verdict{kind: settled, node: n}
	}
	return m.settle(n.origin, n.kind)
}

// unsure says what a match may do to p if its kind or its place is not known.
func (m *mapping) unsure(q *query, t *match, p string) verdict {
	rest, inside := below(m.dest, p)
	maybe := verdict{kind: maybeWritten}
	switch {
	case !inside && (p != m.dest || m.into == yes):
		return m.settle(Origin{Step: m.step}, kindDir)
	case !inside:
		return maybe
	case m.unpack && isArchive(t.name):
		return maybe
	}
	for _, target := range t.targets {
		if within(p, target) {
			return maybe
		}
		further, ok := below(target, p)
		switch {
		case !ok || t.kind == kindFile:
		case t.missing && !fileLike(t.name):
			return maybe
		case !t.missing && m.tree != nil && m.tree.find(q, m.tree.join(t.source, further)).presence != Absent:
			return maybe
		}
	}
	if t.missing && !fileLike(t.name) && rest != "" {
		return maybe
	}
	return verdict{}
}

// unpacked says what an archive that ADD may unpack does to p.
func (m *mapping) unpacked(p string) verdict {
	if _, above := below(p, m.dest); above {
		return m.settle(Origin{Step: m.step}, kindDir)
	}
	return verdict{kind: maybeWritten}
}

func (m *mapping) settle(origin Origin, kind nodeKind) verdict {
	origin.Step = m.step
	if m.chmod != nil {
		origin.chmod(m.step, m.chmod)
	}
	return verdict{kind: settled, node: node{presence: Present, kind: kind, origin: origin}}
}

func (m *mapping) names(q *query, dir string) ([]string, bool) {
	if rest, ok := below(dir, m.dest); ok {
		return []string{firstName(rest)}, true
	}
	if !within(m.dest, dir) {
		return nil, true
	}
	matches, complete := m.matches()
	var names []string
	for i := range matches {
		t := &matches[i]
		if !t.sure() || m.unpack && isArchive(t.name) {
			complete = false
		}
		for _, target := range t.targets {
			if rest, ok := below(dir, target); ok {
				names = append(names, firstName(rest))
			} else if within(target, dir) && t.kind == kindDir {
				rest, _ := below(target, dir)
				more, all := m.tree.names(q, m.tree.join(t.source, rest))
				names, complete = append(names, more...), complete && all
			}
		}
	}
	return names, complete
}

// exact makes the source that one path of the tree, whatever signs are in its name.
func (m *mapping) exact(p string) {
	m.matches = sync.OnceValues(func() ([]match, bool) { return m.expand(p, "") })
}
