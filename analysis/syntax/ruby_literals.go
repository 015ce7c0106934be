package syntax

import "strings"

// rubyHeredoc is a text below the line that announces it.
type rubyHeredoc struct {
	start        int
	end          string
	indented     bool // its end may be indented
	interpolated bool
}

// literal scans a literal that begins with a character that may be an operator as well; it reports false where it is one.
func (z *rubyScanner) literal(rest string) bool {
	start := z.at
	switch rest[0] {
	case '/':
		if !z.beginsValue(1) || z.state == rubyArgument && strings.HasPrefix(rest, "/=") {
			return false
		}
		z.at++
		z.delimited(0, '/', true)
		z.letters()
		z.value(Regexp, start)
	case '%':
		return z.percent(rest)
	case '<':
		return strings.HasPrefix(rest, "<<") && z.heredoc(rest)
	case '?':
		return z.character(rest)
	case ':':
		return z.symbol(rest)
	default:
		return false
	}
	return true
}

// letters skips the options of a regular expression.
func (z *rubyScanner) letters() {
	for z.at < len(z.src) && z.src[z.at] >= 'a' && z.src[z.at] <= 'z' {
		z.at++
	}
}

// percent scans %w[ ], %q( ), %( ) and the like.
func (z *rubyScanner) percent(rest string) bool {
	if !z.beginsValue(1) || len(rest) < 2 || z.state == rubyArgument && rest[1] == '=' {
		return false
	}
	kind, open := byte('Q'), rest[1]
	size := 2
	if strings.IndexByte("wWiIqQrsx", open) >= 0 && len(rest) > 2 && !isWordByte(rest[2]) {
		kind, open, size = rest[1], rest[2], 3
	}
	if isWordByte(open) || open == ' ' && size == 2 && z.state != rubyBegins {
		return false
	}
	start := z.at
	z.at += size
	interpolated := strings.IndexByte("WIQrx", kind) >= 0
	if at := strings.IndexByte("([{<", open); at >= 0 {
		z.delimited(open, ")]}>"[at], interpolated)
	} else {
		z.delimited(0, open, interpolated)
	}
	if kind == 'r' {
		z.letters()
		z.value(Regexp, start)
	} else {
		z.value(Text, start)
	}
	return true
}

// delimited moves behind the end of a literal. Brackets of its own kind nest in it.
func (z *rubyScanner) delimited(open, end byte, interpolated bool) {
	start, depth := z.at, 0
	if z.nesting++; z.nesting > maxNesting {
		z.t.flaw("texts are nested too deeply", start, z.at)
		z.at = len(z.src)
	}
	defer func() { z.nesting-- }()
	for z.at < len(z.src) {
		switch c := z.src[z.at]; {
		case c == '\\':
			z.at += 2
		case interpolated && strings.HasPrefix(z.rest(), "#{"):
			z.interpolation()
		case c == end && depth == 0:
			z.at++
			return
		case c == end:
			depth--
			z.at++
		case open != 0 && c == open:
			depth++
			z.at++
		case c == '\n' && len(z.heredocs) > 0:
			z.at++
			z.readHeredocs()
		default:
			z.at++
		}
	}
	z.at = len(z.src)
	z.t.flaw("a text is never closed", start, len(z.src))
}

// interpolation moves behind the code of #{ }.
func (z *rubyScanner) interpolation() {
	start, state, braces, newline := z.at, z.state, z.braces, z.newline
	z.at += 2
	z.state, z.braces = rubyBegins, 0
	z.inside++
	for z.at < len(z.src) && z.braces >= 0 {
		z.step()
	}
	if z.braces >= 0 {
		z.t.flaw("a text is never closed", start, len(z.src))
	}
	z.inside--
	z.state, z.braces, z.newline = state, braces, newline
}

// heredoc announces a text such as <<~END.
func (z *rubyScanner) heredoc(rest string) bool {
	if !z.beginsValue(2) || z.follows("class") {
		return false
	}
	h := rubyHeredoc{start: z.at, interpolated: true}
	size := 2
	if c := z.peek(2); c == '~' || c == '-' {
		h.indented = true
		size++
	}
	name := rest[size:]
	if name == "" {
		return false
	}
	switch quote := name[0]; {
	case quote == '"' || quote == '\'' || quote == '`':
		end := strings.IndexByte(name[1:], quote)
		if end < 0 || strings.Contains(name[1:end+1], "\n") {
			return false
		}
		h.end, h.interpolated = name[1:end+1], quote != '\''
		size += end + 2
	case isWordByte(quote) && !isDigit(quote):
		end := 0
		for end < len(name) && isWordByte(name[end]) {
			end++
		}
		h.end = name[:end]
		size += end
	default:
		return false
	}
	z.at += size
	z.heredocs = append(z.heredocs, h)
	z.value(Text, h.start)
	return true
}

// follows reports that the last token is that word.
func (z *rubyScanner) follows(word string) bool {
	last := len(z.t.List) - 1
	return z.inside == 0 && z.t.KindAt(last) == Word && z.t.At(last) == word
}

// readHeredocs moves behind the texts that the line before announces.
func (z *rubyScanner) readHeredocs() {
	waiting := z.heredocs
	z.heredocs = nil
	for _, h := range waiting {
		if !z.skipHeredoc(h) {
			z.t.flaw("a text is never closed", h.start, len(z.src))
		}
	}
}

func (z *rubyScanner) skipHeredoc(h rubyHeredoc) bool {
	for z.at < len(z.src) {
		line := firstLineOf(z.rest())
		text := strings.TrimSuffix(line, "\r")
		if h.indented {
			text = strings.TrimLeft(text, " \t")
		}
		if text == h.end {
			z.at = min(z.at+len(line)+1, len(z.src))
			return true
		}
		z.heredocLine(h, z.at+len(line))
	}
	return false
}

// heredocLine moves behind one line of a heredoc, and behind the lines of the code in it.
func (z *rubyScanner) heredocLine(h rubyHeredoc, end int) {
	for z.at < len(z.src) && z.src[z.at] != '\n' {
		switch {
		case h.interpolated && z.src[z.at] == '\\':
			z.at = min(z.at+2, len(z.src))
			if z.at > end {
				return
			}
		case h.interpolated && strings.HasPrefix(z.rest(), "#{") && z.nesting < maxNesting:
			z.nesting++
			z.interpolation()
			z.nesting--
		default:
			z.at++
		}
	}
	z.at = min(z.at+1, len(z.src))
}

// character scans a literal such as ?a.
func (z *rubyScanner) character(rest string) bool {
	if !z.beginsValue(1) || len(rest) < 2 || strings.IndexByte(" \t\r\n", rest[1]) >= 0 {
		return false
	}
	size := 2
	switch {
	case rest[1] == '\\':
		for size = 3; size < len(rest) && (isWordByte(rest[size]) || rest[size] == '-' || rest[size] == '\\') && size < 12; size++ {
			if rest[size] == '\\' && rest[size-1] != '-' {
				break
			}
		}
	case rest[1] >= 0x80:
		for size < len(rest) && rest[size]&0xC0 == 0x80 {
			size++
		}
	case isWordByte(rest[1]) && len(rest) > 2 && isWordByte(rest[2]):
		return false
	}
	start := z.at
	z.at = min(z.at+size, len(z.src))
	z.value(Text, start)
	return true
}

// rubyOperators are the operators that are names of methods, the longer first.
var rubyOperators = []string{"[]=", "<=>", "===", "**", "[]", "==", "=~", "!=", "!~", "<=", ">=", "<<", ">>", "+@", "-@", "~@", "!@", "+", "-", "*", "/", "%", "<", ">", "!", "~", "^", "&", "|", "`"}

func rubyOperator(rest string) string {
	for _, operator := range rubyOperators {
		if strings.HasPrefix(rest, operator) {
			return operator
		}
	}
	return ""
}

// symbol scans :name, :"name" and :+.
func (z *rubyScanner) symbol(rest string) bool {
	if len(rest) < 2 || rest[1] == ':' || z.state == rubyEnds || z.state == rubyCalls {
		return false
	}
	start, before := z.at, z.state
	switch c := rest[1]; {
	case c == '"' || c == '\'':
		z.at += 2
		z.delimited(0, c, c == '"')
	case isWordByte(c) && !isDigit(c), c == '@', c == '$':
		z.at++
		if c == '@' || c == '$' {
			z.variable()
		} else {
			z.at += rubyNameLength(z.rest())
		}
	default:
		operator := rubyOperator(rest[1:])
		if operator == "" {
			return false
		}
		z.at += 1 + len(operator)
	}
	z.value(Text, start)
	if before == rubyNames {
		z.nextItem()
	}
	return true
}

// rubyNameLength is the length of a symbol's name, with the mark behind it.
func rubyNameLength(rest string) int {
	n := 0
	for n < len(rest) && isWordByte(rest[n]) {
		n++
	}
	if n < len(rest) && strings.IndexByte("?!=", rest[n]) >= 0 {
		next := byte(0)
		if n+1 < len(rest) {
			next = rest[n+1]
		}
		arrow := rest[n] == '=' && strings.IndexByte("~>=", next) >= 0 && next != 0
		if !arrow && !(rest[n] != '=' && next == '=' && !strings.HasPrefix(rest[n+1:], "=>") && !strings.HasPrefix(rest[n+1:], "==")) {
			return n + 1
		}
	}
	return n
}
