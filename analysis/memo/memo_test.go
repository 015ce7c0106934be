package memo_test

import (
	"testing"

	"github.com/lambdock/lambdock/analysis/memo"
)

func TestMemoForgetsWhatAGenerationDidNotAskFor(t *testing.T) {
	var m memo.Memo[int]
	m.Put("a", 1)
	m.Put("b", 2)
	m.Turn()
	if v, ok := m.Get("a"); !ok || v != 1 {
		t.Errorf("a is %d, %v after one turn", v, ok)
	}
	m.Turn()
	if _, ok := m.Get("a"); !ok {
		t.Error("a was asked for and is forgotten")
	}
	if _, ok := m.Get("b"); ok {
		t.Error("b was not asked for and is known")
	}
	m.Turn()
	m.Turn()
	if _, ok := m.Get("a"); ok {
		t.Error("a is known after two turns")
	}
}

func TestNilMemoKnowsNothing(t *testing.T) {
	var m *memo.Memo[int]
	m.Turn()
	m.Put("a", 1)
	if _, ok := m.Get("a"); ok {
		t.Error("a nil memo remembers")
	}
}
