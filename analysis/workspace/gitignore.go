package workspace

import (
	"io/fs"
	"path"
	"strings"
)

// ignoreList holds the patterns of the .gitignore files from the root down to a folder; a later one outweighs an earlier.
type ignoreList []ignorePattern

// ignorePattern is one line of a .gitignore file (https://git-scm.com/docs/gitignore, "Pattern format").
type ignorePattern struct {
	base     string // folder of the .gitignore file
	segments []string
	negated  bool
	dirOnly  bool
	floating bool // without a slash: matches a name at any depth
	literal  bool
}

// ignoresAbove are the patterns of the folders above dir.
func ignoresAbove(fsys fs.FS, dir string) ignoreList {
	var list ignoreList
	if dir == "." {
		return list
	}
	above := "."
	for _, part := range strings.Split(dir, "/") {
		list = list.with(fsys, above)
		above = path.Join(above, part)
	}
	return list
}

// with adds the patterns of a folder's own .gitignore.
func (l ignoreList) with(fsys fs.FS, dir string) ignoreList {
	text, ok := readText(fsys, path.Join(dir, ".gitignore"))
	if !ok {
		return l
	}
	list := l[:len(l):len(l)]
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		if p, ok := parseIgnore(dir, strings.TrimRight(line, "\r\n")); ok {
			list = append(list, p)
		}
	}
	return list
}

func parseIgnore(base, line string) (ignorePattern, bool) {
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	p := ignorePattern{base: base}
	if strings.HasPrefix(line, "#") {
		return p, false
	}
	if rest, found := strings.CutPrefix(line, "!"); found {
		p.negated, line = true, rest
	}
	if rest, found := strings.CutSuffix(line, "/"); found {
		p.dirOnly, line = true, rest
	}
	p.floating = !strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	if line == "" {
		return p, false
	}
	p.literal = !strings.ContainsAny(line, `*?[\`)
	p.segments = strings.Split(strings.ReplaceAll(line, "[!", "[^"), "/")
	return p, true
}

// match reports whether the last pattern that fits a path ignores it. Folders above it are not looked at.
func (l ignoreList) match(name string, dir bool) bool {
	for i := len(l) - 1; i >= 0; i-- {
		if l[i].fits(name, dir) {
			return !l[i].negated
		}
	}
	return false
}

func (p ignorePattern) fits(name string, dir bool) bool {
	if p.dirOnly && !dir {
		return false
	}
	if p.base != "." {
		rest, below := strings.CutPrefix(name, p.base+"/")
		if !below {
			return false
		}
		name = rest
	}
	if p.floating {
		return p.fitsSegment(p.segments[0], path.Base(name))
	}
	return p.fitsPath(name)
}

func (p ignorePattern) fitsSegment(pattern, name string) bool {
	if p.literal {
		return pattern == name
	}
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

// fitsPath matches segment by segment; going back to the last ** alone is enough, as with * in a name.
func (p ignorePattern) fitsPath(name string) bool {
	names := strings.Split(name, "/")
	at, retryPattern, retryName := 0, -1, 0
	i := 0
	for i < len(names) {
		switch {
		case at < len(p.segments) && p.segments[at] == "**":
			if at == len(p.segments)-1 {
				return true
			}
			at++
			retryPattern, retryName = at, i
		case at < len(p.segments) && p.fitsSegment(p.segments[at], names[i]):
			at++
			i++
		case retryPattern >= 0:
			retryName++
			at, i = retryPattern, retryName
		default:
			return false
		}
	}
	return at == len(p.segments)
}
