// Package codeactions says what can be done about the findings in a file: fix them, fix all, ignore one, read about its rule.
// It works on data alone; findings are handed to it, and what it gives is data too.
package codeactions

import (
	"slices"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

// Kind says what an action is for.
type Kind int

// The kinds of actions.
const (
	QuickFix  Kind = iota // mends one finding
	FixAll                // mends all that can be mended without asking
	Ignore                // silences one finding
	ReadAbout             // leads to the page of a finding's rule
)

// Action is something that can be done. Its edits are done together or not at all.
type Action struct {
	Kind       Kind
	Title      string
	Preferred  bool                 // the best of the quick fixes of its finding
	Diagnostic *analysis.Diagnostic // what it is about; nil for FixAll
	Edits      []analysis.Edit      // empty for ReadAbout
}

// For gives the actions on findings, in their order: the fixes of each first, then ignoring it, then its documentation.
// The Dockerfile is the file in which findings can be ignored by a comment; nil when there is none.
func For(file *dockerfile.File, found []analysis.Diagnostic) []Action {
	var fixes, others []Action
	for i := range found {
		d := &found[i]
		for n, fix := range d.Fixes {
			if Applicable(fix.Edits) {
				fixes = append(fixes, Action{QuickFix, fix.Title, n == 0, d, fix.Edits})
			}
		}
		if file != nil {
			if edit, ok := analysis.IgnoreEdit(file, *d); ok {
				others = append(others, Action{Ignore, "Ignore " + d.Rule.Name + " for this instruction", false, d, []analysis.Edit{edit}})
			}
		}
		others = append(others, Action{Kind: ReadAbout, Title: "Show documentation of " + d.Rule.Name, Diagnostic: d})
	}
	return append(fixes, once(others)...)
}

// once leaves out actions that do what one before them does: a rule that speaks twice on an instruction is ignored once.
func once(actions []Action) []Action {
	var kept []Action
	for _, a := range actions {
		if !slices.ContainsFunc(kept, func(k Action) bool { return k.Title == a.Title && slices.Equal(k.Edits, a.Edits) }) {
			kept = append(kept, a)
		}
	}
	return kept
}

// Applicable reports whether edits lie inside their files and do not overlap. A fix of which only a part could be done is none.
func Applicable(edits []analysis.Edit) bool {
	byFile := map[*source.File][]analysis.Edit{}
	for _, e := range edits {
		byFile[e.File] = append(byFile[e.File], e)
	}
	for file, list := range byFile {
		if file == nil {
			return false
		}
		if _, err := analysis.Apply(file.Text(), list); err != nil {
			return false
		}
	}
	return len(edits) > 0
}

// SafeFixes are the edits of the preferred fixes that may be done without asking, lie wholly in one file, and do not touch each other.
func SafeFixes(file string, found []analysis.Diagnostic) []analysis.Edit {
	var edits []analysis.Edit
	for _, d := range found {
		if !FixesOnly(file, d) || !d.Fixes[0].Safe {
			continue
		}
		more := append(slices.Clone(edits), d.Fixes[0].Edits...)
		if Applicable(more) {
			edits = more
		}
	}
	return edits
}

// FixesOnly reports whether a finding's preferred fix changes that file and no other.
func FixesOnly(file string, d analysis.Diagnostic) bool {
	return len(d.Fixes) > 0 && !slices.ContainsFunc(d.Fixes[0].Edits, func(e analysis.Edit) bool {
		return e.File.Path() != file
	})
}
