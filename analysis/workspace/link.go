package workspace

import "io/fs"

// Uses reports whether the build is tied to the Dockerfile of that path: it names it, or the first of its candidates that exists is it.
func (b *Build) Uses(fsys fs.FS, dockerfile string) bool {
	place, ok := b.place(fsys)
	return ok && place.Dockerfile == dockerfile
}

// ContextFor is the build's context when it builds the Dockerfile of that path.
func (b *Build) ContextFor(fsys fs.FS, dockerfile string) Value {
	if b.Dockerfile.State == Known || b.Context.State == Known {
		return b.Context
	}
	if place, ok := b.place(fsys); ok && place.Dockerfile == dockerfile {
		return Value{State: Known, Text: place.Context, Span: b.Context.Span}
	}
	return b.Context
}

// place is where the build's Dockerfile lies. Two candidates that exist are two answers, and so none.
func (b *Build) place(fsys fs.FS) (Place, bool) {
	if b.Dockerfile.State == Known {
		return Place{b.Dockerfile.Text, b.Context.Text}, true
	}
	var found []Place
	for _, candidate := range b.Candidates {
		if info, err := fs.Stat(fsys, candidate.Dockerfile); err == nil && !info.IsDir() {
			found = append(found, candidate)
		}
	}
	if len(found) != 1 {
		return Place{}, false
	}
	return found[0], true
}
