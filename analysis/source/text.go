package source

import (
	"sort"
	"strings"
)

// Text is a string whose every byte is known to lie somewhere in a file, though not all in one row: an instruction
// whose continued lines were joined, a block scalar without its indentation, a heredoc body without its tabs.
// The zero Text is empty. A Text is immutable.
type Text struct {
	s    string
	base int   // where s begins in the numbering of runs, so that a slice shares them
	runs []run // in order of at; the first has at <= base unless the text is empty
}

// run says that the bytes from at on, up to the next run, lie in the file from offset on.
type run struct{ at, offset int }

// TextOf is the text of a span of f.
func TextOf(f *File, s Span) Text { return Text{f.Slice(s), 0, []run{{0, s.Start}}} }

// Join puts texts of one file together, one behind the other.
func Join(parts ...Text) Text {
	var b TextBuilder
	for _, p := range parts {
		b.Append(p)
	}
	return b.Text()
}

// String is the text itself.
func (t Text) String() string { return t.s }

// Len is its length in bytes.
func (t Text) Len() int { return len(t.s) }

// Offset is where byte i of the text lies in the file; Offset(Len()) is the place behind its last byte.
func (t Text) Offset(i int) int {
	if len(t.runs) == 0 {
		return 0
	}
	if i >= len(t.s) && i > 0 {
		return t.Offset(len(t.s)-1) + 1 + i - len(t.s)
	}
	at := t.base + i
	r := t.runs[t.runAt(at)]
	return r.offset + at - r.at
}

// runAt is the index of the run that holds a byte, counted in the numbering of runs.
func (t Text) runAt(at int) int {
	if len(t.runs) == 1 {
		return 0
	}
	return max(sort.Search(len(t.runs), func(k int) bool { return t.runs[k].at > at })-1, 0)
}

// Span is the span in the file that runs from the text's byte i to its byte j-1, whatever lies between them.
func (t Text) Span(i, j int) Span {
	if j <= i {
		return Span{t.Offset(i), t.Offset(i)}
	}
	return Span{t.Offset(i), t.Offset(j-1) + 1}
}

// All is the span of the whole text.
func (t Text) All() Span { return t.Span(0, len(t.s)) }

// Contiguous reports whether the text stands in the file in one row, so that replacing its span replaces it alone.
func (t Text) Contiguous() bool { return t.All().Len() == len(t.s) }

// Slice is the part of the text from byte i to byte j.
func (t Text) Slice(i, j int) Text {
	if len(t.runs) == 0 {
		return Text{}
	}
	if i >= j {
		k := t.runAt(t.base + i)
		return Text{"", t.base + i, t.runs[k : k+1]}
	}
	from, to := t.runAt(t.base+i), t.runAt(t.base+j-1)
	return Text{t.s[i:j], t.base + i, t.runs[from : to+1]}
}

// TrimSpace is the text without leading and trailing white space.
func (t Text) TrimSpace() Text {
	left := len(t.s) - len(strings.TrimLeft(t.s, " \t\r\n\v\f"))
	right := len(strings.TrimRight(t.s, " \t\r\n\v\f"))
	return t.Slice(left, max(left, right))
}

// TextBuilder puts a Text together piece by piece. The zero value is ready to use.
type TextBuilder struct {
	b    strings.Builder
	runs []run
}

// Add appends s, whose first byte lies at offset in the file, the rest behind it in one row.
func (b *TextBuilder) Add(s string, offset int) {
	if s == "" {
		if b.b.Len() == 0 && len(b.runs) == 0 {
			b.runs = append(b.runs, run{0, offset})
		}
		return
	}
	at := b.b.Len()
	if n := len(b.runs); n > 0 {
		if last := b.runs[n-1]; last.at == at {
			b.runs = b.runs[:n-1]
		} else if last.offset+at-last.at == offset {
			b.b.WriteString(s)
			return
		}
	}
	b.runs = append(b.runs, run{at, offset})
	b.b.WriteString(s)
}

// Append appends a text of the same file.
func (b *TextBuilder) Append(t Text) {
	if len(t.s) == 0 && len(t.runs) > 0 {
		b.Add("", t.Offset(0))
	}
	for k, r := range t.runs {
		start, end := max(r.at-t.base, 0), len(t.s)
		if k+1 < len(t.runs) {
			end = min(t.runs[k+1].at-t.base, end)
		}
		b.Add(t.s[start:end], r.offset+t.base+start-r.at)
	}
}

// Text is what was put together.
func (b *TextBuilder) Text() Text { return Text{b.b.String(), 0, b.runs} }
