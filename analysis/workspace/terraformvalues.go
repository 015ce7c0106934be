package workspace

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/lambdock/lambdock/analysis/source"
)

// maxLocals bounds how many locals may stand behind each other, maxFollowed how many are followed for one file.
const (
	maxLocals   = 8
	maxFollowed = 10000
)

// value is an expression's value: literals, and locals that are literal, are known. The zero expression, and null, set nothing.
func (m *terraformModule) value(f *source.File, e hclsyntax.Expression) Value {
	v := m.path(f, e)
	if v.State == Known && strings.Contains(v.Text, workspaceRoot) {
		return Value{Dynamic, f.Slice(v.Span), v.Span}
	}
	return v
}

// path is the same for paths: path.module in them is the module's folder, as within understands it.
func (m *terraformModule) path(f *source.File, e hclsyntax.Expression) Value {
	if e == nil || isNull(e) {
		return Value{}
	}
	at := innerSpan(f, e)
	if text, ok := m.eval(e, maxLocals); ok {
		return Value{Known, text, at}
	}
	return Value{Dynamic, f.Slice(at), at}
}

func isNull(e hclsyntax.Expression) bool {
	literal, ok := e.(*hclsyntax.LiteralValueExpr)
	return ok && literal.Val.IsNull()
}

func (m *terraformModule) eval(e hclsyntax.Expression, depth int) (string, bool) {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		v := (&hclBake{}).constant(e.Val, source.Span{})
		return v.Text, v.State == Known
	case *hclsyntax.ParenthesesExpr:
		return m.eval(e.Expression, depth)
	case *hclsyntax.TemplateWrapExpr:
		return m.eval(e.Wrapped, depth)
	case *hclsyntax.TemplateExpr:
		var b strings.Builder
		for _, part := range e.Parts {
			text, ok := m.eval(part, depth)
			if !ok || b.Len()+len(text) > maxExpansion {
				return "", false
			}
			b.WriteString(text)
		}
		return b.String(), true
	case *hclsyntax.FunctionCallExpr:
		if (e.Name == "abspath" || e.Name == "tostring") && len(e.Args) == 1 {
			return m.eval(e.Args[0], depth)
		}
	case *hclsyntax.ScopeTraversalExpr:
		return m.named(e.Traversal, depth)
	}
	return "", false
}

// named is what path.module and local.x stand for.
func (m *terraformModule) named(t hcl.Traversal, depth int) (string, bool) {
	name, ok := attributeOf(t)
	if !ok {
		return "", false
	}
	switch root := t.RootName(); {
	case root == "path" && (name == "module" || (name == "root" || name == "cwd") && m.isRoot()):
		return workspaceRoot + "/" + m.dir, true
	case root == "local" && m.locals[name] != nil && depth > 0 && m.followed < maxFollowed:
		m.followed++
		return m.eval(m.locals[name], depth-1)
	}
	return "", false
}

// attributeOf is the second name of a traversal that has two.
func attributeOf(t hcl.Traversal) (string, bool) {
	if len(t) != 2 {
		return "", false
	}
	attribute, ok := t[1].(hcl.TraverseAttr)
	return attribute.Name, ok
}

// isRoot reports whether Terraform is started in the module's folder: it is not one of those that others call.
func (m *terraformModule) isRoot() bool {
	return !strings.Contains("/"+m.dir+"/", "/modules/")
}

// literalOf follows locals to the expression that they name.
func (m *terraformModule) literalOf(e hclsyntax.Expression) hclsyntax.Expression {
	for range maxLocals {
		switch named := e.(type) {
		case *hclsyntax.ParenthesesExpr:
			e = named.Expression
		case *hclsyntax.ScopeTraversalExpr:
			name, ok := attributeOf(named.Traversal)
			if !ok || named.Traversal.RootName() != "local" || m.locals[name] == nil {
				return e
			}
			e = m.locals[name]
		default:
			return e
		}
	}
	return e
}

// list is an override; items that stand elsewhere have the place where they are named.
func (m *terraformModule) list(f *source.File, e hclsyntax.Expression) List {
	literal := m.literalOf(e)
	if e == nil || isNull(literal) {
		return List{}
	}
	at := hclSpan(e.Range())
	tuple, ok := literal.(*hclsyntax.TupleConsExpr)
	if !ok {
		return undecidedList(at)
	}
	l := List{Set: len(tuple.Exprs) > 0, Span: at}
	for _, item := range tuple.Exprs {
		v := m.elsewhere(f, item, e, literal)
		if v.State == Unset {
			v = Value{State: Dynamic, Span: at}
		}
		l.Items = append(l.Items, v)
	}
	return l
}

// elsewhere is the value of a part of literal, with the place of the expression that names it where that is not literal itself.
func (m *terraformModule) elsewhere(f *source.File, part, named, literal hclsyntax.Expression) Value {
	if named == literal {
		return m.value(f, part)
	}
	v := Value{State: Dynamic, Span: hclSpan(named.Range())}
	v.Text = f.Slice(v.Span)
	if text, ok := m.eval(part, maxLocals); ok && !strings.Contains(text, workspaceRoot) {
		v.State, v.Text = Known, text
	}
	return v
}

// firstOf is the only item of a list.
func (m *terraformModule) firstOf(f *source.File, e hclsyntax.Expression) Value {
	l := m.list(f, e)
	switch {
	case l.Dynamic:
		return Value{Dynamic, f.Slice(l.Span), l.Span}
	case len(l.Items) == 1:
		return l.Items[0]
	}
	return Value{}
}

// pairs are the entries of an object, or of several that merge puts together.
func (m *terraformModule) pairs(f *source.File, e hclsyntax.Expression) map[string]Value {
	all := map[string]Value{}
	m.eachPair(f, e, maxLocals, func(name string, _ source.Span, v Value) { all[name] = v })
	return all
}

// eachPair visits them with the places of their names, empty for those that stand elsewhere, and reports whether there may be more.
func (m *terraformModule) eachPair(f *source.File, e hclsyntax.Expression, depth int, visit func(name string, key source.Span, v Value)) (open bool) {
	if e == nil || isNull(e) {
		return false
	}
	switch literal := m.literalOf(e).(type) {
	case *hclsyntax.ObjectConsExpr:
		keys := &hclBake{file: f}
		for _, item := range literal.Items {
			at := source.Span{}
			if literal == e {
				at = insideQuotes(f, hclSpan(item.KeyExpr.Range()))
			}
			name, known := keys.keyName(item.KeyExpr)
			if open = open || !known; known {
				visit(name, at, m.elsewhere(f, item.ValueExpr, e, literal))
			}
		}
		return open
	case *hclsyntax.FunctionCallExpr:
		if literal.Name != "merge" || e != hclsyntax.Expression(literal) || depth == 0 || literal.ExpandFinal {
			return true
		}
		for _, arg := range literal.Args {
			open = m.eachPair(f, arg, depth-1, visit) || open
		}
		return open
	}
	return true
}

// script is a template's text as a shell gets it, every byte with its place. What Terraform puts in is there where it is known, and an unset variable where it is not.
func (m *terraformModule) script(f *source.File, e hclsyntax.Expression) source.Text {
	var b source.TextBuilder
	parts := []hclsyntax.Expression{e}
	switch e := e.(type) {
	case *hclsyntax.TemplateExpr:
		parts = e.Parts
	case *hclsyntax.TemplateWrapExpr:
		parts = []hclsyntax.Expression{e.Wrapped}
	}
	for serial, part := range parts {
		at := hclSpan(part.Range())
		_, isLiteral := part.(*hclsyntax.LiteralValueExpr)
		text, known := m.eval(part, maxLocals)
		switch {
		case isLiteral && known:
			appendLiteral(&b, text, f.Slice(at), at.Start)
		case known:
			for i := range len(text) {
				b.Add(text[i:i+1], min(at.Start+i, max(at.End-1, at.Start)))
			}
		default:
			name := "${" + variableOf(at.Len()+3, serial, templateMark) + "}"
			start := max(at.Start-2, 0)
			for i := range len(name) {
				b.Add(name[i:i+1], min(start+i, f.Len()))
			}
		}
	}
	return b.Text()
}

// appendLiteral appends the value of a literal part, of which a heredoc's indentation was cut off and a string's escapes were decoded.
func appendLiteral(b *source.TextBuilder, value, written string, at int) {
	if cut, ok := strings.CutSuffix(written, value); ok {
		b.Add(value, at+len(cut))
		return
	}
	i := 0
	for k := 0; k < len(value); k++ {
		b.Add(value[k:k+1], at+min(i, max(len(written)-1, 0)))
		switch {
		case i+1 < len(written) && written[i] == '\\':
			i += 2
		case strings.HasPrefix(written[min(i, len(written)):], "$${"), strings.HasPrefix(written[min(i, len(written)):], "%%{"):
			i += 2
		default:
			i++
		}
	}
}
