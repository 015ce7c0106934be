package lsp

import (
	"context"
	"io/fs"
	"maps"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// Linter is the engine over one workspace folder as one moment shows it; *analysis.Project is one. Its methods may run at the same time.
type Linter interface {
	Read(dockerfile string) (*analysis.Reading, error)
	LintAround(file string, about func(*workspace.Function) bool) (*analysis.Result, error)
	Fix(dockerfile string, unsafe bool, keep func(analysis.Diagnostic) bool) (*analysis.Fixed, error)
}

// moment is a folder between two changes. What it shows never changes; what is worked out about it is worked out once, when it is wanted.
type moment struct {
	folder  *folder
	docs    map[string]*document // the open documents, by path below the folder
	overlay *analysis.Overlay
	view    *promise[*view]

	mu    sync.Mutex
	known map[string]*findings // by subject; those of another generation than the view's are out of date
	works map[string]*work     // by subject
}

// work is that of linting one subject.
type work struct {
	reading  *promise[*reading]
	findings *promise[*findings]
}

// view is what the whole folder says at a moment.
type view struct {
	generation  int
	linter      Linter
	dockerfiles []string // sorted
	// subjects are what is linted: the Dockerfiles, and the files around that say something by themselves; sorted.
	subjects []string
	around   *workspace.Workspace
}

// reading is what one subject says, before any rule looks at it. The dockerfile is nil for a file around, and for one that cannot be read.
type reading struct {
	dockerfile *dockerfile.File
	variants   []*analysis.Variant
	err        error
	check      func() (*analysis.Result, error)
}

// findings are what linting one subject found.
type findings struct {
	*reading
	name       string // of the subject, below the folder
	generation int
	byFile     map[string][]analysis.Diagnostic // by path below the folder
	read       []string                         // sorted
	err        error
}

// lens is how moments are looked at: it makes the engine for one.
type lens struct {
	settings    *config.Config
	preferences preferences
	linter      func(*analysis.Project) Linter
	project     func() *analysis.Project // rules and the day, without files
	log         func(format string, args ...any)
}

// momentOf is the first moment of a folder.
func (l *lens) momentOf(f *folder, docs map[string]*document) *moment {
	return l.moment(f, docs, nil, nil)
}

// next is the moment after changes. What was found out before stays known as far as the changes do not touch it;
// a lens with other settings forgets everything.
func (l *lens) next(m *moment, docs map[string]*document, changes []change) *moment {
	n := l.moment(m.folder, docs, m, changes)
	m.mu.Lock()
	defer m.mu.Unlock()
	for name, found := range m.known {
		if !slices.ContainsFunc(changes, func(c change) bool { return found.restsOn(c) }) {
			n.known[name] = found
		}
	}
	return n
}

func (l *lens) moment(f *folder, docs map[string]*document, before *moment, changes []change) *moment {
	m := &moment{
		folder: f, docs: docs, overlay: &analysis.Overlay{Base: f.disk, Texts: make(map[string]string, len(docs))},
		known: map[string]*findings{}, works: map[string]*work{},
	}
	for name, d := range docs {
		m.overlay.Texts[name] = d.text()
	}
	m.view = newPromise(func() *view {
		if before != nil {
			_, _ = before.view.wait(context.Background()) // a context that never ends
		}
		return l.look(m, changes)
	})
	return m
}

// look brings the folder's index to the moment. A panic on the way leaves the index as far as it came.
func (l *lens) look(m *moment, changes []change) *view {
	open := m.openDockerfiles()
	func() {
		defer l.contain("reading the workspace")
		m.folder.update(m.overlay, changes, open)
	}()
	x := &m.folder.index
	names := maps.Clone(x.dockerfiles)
	if names == nil {
		names = map[string]bool{}
	}
	for _, name := range open {
		names[name] = true
	}
	project := l.project()
	project.FS, project.Workspace, project.Settings, project.Memories = m.overlay, x.around, l.settings, m.memories()
	dockerfiles := slices.Sorted(maps.Keys(names))
	for _, name := range x.around.Files() {
		if m.docs[name] != nil || !m.folder.lone {
			names[name] = true
		}
	}
	return &view{x.generation, l.linter(project), dockerfiles, slices.Sorted(maps.Keys(names)), x.around}
}

// memories are those of the open documents, by path below the folder.
func (m *moment) memories() map[string]*analysis.Memory {
	memories := make(map[string]*analysis.Memory, len(m.docs))
	for name, d := range m.docs {
		memories[name] = d.memory
	}
	return memories
}

func (l *lens) contain(doing string) {
	if p := recover(); p != nil {
		l.log("panic while %s: %v\n%s", doing, p, debug.Stack())
	}
}

// openDockerfiles are the open documents that are Dockerfiles, by their name or because the editor says so.
func (m *moment) openDockerfiles() []string {
	var names []string
	for name := range m.docs {
		if m.isDockerfile(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (m *moment) isDockerfile(name string) bool {
	d := m.docs[name]
	return workspace.IsDockerfile(name) || d != nil && d.isDockerfile()
}

// read is the text of a file at this moment, that of the editor where it is open.
func (m *moment) read(name string) (string, error) {
	text, err := fs.ReadFile(m.overlay, name)
	return string(text), err
}

// reading is what one subject says at this moment, which is there sooner than its findings. The error is ctx's.
func (m *moment) reading(ctx context.Context, l *lens, name string) (*reading, error) {
	v, err := m.view.wait(ctx)
	if err != nil {
		return nil, err
	}
	known, work := m.workOn(l, v, name)
	if known != nil {
		return known.reading, nil
	}
	return work.reading.wait(ctx)
}

// findings are those of one subject at this moment. The error is ctx's.
func (m *moment) findings(ctx context.Context, l *lens, name string) (*findings, error) {
	v, err := m.view.wait(ctx)
	if err != nil {
		return nil, err
	}
	known, work := m.workOn(l, v, name)
	if known != nil {
		return known, nil
	}
	return work.findings.wait(ctx)
}

// workOn is what is known of a subject, or the work that makes it known.
func (m *moment) workOn(l *lens, v *view, name string) (*findings, *work) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if found := m.known[name]; found != nil && found.generation == v.generation {
		return found, nil
	}
	w := m.works[name]
	if w == nil {
		w = &work{reading: newPromise(func() *reading { return l.read(v, name) })}
		w.findings = newPromise(func() *findings {
			r, _ := w.reading.wait(context.Background()) // a context that never ends
			found := l.check(v, name, r)
			m.mu.Lock()
			defer m.mu.Unlock()
			m.known[name] = found
			delete(m.works, name)
			return found
		})
		m.works[name] = w
	}
	return nil, w
}

// read reads one subject. A panic on the way leaves it unread.
func (l *lens) read(v *view, name string) (r *reading) {
	r = &reading{}
	defer l.contain("reading " + name)
	if v.isAround(name) {
		r.check = func() (*analysis.Result, error) { return v.linter.LintAround(name, nil) }
		return r
	}
	read, err := v.linter.Read(name)
	if err != nil {
		r.err = err
		return r
	}
	r.dockerfile, r.variants = read.File, read.Variants
	r.check = func() (*analysis.Result, error) { return read.Check(), nil }
	return r
}

// isAround reports whether a subject is a file around, and no Dockerfile.
func (v *view) isAround(name string) bool {
	_, subject := slices.BinarySearch(v.subjects, name)
	_, dockerfile := slices.BinarySearch(v.dockerfiles, name)
	return subject && !dockerfile
}

// check runs the rules over one subject. A panic on the way leaves it without findings.
func (l *lens) check(v *view, name string, r *reading) (found *findings) {
	found = &findings{reading: r, name: name, generation: v.generation, byFile: map[string][]analysis.Diagnostic{}, err: r.err}
	if r.check == nil {
		return found
	}
	defer l.contain("linting " + name)
	result, err := r.check()
	if err != nil {
		found.err = err
		return found
	}
	found.read = result.Read
	for _, d := range result.Diagnostics {
		found.byFile[d.File.Path()] = append(found.byFile[d.File.Path()], d)
	}
	return found
}

// knownNow are the findings of one subject if they were worked out already for this moment, whose view must be there; else nil.
func (m *moment) knownNow(name string) *findings {
	m.mu.Lock()
	defer m.mu.Unlock()
	if found := m.known[name]; found != nil && found.generation == m.view.value.generation {
		return found
	}
	return nil
}

// knownIn are the findings in one file that were worked out already for this moment, whose view must be there.
func (m *moment) knownIn(file string) []*findings {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []*findings
	for _, found := range m.known {
		if len(found.byFile[file]) > 0 && found.generation == m.view.value.generation {
			list = append(list, found)
		}
	}
	return list
}

// restsOn reports whether a change may change what was found.
func (f *findings) restsOn(c change) bool {
	if f.err != nil || f.name == c.path {
		return true
	}
	if _, read := slices.BinarySearch(f.read, c.path); read || !c.presence {
		return read
	}
	below, _ := slices.BinarySearch(f.read, c.path+"/")
	_, listed := slices.BinarySearch(f.read, path.Dir(c.path))
	return listed || below < len(f.read) && strings.HasPrefix(f.read[below], c.path+"/")
}
