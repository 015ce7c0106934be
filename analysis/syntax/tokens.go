// Package syntax holds small readers of Python, JavaScript, TypeScript, Ruby, and of languages whose blocks stand in braces: tokens with matched brackets, and of the first ones the calls of a file with
// their literal arguments.
package syntax

import "github.com/lambdock/lambdock/analysis/source"

// TokenKind is what a token is.
type TokenKind uint8

// The kinds of tokens.
const (
	Punct    TokenKind = iota // an operator or a bracket
	Word                      // an identifier or a keyword
	Number                    // a numeric literal
	Text                      // a string literal without replacement fields
	Template                  // an f-string or a template literal, whole
	Regexp                    // a regular expression literal
	Markup                    // a JSX element, whole
)

// Token is one token of a source text.
type Token struct {
	Kind TokenKind
	// First reports that it begins a logical line (Python), or that a line end stands before it (JavaScript).
	First      bool
	Start, End int
}

// Line is one logical line of Python: the tokens List[From:To], its indentation in columns.
type Line struct{ From, To, Indent int }

// Tokens is a tokenized source text.
type Tokens struct {
	Source string
	List   []Token
	// Partner is, for each bracket, the index of the bracket that it closes or that closes it; else -1.
	Partner []int
	// Lines are the logical lines of Python.
	Lines []Line
	// Docs are the JSDoc comments by the index of the token that follows.
	Docs map[int]source.Span
	// Flaw says what the tokenizer could not understand, FlawSpan where; it is empty for a sound text.
	Flaw     string
	FlawSpan source.Span
}

// At is the text of token i, "" outside of the list.
func (t *Tokens) At(i int) string {
	if i < 0 || i >= len(t.List) {
		return ""
	}
	return t.Source[t.List[i].Start:t.List[i].End]
}

// KindAt is the kind of token i, Punct outside of the list.
func (t *Tokens) KindAt(i int) TokenKind {
	if i < 0 || i >= len(t.List) {
		return Punct
	}
	return t.List[i].Kind
}

// Span is the span of token i, empty at the end of the text outside of the list.
func (t *Tokens) Span(i int) source.Span {
	if i < 0 || i >= len(t.List) {
		return source.Span{Start: len(t.Source), End: len(t.Source)}
	}
	return source.Span{Start: t.List[i].Start, End: t.List[i].End}
}

// Range is the span from token i to token j-1.
func (t *Tokens) Range(i, j int) source.Span {
	if j <= i {
		return source.Span{Start: t.Span(i).Start, End: t.Span(i).Start}
	}
	return t.Span(i).Cover(t.Span(j - 1))
}

// Slice is the text from token i to token j-1 as written.
func (t *Tokens) Slice(i, j int) string {
	s := t.Range(i, j)
	return t.Source[s.Start:s.End]
}

// After is the index behind token i, or behind the bracket that closes it if it opens one.
func (t *Tokens) After(i int) int {
	if i >= 0 && i < len(t.Partner) && t.Partner[i] > i {
		return t.Partner[i] + 1
	}
	return i + 1
}

// Split cuts the tokens [from, to) at the separators that stand in no bracket; a part is a pair of indexes.
func (t *Tokens) Split(from, to int, separator string) [][2]int {
	var parts [][2]int
	start := from
	for i := from; i < to; i = t.After(i) {
		if t.List[i].Kind == Punct && t.At(i) == separator {
			parts = append(parts, [2]int{start, i})
			start = i + 1
		}
	}
	if start < to || len(parts) > 0 {
		parts = append(parts, [2]int{start, to})
	}
	return parts
}

func (t *Tokens) flaw(what string, start, end int) {
	if t.Flaw == "" {
		t.Flaw, t.FlawSpan = what, source.Span{Start: min(start, len(t.Source)), End: min(end, len(t.Source))}
	}
}

// brackets matches the brackets of a text while it is tokenized.
type brackets struct {
	tokens *Tokens
	open   []int
}

func (b *brackets) push() {
	b.open = append(b.open, len(b.tokens.List)-1)
}

// pop matches the last token with the innermost open bracket, and says whether they are a pair.
func (b *brackets) pop() bool {
	t, last := b.tokens, len(b.tokens.List)-1
	if len(b.open) == 0 {
		t.flaw("a bracket closes that was never opened", t.List[last].Start, t.List[last].End)
		return false
	}
	opener := b.open[len(b.open)-1]
	b.open = b.open[:len(b.open)-1]
	t.Partner[opener], t.Partner[last] = last, opener
	switch t.At(opener) + t.At(last) {
	case "()", "[]", "{}":
		return true
	}
	t.flaw("brackets do not match", t.List[last].Start, t.List[last].End)
	return false
}

// abandon forgets the open brackets; they are a flaw.
func (b *brackets) abandon() {
	if len(b.open) > 0 {
		opener := b.tokens.List[b.open[0]]
		b.tokens.flaw("a bracket is never closed", opener.Start, opener.End)
		b.open = b.open[:0]
	}
}

func (t *Tokens) add(kind TokenKind, first bool, start, end int) {
	t.List = append(t.List, Token{kind, first, start, min(end, len(t.Source))})
	t.Partner = append(t.Partner, -1)
}

func isWordByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// maxNesting bounds the recursion of all readers; what lies deeper is not understood.
const maxNesting = 100
