package handlers

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// MemberSeparator stands between a class and its method in names and handlers: "com.example.App::handleRequest".
const MemberSeparator = "::"

// classReader reads the classes of a language whose blocks stand in braces, and their methods.
type classReader struct {
	t      *syntax.Tokens
	module Module
	// namespace is what the names of classes begin with; nested stands between a class and one in it, as its runtime spells it.
	namespace, nested string
}

func newClassReader(f *source.File, language syntax.BracesLanguage, nested string) *classReader {
	r := &classReader{t: syntax.BracesTokens(f.Text(), language), module: Module{File: f, separator: MemberSeparator}, nested: nested}
	if r.t.Flaw != "" {
		r.module.open(r.t.Flaw, r.t.FlawSpan)
	}
	return r
}

func (r *classReader) word(i int) string {
	if r.t.KindAt(i) != syntax.Word {
		return ""
	}
	return r.t.At(i)
}

// qualified is the full name of a class: owner is the class around it, or empty.
func (r *classReader) qualified(owner, name string) string {
	switch {
	case owner != "":
		return owner + r.nested + name
	case r.namespace != "":
		return r.namespace + "." + name
	}
	return name
}

// dotted reads a name of several parts that begins at token i, and gives the index behind it.
func (r *classReader) dotted(i int) (name string, next int) {
	start := i
	for r.word(i) != "" {
		i++
		if r.t.At(i) != "." || r.word(i+1) == "" {
			break
		}
		i++
	}
	return strings.ReplaceAll(r.t.Slice(start, i), " ", ""), i
}

// afterAngles is the index behind the type parameters that open at token i, or i if none do.
func (r *classReader) afterAngles(i, to int) int {
	if r.t.At(i) != "<" {
		return i
	}
	depth := 0
	for k := i; k < to; k = r.t.After(k) {
		switch r.t.At(k) {
		case "<":
			depth++
		case ">":
			if depth--; depth == 0 {
				return k + 1
			}
		case ";", "{":
			return i
		}
	}
	return i
}

// split cuts the tokens [from, to) at commas that stand in no bracket and in no type parameters.
func (r *classReader) split(from, to int) [][2]int {
	var parts [][2]int
	start := from
	for i := from; i < to; {
		if next := r.afterAngles(i, to); next > i {
			i = next
			continue
		}
		if r.t.At(i) == "," {
			parts = append(parts, [2]int{start, i})
			start = i + 1
		}
		i = r.t.After(i)
	}
	if start < to {
		parts = append(parts, [2]int{start, to})
	}
	return parts
}

// params are the parameters between the parentheses that open at token i, as written.
func (r *classReader) params(i int) []string {
	end := r.t.Partner[i]
	if end < 0 {
		return nil
	}
	var params []string
	for _, part := range r.split(i+1, end) {
		params = append(params, shorten(oneLine(r.t.Slice(part[0], part[1]))))
	}
	return params
}

// bases are the comma-separated types of [from, to), without their packages and parameters.
func (r *classReader) bases(from, to int) []string {
	var names []string
	for _, part := range r.split(from, to) {
		i := part[0]
		for r.t.At(i) == "@" { // an annotation
			_, i = r.dotted(i + 1)
		}
		name, _ := r.dotted(i)
		names = append(names, name[strings.LastIndexByte(name, '.')+1:])
	}
	return names
}

// method records a method of a class: name is the index of its name, head where its declaration begins, open the index of its parentheses.
func (r *classReader) method(owner string, head, name, open int, callable Answer) {
	end := r.t.After(open)
	r.module.Names = append(r.module.Names, Name{
		Name: owner + MemberSeparator + r.t.At(name), Span: r.t.Span(name), Kind: Function, Callable: callable,
		Params: r.params(open), Doc: r.doc(head, name), Signature: shorten(oneLine(r.t.Slice(head, end))),
	})
}

// doc is the documentation comment in front of a declaration: before its first token or, behind annotations, before a later one.
func (r *classReader) doc(head, name int) string {
	for i := head; i <= name; i++ {
		if span, ok := r.t.Docs[i]; ok {
			return commentText(r.module.File.Slice(span))
		}
	}
	return ""
}
