// Package source holds the bytes of a file and says where in it a byte lies: spans, lines, columns in UTF-8 and UTF-16.
package source

import (
	"path"
	"sort"
	"strings"
	"unicode/utf8"
)

// Span is a half-open range of byte offsets in one file. The zero Span is the empty range at its start.
type Span struct{ Start, End int }

// Len is the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether offset lies in the span; the end counts, as a cursor behind the last byte does.
func (s Span) Contains(offset int) bool { return s.Start <= offset && offset <= s.End }

// Overlaps reports whether the two spans share a byte, or one is an empty range inside or at the edge of the other.
func (s Span) Overlaps(o Span) bool {
	if s.Len() == 0 || o.Len() == 0 {
		return s.Start <= o.End && o.Start <= s.End
	}
	return s.Start < o.End && o.Start < s.End
}

// Cover is the smallest span that holds both.
func (s Span) Cover(o Span) Span { return Span{min(s.Start, o.Start), max(s.End, o.End)} }

// Position is a place in a text: a line and a column, both counted from 0.
// The unit of the column is said by the method that gave it.
type Position struct{ Line, Column int }

// File is an immutable text with a name.
type File struct {
	path  string
	text  string
	lines []int // offset of each line's first byte
}

// New returns the file of that name and text. The name is slash-separated and relative to the workspace root.
func New(name, text string) *File {
	lines := make([]int, 1, 1+strings.Count(text, "\n"))
	for i := 0; i < len(text); i++ {
		n := strings.IndexByte(text[i:], '\n')
		if n < 0 {
			break
		}
		i += n
		lines = append(lines, i+1)
	}
	return &File{path: path.Clean(name), text: text, lines: lines}
}

// Path is the file's slash-separated name, relative to the workspace root.
func (f *File) Path() string { return f.path }

// Text is the whole text as it was read.
func (f *File) Text() string { return f.text }

// Len is the length of the text in bytes.
func (f *File) Len() int { return len(f.text) }

// Slice is the text of a span. Offsets beyond the file are clamped.
func (f *File) Slice(s Span) string {
	start := min(max(s.Start, 0), len(f.text))
	return f.text[start:min(max(s.End, start), len(f.text))]
}

// Lines is the number of lines; a text that ends in a line end has an empty last line, and an empty text has one.
func (f *File) Lines() int { return len(f.lines) }

// Line is the span of a line (from 0) without its line end. A line outside the file is the empty span at its end.
func (f *File) Line(n int) Span {
	if n < 0 || n >= len(f.lines) {
		return Span{len(f.text), len(f.text)}
	}
	end := len(f.text)
	if n+1 < len(f.lines) {
		end = f.lines[n+1] - 1
		if end > f.lines[n] && f.text[end-1] == '\r' {
			end--
		}
	}
	return Span{f.lines[n], end}
}

// FullLine is the span of a line (from 0) with its line end.
func (f *File) FullLine(n int) Span {
	if n+1 < len(f.lines) && n >= 0 {
		return Span{f.lines[n], f.lines[n+1]}
	}
	return f.Line(n)
}

// LineOf is the line (from 0) in which a byte lies.
func (f *File) LineOf(offset int) int {
	return sort.Search(len(f.lines), func(i int) bool { return f.lines[i] > offset }) - 1
}

// Position is the place of a byte, its column in bytes.
func (f *File) Position(offset int) Position {
	offset = min(max(offset, 0), len(f.text))
	line := f.LineOf(offset)
	return Position{line, offset - f.lines[line]}
}

// UTF16Position is the place of a byte, its column in UTF-16 code units.
func (f *File) UTF16Position(offset int) Position {
	p := f.Position(offset)
	start := f.lines[p.Line]
	p.Column = UTF16Len(f.text[start : start+p.Column])
	return p
}

// Offset is the byte at a place whose column is in bytes. A place outside the text is clamped to its line, or to the end.
func (f *File) Offset(p Position) int {
	line := f.Line(p.Line)
	if p.Line < 0 {
		return 0
	}
	return line.Start + min(max(p.Column, 0), line.Len())
}

// UTF16Offset is the byte at a place whose column is in UTF-16 code units, clamped as Offset does.
func (f *File) UTF16Offset(p Position) int {
	if p.Line < 0 {
		return 0
	}
	line := f.Line(p.Line)
	units, at := 0, line.Start
	for at < line.End && units < p.Column {
		r, size := utf8.DecodeRuneInString(f.text[at:line.End])
		units += runeUnits(r)
		if units > p.Column { // in the middle of a surrogate pair
			break
		}
		at += size
	}
	return at
}

// LineEnd is the line end that the file uses: that of its first line, "\n" if it has none.
func (f *File) LineEnd() string {
	if i := strings.IndexByte(f.text, '\n'); i > 0 && f.text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// UTF16Len is the number of UTF-16 code units in s; a byte that is no UTF-8 counts as one.
func UTF16Len(s string) int {
	n := 0
	for _, r := range s {
		n += runeUnits(r)
	}
	return n
}

func runeUnits(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}
