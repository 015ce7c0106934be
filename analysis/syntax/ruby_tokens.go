package syntax

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// rubyState says what may come next: whether "/" divides or begins a regular expression, whether "if" begins a statement or modifies one.
type rubyState int

const (
	rubyBegins   rubyState = iota // an expression begins
	rubyMiddle                    // behind return, break, next: an expression may begin, and a modifier may follow
	rubyEnds                      // an expression has ended
	rubyArgument                  // behind a method's name: an argument without parentheses may begin
	rubyNames                     // behind def, alias, undef: any name, also an operator
	rubyCalls                     // behind a dot: a method's name, also an operator or a keyword
)

type rubyScanner struct {
	t        *Tokens
	src      string
	at       int
	state    rubyState
	newline  bool // a line end stands before the next token
	brackets brackets
	// locals are names that are assigned to anywhere before: what follows them is no argument.
	locals map[string]bool
	// heredocs wait for the end of their line.
	heredocs []rubyHeredoc
	// loops are the while, until and for whose condition is being read, each with the count of open brackets.
	loops   []int
	doc     source.Span
	nesting int
	// inside counts the literals around: their code gives no tokens.
	inside int
	braces int
	// head is the definition whose name or parameters are being read.
	head rubyHead
}

// RubyTokens tokenizes Ruby (up to 3.4). Partner matches brackets, and the words that open a block with their `end`. Docs are the comments above.
// A label is one word with its colon; a symbol is a Text.
func RubyTokens(src string) *Tokens {
	t := &Tokens{Source: src, List: make([]Token, 0, len(src)/5), Partner: make([]int, 0, len(src)/5), Docs: map[int]source.Span{}}
	z := &rubyScanner{t: t, src: src, newline: true, locals: map[string]bool{}}
	z.brackets.tokens = t
	if strings.HasPrefix(src, "\ufeff") {
		z.at = 3
	}
	for z.at < len(src) {
		z.step()
	}
	for _, h := range z.heredocs {
		t.flaw("a text is never closed", h.start, len(src))
	}
	z.brackets.abandon()
	return t
}

func (z *rubyScanner) rest() string { return z.src[z.at:] }

func (z *rubyScanner) peek(n int) byte {
	if z.at+n < len(z.src) {
		return z.src[z.at+n]
	}
	return 0
}

func (z *rubyScanner) add(kind TokenKind, start int) {
	if z.inside > 0 {
		return
	}
	if z.doc.Len() > 0 {
		z.t.Docs[len(z.t.List)] = z.doc
		z.doc = source.Span{}
	}
	z.t.add(kind, z.newline, start, z.at)
	z.newline = false
}

// value adds a token that ends an expression.
func (z *rubyScanner) value(kind TokenKind, start int) {
	z.add(kind, start)
	z.state = rubyEnds
}

func (z *rubyScanner) step() {
	rest, c := z.rest(), z.src[z.at]
	start := z.at
	switch {
	case c == '\n':
		z.lineEnd()
	case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v':
		z.at++
	case c == '\\' && (strings.HasPrefix(rest, "\\\n") || strings.HasPrefix(rest, "\\\r\n")):
		z.at += 1 + strings.IndexByte(rest[1:], '\n') + 1
	case c == '#':
		z.comment()
	case c == 0 || c == 4 || c == 26:
		z.at = len(z.src) // the end of a script
	case isDigit(c):
		z.number()
		z.value(Number, start)
	case isWordByte(c):
		z.word()
	case c == '@' || c == '$':
		z.variable()
		z.value(Word, start)
	case c == '"' || c == '`' && z.state != rubyNames && z.state != rubyCalls:
		z.at++
		z.delimited(0, c, true)
		z.value(Text, start)
	case c == '\'':
		z.at++
		z.delimited(0, c, false)
		z.value(Text, start)
	case z.literal(rest):
	default:
		z.punct(rest)
	}
}

// lineEnd ends a line: the texts of its heredocs follow, and where an expression has ended a statement has.
func (z *rubyScanner) lineEnd() {
	z.at++
	z.newline = true
	z.readHeredocs()
	if z.state != rubyBegins && z.state != rubyCalls && !z.continues() {
		z.endStatement()
	}
	rest := z.rest()
	switch {
	case rubyMark(rest, "=begin"):
		z.embedded()
	case rubyMark(rest, "__END__") && strings.TrimRight(firstLineOf(rest), "\r") == "__END__":
		z.at = len(z.src)
	}
}

func (z *rubyScanner) endStatement() {
	z.state = rubyBegins
	z.loops = slices.DeleteFunc(z.loops, func(open int) bool { return open == len(z.brackets.open) })
}

// continues reports that the next line begins with a dot, behind comments perhaps.
func (z *rubyScanner) continues() bool {
	rest := z.rest()
	for {
		rest = strings.TrimLeft(rest, " \t\r\n")
		if !strings.HasPrefix(rest, "#") {
			break
		}
		_, rest, _ = strings.Cut(rest, "\n")
	}
	return strings.HasPrefix(rest, ".") && !strings.HasPrefix(rest, "..") || strings.HasPrefix(rest, "&.")
}

// rubyMark reports a line that begins with a word alone.
func rubyMark(rest, word string) bool {
	after, ok := strings.CutPrefix(rest, word)
	return ok && (after == "" || strings.ContainsRune(" \t\r\n\x00", rune(after[0])))
}

func firstLineOf(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// embedded skips a comment from =begin to =end.
func (z *rubyScanner) embedded() {
	start := z.at
	for z.at < len(z.src) {
		end := strings.IndexByte(z.rest(), '\n')
		if end < 0 {
			break
		}
		z.at += end + 1
		if rubyMark(z.rest(), "=end") {
			z.at += len(firstLineOf(z.rest()))
			return
		}
	}
	z.t.flaw("a comment is never closed", start, len(z.src))
	z.at = len(z.src)
}

// comment skips a comment. Those in lines of their own are the documentation of what follows right below.
func (z *rubyScanner) comment() {
	start := z.at
	z.at += len(firstLineOf(z.rest()))
	if z.inside > 0 {
		return
	}
	alone := z.newline
	if z.doc.Len() == 0 || strings.Count(z.src[z.doc.End:start], "\n") > 1 {
		z.doc = source.Span{Start: start}
	}
	z.doc.End = z.at
	if !alone {
		z.doc = source.Span{}
	}
}

func (z *rubyScanner) number() {
	for z.at < len(z.src) {
		c := z.src[z.at]
		exponent := (c == '+' || c == '-') && z.src[z.at-1]|0x20 == 'e' && isDigit(z.peek(1))
		fraction := c == '.' && isDigit(z.peek(1))
		if !isWordByte(c) && !exponent && !fraction {
			return
		}
		z.at++
	}
}

// variable skips a name that begins with @ or $.
func (z *rubyScanner) variable() {
	if z.src[z.at] == '$' && z.at+1 < len(z.src) && !isWordByte(z.src[z.at+1]) {
		z.at++
		if z.src[z.at] == '-' {
			z.at++
		}
		z.at = min(z.at+1, len(z.src))
		return
	}
	z.at++
	if z.peek(0) == '@' {
		z.at++
	}
	for z.at < len(z.src) && isWordByte(z.src[z.at]) {
		z.at++
	}
}

// spaced reports blank space before the next token and none behind its n bytes, as an argument without parentheses stands.
func (z *rubyScanner) spaced(n int) bool {
	if z.at == 0 || !strings.ContainsRune(" \t", rune(z.src[z.at-1])) {
		return false
	}
	return z.at+n < len(z.src) && !strings.ContainsRune(" \t\r\n", rune(z.src[z.at+n]))
}

// beginsValue reports whether a literal may begin with the next n bytes, which could be an operator.
func (z *rubyScanner) beginsValue(n int) bool {
	return z.state == rubyBegins || z.state == rubyMiddle || z.state == rubyArgument && z.spaced(n)
}
