package workspace

import (
	"slices"
	"strconv"
	"strings"
)

// version is a release: major, minor, patch.
type version [3]int

// before reports whether a release is older than another.
func (v version) before(other version) bool { return slices.Compare(v[:], other[:]) < 0 }

// raised is a release with one of its parts one higher, and nothing behind it.
func (v version) raised(part int) version {
	next := version{}
	copy(next[:], v[:part+1])
	next[part]++
	return next
}

// versions are the releases that may be in use: those from one on, and, where there is a limit, before another.
type versions struct {
	from, limit version
	limited     bool
}

// since reports whether all of them are that release or newer.
func (v versions) since(release version) bool { return !v.from.before(release) }

// until reports whether all of them are older than that release.
func (v versions) until(release version) bool { return v.limited && !release.before(v.limit) }

// atLeast narrows them to those that are not older than a release.
func (v versions) atLeast(release version) versions {
	if v.from.before(release) {
		v.from = release
	}
	return v
}

// below narrows them to those that are older than a release.
func (v versions) below(release version) versions {
	if !v.limited || release.before(v.limit) {
		v.limit, v.limited = release, true
	}
	return v
}

// versionOperators stand before a release in a constraint, the longer of two that begin alike first.
var versionOperators = []string{">=", "<=", "!=", "~>", ">", "<", "=", "^", "~"}

// narrow applies constraints, "~> 3.0, < 3.6" or "^4.4.0". One that is not understood leaves all in.
func (v versions) narrow(constraints string) versions {
	for constraint := range strings.SplitSeq(constraints, ",") {
		constraint = strings.TrimSpace(constraint)
		operator := ""
		for _, o := range versionOperators {
			if strings.HasPrefix(constraint, o) {
				operator = o
				break
			}
		}
		release, parts, ok := parseVersion(strings.TrimSpace(constraint[len(operator):]))
		if ok {
			v = v.narrowOne(operator, release, parts)
		}
	}
	return v
}

// narrowOne applies one constraint on a release of which so many parts are written.
func (v versions) narrowOne(operator string, release version, parts int) versions {
	last := len(release) - 1
	switch operator {
	case "", "=":
		return v.atLeast(release).below(release.raised(parts - 1))
	case ">=":
		return v.atLeast(release)
	case ">":
		return v.atLeast(release.raised(last))
	case "<":
		return v.below(release)
	case "<=":
		return v.below(release.raised(last))
	case "^":
		return v.atLeast(release).below(release.raised(0))
	case "~":
		return v.atLeast(release).below(release.raised(min(parts-1, 1)))
	case "~>":
		v = v.atLeast(release)
		if parts > 1 {
			v = v.below(release.raised(parts - 2))
		}
	}
	return v
}

// parseVersion reads "3", "v3.0" or "3.0.2" and says how many parts are written; no pre-releases.
func parseVersion(text string) (release version, parts int, ok bool) {
	for part := range strings.SplitSeq(strings.TrimPrefix(text, "v"), ".") {
		number, err := strconv.Atoi(part)
		if err != nil || number < 0 || number > 1<<20 || parts == len(release) {
			return version{}, 0, false
		}
		release[parts] = number
		parts++
	}
	return release, parts, true
}
