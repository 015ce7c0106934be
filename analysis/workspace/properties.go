package workspace

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
)

// takeProperties adds the entries of a mapping that have one of those keys and a value.
func (f *Function) takeProperties(mapping *yaml.Node, value func(*yaml.Node) Value, names ...string) {
	for _, e := range entries(mapping) {
		if v := f.propertyValue(e.value, value); slices.Contains(names, e.key.Value) && v.State != Unset {
			f.ZipProperties = append(f.ZipProperties, Property{Name: e.key.Value, Key: span(f.File, e.key), Value: v, Entry: entryLines(f.File, mapping, e.key)})
		}
	}
}

// propertyValue is a value, known too for a list of which some item is surely there.
func (f *Function) propertyValue(n *yaml.Node, value func(*yaml.Node) Value) Value {
	v := value(n)
	if n.Kind != yaml.SequenceNode || n.ShortTag() != "!!seq" {
		return v
	}
	if len(n.Content) == 0 {
		return Value{}
	}
	if slices.ContainsFunc(items(n), isSurelyThere) {
		v.State = Known
	}
	return v
}

// isSurelyThere reports an item that is there whatever the conditions of a template say.
func isSurelyThere(n *yaml.Node) bool {
	return n.Tag != "!If" && get(n, "Fn::If") == nil && !strings.Contains(n.Value, "NoValue") && get(n, "Ref") == nil
}

// entryLines is what to delete to take an entry out of a mapping: its lines, or in a flow mapping the entry with its comma.
// It is empty for an entry that was merged from elsewhere, and for the only one of its mapping.
func entryLines(f *source.File, mapping, key *yaml.Node) source.Span {
	at := slices.Index(mapping.Content, key)
	if at < 0 || len(mapping.Content) == 2 {
		return source.Span{}
	}
	entry := entrySpan(f, key, mapping.Content[at+1])
	if mapping.Style&yaml.FlowStyle == 0 {
		return wholeLines(f, entry, "#")
	}
	switch {
	case at+2 < len(mapping.Content):
		entry.End = mapping.Content[at+2].Column
	default:
		entry.Start = endOf(f, mapping.Content[at-1])
	}
	return entry
}

// wholeLines are the lines that a span stands on, with the line end of the last; empty when anything else than a comment stands there too.
func wholeLines(f *source.File, at source.Span, comments ...string) source.Span {
	first, last := f.FullLine(f.LineOf(at.Start)), f.FullLine(f.LineOf(max(at.Start, at.End-1)))
	behind := strings.TrimSpace(f.Slice(source.Span{Start: at.End, End: last.End}))
	commented := slices.ContainsFunc(comments, func(mark string) bool { return strings.HasPrefix(behind, mark) })
	if strings.TrimSpace(f.Slice(source.Span{Start: first.Start, End: at.Start})) != "" || behind != "" && !commented {
		return source.Span{}
	}
	return source.Span{Start: first.Start, End: last.End}
}

// takeAttributes adds the attributes of those names that have a value.
func (m *terraformModule) takeAttributes(f *Function, body *hclsyntax.Body, names ...string) {
	for _, name := range names {
		a := body.Attributes[name]
		if a == nil || m.isEmpty(a.Expr) {
			continue
		}
		v := m.value(f.File, a.Expr)
		if list, ok := m.literalOf(a.Expr).(*hclsyntax.TupleConsExpr); ok && slices.ContainsFunc(list.Exprs, isUnconditional) {
			v.State = Known
		}
		f.ZipProperties = append(f.ZipProperties, Property{
			Name: name, Key: hclSpan(a.NameRange), Value: v, Entry: wholeLines(f.File, hclSpan(a.SrcRange), "#", "//"),
		})
	}
	slices.SortFunc(f.ZipProperties, func(a, b Property) int { return a.Key.Start - b.Key.Start })
}

// isEmpty reports an expression that sets nothing: null, an empty string, an empty list.
func (m *terraformModule) isEmpty(e hclsyntax.Expression) bool {
	literal := m.literalOf(e)
	if list, ok := literal.(*hclsyntax.TupleConsExpr); ok {
		return len(list.Exprs) == 0
	}
	text, known := m.eval(e, maxLocals)
	return isNull(literal) || known && text == ""
}

// isUnconditional reports an expression that surely gives something: no choice, no call.
func isUnconditional(e hclsyntax.Expression) bool {
	switch e.(type) {
	case *hclsyntax.ScopeTraversalExpr, *hclsyntax.TemplateExpr, *hclsyntax.TemplateWrapExpr:
		return true
	}
	return false
}
