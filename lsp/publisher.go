package lsp

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"runtime"
	"sync"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/lambdock/lambdock/analysis"
)

// publisher lints in the background what changes, and tells the client: by pushing diagnostics, or, when the client
// fetches them itself, by saying that it should fetch them again. Changes that come faster than it works are taken together.
type publisher struct {
	server  *server
	started chan struct{}
	start   sync.Once
	wakeup  chan struct{}

	mu           sync.Mutex
	wanted, done int
	settled      *sync.Cond

	// Of the publishing goroutine alone:
	taken      map[runKey]taken
	dirty      map[string]place // files whose findings changed since they were told, by documentKey
	told       map[string]told  // by documentKey
	ran        map[string]*ran  // what runs found, as it was told
	complained map[string]bool  // errors shown already
	stale      stale
	refreshing chan struct{} // holds a token while the client is being asked to fetch again
}

// runKey is one subject: a Dockerfile or a file around.
type runKey struct {
	folder *folder
	name   string
}

// taken are the newest findings of a subject, and where the files lie that they speak of.
type taken struct {
	found *findings
	shows string           // what lenses and hints of other files show of it
	files map[string]place // by documentKey
}

// place is a file of a folder.
type place struct {
	folder *folder
	name   string
}

// told is what the client knows of a file.
type told struct {
	uri     string
	version *int32
	id      string
	empty   bool
}

func newPublisher(s *server) *publisher {
	p := &publisher{
		server: s, started: make(chan struct{}), wakeup: make(chan struct{}, 1),
		taken: map[runKey]taken{}, dirty: map[string]place{}, told: map[string]told{}, complained: map[string]bool{},
		refreshing: make(chan struct{}, 1),
	}
	p.settled = sync.NewCond(&p.mu)
	return p
}

// begin lets the publisher work: the client is ready.
func (p *publisher) begin() { p.start.Do(func() { close(p.started) }) }

// wake says that the world changed.
func (p *publisher) wake() {
	p.mu.Lock()
	p.wanted++
	p.mu.Unlock()
	select {
	case p.wakeup <- struct{}{}:
	default:
	}
}

// settle waits until all changes so far are told, if the publisher has begun.
func (p *publisher) settle() {
	select {
	case <-p.started:
	default:
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.done < p.wanted {
		p.settled.Wait()
	}
}

func (p *publisher) finish(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = n
	p.settled.Broadcast()
}

func (p *publisher) run(ctx context.Context) {
	select {
	case <-p.started:
	case <-ctx.Done():
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wakeup:
		}
		p.mu.Lock()
		n := p.wanted
		p.mu.Unlock()
		func() {
			defer p.server.now().lens.contain("publishing diagnostics")
			p.pass(ctx)
		}()
		p.finish(n)
	}
}

// pass lints what the newest world changed: the open Dockerfiles first, which are told at once, then all others.
func (p *publisher) pass(ctx context.Context) {
	w := p.server.now()
	for _, m := range w.moments {
		for _, name := range m.openDockerfiles() {
			found, err := m.findings(ctx, w.lens, name)
			if err != nil {
				return
			}
			p.take(w, runKey{m.folder, name}, found)
			p.tell(w, p.keyOf(w, m.folder, name), place{m.folder, name})
		}
	}
	if !p.lintAll(ctx, w) {
		return
	}
	maps.Copy(p.dirty, p.server.answers.doubtful())
	for key, r := range w.ran {
		if p.ran[key] != r {
			p.dirty[key] = r.place
		}
	}
	p.ran = w.ran
	for key, file := range p.dirty {
		p.tell(w, key, file)
	}
	p.refresh()
}

// lintAll takes the findings of all subjects, and reports whether it came to the end before the world changed again.
func (p *publisher) lintAll(ctx context.Context, w *world) bool {
	alive := map[runKey]bool{}
	for _, m := range w.moments {
		v, err := m.view.wait(ctx)
		if err != nil {
			return false
		}
		var names []string
		for _, name := range v.subjects {
			if w.livesIn(m, name) {
				names = append(names, name)
				alive[runKey{m.folder, name}] = true
			}
		}
		all := p.lintEach(ctx, w, m, names)
		if all == nil {
			return false
		}
		for i, name := range names {
			p.take(w, runKey{m.folder, name}, all[i])
		}
	}
	for key := range p.taken {
		if !alive[key] {
			p.take(w, key, nil)
		}
	}
	return true
}

// lintEach lints subjects side by side. It is nil when the world changed meanwhile.
func (p *publisher) lintEach(ctx context.Context, w *world, m *moment, names []string) []*findings {
	all := make([]*findings, len(names))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var working sync.WaitGroup
	for i, name := range names {
		if ctx.Err() != nil || p.server.now() != w {
			working.Wait()
			return nil
		}
		if found := m.knownNow(name); found != nil {
			all[i] = found
			continue
		}
		slots <- struct{}{}
		working.Go(func() {
			defer func() { <-slots }()
			all[i], _ = m.findings(ctx, w.lens, name) // nil says the same as the error
		})
	}
	working.Wait()
	if ctx.Err() != nil {
		return nil
	}
	return all
}

// take remembers the newest findings of a subject; nil when there is no such subject any more.
func (p *publisher) take(w *world, key runKey, found *findings) {
	before := p.taken[key]
	if found == before.found {
		return
	}
	for k, file := range before.files {
		p.dirty[k] = file
	}
	if found == nil {
		p.stale.shown = p.stale.shown || before.shows != ""
		delete(p.taken, key)
		return
	}
	files := make(map[string]place, len(found.byFile))
	for name := range found.byFile {
		k := p.keyOf(w, key.folder, name)
		files[k] = place{key.folder, name}
		p.dirty[k] = files[k]
	}
	shows := shownElsewhere(found)
	p.stale.shown = p.stale.shown || before.shows != shows
	p.taken[key] = taken{found, shows, files}
	p.complain(found)
}

// complain shows an error that keeps a Dockerfile from being linted, such as a broken configuration, once.
func (p *publisher) complain(found *findings) {
	if found.err == nil || errors.Is(found.err, fs.ErrNotExist) || p.complained[found.err.Error()] {
		return
	}
	p.complained[found.err.Error()] = true
	p.server.show(protocol.MessageTypeError, name+": "+found.err.Error())
}

// keyOf is the documentKey of a file of a folder.
func (p *publisher) keyOf(w *world, f *folder, file string) string {
	if f.root != "" {
		return documentKey(uriOfPath(joinPath(f.root, file, w.goos), w.goos), w.goos)
	}
	for _, m := range w.moments {
		if d := m.docs[file]; d != nil && m.folder == f {
			return d.key
		}
	}
	return ""
}

// tell brings the client's knowledge of a file up to date.
func (p *publisher) tell(w *world, key string, file place) {
	delete(p.dirty, key)
	var lists [][]analysis.Diagnostic
	for _, t := range p.taken {
		if at, ok := t.files[key]; ok {
			lists = append(lists, t.found.byFile[at.name])
		}
	}
	before, known := p.told[key]
	m := w.momentIn(file.folder)
	if m == nil { // the folder went, and with it how the file was spelled
		if known && !before.empty {
			p.push(&report{uri: before.uri, items: []protocol.Diagnostic{}})
		}
		delete(p.told, key)
		p.stale.diagnostics = true
		return
	}
	r := p.server.report(w, m, file.name, union(append(lists, w.ranIn(m, file.name))...))
	if p.server.client.pullsDiagnostics {
		p.stale.diagnostics = p.server.answers.find(key, r) || p.stale.diagnostics
		return
	}
	edited := r.version != nil && (before.version == nil || *before.version != *r.version)
	if known && !edited && before.id == r.id && before.uri == r.uri || !known && r.version == nil && len(r.items) == 0 {
		return
	}
	if known && before.uri != r.uri && !before.empty {
		p.push(&report{uri: before.uri, items: []protocol.Diagnostic{}})
	}
	p.push(r)
	p.told[key] = told{r.uri, r.version, r.id, len(r.items) == 0}
	if r.version == nil && len(r.items) == 0 {
		delete(p.told, key)
	}
}

func (p *publisher) push(r *report) {
	params := &protocol.PublishDiagnosticsParams{URI: uri.URI(r.uri), Diagnostics: r.items}
	if r.version != nil {
		params.Version = protocol.NewOptional(*r.version)
	}
	p.server.session.notify(protocol.MethodTextDocumentPublishDiagnostics, params)
}
