package image

import (
	"path"
	"strings"
)

// clean is the shortest absolute path that is equal to p.
func clean(p string) string { return path.Clean("/" + p) }

func parentDir(p string) string { return path.Dir(p) }

// below is what is left of p behind dir, without a leading slash; ok is false if p does not lie below dir.
// Both are clean and absolute, or both clean and relative, where "." is the root.
func below(dir, p string) (rest string, ok bool) {
	switch dir {
	case "/":
		return p[1:], len(p) > 1
	case ".":
		return p, p != "."
	}
	if len(p) > len(dir)+1 && p[len(dir)] == '/' && strings.HasPrefix(p, dir) {
		return p[len(dir)+1:], true
	}
	return "", false
}

// within reports whether p is dir or lies below it.
func within(dir, p string) bool {
	if dir == p {
		return true
	}
	_, ok := below(dir, p)
	return ok
}

// onOneWay reports whether one of two absolute paths lies within the other.
func onOneWay(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return within(a, b)
}

// firstName is the first name in a relative path.
func firstName(p string) string {
	name, _, _ := strings.Cut(p, "/")
	return name
}

func isDirPath(p string) bool {
	return p == "" || p == "." || strings.HasSuffix(p, "/") || strings.HasSuffix(p, "/.")
}
