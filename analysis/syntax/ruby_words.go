package syntax

import "strings"

// rubyHead is the head of a definition that is being read.
type rubyHead struct {
	def   int  // the index of its `def`
	named bool // its name is still to come
	paren int  // the index of the parenthesis that opens its parameters, -1 without one
	items int  // further names of an alias
}

// rubyAfter are the keywords, with the state behind them.
var rubyAfter = map[string]rubyState{
	"class": rubyBegins, "module": rubyBegins, "def": rubyNames, "if": rubyBegins, "unless": rubyBegins, "while": rubyBegins, "until": rubyBegins,
	"case": rubyBegins, "begin": rubyBegins, "for": rubyBegins, "do": rubyBegins, "end": rubyEnds, "then": rubyBegins, "else": rubyBegins, "elsif": rubyBegins,
	"when": rubyBegins, "in": rubyBegins, "ensure": rubyBegins, "and": rubyBegins, "or": rubyBegins, "rescue": rubyMiddle, "return": rubyMiddle, "break": rubyMiddle,
	"next": rubyMiddle, "self": rubyEnds, "nil": rubyEnds, "true": rubyEnds, "false": rubyEnds, "redo": rubyEnds, "retry": rubyEnds, "__FILE__": rubyEnds,
	"__LINE__": rubyEnds, "__ENCODING__": rubyEnds, "yield": rubyArgument, "super": rubyArgument, "not": rubyArgument, "alias": rubyNames, "undef": rubyNames,
	"BEGIN": rubyEnds, "END": rubyEnds,
}

// word scans a name, a label or a keyword.
func (z *rubyScanner) word() {
	start, before := z.at, z.state
	for z.at < len(z.src) && isWordByte(z.src[z.at]) {
		z.at++
	}
	if c := z.peek(0); (c == '?' || c == '!') && (z.peek(1) != '=' || strings.IndexByte("=~>", z.peek(2)) >= 0 && z.peek(2) != 0) && !strings.HasPrefix(z.src[z.at:], "?:") {
		z.at++
	}
	if z.peek(0) == ':' && z.peek(1) != ':' && before != rubyEnds && before != rubyCalls && before != rubyNames {
		z.at++
		z.add(Word, start)
		z.state = rubyBegins
		return
	}
	word := z.src[start:z.at]
	switch after, keyword := rubyAfter[word]; {
	case before == rubyNames && z.head.named, before == rubyCalls && z.head.named:
		z.definedName(start)
	case before == rubyNames:
		z.add(Word, start)
		z.state = rubyEnds
		z.nextItem()
	case before == rubyCalls || !keyword:
		z.name(start, word, before)
	default:
		z.keyword(word, start, before, after)
	}
}

// name scans the name of a variable, a method or a constant.
func (z *rubyScanner) name(start int, word string, before rubyState) {
	z.add(Word, start)
	z.state = rubyArgument
	if before != rubyCalls {
		if z.assigned() {
			z.locals[word] = true
		}
		if z.locals[word] {
			z.state = rubyEnds
		}
	}
}

// assigned reports that an assignment follows: = or an operator with =.
func (z *rubyScanner) assigned() bool {
	rest := strings.TrimLeft(z.rest(), " \t")
	operator := strings.TrimLeft(rest, "+-*/%&|^<>")
	if !strings.HasPrefix(operator, "=") || len(rest)-len(operator) > 3 {
		return false
	}
	if operator == rest {
		return len(rest) > 1 && strings.IndexByte("=~>", rest[1]) < 0
	}
	return rest[0] != '<' && rest[0] != '>' || rest[0] == rest[1]
}

// nextItem expects another name behind the first one of an alias.
func (z *rubyScanner) nextItem() {
	if z.head.items > 0 {
		z.head.items--
		z.state = rubyNames
	}
}

func (z *rubyScanner) keyword(word string, start int, before, after rubyState) {
	z.add(Word, start)
	z.state = after
	if word == "alias" {
		z.head.items = 1
	}
	if z.inside > 0 {
		if word == "def" {
			z.head = rubyHead{def: -1, named: true, paren: -1}
		}
		return
	}
	switch word {
	case "class", "module", "case", "begin":
		z.brackets.push()
	case "def":
		z.head = rubyHead{def: len(z.t.List) - 1, named: true, paren: -1}
		z.brackets.push()
	case "if", "unless":
		if before == rubyBegins {
			z.brackets.push()
		}
	case "while", "until", "for":
		if before == rubyBegins {
			z.brackets.push()
			z.loops = append(z.loops, len(z.brackets.open))
		}
	case "do":
		if last := len(z.loops) - 1; last >= 0 && z.loops[last] == len(z.brackets.open) {
			z.loops = z.loops[:last]
		} else {
			z.brackets.push()
		}
	case "end":
		z.end()
	}
}

// end closes a block.
func (z *rubyScanner) end() {
	t, last := z.t, len(z.t.List)-1
	open := len(z.brackets.open) - 1
	if open < 0 || t.KindAt(z.brackets.open[open]) != Word {
		t.flaw("an end without a beginning", t.List[last].Start, t.List[last].End)
		return
	}
	opener := z.brackets.open[open]
	z.brackets.open = z.brackets.open[:open]
	t.Partner[opener], t.Partner[last] = last, opener
}

// definedName scans the name of a method behind def, or the object that it is defined for.
func (z *rubyScanner) definedName(start int) {
	if z.state == rubyNames && (z.peek(0) == '.' || z.peek(0) == ':' && z.peek(1) == ':') {
		z.add(Word, start)
		z.state = rubyEnds
		return
	}
	if z.peek(0) == '=' && strings.IndexByte("=~>", z.peek(1)) < 0 {
		z.at++ // a setter
	}
	z.add(Word, start)
	z.named()
}

// named ends the name of a definition; what follows are its parameters, or "=" and its body.
func (z *rubyScanner) named() {
	z.head.named = false
	z.state = rubyArgument
	rest := strings.TrimLeft(z.rest(), " \t")
	if strings.HasPrefix(rest, "(") {
		z.addLocals(untilClosed(rest))
		z.head.paren = len(z.t.List)
		return
	}
	z.addLocals(firstLineOf(rest))
	z.endless(rest)
}

func untilClosed(rest string) string {
	if end := strings.IndexByte(rest, ')'); end >= 0 {
		return rest[:end]
	}
	return ""
}

// endless takes the definition that is being read from the open blocks if it has no end: def name(…) = value.
func (z *rubyScanner) endless(rest string) {
	if z.inside > 0 || len(rest) < 2 || rest[0] != '=' || strings.IndexByte("=~>", rest[1]) >= 0 {
		return
	}
	if last := len(z.brackets.open) - 1; last >= 0 && z.brackets.open[last] == z.head.def {
		z.brackets.open = z.brackets.open[:last]
	}
}

// addLocals takes the words of a list of parameters for local variables.
func (z *rubyScanner) addLocals(list string) {
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return r < 0x80 && !isWordByte(byte(r)) }) {
		z.locals[word] = true
	}
}

// rubyPuncts are the operators of several characters, the longer first.
var rubyPuncts = []string{
	"**=", "<=>", "===", "...", "<<=", ">>=", "&&=", "||=", "&.", "**", "==", "=~", "=>", "!=", "!~", "<=", ">=", "<<", ">>", "&&", "||", "::", "..", "->",
	"+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
}

func (z *rubyScanner) punct(rest string) {
	start := z.at
	if z.state == rubyNames || z.state == rubyCalls {
		if operator := rubyOperator(rest); operator != "" {
			z.operatorName(operator)
			return
		}
	}
	z.at++
	for _, long := range rubyPuncts {
		if strings.HasPrefix(rest, long) {
			z.at = start + len(long)
			break
		}
	}
	z.add(Punct, start)
	z.bracket(rest[0])
	before := z.state
	switch text := z.src[start:z.at]; text {
	case ")", "]", "}":
		z.state = rubyEnds
		z.closed()
	case ".", "&.", "::":
		z.state = rubyCalls
	case ";":
		z.endStatement()
	case "->":
		z.state = rubyEnds
		z.addLocals(strings.SplitN(firstLineOf(z.rest()), "{", 2)[0])
	case "|", "||":
		z.state = rubyBegins
		if text == "|" && before == rubyBegins && z.opensBlock() {
			list, _, _ := strings.Cut(z.rest(), "|")
			z.addLocals(list)
		}
	case "=":
		z.state = rubyBegins
		z.assignedMany()
	case "=>":
		z.state = rubyBegins
		name := strings.TrimLeft(z.rest(), " \t")
		z.addLocals(name[:rubyNameLength(name)])
	default:
		z.state = rubyBegins
	}
}

// operatorName scans an operator as the name of a method.
func (z *rubyScanner) operatorName(operator string) {
	start, called := z.at, z.state == rubyCalls
	z.at += len(operator)
	z.add(Word, start)
	switch {
	case z.head.named:
		z.named()
	case called:
		z.state = rubyArgument
	default:
		z.state = rubyEnds
		z.nextItem()
	}
}

func (z *rubyScanner) bracket(c byte) {
	if z.inside > 0 {
		switch c {
		case '{':
			z.braces++
		case '}':
			z.braces--
		}
		return
	}
	switch c {
	case '(', '[', '{':
		z.brackets.push()
	case ')', ']', '}':
		z.brackets.pop()
	}
}

// closed looks for the body of a definition behind its parameters.
func (z *rubyScanner) closed() {
	last := len(z.t.List) - 1
	if z.inside == 0 && z.head.paren >= 0 && last >= 0 && z.t.Partner[last] == z.head.paren {
		z.head.paren = -1
		z.endless(strings.TrimLeft(z.rest(), " \t"))
		z.state = rubyBegins
		if strings.HasPrefix(strings.TrimLeft(z.rest(), " \t"), "=") {
			z.state = rubyEnds
		}
	}
}

// opensBlock reports that the token before the last begins a block, whose parameters follow.
func (z *rubyScanner) opensBlock() bool {
	if z.inside > 0 {
		return true
	}
	before := z.t.At(len(z.t.List) - 2)
	return before == "{" || before == "do"
}

// assignedMany takes the names in front of an assignment to several variables.
func (z *rubyScanner) assignedMany() {
	for i := len(z.t.List) - 2; i >= 0 && z.inside == 0; i-- {
		switch z.t.KindAt(i) {
		case Word:
			z.locals[z.t.At(i)] = true
		case Punct:
			if strings.IndexByte(",*()", z.t.At(i)[0]) < 0 {
				return
			}
		default:
			return
		}
		if z.t.List[i].First {
			return
		}
	}
}
