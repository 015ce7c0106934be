package handlers

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/syntax"
)

// description is what an expression or a declaration of a function or class says of a name.
type description struct {
	Name
	// name is the index of the function's or class's own name, 0 if it has none; head the index behind its signature.
	name, head int
}

// describe reads the expression of tokens [from, to).
func (r *scriptReader) describe(from, to int) description {
	to = r.withoutAssertion(from, to)
	for to-from > 1 && r.t.At(from) == "(" && r.t.After(from) == to && r.t.KindAt(from) == syntax.Punct {
		from, to = from+1, to-1
	}
	if d, ok := r.function(from, to); ok {
		return d
	}
	d := description{Name: Name{Kind: Assignment}, head: from}
	if from >= to {
		return d
	}
	switch {
	case to == from+1 && r.word(from) != "":
		return r.reference(d, from)
	case r.literal(from, to):
		d.Callable = No
	}
	return d
}

// withoutAssertion is the end of the expression before `as T` or `satisfies T`.
func (r *scriptReader) withoutAssertion(from, to int) int {
	if r.typescript && r.word(from) != "async" && r.word(from) != "function" && r.word(from) != "class" && r.word(from) != "abstract" {
		for i := r.t.After(from); i < to; i = r.t.After(i) {
			switch r.t.At(i) {
			case "=>":
				return to
			case "as", "satisfies":
				if r.t.At(i-1) != "." {
					return i
				}
			}
		}
	}
	return to
}

func (r *scriptReader) reference(d description, i int) description {
	switch name := r.t.At(i); name {
	case "null", "undefined", "true", "false":
		d.Callable = No
	default:
		if local, ok := r.locals[name]; ok {
			d.Name = local
			d.Conditional = false
		}
	}
	return d
}

func (r *scriptReader) literal(from, to int) bool {
	switch r.t.At(from) {
	case "-":
		return to == from+2 && r.t.KindAt(from+1) == syntax.Number
	case "void":
		return to == from+2
	case "{", "[":
		return r.t.After(from) == to
	}
	return to == from+1 && r.t.KindAt(from) != syntax.Punct && r.t.KindAt(from) != syntax.Word
}

// function reads a function, an arrow function or a class at token i.
func (r *scriptReader) function(i, to int) (description, bool) {
	d := description{Name: Name{Kind: Function, Callable: Yes}}
	if r.word(i) == "abstract" && r.word(i+1) == "class" {
		i++
	}
	if r.word(i) == "class" {
		d.Kind = Class
		if next := r.word(i + 1); next != "" && next != "extends" && next != "implements" {
			d.name = i + 1
		}
		for d.head = i + 1; d.head < to && r.t.At(d.head) != "{" && d.head < i+64; d.head = r.t.After(d.head) {
		}
		return d, true
	}
	if r.word(i) == "async" && i+1 < to && !r.t.List[i+1].First && (r.word(i+1) != "" || r.t.At(i+1) == "(" || r.t.At(i+1) == "<") {
		d.Async = true
		i++
	}
	if r.word(i) == "function" {
		i++
		if r.t.At(i) == "*" {
			i++
		}
		if r.word(i) != "" {
			d.name = i
			i++
		}
		i = r.typeParameters(i)
		if r.t.At(i) != "(" {
			return d, false
		}
		d.Params, d.head = r.params(i), r.t.After(i)
		return d, true
	}
	if r.word(i) != "" && r.t.At(i+1) == "=>" && i+1 < to {
		d.Params, d.head = []string{r.t.At(i)}, i+2
		return d, true
	}
	i = r.typeParameters(i)
	if arrow := r.arrow(i, to); arrow > 0 {
		d.Params, d.head = r.params(i), arrow+1
		return d, true
	}
	return d, false
}

// typeParameters is the index behind `<T>` if it stands at token i, else i.
func (r *scriptReader) typeParameters(i int) int {
	if r.t.At(i) != "<" {
		return i
	}
	angles := 0
	for k := i; k < len(r.t.List) && k < i+200; k = r.t.After(k) {
		switch text := r.t.At(k); text {
		case "<":
			angles++
		case ">", ">>", ">>>":
			if angles -= len(text); angles <= 0 {
				return k + 1
			}
		}
	}
	return i
}

// arrow is the index of the arrow behind the parameters that open at token i, 0 if there is none.
func (r *scriptReader) arrow(i, to int) int {
	if r.t.At(i) != "(" {
		return 0
	}
	after := r.t.After(i)
	if r.t.At(after) == ":" {
		for k := after + 1; k < to && k < after+100; k = r.t.After(k) {
			switch r.t.At(k) {
			case "=>":
				return k
			case ";", "=":
				return 0
			}
		}
		return 0
	}
	if r.t.At(after) == "=>" && after < to {
		return after
	}
	return 0
}

// params are the parameters that open at token i, as written.
func (r *scriptReader) params(open int) []string {
	var params []string
	angles := 0
	for _, part := range r.t.Split(open+1, r.t.After(open)-1, ",") {
		text := oneLine(r.t.Slice(part[0], part[1]))
		switch {
		case text == "":
		case angles > 0:
			params[len(params)-1] += ", " + text
		case strings.HasPrefix(text, "this:"):
		default:
			params = append(params, text)
		}
		for i := part[0]; r.typescript && len(params) > 0 && i < part[1]; i = r.t.After(i) {
			switch token := r.t.At(i); token {
			case "<":
				angles++
			case ">", ">>", ">>>":
				angles = max(0, angles-len(token))
			}
		}
	}
	return params
}

// entries are the entries of the object literal that opens at token i; a spread or a computed key opens the module when it is the exports itself.
func (r *scriptReader) entries(open int) []Name {
	var names []Name
	for _, part := range r.t.Split(open+1, r.t.After(open)-1, ",") {
		at := part[0]
		for at+1 < part[1] && (r.t.At(at) == "*" || r.word(at) == "async" || r.word(at) == "get" || r.word(at) == "set") && !strings.Contains(":(,", r.t.At(at+1)) {
			at++
		}
		if at >= part[1] || r.t.At(at) == "..." || r.t.At(at) == "[" {
			continue
		}
		key := r.t.At(at)
		if text, ok := syntax.JavaScriptString(key); ok {
			key = text
		}
		var n Name
		switch r.t.At(at + 1) {
		case ":":
			d := r.describe(at+2, part[1])
			n = d.Name
			if n.Signature == "" {
				n.Signature = r.signature(at, max(d.head, min(part[1], at+12)))
			}
		case "(":
			n = Name{Kind: Function, Callable: Yes, Async: r.word(at-1) == "async", Params: r.params(at + 1), Signature: r.signature(part[0], r.t.After(at+1))}
			if r.word(at-1) == "get" {
				n.Callable = Unknown
			}
		default:
			n = r.reference(description{Name: Name{Kind: Assignment, Signature: key}}, at).Name
		}
		n.Name, n.Span = key, r.t.Span(at)
		if doc := r.doc(part[0]); doc != "" {
			n.Doc = doc
		}
		names = append(names, n)
	}
	return names
}

// incomplete is the first spread or computed key of the object literal that opens at token i, 0 if it has none.
func (r *scriptReader) incomplete(open int) int {
	for _, part := range r.t.Split(open+1, r.t.After(open)-1, ",") {
		if at := part[0]; at < part[1] && (r.t.At(at) == "..." || r.t.At(at) == "[") {
			return at
		}
	}
	return 0
}
