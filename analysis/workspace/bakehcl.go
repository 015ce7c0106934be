package workspace

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/lambdock/lambdock/analysis/source"
)

func isBakeHCL(name string) bool {
	return path.Ext(name) == ".hcl" && strings.Contains(strings.ToLower(path.Base(name)), "bake")
}

// maxHCLSize and maxHCLNesting bound what HCL's parser, which recurses, is given.
const (
	maxHCLSize    = 1 << 18
	maxHCLNesting = 100
)

// parseHCL is the body of an HCL file, as far as it could be read; nil when it is too large or nests too deeply.
func parseHCL(f *source.File) *hclsyntax.Body {
	if f.Len() > maxHCLSize {
		return nil
	}
	depth := 0
	for i := range f.Len() {
		switch f.Text()[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(depth-1, 0)
		}
		if depth > maxHCLNesting {
			return nil
		}
	}
	parsed, _ := hclsyntax.ParseConfig([]byte(f.Text()), f.Path(), hcl.InitialPos)
	if parsed == nil {
		return nil
	}
	body, _ := parsed.Body.(*hclsyntax.Body)
	return body
}

// hclSpan is a range's span.
func hclSpan(r hcl.Range) source.Span { return source.Span{Start: r.Start.Byte, End: r.End.Byte} }

func readBakeHCL(c *collector, f *source.File) {
	body := parseHCL(f)
	if body == nil {
		return
	}
	h := &hclBake{file: f, variables: map[string]Value{}}
	bake := &bakeFile{file: f, grouped: map[string]bool{}}
	for name, attribute := range body.Attributes {
		h.variables[name] = h.literal(attribute.Expr)
	}
	for _, block := range body.Blocks {
		if block.Type == "variable" && len(block.Labels) == 1 {
			if d := block.Body.Attributes["default"]; d != nil {
				h.variables[block.Labels[0]] = h.literal(d.Expr)
			}
		}
	}
	for _, block := range body.Blocks {
		switch {
		case len(block.Labels) != 1:
		case block.Type == "group":
			for _, v := range h.list(block.Body.Attributes["targets"]) {
				bake.grouped[v.Text] = true
			}
		case block.Type == "target":
			bake.targets = append(bake.targets, h.target(block))
		}
	}
	bake.builds(c)
}

// hclBake reads expressions with the variables' defaults.
type hclBake struct {
	file      *source.File
	variables map[string]Value
}

func (h *hclBake) target(block *hclsyntax.Block) *bakeTarget {
	t := newBakeTarget(block.Labels[0], insideQuotes(h.file, hclSpan(block.LabelRanges[0])))
	attributes := block.Body.Attributes
	for _, key := range []string{"context", "dockerfile", "target"} {
		if a := attributes[key]; a != nil {
			t.values[key] = h.text(a.Expr)
		}
	}
	for _, key := range []string{"platforms", "tags", "output"} {
		if a := attributes[key]; a != nil {
			t.lists[key] = h.list(a)
		}
	}
	for _, key := range []string{"args", "contexts"} {
		if a := attributes[key]; a != nil {
			t.maps[key] = h.pairs(a.Expr)
		}
	}
	t.inherits = h.list(attributes["inherits"])
	t.inline = attributes["dockerfile-inline"] != nil
	t.attest = h.attest(attributes["attest"])
	t.insert = h.insertOff(block)
	return t
}

// literal is a variable's default.
func (h *hclBake) literal(e hclsyntax.Expression) Value {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return h.constant(e.Val, hclSpan(e.Range()))
	case *hclsyntax.TemplateExpr:
		if e.IsStringLiteral() {
			v, _ := e.Value(nil)
			return h.constant(v, innerSpan(h.file, e))
		}
	}
	return Value{Dynamic, h.file.Slice(hclSpan(e.Range())), hclSpan(e.Range())}
}

func (h *hclBake) constant(v cty.Value, at source.Span) Value {
	switch {
	case v.IsNull():
		return Value{State: Dynamic, Span: at}
	case v.Type() == cty.String:
		return Value{Known, v.AsString(), at}
	case v.Type() == cty.Bool:
		text := map[bool]string{true: "true", false: "false"}[v.True()]
		return Value{Known, text, at}
	case v.Type() == cty.Number:
		return Value{Known, v.AsBigFloat().Text('f', -1), at}
	}
	return Value{State: Dynamic, Span: at}
}

// innerSpan is an expression's span without quotes.
func innerSpan(f *source.File, e hclsyntax.Expression) source.Span {
	return insideQuotes(f, hclSpan(e.Range()))
}

// insideQuotes is a span without the quotes at its ends.
func insideQuotes(f *source.File, at source.Span) source.Span {
	if s := f.Slice(at); len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return source.Span{Start: at.Start + 1, End: at.End - 1}
	}
	return at
}

// text is an expression's value: strings, variables, and strings with variables in them are known.
func (h *hclBake) text(e hclsyntax.Expression) Value {
	switch e := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		if v, ok := h.variables[e.Traversal.RootName()]; ok && len(e.Traversal) == 1 && v.State == Known {
			return Value{Known, v.Text, hclSpan(e.Range())}
		}
	case *hclsyntax.TemplateWrapExpr:
		v := h.text(e.Wrapped)
		v.Span = innerSpan(h.file, e)
		return v
	case *hclsyntax.TemplateExpr:
		var b strings.Builder
		for _, part := range e.Parts {
			v := h.text(part)
			if b.WriteString(v.Text); v.State != Known || b.Len() > maxExpansion {
				return Value{Dynamic, h.file.Slice(innerSpan(h.file, e)), innerSpan(h.file, e)}
			}
		}
		return Value{Known, b.String(), innerSpan(h.file, e)}
	}
	return h.literal(e)
}

// list is a list's items, or one dynamic item when it is no literal list.
func (h *hclBake) list(a *hclsyntax.Attribute) []Value {
	if a == nil {
		return nil
	}
	tuple, ok := a.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		return []Value{h.text(a.Expr)}
	}
	all := []Value{}
	for _, e := range tuple.Exprs {
		all = append(all, h.text(e))
	}
	return all
}

func (h *hclBake) pairs(e hclsyntax.Expression) map[string]Value {
	all := map[string]Value{}
	if object, ok := e.(*hclsyntax.ObjectConsExpr); ok {
		for _, item := range object.Items {
			if name := h.key(item.KeyExpr); name != "" {
				all[name] = h.text(item.ValueExpr)
			}
		}
	}
	return all
}

// key is an object's key; empty when it is not known.
func (h *hclBake) key(e hclsyntax.Expression) string {
	name, _ := h.keyName(e)
	return name
}

// keyName is an object's key, which may stand without quotes, and whether it is known.
func (h *hclBake) keyName(e hclsyntax.Expression) (string, bool) {
	if name := hcl.ExprAsKeyword(e); name != "" {
		return name, true
	}
	if wrapped, ok := e.(*hclsyntax.ObjectConsKeyExpr); ok {
		e = wrapped.Wrapped
	}
	v := h.text(e)
	return v.Text, v.State == Known
}

func (h *hclBake) attest(a *hclsyntax.Attribute) []bakeAttest {
	if a == nil {
		return nil
	}
	tuple, ok := a.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		return []bakeAttest{{state: Undecided, span: hclSpan(a.SrcRange)}}
	}
	var all []bakeAttest
	for _, e := range tuple.Exprs {
		if _, ok := e.(*hclsyntax.ObjectConsExpr); !ok {
			all = append(all, attestEntry(h.text(e)))
			continue
		}
		entry := bakeAttest{state: On, span: hclSpan(e.Range())}
		pairs := h.pairs(e)
		entry.kind = pairs["type"].Text
		if disabled, ok := pairs["disabled"]; ok {
			entry.state = attestationDisabled(disabled)
		}
		all = append(all, entry)
	}
	return all
}

// attestationDisabled is the setting that an object's "disabled" makes.
func attestationDisabled(v Value) Setting {
	switch {
	case v.State != Known:
		return Undecided
	case v.Text == "true":
		return Off
	}
	return On
}

// insertOff is the edit that adds the off switch to a target's block.
func (h *hclBake) insertOff(block *hclsyntax.Block) Insertion {
	if a := block.Body.Attributes["attest"]; a != nil {
		tuple, ok := a.Expr.(*hclsyntax.TupleConsExpr)
		if !ok {
			return Insertion{}
		}
		text := bakeOff
		if len(tuple.Exprs) > 0 {
			text += ", "
		}
		return Insertion{At: hclSpan(tuple.OpenRange).End, Text: text}
	}
	open, closing := hclSpan(block.OpenBraceRange), hclSpan(block.CloseBraceRange)
	eol := h.file.LineEnd()
	entry := eol + h.indent(block) + "attest = [" + bakeOff + "]"
	switch {
	case h.file.LineOf(open.Start) != h.file.LineOf(closing.Start):
		return Insertion{At: open.End, Text: entry}
	case strings.TrimSpace(h.file.Slice(source.Span{Start: open.End, End: closing.Start})) == "":
		return Insertion{At: open.End, Text: entry + eol}
	}
	return Insertion{}
}

// indent is the white space before a block's first attribute.
func (h *hclBake) indent(block *hclsyntax.Block) string {
	first := -1
	for _, a := range block.Body.Attributes {
		if at := a.NameRange.Start.Byte; first < 0 || at < first {
			first = at
		}
	}
	if first < 0 {
		return "  "
	}
	line := h.file.Line(h.file.LineOf(first))
	before := h.file.Slice(source.Span{Start: line.Start, End: first})
	if strings.TrimSpace(before) != "" {
		return "  "
	}
	return before
}
