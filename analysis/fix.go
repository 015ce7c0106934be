package analysis

import (
	"fmt"
	"slices"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// Apply gives the text with the edits done. Edits that overlap, or lie outside the text, are refused.
func Apply(text string, edits []Edit) (string, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int { return a.Span.Start - b.Span.Start })
	var out []byte
	at := 0
	for _, e := range sorted {
		if e.Span.Start < at || e.Span.End < e.Span.Start || e.Span.End > len(text) {
			return "", fmt.Errorf("applying an edit at %d-%d: it overlaps another or lies outside the text", e.Span.Start, e.Span.End)
		}
		out = append(append(out, text[at:e.Span.Start]...), e.New...)
		at = e.Span.End
	}
	return string(append(out, text[at:]...)), nil
}

// maxFixRounds bounds how often a fix may make way for another.
const maxFixRounds = 10

// Fixed is what fixing left.
type Fixed struct {
	// Texts are the changed files by path. Before are the same files as they were.
	Texts, Before map[string]string
	// Applied counts the fixes.
	Applied int
}

// Fix applies the preferred fix of each finding of a Dockerfile, the safe ones alone unless unsafe is set, until nothing is left to fix.
// Findings that keep refuses are left alone. A fix is applied whole or not at all.
func (p *Project) Fix(name string, unsafe bool, keep func(Diagnostic) bool) (*Fixed, error) {
	return p.fix(func(p *Project) (*Result, error) { return p.Lint(name) }, unsafe, keep)
}

// FixAround does the same for the findings of LintAround.
func (p *Project) FixAround(name string, about func(*workspace.Function) bool, unsafe bool, keep func(Diagnostic) bool) (*Fixed, error) {
	return p.fix(func(p *Project) (*Result, error) { return p.LintAround(name, about) }, unsafe, keep)
}

func (p *Project) fix(lint func(*Project) (*Result, error), unsafe bool, keep func(Diagnostic) bool) (*Fixed, error) {
	overlay := &Overlay{Base: p.FS, Texts: map[string]string{}}
	fixed := &Fixed{Texts: overlay.Texts, Before: map[string]string{}}
	project := *p
	project.FS = overlay
	for range maxFixRounds {
		result, err := lint(&project)
		if err != nil {
			return nil, err
		}
		chosen := chooseFixes(result.Diagnostics, unsafe, keep)
		if len(chosen) == 0 {
			break
		}
		if err := fixed.apply(chosen); err != nil {
			return nil, err
		}
		project.Workspace = project.Workspace.Reread(overlay, changedFiles(chosen))
	}
	return fixed, nil
}

// chooseFixes takes the preferred fixes that do not touch each other, in the order of the findings.
func chooseFixes(diagnostics []Diagnostic, unsafe bool, keep func(Diagnostic) bool) []Fix {
	var chosen []Fix
	taken := map[string][]source.Span{}
	for _, d := range diagnostics {
		if len(d.Fixes) == 0 || keep != nil && !keep(d) {
			continue
		}
		fix := d.Fixes[0]
		if !fix.Safe && !unsafe || touches(fix, taken) {
			continue
		}
		for _, e := range fix.Edits {
			taken[e.File.Path()] = append(taken[e.File.Path()], e.Span)
		}
		chosen = append(chosen, fix)
	}
	return chosen
}

func touches(fix Fix, taken map[string][]source.Span) bool {
	return slices.ContainsFunc(fix.Edits, func(e Edit) bool {
		return slices.ContainsFunc(taken[e.File.Path()], e.Span.Overlaps)
	})
}

func (f *Fixed) apply(fixes []Fix) error {
	edits := map[*source.File][]Edit{}
	for _, fix := range fixes {
		for _, e := range fix.Edits {
			edits[e.File] = append(edits[e.File], e)
		}
	}
	for file, list := range edits {
		text, err := Apply(file.Text(), list)
		if err != nil {
			return fmt.Errorf("fixing %s: %w", file.Path(), err)
		}
		if _, ok := f.Before[file.Path()]; !ok {
			f.Before[file.Path()] = file.Text()
		}
		f.Texts[file.Path()] = text
	}
	f.Applied += len(fixes)
	return nil
}

func changedFiles(fixes []Fix) []string {
	var names []string
	for _, fix := range fixes {
		for _, e := range fix.Edits {
			if !slices.Contains(names, e.File.Path()) {
				names = append(names, e.File.Path())
			}
		}
	}
	return names
}
