package shell

import (
	"path"
	"strings"
)

// ScriptDir stands at the front of a known Value for the folder of the script that holds the text.
// The rest of the value, which may begin with "/..", is relative to it.
const ScriptDir = `$(dirname "$0")`

// RepoRoot stands at the front of a known Value for the root of the repository.
const RepoRoot = "$(git rev-parse --show-toplevel)"

// Resolve puts the folder of the script and the root of the repository into a known value that begins with one of them.
// Other values are given back as they are.
func Resolve(text, scriptDir, repoRoot string) string {
	if rest, ok := strings.CutPrefix(text, ScriptDir); ok {
		return path.Join(scriptDir, rest)
	}
	if rest, ok := strings.CutPrefix(text, RepoRoot); ok {
		return path.Join(repoRoot, rest)
	}
	return text
}

// join is the path that name leads to from dir; both may begin with ScriptDir or RepoRoot.
func join(dir, name string) string {
	if path.IsAbs(name) || strings.HasPrefix(name, ScriptDir) || strings.HasPrefix(name, RepoRoot) {
		return cleanPath(name)
	}
	return cleanPath(dir + "/" + name)
}

func cleanPath(name string) string {
	for _, root := range [...]string{ScriptDir, RepoRoot} {
		if rest, ok := strings.CutPrefix(name, root); ok {
			rest = path.Clean("./" + rest)
			if rest == "." {
				return root
			}
			return root + "/" + rest
		}
	}
	return path.Clean(name)
}

// parent is the folder of a path, as dirname gives it.
func parent(name string) string {
	if name == ScriptDir || name == RepoRoot {
		return name + "/.."
	}
	for _, root := range [...]string{ScriptDir, RepoRoot} {
		if rest, ok := strings.CutPrefix(name, root+"/"); ok {
			return cleanPath(root + "/" + path.Dir(rest))
		}
	}
	return path.Dir(name)
}

// binding is what is known of a variable.
type binding struct {
	Value
	fallback string
	elements []string // of an array whose elements are all known
	exported bool
}

// change remembers a binding that was replaced, so that a subshell can be left.
type change struct {
	name string
	old  binding
	had  bool
}

// mostCopies bounds the entries copied into the Env of commands; beyond it a text's variables are no longer told.
const mostCopies = 1 << 17

// state is what is known at one point of the text.
type state struct {
	vars      map[string]binding
	changes   []change
	outside   func(name string) (Value, bool)
	dir       Value
	dirs      []Value // of pushd
	exportAll bool
	env       map[string]Value // the last snapshot; nil when it is stale
	exported  map[string]bool
	copies    int
}

func (s *state) set(name string, b binding) {
	old, had := s.vars[name]
	s.changes = append(s.changes, change{name, old, had})
	b.exported = b.exported || old.exported || s.exportAll
	if s.vars == nil {
		s.vars = make(map[string]binding)
	}
	s.vars[name] = b
	s.env = nil
}

// forget makes a variable unknown.
func (s *state) forget(name string) { s.set(name, binding{}) }

// lookup is what is known of a variable.
func (s *state) lookup(name string) (binding, bool) {
	if b, ok := s.vars[name]; ok {
		return b, true
	}
	if s.outside != nil {
		if v, ok := s.outside(name); ok {
			return binding{Value: v}, true
		}
	}
	return binding{}, false
}

// mark is a point to which undo leads back.
type mark struct {
	changes   int
	dir       Value
	dirs      []Value
	exportAll bool
}

func (s *state) mark() mark { return mark{len(s.changes), s.dir, s.dirs, s.exportAll} }

// undo leaves a subshell.
func (s *state) undo(m mark) {
	for len(s.changes) > m.changes {
		c := s.changes[len(s.changes)-1]
		s.changes = s.changes[:len(s.changes)-1]
		if c.had {
			s.vars[c.name] = c.old
		} else {
			delete(s.vars, c.name)
		}
		s.env = nil
	}
	s.dir, s.dirs, s.exportAll = m.dir, m.dirs, m.exportAll
}

// blur forgets what was changed since m: it may not have been run.
func (s *state) blur(m mark) {
	for k, end := m.changes, len(s.changes); k < end; k++ {
		if s.vars[s.changes[k].name].Known || s.vars[s.changes[k].name].elements != nil {
			s.forget(s.changes[k].name)
		}
	}
	if s.dir != m.dir {
		s.dir = Value{}
	}
	s.dirs = m.dirs
}

// snapshot is the state as a command tells it.
func (s *state) snapshot() (env map[string]Value, exported map[string]bool) {
	if s.env != nil || len(s.vars) == 0 {
		return s.env, s.exported
	}
	s.copies += len(s.vars)
	if s.copies > mostCopies {
		return nil, nil
	}
	s.env, s.exported = make(map[string]Value, len(s.vars)), nil
	for name, b := range s.vars {
		s.env[name] = b.Value
		if strings.Contains(b.Text, scriptFile) {
			s.env[name] = Value{}
		}
		if b.exported {
			if s.exported == nil {
				s.exported = make(map[string]bool)
			}
			s.exported[name] = true
		}
	}
	return s.env, s.exported
}
