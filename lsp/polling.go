package lsp

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// pollInterval is how often files are looked at for a client that does not say when they change, as Neovim on Linux does not.
const pollInterval = 3 * time.Second

// poller notices what changes on the disk, outside of the editor, among the files that the open documents' findings rest on.
type poller struct {
	server *server
	seen   map[*folder]map[string]stamp
}

// stamp is what a file looked like, or the names in a directory; the zero stamp is nothing at all.
type stamp struct {
	there bool
	state string
}

// poll looks at the files again and again, unless the client watches them.
func (s *server) poll(ctx context.Context) {
	select {
	case <-s.publish.started:
	case <-ctx.Done():
		return
	}
	if s.client.watchesFiles {
		return
	}
	ticker := time.NewTicker(s.pollInterval)
	defer ticker.Stop()
	p := &poller{s, map[*folder]map[string]stamp{}}
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		w := s.now()
		if changes := p.look(w); len(changes) > 0 {
			s.change(func(w *world) *world { return w.withChanges(changes) })
		}
	}
}

// look gives what changed since it looked last. What it had not looked at before has not changed.
func (p *poller) look(w *world) []fileChange {
	var changes []fileChange
	seen := map[*folder]map[string]stamp{}
	for _, m := range w.moments {
		if m.folder.root == "" {
			continue
		}
		before, now := p.seen[m.folder], map[string]stamp{}
		for name := range m.watched() {
			now[name] = stampOf(m.folder.disk, name)
			old, known := before[name]
			if !known || old == now[name] {
				continue
			}
			for _, changed := range differing(name, old, now[name]) {
				changes = append(changes, fileChange{joinPath(m.folder.root, changed.path, w.goos), changed.presence})
			}
		}
		seen[m.folder] = now
	}
	p.seen = seen
	return changes
}

// watched are the paths that the findings about open documents rest on, and the files around them; none while they are being worked out.
func (m *moment) watched() map[string]bool {
	paths := map[string]bool{}
	v, ready := m.view.ready()
	if !ready || len(m.docs) == 0 {
		return paths
	}
	for _, name := range v.around.Files() {
		paths[name] = true
	}
	for _, b := range v.around.Builds {
		paths[b.File.Path()] = true
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, found := range m.known {
		if m.docs[found.name] == nil && !slices.ContainsFunc(found.read, func(name string) bool { return m.docs[name] != nil }) {
			continue
		}
		for _, name := range append([]string{found.name}, found.read...) {
			paths[strings.TrimSuffix(name, "/")] = true
		}
	}
	for name := range m.docs {
		delete(paths, name)
	}
	return paths
}

func stampOf(disk fs.FS, name string) stamp {
	info, err := fs.Stat(disk, name)
	if err != nil {
		return stamp{}
	}
	if !info.IsDir() {
		return stamp{true, fmt.Sprint(info.Size(), info.ModTime().UnixNano(), info.Mode())}
	}
	entries, err := fs.ReadDir(disk, name)
	if err != nil {
		return stamp{}
	}
	var names strings.Builder
	for _, e := range entries {
		names.WriteString(e.Name() + "\x00")
	}
	return stamp{true, names.String()}
}

// differing are the changes between two stamps of a path: of the file, or of what came and went in the directory.
func differing(name string, old, now stamp) []change {
	directory := strings.HasSuffix(old.state, "\x00") || strings.HasSuffix(now.state, "\x00")
	if !directory || !old.there || !now.there {
		return []change{{name, old.there != now.there}}
	}
	var changes []change
	before, after := strings.Split(old.state, "\x00"), strings.Split(now.state, "\x00")
	for _, entry := range append(before, after...) {
		if slices.Contains(before, entry) != slices.Contains(after, entry) {
			changes = append(changes, change{path.Join(name, entry), true})
		}
	}
	return changes
}
