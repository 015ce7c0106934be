package codeactions

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

var (
	file = source.New("Dockerfile", "# escape=\\\nFROM a\n\tRUN yum x && yum y\n")
	yum  = &analysis.Rule{Name: "yum"}
)

func finding(word string, at int, fixes ...analysis.Fix) analysis.Diagnostic {
	start := strings.Index(file.Text()[at:], word) + at
	return analysis.Diagnostic{Rule: yum, File: file, Span: source.Span{Start: start, End: start + len(word)}, Message: "no " + word, Fixes: fixes}
}

func replacing(d analysis.Diagnostic, with string, safe bool) analysis.Fix {
	return analysis.Fix{Title: "Use " + with, Safe: safe, Edits: []analysis.Edit{{File: d.File, Span: d.Span, New: with}}}
}

func described(actions []Action) []string {
	var out []string
	for _, a := range actions {
		line := a.Title
		if a.Preferred {
			line += " (preferred)"
		}
		for _, e := range a.Edits {
			line += fmt.Sprintf(" %d-%d %q", e.Span.Start, e.Span.End, e.New)
		}
		out = append(out, line)
	}
	return out
}

func TestFor(t *testing.T) {
	first, second := finding("yum", 0), finding("yum", 30)
	first.Fixes = []analysis.Fix{replacing(first, "dnf", true), replacing(first, "microdnf", false)}
	second.Fixes = []analysis.Fix{replacing(second, "dnf", true)}
	parsed := dockerfile.Parse(file)
	for _, tt := range []struct {
		name   string
		parsed *dockerfile.File
		found  []analysis.Diagnostic
		want   []string
	}{
		{"nothing", parsed, nil, nil},
		{"two on an instruction", parsed, []analysis.Diagnostic{first, second}, []string{
			`Use dnf (preferred) 23-26 "dnf"`, `Use microdnf 23-26 "microdnf"`, `Use dnf (preferred) 32-35 "dnf"`,
			`Ignore yum for this instruction 19-19 "# lambdock ignore=yum\n\t"`, `Show documentation of yum`,
		}},
		{"in no Dockerfile", nil, []analysis.Diagnostic{second}, []string{`Use dnf (preferred) 32-35 "dnf"`, `Show documentation of yum`}},
		{"a fix that does not fit its file", nil, []analysis.Diagnostic{finding("yum", 0, analysis.Fix{Title: "Use dnf", Edits: []analysis.Edit{
			{File: file, Span: source.Span{Start: 5, End: 9000}},
		}})}, []string{`Show documentation of yum`}},
		{"a fix that does nothing", nil, []analysis.Diagnostic{finding("yum", 0, analysis.Fix{Title: "Use dnf"})}, []string{`Show documentation of yum`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := described(For(tt.parsed, tt.found)); !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestSafeFixes(t *testing.T) {
	first, second := finding("yum", 0), finding("yum", 30)
	other := source.New("Makefile", "yum")
	first.Fixes = []analysis.Fix{replacing(first, "dnf", true)}
	for _, tt := range []struct {
		name string
		fix  analysis.Fix
		want int
	}{
		{"both", replacing(second, "dnf", true), 2},
		{"one asks first", replacing(second, "dnf", false), 1},
		{"one overlaps", replacing(first, "microdnf", true), 1},
		{"one changes another file too", analysis.Fix{Safe: true, Edits: []analysis.Edit{
			{File: file, Span: second.Span, New: "dnf"}, {File: other, Span: source.Span{Start: 0, End: 3}, New: "dnf"},
		}}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			second.Fixes = []analysis.Fix{tt.fix}
			if got := SafeFixes("Dockerfile", []analysis.Diagnostic{first, second, finding("FROM", 0)}); len(got) != tt.want {
				t.Errorf("got %v, want %d edits", got, tt.want)
			}
		})
	}
}
