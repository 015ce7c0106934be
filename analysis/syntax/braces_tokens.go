package syntax

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// BracesLanguage is a language whose blocks stand in braces.
type BracesLanguage int

// The languages.
const (
	Java BracesLanguage = iota
	Kotlin
	CSharp
	Rust
)

type bracesScanner struct {
	t        *Tokens
	src      string
	at       int
	language BracesLanguage
	brackets brackets
	newline  bool // a line end stands before the next token
	doc      source.Span
	nesting  int
}

// BracesTokens tokenizes Java (25), Kotlin (2), C# (14) or Rust (2024). Docs are Javadoc, KDoc, XML documentation comments and lines of "///".
func BracesTokens(src string, language BracesLanguage) *Tokens {
	t := &Tokens{Source: src, List: make([]Token, 0, len(src)/5), Partner: make([]int, 0, len(src)/5), Docs: map[int]source.Span{}}
	z := &bracesScanner{t: t, src: src, language: language, newline: true}
	z.brackets.tokens = t
	if strings.HasPrefix(src, "\ufeff") {
		z.at = 3
	}
	for z.at < len(src) {
		z.step()
	}
	z.brackets.abandon()
	return t
}

func (z *bracesScanner) add(kind TokenKind, start int) {
	if z.doc.Len() > 0 {
		z.t.Docs[len(z.t.List)] = z.doc
		z.doc = source.Span{}
	}
	z.t.add(kind, z.newline, start, z.at)
	z.newline = false
}

func (z *bracesScanner) step() {
	rest := z.src[z.at:]
	start, c := z.at, rest[0]
	switch {
	case c == '\n' || c == '\r':
		z.newline = true
		z.at++
	case c == ' ' || c == '\t' || c == '\f' || c == '\v':
		z.at++
	case strings.HasPrefix(rest, "//"):
		z.lineComment()
	case strings.HasPrefix(rest, "/*"):
		z.blockComment()
	case c == '#' && z.newline && z.language == CSharp:
		z.directive()
	case z.language == Rust && z.rustText(rest):
		z.add(Text, start)
	case z.beginsText(rest):
		z.text()
		z.add(Text, start)
	case c == '`' && z.language == Kotlin:
		z.quotedName()
	case isDigit(c):
		z.number()
		z.add(Number, start)
	case isNameByte(c):
		for z.at < len(z.src) && isNameByte(z.src[z.at]) {
			z.at++
		}
		z.add(Word, start)
	case c == '@' && z.language == CSharp:
		z.at++ // a keyword used as a name
	default:
		z.punct(rest)
	}
}

func (z *bracesScanner) lineEnd() int {
	if n := strings.IndexAny(z.src[z.at:], "\r\n"); n >= 0 {
		return z.at + n
	}
	return len(z.src)
}

func (z *bracesScanner) lineComment() {
	start, end := z.at, z.lineEnd()
	if (z.language == CSharp || z.language == Rust) && strings.HasPrefix(z.src[start:], "///") {
		if z.doc.Len() == 0 {
			z.doc.Start = start
		}
		z.doc.End = end
	}
	z.at = end
}

func (z *bracesScanner) blockComment() {
	start := z.at
	z.at += 2
	for depth := 1; depth > 0; {
		rest := z.src[z.at:]
		next := strings.Index(rest, "*/")
		if next < 0 {
			z.t.flaw("a comment is never closed", start, len(z.src))
			z.at = len(z.src)
			return
		}
		if inner := strings.Index(rest[:next], "/*"); inner >= 0 && (z.language == Kotlin || z.language == Rust) {
			depth++
			z.at += inner + 2
			continue
		}
		depth--
		z.at += next + 2
	}
	if strings.HasPrefix(z.src[start:], "/**") && z.at-start > 5 && z.language != CSharp && z.language != Rust {
		z.doc = source.Span{Start: start, End: z.at}
	}
	z.newline = z.newline || strings.ContainsAny(z.src[start:z.at], "\r\n")
}

// directive skips a line for C#'s preprocessor. Which of two texts counts is not known.
func (z *bracesScanner) directive() {
	start := z.at
	z.at = z.lineEnd()
	if strings.HasPrefix(strings.TrimLeft(z.src[start+1:z.at], " \t"), "if") {
		z.t.flaw("#if", start, z.at)
	}
}

func (z *bracesScanner) beginsText(rest string) bool {
	switch rest[0] {
	case '"', '\'':
		return z.language != Rust
	case '$', '@':
		return z.language == CSharp && strings.HasPrefix(strings.TrimLeft(rest, "$@"), `"`)
	}
	return false
}

// text is a string or a character with what is interpolated in it.
func (z *bracesScanner) text() {
	start := z.at
	prefix := ""
	for z.src[z.at] == '$' || z.src[z.at] == '@' {
		prefix += z.src[z.at : z.at+1]
		z.at++
	}
	if z.nesting++; z.nesting > maxNesting {
		z.t.flaw("texts are nested too deeply", start, z.at)
		z.at = len(z.src)
	}
	rest := z.src[z.at:]
	switch {
	case strings.HasPrefix(rest, `"""`):
		z.rawText(len(rest) - len(strings.TrimLeft(rest, `"`)))
	case strings.Contains(prefix, "@"):
		z.verbatim(strings.Contains(prefix, "$"))
	case rest != "":
		z.quoted(rest[0], z.language == Kotlin || prefix != "")
	}
	z.nesting--
}

// rawText ends at as many quotes as it began with; Java's may hold them escaped.
func (z *bracesScanner) rawText(quotes int) {
	if z.language != CSharp {
		if quotes >= 6 {
			quotes = 6 // an empty one
			z.at += quotes
			return
		}
		quotes = 3
	}
	start := z.at
	for z.at += quotes; z.at < len(z.src); z.at++ {
		switch {
		case z.src[z.at] == '\\' && z.language == Java:
			z.at++
		case strings.HasPrefix(z.src[z.at:], `"""`) && strings.HasPrefix(z.src[z.at:], strings.Repeat(`"`, quotes)):
			for z.at < len(z.src) && z.src[z.at] == '"' {
				z.at++
			}
			return
		}
	}
	z.unclosed(start)
}

// verbatim is a text of C# in which only doubled quotes are special.
func (z *bracesScanner) verbatim(interpolated bool) {
	start := z.at
	for z.at++; z.at < len(z.src); z.at++ {
		switch c := z.src[z.at]; {
		case strings.HasPrefix(z.src[z.at:], `""`):
			z.at++
		case c == '"':
			z.at++
			return
		case c == '{' && interpolated:
			z.interpolation()
		}
	}
	z.unclosed(start)
}

// quoted is a text of one line.
func (z *bracesScanner) quoted(quote byte, interpolated bool) {
	start := z.at
	for z.at++; z.at < len(z.src); z.at++ {
		switch c := z.src[z.at]; {
		case c == quote:
			z.at++
			return
		case c == '\\':
			z.at++
		case c == '\n' || c == '\r':
			z.unclosed(start)
			return
		case !interpolated || quote != '"':
		case z.language == Kotlin && strings.HasPrefix(z.src[z.at:], "${"):
			z.at++
			z.interpolation()
		case z.language == CSharp && c == '{':
			z.interpolation()
		}
	}
	z.unclosed(start)
}

func (z *bracesScanner) unclosed(start int) {
	z.at = min(z.at, len(z.src))
	z.t.flaw("a text is never closed", start, z.at)
}

// interpolation skips the code between braces and stops at the closing one. A doubled brace is a brace.
func (z *bracesScanner) interpolation() {
	if strings.HasPrefix(z.src[z.at:], "{{") && z.language == CSharp {
		z.at++
		return
	}
	depth := 0
	for z.at < len(z.src) {
		switch c := z.src[z.at]; {
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return
			}
		case z.beginsText(z.src[z.at:]):
			z.text()
			continue
		}
		z.at++
	}
}

func (z *bracesScanner) quotedName() {
	start := z.at
	end := strings.IndexAny(z.src[start+1:], "`\r\n")
	if end < 0 || z.src[start+1+end] != '`' {
		z.at++
		z.t.flaw("a name is never closed", start, z.at)
		return
	}
	z.at = start + end + 2
	z.add(Word, start)
}

func (z *bracesScanner) number() {
	for z.at < len(z.src) {
		c := z.src[z.at]
		fraction := c == '.' && z.at+1 < len(z.src) && isDigit(z.src[z.at+1])
		if !isWordByte(c) && !fraction {
			return
		}
		z.at++
	}
}

func (z *bracesScanner) punct(rest string) {
	start := z.at
	z.at++
	for _, long := range []string{"::", "=>", "->", "==", "!=", "<=", ">="} {
		if strings.HasPrefix(rest, long) && !(long == ">=" && z.language == Java) {
			z.at = start + len(long)
			break
		}
	}
	z.add(Punct, start)
	switch rest[0] {
	case '(', '[', '{':
		z.brackets.push()
	case ')', ']', '}':
		z.brackets.pop()
	}
}
