package image

import (
	"io/fs"
	"slices"
	"strings"
	"sync"
)

// maxOps is how many changes to the files of a stage are followed. An image has at most 127 layers
// (https://docs.docker.com/storage/storagedriver/overlayfs-driver/), so only nonsense has more; everything is Unknown then.
const maxOps = 1000

// maxVisits bounds the work of one question: stages that copy from each other twice make it exponential otherwise.
const maxVisits = 20_000

// maxHops bounds how many symbolic links one path is followed through; Linux has the same limit.
const maxHops = 40

// files is what is known of the files of a stage: what its instructions do to them, in order, on top of a parent.
// Nothing is added any more once the stage is simulated; it may be asked by several goroutines then.
type files struct {
	parent *files // of the stage that this one is built from; nil if base is no stage
	base   Base
	ops    []op
	depth  int // ops of all parents
	// before is the number of ops in front of each step.
	before map[*Step]int
	// scopes are the last ops that could have written into the same places, the latest scope first.
	scopes []int

	mu       sync.Mutex
	memories map[string]memory
}

// op is one change to the files.
type op struct {
	step   *Step
	effect effect
	// repeated is a later op that could have written into the very same places: what that one says of a path, this one would say again. Zero without one.
	repeated int
}

// repeatedBefore reports an op that says nothing new to who has asked the later ops in front of upto.
func (o *op) repeatedBefore(upto int) bool { return o.repeated > 0 && o.repeated < upto }

// effect says what a change does to one path.
type effect interface {
	on(q *query, path string) verdict
	// names are the entries that the effect may have put into a directory; complete says that there are no others.
	names(q *query, dir string) (names []string, complete bool)
}

// verdict is what an effect says about one path.
type verdict struct {
	kind verdictKind
	node node
	mode *modeChange
	// installed reports that what may have been written are packages of an index, which leave alone what lies there already.
	installed bool
}

type verdictKind int

const (
	untouched verdictKind = iota
	settled               // node says it all
	maybeWritten
	maybeRemoved
)

// node is what is known of one path.
type node struct {
	presence Presence
	kind     nodeKind // of a Present path
	origin   Origin
	// link is the symbolic link that the path is, or leads through, and target where it points; empty without one.
	link, target string
	// installed reports that the presence is Unknown for no other reason than that packages of an index were installed around it.
	installed bool
}

type nodeKind int

const (
	kindUnknown nodeKind = iota
	kindFile
	kindDir
)

// query bounds the work of one question.
type query struct{ visits int }

func newQuery() *query { return &query{visits: maxVisits} }

func (q *query) spend() bool {
	q.visits--
	return q.visits > 0
}

// newFiles returns the files that a stage begins with: its parent's, or those of its base image.
func newFiles(parent *files, base Base) *files {
	f := &files{parent: parent, base: base, before: map[*Step]int{}, memories: map[string]memory{}}
	if parent != nil {
		f.depth = parent.depth + len(parent.ops)
	}
	return f
}

func (f *files) add(step *Step, effects ...effect) {
	for _, e := range effects {
		switch room := maxOps - f.depth - len(f.ops); {
		case room > 1:
			f.append(step, e)
		case room == 1:
			f.append(step, &touched{step: step, everywhere: true})
		}
	}
}

// maxScopes is how many kinds of places are remembered to find the ops that write there again.
const maxScopes = 8

func (f *files) append(step *Step, e effect) {
	f.ops = append(f.ops, op{step: step, effect: e})
	t, ok := e.(*touched)
	if !ok {
		return
	}
	last := len(f.ops) - 1
	at := slices.IndexFunc(f.scopes, func(i int) bool { return t.sameScope(f.ops[i].effect.(*touched)) })
	switch {
	case at >= 0:
		f.ops[f.scopes[at]].repeated = last
		f.scopes = slices.Delete(f.scopes, at, at+1)
	case len(f.scopes) == maxScopes:
		f.scopes = f.scopes[:maxScopes-1]
	}
	f.scopes = slices.Insert(f.scopes, 0, last)
}

func (f *files) mark(step *Step) {
	if _, ok := f.before[step]; !ok {
		f.before[step] = len(f.ops)
	}
}

// view is the files as they are in front of one op.
type view struct {
	files *files
	upto  int
}

func (f *files) now() view { return view{f, len(f.ops)} }

// find says what is known of an absolute path, symbolic links followed.
func (v view) find(q *query, path string) node {
	n, _ := v.resolve(q, path)
	return n
}

// resolve is find with the path that the links lead to.
func (v view) resolve(q *query, path string) (node, string) {
	path = clean(path)
	for range maxHops {
		n := v.raw(q, path)
		if n.link == "" {
			return n, path
		}
		path = follow(n, path)
	}
	return node{}, path
}

// raw says what is known of an absolute path, without following links.
func (v view) raw(q *query, path string) node {
	if path == "/" {
		return node{presence: Present, kind: kindDir}
	}
	f := v.files
	known, ok := f.recall(path, v.upto)
	n, done := known.node, known.upto
	if !ok {
		n = f.beginning(q, path)
	}
	var since history
	for i := v.upto - 1; i >= done; i-- {
		if f.ops[i].repeatedBefore(v.upto) {
			continue
		}
		if !q.spend() {
			return node{}
		}
		verdict := f.ops[i].effect.on(q, path)
		if verdict.kind == settled {
			n = verdict.node
			break
		}
		since.note(f.ops[i].step, verdict)
	}
	n = since.upon(n)
	if q.visits > 0 {
		f.remember(path, memory{v.upto, n})
	}
	return n
}

// beginning says what is known of a path in front of the first op.
func (f *files) beginning(q *query, path string) node {
	if f.parent == nil {
		return baseNode(f.base, path)
	}
	if !q.spend() {
		return node{}
	}
	return f.parent.now().raw(q, path)
}

// memory is what was found out about a path once: the ops up to it need not be asked again.
type memory struct {
	upto int
	node node
}

// maxMemories bounds the paths that are remembered of a stage.
const maxMemories = 4096

func (f *files) recall(path string, upto int) (memory, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	m, ok := f.memories[path]
	if m.upto > upto {
		return memory{}, false
	}
	return m, ok
}

func (f *files) remember(path string, m memory) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if known, ok := f.memories[path]; ok && known.upto > m.upto || !ok && len(f.memories) >= maxMemories {
		return
	}
	f.memories[path] = m
}

// history is what later ops may have done to a path.
type history struct {
	changed   *Step
	installed bool
	removed   bool
	modes     []modeStep // the latest first
}

// modeStep is a chmod, and the step that it stands in.
type modeStep struct {
	step   *Step
	change *modeChange
}

func (h *history) note(step *Step, v verdict) {
	if v.mode != nil {
		h.modes = append(h.modes, modeStep{step, v.mode})
	}
	switch v.kind {
	case maybeRemoved:
		h.removed = true
	case maybeWritten:
		h.installed = h.installed || v.installed
		if h.changed == nil && !v.installed {
			h.changed = step
		}
	}
}

// upon is what is known of a path after the history, if n is what was known before it.
func (h *history) upon(n node) node {
	if n.presence != Present {
		switch {
		case h.changed != nil:
			return node{}
		case h.installed:
			return node{installed: n.presence == Absent || n.installed}
		}
		return n
	}
	if h.removed {
		return node{}
	}
	if h.changed != nil && n.kind != kindDir {
		n.origin.ChangedBy, n.origin.Mode, n.origin.Chmod = h.changed, Mode{}, nil
	}
	for _, m := range slices.Backward(h.modes) {
		n.origin.chmod(m.step, m.change)
	}
	return n
}

// follow is where a path leads that is, or goes through, the node's link.
func follow(n node, path string) string {
	rest := strings.TrimPrefix(path, n.link)
	if strings.HasPrefix(n.target, "/") {
		return clean(n.target + rest)
	}
	return clean(parentDir(n.link) + "/" + n.target + rest)
}

// Lookup says whether an absolute path is in the image after the stage's last step, and what put it there.
// A path is Absent only if every way in which it could have come in is known.
func (s *Stage) Lookup(path string) (Presence, Origin) {
	if s.files == nil {
		return Unknown, Origin{}
	}
	return s.files.now().lookup(path)
}

// LookupOwn is Lookup as if installing packages of an index wrote nothing: what it calls Absent may have come with one of them.
func (s *Stage) LookupOwn(path string) (Presence, Origin) {
	presence, origin := s.Lookup(path)
	if presence == Unknown && s.files != nil && strings.HasPrefix(path, "/") && s.files.now().find(newQuery(), path).installed {
		return Absent, Origin{}
	}
	return presence, origin
}

// LookupBefore is Lookup with the stage as it is when step, one of its own, begins.
func (s *Stage) LookupBefore(step *Step, path string) (Presence, Origin) {
	if s.files == nil {
		return Unknown, Origin{}
	}
	at := slices.Index(s.Steps, step)
	if at < 0 {
		return Unknown, Origin{}
	}
	for _, later := range s.Steps[at:] {
		if upto, ok := s.files.before[later]; ok {
			return view{s.files, upto}.lookup(path)
		}
	}
	return s.Lookup(path)
}

func (v view) lookup(path string) (Presence, Origin) {
	if !strings.HasPrefix(path, "/") {
		return Unknown, Origin{}
	}
	n := v.find(newQuery(), path)
	if n.presence != Present {
		return n.presence, Origin{}
	}
	n.origin.Dir = n.kind == kindDir
	return Present, n.origin
}

// Mode is the permission bits of a file, if they are known.
type Mode struct {
	Bits  fs.FileMode
	Known bool
}

// Executable reports whether everybody may run the file; false when that is not known.
func (m Mode) Executable() bool { return m.Known && m.Bits&0o005 == 0o005 }
