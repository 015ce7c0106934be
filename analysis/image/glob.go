package image

import (
	"path"
	"strings"
	"sync"
)

// maxMatches is how many files one source with wildcards may name; more are taken as not known.
const maxMatches = 10_000

// hasWildcards reports whether BuildKit takes the name as a pattern.
func hasWildcards(name string) bool {
	for i := 0; i < len(name); i++ {
		switch name[i] {
		case '*', '?', '[':
			return true
		case '\\':
			i++
		}
	}
	return false
}

// cutWildcards splits a relative path in front of its first name with wildcards.
func cutWildcards(p string) (fixed, pattern string) {
	start := 0
	for start < len(p) {
		name := firstName(p[start:])
		if hasWildcards(name) {
			return strings.TrimSuffix(p[:start], "/"), p[start:]
		}
		start += len(name) + 1
	}
	return p, ""
}

// expand finds what a source names. It reads the directories that the pattern's names lead to, no others.
func (m *mapping) expand(start, pattern string) (matches []match, complete bool) {
	q := newQuery()
	if pattern == "" {
		return []match{m.match(q, start)}, true
	}
	paths, complete := []string{start}, true
	for i, name := range strings.Split(pattern, "/") {
		var next []string
		for _, dir := range paths {
			n, at := followed(q, m.tree, dir)
			if n.presence == Absent || n.presence == Present && n.kind == kindFile {
				complete = complete && (n.presence == Present || i > 0)
				continue
			}
			all, ok := m.tree.names(q, at)
			complete = complete && ok
			for _, entry := range all {
				if ok, err := path.Match(name, entry); err == nil && ok {
					next = append(next, m.tree.join(dir, entry))
				}
			}
			if len(next) > maxMatches {
				return nil, false
			}
		}
		paths = next
	}
	for _, p := range paths {
		t := m.match(q, p)
		switch {
		case t.kind == kindDir:
			m.into = yes
		case t.kind == kindUnknown && m.into == no:
			m.into = perhaps
		}
		matches = append(matches, t)
	}
	return matches, complete && len(matches) > 0
}

func (m *mapping) match(q *query, p string) match {
	n, at := followed(q, m.tree, p)
	t := match{source: at, kind: n.kind, origin: n.origin, missing: n.presence != Present && isContext(m.tree) || n.presence == Absent, name: path.Base(clean(p))}
	t.targets = m.targets(t.name, t.kind)
	return t
}

func isContext(t tree) bool {
	_, ok := t.(*contextTree)
	return ok
}

// filter is the patterns of --exclude or --parents, with the meaning of a .dockerignore. The nil filter has none.
type filter struct {
	mu       sync.Mutex
	patterns *ignoreFile
}

func newFilter(patterns []string) *filter {
	return &filter{patterns: newIgnoreFile(nil, patterns, nil)}
}

func excludeFilter(patterns []Value) *filter {
	if len(patterns) == 0 {
		return nil
	}
	var known []string
	for _, p := range patterns {
		text := p.Text
		if !p.Known {
			text = "**"
		}
		known = append(known, text)
	}
	return newFilter(known)
}

// admits reports whether the patterns match a path; without patterns it is otherwise.
func (f *filter) admits(p string, otherwise bool) bool {
	if f == nil {
		return otherwise
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.patterns.excludes(p)
}

// fileExtensions are the endings of names that files bear, and folders do not.
var fileExtensions = map[string]bool{
	".txt": true, ".json": true, ".lock": true, ".toml": true, ".cfg": true, ".ini": true, ".yml": true, ".yaml": true,
	".xml": true, ".md": true, ".py": true, ".js": true, ".mjs": true, ".cjs": true, ".ts": true, ".sh": true, ".jar": true,
	".zip": true, ".whl": true, ".gz": true, ".pem": true, ".crt": true, ".rb": true, ".go": true, ".mod": true, ".sum": true,
	".csproj": true, ".sln": true, ".gradle": true, ".properties": true, ".html": true, ".css": true, ".pt": true, ".pth": true,
	".onnx": true, ".bin": true, ".so": true, ".dll": true, ".ttf": true, ".pkl": true, ".joblib": true,
}

func fileLike(name string) bool { return fileExtensions[path.Ext(name)] && path.Ext(name) != name }

// archiveEndings are those of the files that ADD unpacks if they hold a tar: BuildKit looks into them.
var archiveEndings = []string{
	".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tlz", ".tzst", ".tar.z", ".gz", ".bz2", ".xz", ".zst", ".lzma",
}

func isArchive(name string) bool {
	name = strings.ToLower(name)
	for _, ending := range archiveEndings {
		if strings.HasSuffix(name, ending) {
			return true
		}
	}
	return false
}
