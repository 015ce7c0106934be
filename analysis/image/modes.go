package image

import (
	"io/fs"
	"strconv"
	"strings"
)

// modeChange is what chmod or --chmod does to the permissions of a file.
type modeChange struct {
	text string // octal digits or chmod's symbols; empty when it is not known
}

func (c *modeChange) apply(m Mode) Mode {
	if octal, err := strconv.ParseUint(c.text, 8, 12); err == nil {
		return Mode{fs.FileMode(octal & 0o777), true}
	}
	for clause := range strings.SplitSeq(c.text, ",") {
		m = applyClause(clause, m)
	}
	return m
}

// chmod changes the permissions of what lies there, and notes the step if it decides whether others than the owner and the group may read it.
func (o *Origin) chmod(step *Step, change *modeChange) {
	before := o.Mode
	o.Mode = change.apply(before)
	if _, err := strconv.ParseUint(change.text, 8, 12); err == nil || !o.Mode.Known || before.Bits&0o004 != o.Mode.Bits&0o004 {
		o.Chmod = step
	}
}

// applyClause does what one clause of chmod's symbols says: "u+x", "a=rx", "+x". One that is not understood leaves nothing known.
func applyClause(clause string, m Mode) Mode {
	at := strings.IndexAny(clause, "+-=")
	if at < 0 || !m.Known {
		return Mode{}
	}
	who, bits := fs.FileMode(0), fs.FileMode(0)
	for _, r := range clause[:at] {
		who |= map[rune]fs.FileMode{'u': 0o700, 'g': 0o070, 'o': 0o007, 'a': 0o777}[r]
	}
	if at == 0 {
		who = 0o777
	}
	for _, r := range clause[at+1:] {
		bit, ok := map[rune]fs.FileMode{'r': 0o444, 'w': 0o222, 'x': 0o111}[r]
		if !ok {
			return Mode{}
		}
		bits |= bit
	}
	switch clause[at] {
	case '+':
		m.Bits |= bits & who
	case '-':
		m.Bits &^= bits & who
	default:
		m.Bits = m.Bits&^who | bits&who
	}
	return m
}

// moded is a chmod of a path, or of all that lies below it.
type moded struct {
	path      string
	recursive bool
	change    *modeChange
}

func (m *moded) on(_ *query, p string) verdict {
	if p == m.path || m.recursive && within(m.path, p) {
		return verdict{mode: m.change}
	}
	return verdict{}
}

func (m *moded) names(*query, string) ([]string, bool) { return nil, true }
