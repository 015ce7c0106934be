package source

import "strings"

// Text is a string whose every byte is known to lie somewhere in a file, though not all in one row: an instruction
// whose continued lines were joined, a block scalar without its indentation, a heredoc body without its tabs.
// The zero Text is empty. A Text is immutable.
type Text struct {
	s    string
	runs []run // in order of at; the first has at 0 unless the text is empty
}

// run says that s[at:], up to the next run, lies in the file from offset on.
type run struct{ at, offset int }

// TextOf is the text of a span of f.
func TextOf(f *File, s Span) Text { return Text{f.Slice(s), []run{{0, s.Start}}} }

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
	r := t.runs[0]
	for _, next := range t.runs[1:] {
		if next.at > i {
			break
		}
		r = next
	}
	return r.offset + i - r.at
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
	if i >= j {
		return Text{"", []run{{0, t.Offset(i)}}}
	}
	var runs []run
	for k, r := range t.runs {
		end := len(t.s)
		if k+1 < len(t.runs) {
			end = t.runs[k+1].at
		}
		if end <= i || r.at >= j {
			continue
		}
		from := max(r.at, i)
		runs = append(runs, run{from - i, r.offset + from - r.at})
	}
	return Text{t.s[i:j], runs}
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
	for k, r := range t.runs {
		end := len(t.s)
		if k+1 < len(t.runs) {
			end = t.runs[k+1].at
		}
		b.Add(t.s[r.at:end], r.offset)
	}
}

// Text is what was put together.
func (b *TextBuilder) Text() Text { return Text{b.b.String(), b.runs} }
