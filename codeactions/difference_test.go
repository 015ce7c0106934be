package codeactions

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
)

func TestDifference(t *testing.T) {
	for _, tt := range []struct {
		name, before, after string
		want                []string
	}{
		{"nothing", "FROM a\n", "FROM a\n", nil},
		{"a word", "FROM a\nRUN yum install x\nCMD c\n", "FROM a\nRUN dnf install x\nCMD c\n", []string{`11-14 "dnf"`}},
		{"a line more", "FROM a\nCMD c\n", "FROM a\nUSER x\nCMD c\n", []string{`7-7 "USER x\n"`}},
		{"a line less", "FROM a\nUSER x\nCMD c\n", "FROM a\nCMD c\n", []string{`7-14 ""`}},
		{"two places", "a\nb\nc\nd\n", "x\nb\nc\ny\n", []string{`0-1 "x"`, `6-7 "y"`}},
		{"no final newline", "a\nb", "a\nc", []string{`2-3 "c"`}},
		{"line ends stay", "a\r\nb\r\n", "a\r\nc\r\n", []string{`3-4 "c"`}},
		{"never inside a character", "ä\n", "ö\n", []string{`0-2 "ö"`}},
		{"from nothing", "", "a\n", []string{`0-0 "a\n"`}},
		{"to nothing", "a\n", "", []string{`0-2 ""`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, e := range Difference(source.New("Dockerfile", tt.before), tt.after) {
				got = append(got, fmt.Sprintf("%d-%d %q", e.Span.Start, e.Span.End, e.New))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v; want %v", got, tt.want)
			}
		})
	}
}

func FuzzDifference(f *testing.F) {
	f.Add("a\nb\nc\n", "a\nx\nc\n")
	f.Add("ä\r\n", "ö")
	f.Add(strings.Repeat("x\n", 20), strings.Repeat("y\nx\n", 20))
	f.Fuzz(func(t *testing.T, before, after string) {
		file := source.New("Dockerfile", before)
		edits := Difference(file, after)
		got, err := analysis.Apply(before, edits)
		if err != nil || got != after {
			t.Fatalf("%q to %q by %v gives %q, %v", before, after, edits, got, err)
		}
		for _, e := range edits {
			if utf8.ValidString(before) && utf8.ValidString(after) && !utf8.ValidString(before[:e.Span.Start]) {
				t.Fatalf("%v begins inside a character", e)
			}
		}
	})
}
