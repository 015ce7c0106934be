package image

import (
	"slices"
)

// List names what a directory of the image holds, sorted; complete is false if there may be more. It reads directories of the
// context: for fixes and completion, not for every keystroke.
func (s *Stage) List(dir string) (names []string, complete bool) {
	if s.files == nil {
		return nil, false
	}
	q := newQuery()
	n, at := s.files.now().resolve(q, dir)
	if n.presence == Present && n.kind != kindDir {
		return nil, true
	}
	names, complete = s.files.now().names(q, at)
	return names, complete && n.presence != Unknown
}

// names are the entries of a directory, those that were deleted again left out.
func (v view) names(q *query, dir string) (names []string, complete bool) {
	dir = clean(dir)
	complete = true
	for f, upto := v.files, v.upto; f != nil; f = f.parent {
		if f != v.files {
			upto = len(f.ops)
		}
		for i := upto - 1; i >= 0; i-- {
			if !q.spend() {
				return names, false
			}
			more, all := f.ops[i].effect.names(q, dir)
			names, complete = append(names, more...), complete && all
		}
		if f.parent == nil {
			complete = complete && emptyInBase(f.base, dir)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return slices.DeleteFunc(names, func(name string) bool {
		n := v.raw(q, clean(dir+"/"+name))
		complete = complete && (n.presence != Unknown || n.link != "")
		return n.presence == Absent
	}), complete
}

// emptyInBase reports whether a directory is known to be empty in the image that a stage begins with.
func emptyInBase(base Base, dir string) bool {
	if dir == "/" {
		return base.Kind == BaseScratch
	}
	return baseNode(base, dir+"/*").presence == Absent
}
