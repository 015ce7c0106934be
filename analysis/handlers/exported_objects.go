package handlers

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/syntax"
)

// isArgument reports that the exports object at token i is an argument of a call.
func (c *commonReader) isArgument(i int) bool {
	open := c.inside[i]
	before := c.t.At(i - 1)
	return open > 0 && c.t.At(open) == "(" && (before == "(" || before == ",") && (c.word(open-1) != "" && !statementHead[c.t.At(open-1)] || c.t.At(open-1) == ")")
}

// argument reads a call that is given the exports object.
func (c *commonReader) argument(i, behind int) {
	open := c.inside[i]
	certain := c.inside[open] < 0 && c.certain(open-1)
	first := c.t.At(i-1) == "("
	callee := c.t.At(open - 1)
	owner := ""
	if c.t.At(open-2) == "." {
		owner = c.t.At(open - 3)
	}
	switch {
	case first && owner == "Object" && callee == "defineProperty":
		if name, ok := syntax.JavaScriptString(c.t.At(behind + 1)); ok && c.t.At(behind+2) == "," {
			c.define(Name{Name: name, Span: c.t.Span(behind + 1), Kind: Assignment, Conditional: !certain, Signature: c.signature(open-3, behind+2) + ", …)"})
			return
		}
	case first && owner == "Object" && callee == "assign":
		if c.assign(open, !certain) {
			return
		}
	case owner == "Object" && (callee == "freeze" || callee == "seal" || callee == "keys" || callee == "entries" || callee == "values" || callee == "preventExtensions"):
		return
	case first && owner == "" && (callee == "_export" || callee == "__export") && c.t.At(behind+1) == "{" && c.t.After(behind+1) == c.t.After(open)-1:
		c.getters(behind+1, !certain)
		return
	}
	c.module.open("`"+shorten(oneLine(c.t.Slice(open-1, min(c.t.After(open), open+12))))+"`", c.t.Range(open-1, c.t.After(open)))
}

// assign reads Object.assign(exports, {…}, …); it fails for a source that is no object literal.
func (c *commonReader) assign(open int, conditional bool) bool {
	parts := c.t.Split(open+1, c.t.After(open)-1, ",")
	for _, part := range parts[1:] {
		if part[0] < part[1] && (c.t.At(part[0]) != "{" || c.t.After(part[0]) != part[1]) {
			return false
		}
	}
	for _, part := range parts[1:] {
		if part[0] < part[1] {
			c.objectLiteral(part[0], conditional)
		}
	}
	return true
}

// getters reads { handler: () => handler }, whose functions give the values of the exports.
func (c *commonReader) getters(open int, conditional bool) {
	if at := c.incomplete(open); at > 0 {
		c.module.open("a computed export", c.t.Span(at))
	}
	for _, part := range c.t.Split(open+1, c.t.After(open)-1, ",") {
		if part[0] >= part[1] || c.t.At(part[0]) == "..." || c.t.At(part[0]) == "[" {
			continue
		}
		at := part[0]
		if c.word(at) == "get" && c.word(at+1) != "" {
			at++
		}
		name := c.t.At(at)
		if text, ok := syntax.JavaScriptString(name); ok {
			name = text
		}
		n := Name{Kind: Assignment, Signature: c.signature(part[0], part[1])}
		if local, ok := c.locals[strings.TrimSuffix(c.returned(part[0], part[1]), ";")]; ok {
			n = local
		}
		n.Name, n.Span, n.Conditional = name, c.t.Span(at), conditional
		c.define(n)
	}
}

// returned is the one name that the getter in tokens [from, to) gives.
func (c *commonReader) returned(from, to int) string {
	for i := from; i < to; i++ {
		if (c.t.At(i) == "=>" || c.t.At(i) == "return") && c.word(i+1) != "" && (i+2 >= to || c.t.At(i+2) == ";" || c.t.At(i+2) == "}") {
			return c.t.At(i + 1)
		}
	}
	return ""
}

// bundle reads module.exports = __toCommonJS(name), whose exports an earlier __export(name, {…}) lists.
func (c *commonReader) bundle(at int) {
	name := c.t.At(at)
	for i := 0; i < len(c.t.List); i = c.t.After(i) {
		if c.word(i) == "__export" && c.t.At(i+1) == "(" && c.t.At(i+2) == name && c.t.At(i+3) == "," && c.t.At(i+4) == "{" {
			c.getters(i+4, false)
			return
		}
	}
	c.module.open("`__toCommonJS("+name+")`", c.t.Range(at-2, at+2))
}
