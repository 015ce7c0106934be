package handlers

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// commonReader reads the exports of a CommonJS module: every use of `exports` and `module.exports`.
type commonReader struct {
	*scriptReader
	// shadowed is, for `exports` and `module`, the end of the function whose parameter hides it.
	shadowed map[string]int
	// mentioned are the exports that are read.
	mentioned []Name
	// detached reports that module.exports is no longer what `exports` names.
	detached bool
}

func (r *scriptReader) commonJS() {
	c := &commonReader{scriptReader: r, shadowed: map[string]int{}}
	for i := range r.t.List {
		if r.t.List[i].Kind != syntax.Word || r.t.At(i-1) == "." || r.t.At(i-1) == "?." {
			continue
		}
		switch word := r.t.At(i); word {
		case "exports", "module":
			if i < c.shadowed[word] || c.isKey(i) || c.shadows(i, word) {
				continue
			}
			c.assigns(i)
			if r.module.Kind == ESM {
				c.besideESM(i)
				continue
			}
			c.use(i)
		case "require":
			if r.module.Kind == NoModule && r.t.At(i+1) == "(" {
				r.module.Kind = CommonJS
			}
		case "this":
			c.this(i)
		case "eval":
			if r.module.Kind != ESM && r.t.At(i+1) == "(" {
				r.module.open("`eval`", r.t.Span(i))
			}
		}
	}
	for _, n := range c.mentioned {
		if _, ok := r.last[n.Name]; !ok {
			r.define(n)
		}
	}
}

// isKey reports a property name: `exports:` or a method of that name.
func (c *commonReader) isKey(i int) bool {
	before, after := c.t.At(i-1), c.t.At(i+1)
	return after == ":" && (before == "{" || before == ",") || c.t.At(i) == "module" && (c.t.KindAt(i+1) == syntax.Text || c.word(i+1) != "" && !c.t.List[i+1].First && after != "in" && after != "instanceof")
}

// shadows reports that token i is a parameter, and remembers the function in which it hides the module's own.
func (c *commonReader) shadows(i int, word string) bool {
	end := -1
	if c.t.At(i+1) == "=>" {
		end = c.bodyEnd(i + 2)
	} else if open := c.inside[i]; open >= 0 && c.t.At(open) == "(" {
		switch after := c.t.After(open); c.t.At(after) {
		case "=>":
			end = c.bodyEnd(after + 1)
		case "{":
			if !statementHead[c.t.At(open-1)] {
				end = c.bodyEnd(after)
			}
		}
	}
	if end < 0 {
		return false
	}
	c.shadowed[word] = end
	return true
}

var statementHead = map[string]bool{"if": true, "while": true, "for": true, "with": true, "switch": true}

func (c *commonReader) bodyEnd(i int) int {
	if c.t.At(i) == "{" {
		return c.t.After(i)
	}
	return c.t.ExpressionEnd(i)
}

// besideESM opens a module that has both import or export and a write to exports.
func (c *commonReader) besideESM(i int) {
	if _, behind, ok := c.object(i); ok && (c.t.At(behind) == "." || c.t.At(behind) == "[" || c.t.At(behind) == "=") {
		c.module.open("`"+c.t.Slice(i, behind)+"` beside `export`", c.t.Range(i, behind))
	}
}

// assigns notes a statement at token i that writes to the exports object.
func (c *commonReader) assigns(i int) {
	_, behind, ok := c.object(i)
	_, own := c.locals[c.t.At(i)]
	if !ok || own || c.t.Flaw != "" || c.inside[i] >= 0 || !c.t.BeginsStatement(i) || c.module.Assigns != (source.Span{}) {
		return
	}
	if c.t.At(behind) == "." {
		behind += 2
	}
	if c.t.At(behind) == "=" {
		c.module.Assigns = c.t.Range(i, behind)
	}
}

// object reports the exports object at token i: whether it is written as module.exports, and the index behind it.
func (c *commonReader) object(i int) (full bool, behind int, ok bool) {
	if c.t.At(i) == "exports" {
		return false, i + 1, true
	}
	return true, i + 3, c.t.At(i+1) == "." && c.t.At(i+2) == "exports"
}

// use reads one use of the exports object or of `module`.
func (c *commonReader) use(i int) {
	full, behind, ok := c.object(i)
	if !ok {
		c.moduleItself(i)
		return
	}
	if c.module.Kind == NoModule {
		c.module.Kind = CommonJS
	}
	switch next := c.t.At(behind); {
	case next == "." && c.word(behind+1) != "":
		c.property(i, c.t.At(behind+1), behind+1, behind+2, full)
	case next == "[":
		if name, ok := syntax.JavaScriptString(c.t.At(behind + 1)); ok && c.t.After(behind) == behind+3 {
			c.property(i, name, behind+1, behind+3, full)
			return
		}
		if after := c.t.At(c.t.After(behind)); after == "=" || strings.HasSuffix(after, "=") {
			c.module.open("a computed export", c.t.Range(i, c.t.After(behind)))
		}
	case next == "=":
		c.replace(i, behind+1, full)
	case c.isArgument(i):
		c.argument(i, behind)
	case c.t.At(i-1) == "=" && c.t.At(i-3) == "." && c.t.At(i-4) == "exports": // exports.handler = module.exports
	case c.word(i-1) == "typeof" || c.word(i-1) == "in" || next == "(" || next == "&&" || strings.HasPrefix(next, "==") || strings.HasPrefix(next, "!=") || strings.HasSuffix(c.t.At(i-1), "=="):
	default:
		c.module.open("`"+c.t.Slice(i, behind)+"` under another name", c.t.Range(i, behind))
	}
}

// moduleItself opens a module whose `module` is handed on; reading its other properties is harmless.
func (c *commonReader) moduleItself(i int) {
	before, next := c.t.At(i-1), c.t.At(i+1)
	if c.word(i-1) == "typeof" || strings.HasSuffix(before, "==") || strings.HasPrefix(next, "==") || strings.HasPrefix(next, "!=") || next == "." || next == "?." || next == "&&" {
		return
	}
	c.module.open("`module` under another name", c.t.Span(i))
}

// property reads a use of exports.name; operator is the token behind the name.
func (c *commonReader) property(start int, name string, at, operator int, full bool) {
	n := Name{Name: name, Span: c.t.Span(at), Kind: Assignment, Conditional: true, Signature: c.signature(start, operator)}
	switch op := c.t.At(operator); {
	case c.word(start-1) == "delete":
		c.define(n)
	case op == "=":
		from, end := c.assigned(operator + 1)
		d := c.describe(from, end)
		n = d.Name
		if d.head > from || n.Signature == "" {
			n.Signature = c.signature(start, max(d.head, min(end, from+12)))
		}
		n.Name, n.Span, n.Conditional = name, c.t.Span(at), !c.certain(start) || c.detached && !full
		if doc := c.doc(start); doc != "" {
			n.Doc = doc
		}
		c.define(n)
		if !n.Conditional {
			c.memberNames(name, from, end)
		}
	case len(op) > 1 && strings.HasSuffix(op, "=") && !strings.ContainsAny(op[:1], "=!<>"):
		c.define(n)
	default:
		c.mentioned = append(c.mentioned, n)
	}
}

// maxChain bounds the exports.a = exports.b = … that are followed to their value.
const maxChain = 64

// assigned is the value at the end of a chain of assignments.
func (c *commonReader) assigned(from int) (start, end int) {
	for n := 0; n < maxChain; n++ {
		i := from
		switch {
		case c.t.At(i) == "exports" || c.t.At(i) == "module":
			_, behind, ok := c.object(i)
			if !ok {
				return from, c.t.ExpressionEnd(from)
			}
			i = behind
		case c.word(i) != "" && c.t.At(i+1) == "=":
			i++
		default:
			return from, c.t.ExpressionEnd(from)
		}
		if c.t.At(i) == "." {
			i += 2
		} else if c.t.At(i) == "[" {
			i = c.t.After(i)
		}
		if c.t.At(i) != "=" {
			return from, c.t.ExpressionEnd(from)
		}
		from = i + 1
	}
	return from, from
}

// maxStatement bounds the tokens that are looked back to the beginning of a statement.
const maxStatement = 200

// certain reports whether token i runs whenever the module is loaded: it stands in no bracket, and in no condition.
func (c *commonReader) certain(i int) bool {
	if c.inside[i] >= 0 {
		return false
	}
	for n := 0; n < maxStatement; n++ {
		if c.t.BeginsStatement(i) && !c.behindHead(i) {
			switch c.word(i) {
			case "if", "else", "for", "while", "do", "with", "switch":
				return false
			}
			return true
		}
		i--
		if p := c.t.Partner[i]; p >= 0 && p < i {
			i = p
		}
		switch c.t.At(i) {
		case "&&", "||", "??", "?", "=>", "else", "do":
			return false
		}
	}
	return false
}

// behindHead reports that the condition of an if or a loop stands right before token i.
func (c *commonReader) behindHead(i int) bool {
	return c.t.At(i-1) == ")" && c.t.Partner[i-1] >= 0 && statementHead[c.t.At(c.t.Partner[i-1]-1)]
}

// replace reads module.exports = value.
func (c *commonReader) replace(start, from int, full bool) {
	if !full {
		if c.t.At(from) != "module" && !(c.t.At(start-1) == "=" && c.t.At(start-2) == "exports") {
			c.module.open("`exports` is replaced", c.t.Range(start, from))
		}
		return
	}
	if c.isAnnotation(start) {
		c.annotation(from)
		return
	}
	certain := c.certain(start)
	valueFrom, end := c.assigned(from)
	if certain {
		c.forget()
		c.detached = c.t.At(start-1) != "=" && c.t.At(from) != "exports"
	}
	d := c.describe(valueFrom, end)
	switch {
	case c.t.At(valueFrom) == "{" && c.t.After(valueFrom) == end:
		c.objectLiteral(valueFrom, !certain)
	case d.Kind == Function && d.Callable == Yes && d.head > valueFrom && certain: // a function has no exports of its own
	case c.word(valueFrom) == "__toCommonJS" && c.t.At(valueFrom+1) == "(":
		c.bundle(valueFrom + 2)
	default:
		c.module.open("`"+shorten(oneLine(c.t.Slice(start, min(end, valueFrom+6))))+"`", c.t.Range(start, end))
	}
}

// forget drops the exports that a new module.exports replaces.
func (c *commonReader) forget() {
	c.module.Names, c.last = nil, map[string]int{}
}

func (c *commonReader) objectLiteral(open int, conditional bool) {
	if at := c.incomplete(open); at > 0 {
		c.module.open("`"+c.t.Slice(at, c.t.After(at)+1)+"`", c.t.Range(at, c.t.After(at)+1))
	}
	for _, n := range c.entries(open) {
		n.Conditional = conditional
		c.define(n)
	}
	for _, part := range c.t.Split(open+1, c.t.After(open)-1, ",") {
		if c.t.At(part[0]+1) == ":" && !conditional {
			c.memberNames(c.t.At(part[0]), part[0]+2, part[1])
		}
	}
}

// isAnnotation recognises `0 && (module.exports = …)`, by which bundlers name their exports.
func (c *commonReader) isAnnotation(start int) bool {
	return c.t.At(start-1) == "(" && c.t.At(start-2) == "&&" && c.t.At(start-3) == "0"
}

func (c *commonReader) annotation(from int) {
	if c.t.At(from) != "{" {
		return
	}
	for _, n := range c.entries(from) {
		if _, ok := c.last[n.Name]; !ok {
			c.define(n)
		}
	}
	if at := c.incomplete(from); at > 0 {
		c.module.open("`"+oneLine(c.t.Slice(at, at+5))+"`", c.t.Range(at, at+5))
	}
}

// this opens a module that writes to `this`, which is its exports at the top level.
func (c *commonReader) this(i int) {
	if c.module.Kind == ESM {
		return
	}
	for open, n := c.inside[i], 0; open >= 0; open, n = c.inside[open], n+1 {
		if c.t.At(open) == "{" || n > maxTargets {
			return
		}
	}
	before, next := c.t.At(i-1), c.t.At(i+1)
	written := next == "." && c.t.At(i+3) == "=" || next == "["
	handed := (before == "(" || before == "," || before == "=") && (next == ")" || next == "," || next == ";")
	if written || handed {
		c.module.open("`this`", c.t.Span(i))
	}
}
