// Package memo keeps what was worked out from texts, so that a document that is edited costs what changed in it.
package memo

import (
	"strings"
	"sync"
)

// Memo holds one value for each text of the last two generations, so it is bounded by what they asked for.
// It may be used by several goroutines. The zero Memo is empty; a nil one stays so.
type Memo[V any] struct {
	mu          sync.Mutex
	now, before map[string]V
}

// Turn begins a generation: what the last one did not ask for is forgotten.
func (m *Memo[V]) Turn() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now, m.before = make(map[string]V, len(m.now)), m.now
}

// Get is the value of a text, if it is known.
func (m *Memo[V]) Get(text string) (value V, ok bool) {
	if m == nil {
		return value, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if value, ok = m.now[text]; ok {
		return value, true
	}
	if value, ok = m.before[text]; ok {
		m.put(text, value)
	}
	return value, ok
}

// Put makes the value of a text known.
func (m *Memo[V]) Put(text string, value V) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(strings.Clone(text), value) // a part of a file would keep all of it
}

func (m *Memo[V]) put(text string, value V) {
	if m.now == nil {
		m.now = map[string]V{}
	}
	m.now[text] = value
}
