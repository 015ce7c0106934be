package lsp

import (
	"cmp"
	"maps"
	"slices"
)

// world is what the server knows between two changes: the open documents and a moment of each folder. It never changes;
// a request sees the one that there was when it arrived.
type world struct {
	goos    string
	lens    *lens
	docs    map[string]*document // by documentKey
	ran     map[string]*ran      // what runs found, by documentKey of the Dockerfile
	moments []*moment            // the deepest root first, so that the first that holds a file is its home
}

// fileChange is a change of a file anywhere on the machine.
type fileChange struct {
	path     string // in the system's own form
	presence bool
}

// home is the moment that a file belongs to, and its path below that folder.
func (w *world) home(file string) (*moment, string) {
	for _, m := range w.moments {
		if name, ok := w.within(m.folder, file); ok {
			return m, name
		}
	}
	return nil, ""
}

// within is a file's path below a folder. A lone folder holds only what lies in it directly.
func (w *world) within(f *folder, file string) (string, bool) {
	if f.root == "" || file == "" {
		return "", false
	}
	name, ok := pathBelow(f.root, file, w.goos)
	if dir, _ := splitPath(file, w.goos); ok && f.lone && !samePath(dir, f.root, w.goos) {
		return "", false
	}
	return name, ok
}

func samePath(a, b, goos string) bool {
	name, ok := pathBelow(a, b, goos)
	return ok && name == "."
}

// homeOf is the moment that a document belongs to, and its path there.
func (w *world) homeOf(d *document) (*moment, string) {
	if d.path != "" {
		return w.home(d.path)
	}
	for _, m := range w.moments {
		for name, other := range m.docs {
			if m.folder.root == "" && other.key == d.key {
				return m, name
			}
		}
	}
	return nil, ""
}

// momentIn is the moment of a folder; nil when the folder is no longer part of the world.
func (w *world) momentIn(f *folder) *moment {
	for _, m := range w.moments {
		if m.folder == f {
			return m
		}
	}
	return nil
}

// find is the home of a URI, open or not.
func (w *world) find(uri string) (*moment, string) {
	if d := w.docs[documentKey(uri, w.goos)]; d != nil {
		return w.homeOf(d)
	}
	if path, ok := pathOfURI(uri, w.goos); ok {
		return w.home(path)
	}
	return nil, ""
}

// uriOf is the address of a file of a folder, spelled as the client does when it has it open, and its version then.
func (w *world) uriOf(m *moment, name string) (uri string, version *int32) {
	if d := m.docs[name]; d != nil {
		return d.uri, &d.version
	}
	return uriOfPath(joinPath(m.folder.root, name, w.goos), w.goos), nil
}

// withDocument is the world after a document was opened or changed.
func (w *world) withDocument(d *document) *world {
	docs := maps.Clone(w.docs)
	docs[d.key] = d
	opened := w.docs[d.key] == nil
	return w.with(docs, []fileChange{{d.path, opened}}, d.key)
}

// withoutDocument is the world after a document was closed: what counts now is the file on the disk.
func (w *world) withoutDocument(d *document) *world {
	docs := maps.Clone(w.docs)
	delete(docs, d.key)
	return w.with(docs, []fileChange{{d.path, true}}, d.key)
}

// withChanges is the world after files on the disk changed.
func (w *world) withChanges(changes []fileChange) *world { return w.with(w.docs, changes, "") }

// with moves every folder that a change touches to its next moment. Lone folders come and go with their documents.
func (w *world) with(docs map[string]*document, changes []fileChange, key string) *world {
	next := &world{goos: w.goos, lens: w.lens, docs: docs, ran: w.ranBefore(changes)}
	for _, m := range w.moments {
		if m.folder.root == "" {
			next.moments = append(next.moments, w.withoutFile(m, docs, key)...)
			continue
		}
		var inside []change
		for _, c := range changes {
			if name, ok := w.within(m.folder, c.path); ok {
				inside = append(inside, change{name, c.presence})
			}
		}
		if len(inside) > 0 {
			open := w.openIn(m.folder, docs)
			if m.folder.lone && len(open) == 0 {
				continue
			}
			m = w.lens.next(m, open, inside)
		}
		next.moments = append(next.moments, m)
	}
	next.house(docs[key])
	return next
}

// withoutFile is the next moment of a document that is no local file; none when it was closed.
func (w *world) withoutFile(m *moment, docs map[string]*document, key string) []*moment {
	for name, d := range m.docs {
		switch {
		case d.key != key:
		case docs[key] == nil:
			return nil
		default:
			return []*moment{w.lens.next(m, map[string]*document{name: docs[key]}, []change{{path: name}})}
		}
	}
	return []*moment{m}
}

func (w *world) openIn(f *folder, docs map[string]*document) map[string]*document {
	open := map[string]*document{}
	for _, d := range docs {
		if name, ok := w.within(f, d.path); ok {
			open[name] = d
		}
	}
	return open
}

// house gives a document that has no home a lone folder.
func (w *world) house(d *document) {
	if d == nil {
		return
	}
	if m, _ := w.homeOf(d); m != nil {
		return
	}
	root, name := "", d.file.Path()
	if d.path != "" {
		root, name = splitPath(d.path, w.goos)
	}
	f := newFolder(root, true)
	open := map[string]*document{name: d}
	if root != "" {
		open = w.openIn(f, w.docs)
	}
	w.moments = append(w.moments, w.lens.momentOf(f, open))
}

// withRoots is the world with other folders; those that stay keep what is known of them.
func (w *world) withRoots(roots []string) *world {
	next := &world{goos: w.goos, lens: w.lens, docs: w.docs, ran: w.ran}
	for _, root := range roots {
		at := slices.IndexFunc(w.moments, func(m *moment) bool {
			return !m.folder.lone && samePath(m.folder.root, root, w.goos)
		})
		if at >= 0 {
			next.moments = append(next.moments, w.moments[at])
			continue
		}
		f := newFolder(root, false)
		next.moments = append(next.moments, w.lens.momentOf(f, w.openIn(f, w.docs)))
	}
	slices.SortStableFunc(next.moments, func(a, b *moment) int { return cmp.Compare(len(b.folder.root), len(a.folder.root)) })
	for _, key := range slices.Sorted(maps.Keys(w.docs)) {
		next.house(w.docs[key])
	}
	return next
}

// withLens is the world looked at with other settings; nothing is known of it yet.
func (w *world) withLens(l *lens) *world {
	next := &world{goos: w.goos, lens: l, docs: w.docs, ran: w.ran}
	for _, m := range w.moments {
		next.moments = append(next.moments, l.moment(m.folder, m.docs, m, nil))
	}
	return next
}
