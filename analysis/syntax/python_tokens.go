package syntax

import "strings"

type pythonScanner struct {
	t        *Tokens
	src      string
	at       int
	brackets brackets
	first    bool // the next token begins a logical line
	indent   int
	from     int // the first token of this logical line
}

// PythonTokens tokenizes Python 3 (up to 3.14) into logical lines.
func PythonTokens(src string) *Tokens {
	t := &Tokens{Source: src, List: make([]Token, 0, len(src)/5), Partner: make([]int, 0, len(src)/5)}
	z := &pythonScanner{t: t, src: src, first: true}
	z.brackets.tokens = t
	if strings.HasPrefix(src, "\ufeff") {
		z.at = 3
	}
	z.lineStart()
	for z.at < len(src) {
		z.step()
	}
	z.brackets.abandon()
	z.endLine()
	return t
}

// lineStart measures the indentation of a physical line that begins a logical one.
func (z *pythonScanner) lineStart() {
	z.indent = 0
	for z.at < len(z.src) {
		switch z.src[z.at] {
		case ' ':
			z.indent++
		case '\t':
			z.indent = (z.indent/8 + 1) * 8
		case '\f':
			z.indent = 0
		default:
			return
		}
		z.at++
	}
}

func (z *pythonScanner) endLine() {
	if n := len(z.t.List); n > z.from {
		z.t.Lines = append(z.t.Lines, Line{z.from, n, z.indent})
		z.from = n
	}
	z.first = true
}

func (z *pythonScanner) add(kind TokenKind, start int) {
	z.t.add(kind, z.first, start, z.at)
	z.first = false
}

func (z *pythonScanner) step() {
	c := z.src[z.at]
	start := z.at
	switch {
	case c == '\n' || c == '\r':
		z.at++
		if len(z.brackets.open) == 0 {
			z.endLine()
			z.lineStart()
		}
	case c == ' ' || c == '\t' || c == '\f':
		z.at++
	case c == '#':
		for z.at < len(z.src) && z.src[z.at] != '\n' && z.src[z.at] != '\r' {
			z.at++
		}
	case c == '\\':
		z.continuation()
	case c == '"' || c == '\'':
		z.text(start, "")
	case isDigit(c) || c == '.' && z.at+1 < len(z.src) && isDigit(z.src[z.at+1]):
		z.number()
		z.add(Number, start)
	case isWordByte(c):
		z.word()
	default:
		z.punct(c)
	}
}

func (z *pythonScanner) continuation() {
	start := z.at
	z.at++
	if strings.HasPrefix(z.src[z.at:], "\r\n") {
		z.at += 2
	} else if z.at < len(z.src) && (z.src[z.at] == '\n' || z.src[z.at] == '\r') {
		z.at++
	} else {
		z.t.flaw("a backslash stands in the middle of a line", start, z.at)
	}
}

func (z *pythonScanner) number() {
	hexadecimal := len(z.src)-z.at > 1 && z.src[z.at+1]|0x20 == 'x'
	for z.at < len(z.src) {
		c := z.src[z.at]
		exponent := (c == '+' || c == '-') && z.src[z.at-1]|0x20 == 'e' && !hexadecimal
		if !isWordByte(c) && c != '.' && !exponent {
			return
		}
		if c >= 'a' && c <= 'z' && z.keywordFollows() {
			return
		}
		z.at++
	}
}

// keywordFollows reports a keyword right behind a number, as in `1if x else 2`.
func (z *pythonScanner) keywordFollows() bool {
	end := z.at
	for end < len(z.src) && end-z.at < 4 && z.src[end] >= 'a' && z.src[end] <= 'z' {
		end++
	}
	switch z.src[z.at:end] {
	case "if", "in", "is", "or", "and", "else", "for", "not":
		return true
	}
	return false
}

func (z *pythonScanner) word() {
	start := z.at
	for z.at < len(z.src) && isWordByte(z.src[z.at]) {
		z.at++
	}
	word := z.src[start:z.at]
	if z.at < len(z.src) && (z.src[z.at] == '"' || z.src[z.at] == '\'') && isStringPrefix(word) {
		z.text(start, word)
		return
	}
	if len(z.brackets.open) > 0 && pythonStatementWords[word] && z.beginsPhysicalLine(start) {
		z.brackets.abandon()
		z.endLine()
		z.indent = start - strings.LastIndexAny(z.src[:start], "\r\n") - 1
	}
	z.add(Word, start)
}

// pythonStatementWords cannot stand in brackets: they end an expression that is still being typed.
var pythonStatementWords = map[string]bool{
	"def": true, "class": true, "import": true, "return": true, "try": true, "while": true, "raise": true, "del": true,
	"pass": true, "global": true, "assert": true, "except": true, "finally": true, "with": true,
}

func (z *pythonScanner) beginsPhysicalLine(start int) bool {
	for start > 0 && (z.src[start-1] == ' ' || z.src[start-1] == '\t') {
		start--
	}
	return start == 0 || z.src[start-1] == '\n' || z.src[start-1] == '\r'
}

func isStringPrefix(word string) bool {
	if len(word) > 2 {
		return false
	}
	switch strings.ToLower(word) {
	case "r", "b", "u", "f", "t", "br", "rb", "fr", "rf", "tr", "rt":
		return true
	}
	return false
}

func (z *pythonScanner) text(start int, prefix string) {
	kind, formatted := Text, strings.ContainsAny(prefix, "fFtT")
	if formatted {
		kind = Template
	}
	if !z.skipString(formatted, strings.ContainsAny(prefix, "rR"), 0) {
		z.t.flaw("a string is never closed", start, z.at)
	}
	z.add(kind, start)
}

// skipString moves behind a string literal that starts at its quote, and says whether it is closed.
func (z *pythonScanner) skipString(formatted, raw bool, depth int) bool {
	quote := z.src[z.at : z.at+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(z.src[z.at:], triple) {
		quote = triple
	}
	z.at += len(quote)
	for z.at < len(z.src) {
		switch c := z.src[z.at]; {
		case c == '\\':
			z.escape(formatted, raw)
		case formatted && strings.HasPrefix(z.src[z.at:], "{{"):
			z.at += 2
		case formatted && c == '{':
			z.at++
			if depth >= maxNesting || !z.field(quote, depth) {
				return false
			}
		case c == quote[0] && strings.HasPrefix(z.src[z.at:], quote):
			z.at += len(quote)
			return true
		case (c == '\n' || c == '\r') && len(quote) == 1:
			return false
		default:
			z.at++
		}
	}
	return false
}

func (z *pythonScanner) escape(formatted, raw bool) {
	if formatted && !raw && strings.HasPrefix(z.src[z.at:], `\N{`) {
		if end := strings.IndexAny(z.src[z.at:], "}\n\"'"); end > 0 && z.src[z.at+end] == '}' {
			z.at += end + 1
			return
		}
	}
	z.at++
	if strings.HasPrefix(z.src[z.at:], "\r\n") {
		z.at += 2
	} else if z.at < len(z.src) && !(formatted && z.src[z.at] == '{') {
		z.at++
	}
}

// field moves behind the replacement field of an f-string; its code may use the quotes of the string (PEP 701).
func (z *pythonScanner) field(quote string, depth int) bool {
	nesting, format := 0, false
	for z.at < len(z.src) {
		c := z.src[z.at]
		switch {
		case c == '}' && nesting == 0:
			z.at++
			return true
		case format:
			if c == '{' {
				z.at++
				if depth >= maxNesting || !z.field(quote, depth+1) {
					return false
				}
				continue
			}
			if strings.HasPrefix(z.src[z.at:], quote) {
				return false
			}
		case c == '{' || c == '(' || c == '[':
			nesting++
		case c == '}' || c == ')' || c == ']':
			nesting--
		case c == ':' && nesting == 0:
			format = true
		case c == '#':
			for z.at < len(z.src) && z.src[z.at] != '\n' {
				z.at++
			}
			continue
		case c == '"' || c == '\'':
			prefix := z.src[z.prefixStart():z.at]
			if depth >= maxNesting || !z.skipString(strings.ContainsAny(prefix, "fFtT"), strings.ContainsAny(prefix, "rR"), depth+1) {
				return false
			}
			continue
		}
		z.at++
	}
	return false
}

func (z *pythonScanner) prefixStart() int {
	i := z.at
	for i > 0 && z.at-i < 3 && isWordByte(z.src[i-1]) {
		i--
	}
	if isStringPrefix(z.src[i:z.at]) {
		return i
	}
	return z.at
}

func (z *pythonScanner) punct(c byte) {
	start := z.at
	z.at += pythonOperatorLength(z.src[z.at:])
	z.add(Punct, start)
	switch c {
	case '(', '[', '{':
		z.brackets.push()
	case ')', ']', '}':
		z.brackets.pop()
	case '$', '?', '`':
		z.t.flaw("a character that Python does not know", start, z.at)
	case '!':
		if z.at-start == 1 {
			z.t.flaw("a character that Python does not know", start, z.at)
		}
	}
}

func pythonOperatorLength(rest string) int {
	if len(rest) >= 3 {
		switch rest[:3] {
		case "**=", "//=", ">>=", "<<=", "...":
			return 3
		}
	}
	if len(rest) >= 2 {
		switch rest[:2] {
		case "->", ":=", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=", "**", "//", "<<", ">>":
			return 2
		}
	}
	return 1
}
