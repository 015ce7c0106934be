package shell

import (
	"mvdan.cc/sh/v3/syntax"

	"github.com/lambdock/lambdock/analysis/memo"
)

// Memory remembers how texts parsed, whatever their variables were and wherever they stood. The zero Memory knows none, and so does a nil one.
type Memory struct{ posix, bash memo.Memo[parsed] }

// parsed is a text's syntax tree, and the places in it that writesIn gives. It is only read.
type parsed struct {
	tree   *syntax.File // nil if there is none
	broken bool
	writes []write
}

func parse(text string, dialect Dialect) parsed {
	tree, broken := read(text, dialect)
	if tree == nil {
		return parsed{broken: broken}
	}
	return parsed{tree, broken, writesIn(tree)}
}

// Turn begins a generation: what the last one did not read is forgotten.
func (m *Memory) Turn() {
	if m != nil {
		m.posix.Turn()
		m.bash.Turn()
	}
}

func (m *Memory) read(text string, dialect Dialect) parsed {
	if m == nil {
		return parse(text, dialect)
	}
	trees := &m.posix
	if dialect == Bash {
		trees = &m.bash
	}
	if known, ok := trees.Get(text); ok {
		return known
	}
	now := parse(text, dialect)
	trees.Put(text, now)
	return now
}
