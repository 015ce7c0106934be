package source_test

import (
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/source"
)

func TestPositions(t *testing.T) {
	f := source.New("./a/../Dockerfile", "aé😀b\r\nc\rd\n\xff\n")
	if f.Path() != "Dockerfile" || f.Lines() != 4 || f.LineEnd() != "\r\n" {
		t.Fatalf("path %q, %d lines, line end %q", f.Path(), f.Lines(), f.LineEnd())
	}
	for _, c := range []struct {
		offset                    int
		line, column, utf16Column int
	}{{0, 0, 0, 0}, {1, 0, 1, 1}, {3, 0, 3, 2}, {7, 0, 7, 4}, {8, 0, 8, 5}, {10, 1, 0, 0}, {12, 1, 2, 2}, {14, 2, 0, 0}, {15, 2, 1, 1}, {16, 3, 0, 0}} {
		want := source.Position{Line: c.line, Column: c.column}
		if got := f.Position(c.offset); got != want {
			t.Errorf("position of %d: got %v, want %v", c.offset, got, want)
		}
		if got := f.Offset(want); got != c.offset {
			t.Errorf("offset of %v: got %d, want %d", want, got, c.offset)
		}
		want.Column = c.utf16Column
		if got := f.UTF16Position(c.offset); got != want {
			t.Errorf("UTF-16 position of %d: got %v, want %v", c.offset, got, want)
		}
		if got := f.UTF16Offset(want); got != c.offset {
			t.Errorf("offset of UTF-16 %v: got %d, want %d", want, got, c.offset)
		}
	}
}

func TestPositionsOutsideAreClamped(t *testing.T) {
	f := source.New("x", "a😀\r\nb")
	for _, c := range []struct {
		position     source.Position
		bytes, utf16 int
	}{
		{source.Position{Line: -1, Column: 5}, 0, 0},
		{source.Position{Line: 0, Column: -1}, 0, 0},
		{source.Position{Line: 0, Column: 2}, 2, 1}, // the middle of a surrogate pair
		{source.Position{Line: 0, Column: 99}, 5, 5},
		{source.Position{Line: 1, Column: 99}, 8, 8},
		{source.Position{Line: 9, Column: 0}, 8, 8},
	} {
		if got := f.Offset(c.position); got != c.bytes {
			t.Errorf("offset of %v: got %d, want %d", c.position, got, c.bytes)
		}
		if got := f.UTF16Offset(c.position); got != c.utf16 {
			t.Errorf("offset of UTF-16 %v: got %d, want %d", c.position, got, c.utf16)
		}
	}
	if got := f.Position(99); got != (source.Position{Line: 1, Column: 1}) {
		t.Errorf("behind the end: %v", got)
	}
	if f.Slice(source.Span{Start: -3, End: 1}) != "a" || f.Slice(source.Span{Start: 9, End: 99}) != "" {
		t.Error("slices are not clamped")
	}
}

func TestLines(t *testing.T) {
	for text, want := range map[string][]string{
		"":           {""},
		"a":          {"a"},
		"a\n":        {"a", ""},
		"a\r\n\r\nb": {"a", "", "b"},
		"\r\n":       {"", ""},
		"a\rb":       {"a\rb"},
	} {
		f := source.New("x", text)
		var got []string
		full := ""
		for n := range f.Lines() {
			got = append(got, f.Slice(f.Line(n)))
			full += f.Slice(f.FullLine(n))
		}
		if strings.Join(got, "|") != strings.Join(want, "|") || full != text {
			t.Errorf("%q: got %q, full lines %q", text, got, full)
		}
	}
}

func TestSpan(t *testing.T) {
	a, b := source.Span{Start: 2, End: 4}, source.Span{Start: 4, End: 6}
	if a.Overlaps(b) || !a.Overlaps(source.Span{Start: 4, End: 4}) || !a.Overlaps(source.Span{Start: 3, End: 9}) {
		t.Error("overlap")
	}
	if !a.Contains(4) || a.Contains(5) || a.Cover(b) != (source.Span{Start: 2, End: 6}) || a.Len() != 2 {
		t.Error("contains or cover")
	}
}

// joined is "RUN a b" out of a continued line, without the backslash.
func joined() (*source.File, source.Text) {
	f := source.New("x", "  RUN a\\\n # c\n  b\n")
	var b source.TextBuilder
	b.Add("RUN a", 2)
	b.Add("", 9)
	b.Add("  b", 14)
	return f, b.Text()
}

func TestText(t *testing.T) {
	f, text := joined()
	if text.String() != "RUN a  b" || text.Contiguous() {
		t.Fatalf("got %q", text.String())
	}
	for i := range text.Len() {
		if f.Text()[text.Offset(i)] != text.String()[i] {
			t.Errorf("byte %d", i)
		}
	}
	if text.Offset(text.Len()) != 17 || text.All() != (source.Span{Start: 2, End: 17}) || text.Span(3, 3) != (source.Span{Start: 5, End: 5}) {
		t.Errorf("ends %d %v", text.Offset(text.Len()), text.All())
	}
	word := text.Slice(7, 8)
	if word.String() != "b" || word.All() != (source.Span{Start: 16, End: 17}) || !word.Contiguous() {
		t.Errorf("slice %q %v", word.String(), word.All())
	}
	if again := text.Slice(3, 8).Slice(1, 5).TrimSpace(); again.String() != "a  b" || again.All() != (source.Span{Start: 6, End: 17}) {
		t.Errorf("slice of a slice %q %v", again.String(), again.All())
	}
	if empty := text.Slice(4, 4); empty.Len() != 0 || empty.Offset(0) != 6 || empty.All() != (source.Span{Start: 6, End: 6}) {
		t.Errorf("empty slice at %d", empty.Offset(0))
	}
	if zero := (source.Text{}); zero.Offset(0) != 0 || zero.Slice(0, 0).Len() != 0 || !zero.Contiguous() {
		t.Error("zero text")
	}
}

func TestJoin(t *testing.T) {
	f, text := joined()
	again := source.Join(text.Slice(0, 3), text.Slice(3, 6), source.Text{}, text.Slice(6, 8))
	if again.String() != text.String() {
		t.Fatalf("got %q", again.String())
	}
	for i := range again.Len() {
		if again.Offset(i) != text.Offset(i) {
			t.Errorf("byte %d lies at %d, not at %d", i, again.Offset(i), text.Offset(i))
		}
	}
	row := source.Join(source.TextOf(f, source.Span{Start: 2, End: 5}), source.TextOf(f, source.Span{Start: 5, End: 7}))
	if !row.Contiguous() || row.All() != (source.Span{Start: 2, End: 7}) {
		t.Errorf("neighbours do not join: %v", row.All())
	}
}

func TestUTF16Len(t *testing.T) {
	for s, want := range map[string]int{"": 0, "a": 1, "é": 1, "😀": 2, "\xff\xfe": 2, "a😀\xf0": 4} {
		if got := source.UTF16Len(s); got != want {
			t.Errorf("%q: got %d, want %d", s, got, want)
		}
	}
}

func FuzzPositions(f *testing.F) {
	f.Add("aé😀\r\n\xff\rb\n", 3)
	f.Fuzz(func(t *testing.T, text string, offset int) {
		file := source.New("x", text)
		if p := file.Position(offset); p.Column < 0 || p.Line < 0 || p.Line >= file.Lines() {
			t.Fatalf("%q: %d is at %v", text, offset, p)
		}
		if offset < 0 || offset > len(text) {
			return
		}
		line := file.Line(file.LineOf(offset))
		if offset <= line.End && file.Offset(file.Position(offset)) != offset {
			t.Fatalf("%q: %d is at %v", text, offset, file.Position(offset))
		}
	})
}
