package shell

import (
	"mvdan.cc/sh/v3/syntax"

	"github.com/lambdock/lambdock/analysis/memo"
)

// Memory remembers how texts parsed, whatever their variables were and wherever they stood. The zero Memory knows none, and so does a nil one.
type Memory struct{ posix, bash memo.Memo[parsed] }

// parsed is a syntax tree, which is only read.
type parsed struct {
	tree   *syntax.File
	broken bool
}

// Turn begins a generation: what the last one did not read is forgotten.
func (m *Memory) Turn() {
	if m != nil {
		m.posix.Turn()
		m.bash.Turn()
	}
}

func (m *Memory) read(text string, dialect Dialect) (tree *syntax.File, broken bool) {
	if m == nil {
		return read(text, dialect)
	}
	trees := &m.posix
	if dialect == Bash {
		trees = &m.bash
	}
	if known, ok := trees.Get(text); ok {
		return known.tree, known.broken
	}
	tree, broken = read(text, dialect)
	trees.Put(text, parsed{tree, broken})
	return tree, broken
}
