package syntax

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// Dialect is how a JavaScript source is written.
type Dialect int

// The dialects.
const (
	JavaScript    Dialect = iota // with or without JSX
	TypeScript                   // .ts, .mts, .cts: `<T>x` is an assertion
	TypeScriptJSX                // .tsx
)

// DialectOf is the dialect that a file's name tells.
func DialectOf(name string) Dialect {
	switch {
	case strings.HasSuffix(name, ".tsx"):
		return TypeScriptJSX
	case strings.HasSuffix(name, ".ts"), strings.HasSuffix(name, ".mts"), strings.HasSuffix(name, ".cts"):
		return TypeScript
	}
	return JavaScript
}

type javascriptScanner struct {
	t        *Tokens
	src      string
	at       int
	dialect  Dialect
	brackets brackets
	newline  bool // a line end stands before the next token
	doc      source.Span
	nesting  int
	// failures counts the texts that looked like JSX and were not; code inside shares it with the text around.
	failures *int
}

// JavaScriptTokens tokenizes JavaScript (ES2025, JSX) or TypeScript.
func JavaScriptTokens(src string, dialect Dialect) *Tokens {
	t := &Tokens{Source: src, List: make([]Token, 0, len(src)/5), Partner: make([]int, 0, len(src)/5), Docs: map[int]source.Span{}}
	z := &javascriptScanner{t: t, src: src, dialect: dialect, newline: true, failures: new(int)}
	z.brackets.tokens = t
	if strings.HasPrefix(src, "\ufeff") {
		z.at = 3
	}
	if strings.HasPrefix(src[z.at:], "#!") {
		z.skipLine()
	}
	for z.at < len(src) {
		z.step()
	}
	z.brackets.abandon()
	return t
}

func (z *javascriptScanner) skipLine() {
	if n := strings.IndexByte(z.src[z.at:], '\n'); n >= 0 {
		z.at += n
		return
	}
	z.at = len(z.src)
}

func (z *javascriptScanner) add(kind TokenKind, start int) {
	if z.doc.Len() > 0 {
		z.t.Docs[len(z.t.List)] = z.doc
		z.doc = source.Span{}
	}
	z.t.add(kind, z.newline, start, z.at)
	z.newline = false
}

func (z *javascriptScanner) step() {
	rest := z.src[z.at:]
	start, c := z.at, rest[0]
	switch {
	case c == '\n' || c == '\r':
		z.newline = true
		z.at++
	case c == ' ' || c == '\t' || c == '\f' || c == '\v':
		z.at++
	case strings.HasPrefix(rest, "\u00a0"):
		z.at += 2
	case strings.HasPrefix(rest, "\u2028"), strings.HasPrefix(rest, "\u2029"):
		z.newline = true
		z.at += 3
	case strings.HasPrefix(rest, "\ufeff"):
		z.at += 3
	case strings.HasPrefix(rest, "//"):
		z.skipLine()
	case strings.HasPrefix(rest, "/*"):
		z.comment()
	case strings.HasPrefix(rest, "<!--"), z.newline && strings.HasPrefix(rest, "-->"):
		z.t.flaw("an HTML-like comment", start, start+3)
		z.skipLine()
	case c == '"' || c == '\'':
		z.text()
		z.add(Text, start)
	case c == '`':
		z.template()
		z.add(Template, start)
	case isDigit(c) || c == '.' && len(rest) > 1 && isDigit(rest[1]):
		z.number()
		z.add(Number, start)
	case isNameByte(c) || c == '#' || c == '\\':
		z.word()
		z.add(Word, start)
	case c == '/' && !z.dividesHere() && z.regexp():
		z.add(Regexp, start)
	case c == '<' && !z.dividesHere() && z.markupHere() && z.tryMarkup():
		z.add(Markup, start)
	default:
		z.punct(c)
	}
}

func isNameByte(c byte) bool { return c == '$' || isWordByte(c) }

func (z *javascriptScanner) comment() {
	start := z.at
	n := strings.Index(z.src[z.at+2:], "*/")
	if n < 0 {
		z.t.flaw("a comment is never closed", z.at, len(z.src))
		z.at = len(z.src)
		return
	}
	z.at += n + 4
	if strings.HasPrefix(z.src[start:], "/**") && z.at-start > 5 {
		z.doc = source.Span{Start: start, End: z.at}
	}
	if strings.ContainsAny(z.src[start:z.at], "\n\r") {
		z.newline = true
	}
}

func (z *javascriptScanner) text() {
	start, quote := z.at, z.src[z.at]
	for z.at++; z.at < len(z.src); z.at++ {
		switch z.src[z.at] {
		case quote:
			z.at++
			return
		case '\\':
			if strings.HasPrefix(z.src[z.at:], "\\\r\n") {
				z.at++
			}
			z.at++
		case '\n', '\r':
			z.t.flaw("a string is never closed", start, z.at)
			return
		}
	}
	z.at = len(z.src)
	z.t.flaw("a string is never closed", start, z.at)
}

// template moves behind a template literal; the code in it is skipped.
func (z *javascriptScanner) template() {
	start := z.at
	for z.at++; z.at < len(z.src); {
		switch {
		case z.src[z.at] == '\\':
			z.at += 2
		case z.src[z.at] == '`':
			z.at++
			return
		case strings.HasPrefix(z.src[z.at:], "${"):
			z.at += 2
			if !z.code() {
				z.t.flaw("a template literal is never closed", start, z.at)
				return
			}
		default:
			z.at++
		}
	}
	z.at = len(z.src)
	z.t.flaw("a template literal is never closed", start, z.at)
}

// code moves behind the brace that closes the code of a template literal or of JSX; its tokens are not kept.
func (z *javascriptScanner) code() bool {
	if z.nesting >= maxNesting {
		z.at = len(z.src)
		return false
	}
	inner := &javascriptScanner{
		t:   &Tokens{Source: z.src, Docs: map[int]source.Span{}},
		src: z.src, at: z.at, dialect: z.dialect, newline: true, nesting: z.nesting + 1, failures: z.failures,
	}
	inner.brackets.tokens = inner.t
	for inner.at < len(z.src) {
		if z.src[inner.at] == '}' && len(inner.brackets.open) == 0 {
			z.at = inner.at + 1
			return inner.t.Flaw == ""
		}
		inner.step()
	}
	z.at = len(z.src)
	return false
}

func (z *javascriptScanner) number() {
	hexadecimal := len(z.src)-z.at > 1 && z.src[z.at+1]|0x20 == 'x'
	for z.at < len(z.src) {
		c := z.src[z.at]
		exponent := (c == '+' || c == '-') && z.src[z.at-1]|0x20 == 'e' && !hexadecimal
		if !isNameByte(c) && c != '.' && !exponent || strings.HasPrefix(z.src[z.at:], "..") {
			return
		}
		z.at++
	}
}

func (z *javascriptScanner) word() {
	start := z.at
	if z.src[z.at] == '#' {
		z.at++
	}
	for z.at < len(z.src) {
		rest := z.src[z.at:]
		if rest[0] == '\\' {
			z.t.flaw("an escape in a name", start, z.at)
			z.at++
			continue
		}
		if !isNameByte(rest[0]) || strings.HasPrefix(rest, "\u00a0") || strings.HasPrefix(rest, "\u2028") || strings.HasPrefix(rest, "\u2029") || strings.HasPrefix(rest, "\ufeff") {
			return
		}
		z.at++
	}
}

// dividesHere reports whether a slash at this place divides, and `<` compares: an operand stands before it.
func (z *javascriptScanner) dividesHere() bool {
	i := len(z.t.List) - 1
	if i < 0 {
		return false
	}
	switch z.t.List[i].Kind {
	case Number, Text, Template, Regexp, Markup:
		return true
	case Word:
		return z.t.At(i-1) == "." || z.t.At(i-1) == "?." || !regexpWords[z.t.At(i)]
	}
	switch z.t.At(i) {
	case ")", "}":
		return z.closerDivides(i)
	case "]":
		return true
	case "++", "--":
		return i > 0 && !z.t.List[i].First && (z.t.List[i-1].Kind == Word || z.t.At(i-1) == "]" || z.t.At(i-1) == ")")
	}
	return false
}

var regexpWords = map[string]bool{
	"return": true, "typeof": true, "case": true, "in": true, "of": true, "instanceof": true, "new": true, "delete": true, "void": true,
	"throw": true, "do": true, "else": true, "yield": true, "await": true, "default": true, "extends": true,
}

// closerDivides looks at what opened the bracket that token i closes.
func (z *javascriptScanner) closerDivides(i int) bool {
	open := z.t.Partner[i]
	if open < 0 {
		return true
	}
	before := z.t.At(open - 1)
	if z.t.At(i) == ")" {
		return z.t.At(open-2) == "." || before != "if" && before != "while" && before != "for" && before != "with"
	}
	if open == 0 {
		return false
	}
	switch z.t.KindAt(open - 1) {
	case Word:
		return regexpWords[before] && before != "else" && before != "do"
	case Punct:
		switch before {
		case ")", ";", "{", "}", "=>":
			return false
		}
		return true
	}
	return false
}

// regexp moves behind a regular expression, or stays when the line ends in it.
func (z *javascriptScanner) regexp() bool {
	class := false
	for i := z.at + 1; i < len(z.src); i++ {
		switch c := z.src[i]; {
		case c == '\n' || c == '\r':
			return false
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			for i++; i < len(z.src) && isNameByte(z.src[i]); {
				i++
			}
			z.at = i
			return true
		}
	}
	return false
}

func (z *javascriptScanner) punct(c byte) {
	start := z.at
	z.at += javascriptOperatorLength(z.src[z.at:])
	z.add(Punct, start)
	switch c {
	case '(', '[', '{':
		z.brackets.push()
	case ')', ']', '}':
		z.brackets.pop()
	}
}

func javascriptOperatorLength(rest string) int {
	for _, operator := range [...]string{">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??="} {
		if strings.HasPrefix(rest, operator) {
			return len(operator)
		}
	}
	if len(rest) >= 2 {
		switch rest[:2] {
		case "?.":
			if len(rest) > 2 && isDigit(rest[2]) {
				return 1
			}
			return 2
		case "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**":
			return 2
		}
	}
	return 1
}
