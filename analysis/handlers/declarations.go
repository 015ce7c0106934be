package handlers

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/syntax"
)

// declaration is a name with the tokens [from, to) of its value; the range is empty for functions and classes.
type declaration struct {
	Name
	from, to int
}

// declare records the declaration that begins at token i.
func (r *scriptReader) declare(i int) {
	switch r.word(i) {
	case "interface":
		r.types[r.t.At(i+1)] = true
		return
	case "type":
		if r.word(i+1) != "" && (r.t.At(i+2) == "=" || r.t.At(i+2) == "<") {
			r.types[r.t.At(i+1)] = true
		}
		return
	case "import":
		r.imported(i)
		return
	case "declare", "export", "default", "abstract":
		return
	}
	if r.word(i-1) == "declare" {
		return
	}
	declarations, _ := r.declarations(i)
	for _, d := range declarations {
		if d.Doc = r.doc(i); d.Doc == "" && r.word(i-1) != "" {
			d.Doc = r.doc(i - 1)
		}
		r.locals[d.Name.Name] = d.Name
	}
}

// imported records the names of an import declaration.
func (r *scriptReader) imported(i int) {
	end := i + 1
	for end < len(r.t.List) && end < i+400 && r.t.KindAt(end) != syntax.Text && r.t.At(end) != ";" && r.t.At(end) != "(" && r.t.At(end) != "=" {
		end = r.t.After(end)
	}
	if r.word(end-1) != "from" {
		return
	}
	module := r.moduleName(end)
	onlyTypes := r.word(i+1) == "type" && r.t.At(i+2) != "from" && r.t.At(i+2) != ","
	add := func(name int, source string) {
		if onlyTypes {
			r.types[r.t.At(name)] = true
			return
		}
		r.locals[r.t.At(name)] = Name{Kind: Reexport, From: module + ":" + source, Conditional: r.typescript, Signature: r.signature(i, end+1)}
	}
	for k := i + 1; k < end; k = r.t.After(k) {
		switch {
		case r.t.At(k) == "{":
			for _, part := range r.t.Split(k+1, r.t.After(k)-1, ",") {
				switch {
				case part[0] >= part[1]:
				case r.word(part[0]) == "type" && part[1] > part[0]+1 && r.t.At(part[0]+1) != "as":
					r.types[r.t.At(part[1]-1)] = true
				default:
					add(part[1]-1, strings.Trim(r.t.At(part[0]), "\"'"))
				}
			}
		case r.t.At(k) == "*" && r.word(k+1) == "as":
			add(k+2, "*")
			k += 2
		case r.word(k) != "" && (r.t.At(k+1) == "," || r.word(k+1) == "from"):
			add(k, "default")
		}
	}
}

// declarations reads the declaration whose keyword is token at; ok is false for what is none.
func (r *scriptReader) declarations(at int) (found []declaration, ok bool) {
	switch r.word(at) {
	case "const", "let", "var":
		if r.word(at+1) == "enum" {
			return []declaration{{Name: Name{Name: r.t.At(at + 2), Span: r.t.Span(at + 2), Kind: Assignment, Conditional: true, Signature: r.signature(at, at+3)}}}, true
		}
		return r.declarators(at), true
	case "enum":
		return []declaration{{Name: Name{Name: r.t.At(at + 1), Span: r.t.Span(at + 1), Kind: Assignment, Callable: No, Signature: r.signature(at, at+2)}}}, true
	case "namespace", "module":
		return []declaration{{Name: Name{Name: r.t.At(at + 1), Span: r.t.Span(at + 1), Kind: Assignment, Conditional: true, Signature: r.signature(at, at+2)}}}, r.word(at+1) != ""
	case "abstract", "class", "function", "async":
		d := r.describe(at, len(r.t.List))
		if d.name == 0 {
			return nil, false
		}
		d.Name.Name, d.Span = r.t.At(d.name), r.t.Span(d.name)
		d.Signature = r.signature(at, d.head)
		return []declaration{{Name: d.Name}}, true
	case "type", "interface", "declare":
		return nil, true
	}
	return nil, false
}

// declarators reads `const a: T = x, { b, c: [d] } = y`.
func (r *scriptReader) declarators(keyword int) []declaration {
	var found []declaration
	for i := keyword + 1; i < len(r.t.List); {
		target := i
		i = r.t.After(i)
		if r.t.At(i) == "!" {
			i++
		}
		if r.t.At(i) == ":" {
			i = r.typeEnd(i + 1)
		}
		from, to := i, i
		if r.t.At(i) == "=" && r.t.KindAt(i) == syntax.Punct {
			from = i + 1
			to = r.initializerEnd(from)
			i = to
		}
		if r.word(target) != "" {
			d := r.describe(from, to)
			n := d.Name
			n.Name, n.Span, n.Kind = r.t.At(target), r.t.Span(target), Assignment
			if n.Callable == No && r.t.At(keyword) != "const" {
				n.Callable = Unknown
			}
			n.Signature = r.t.At(keyword) + " " + r.signature(target, max(d.head, min(to, target+12)))
			found = append(found, declaration{n, from, to})
		} else {
			for _, k := range r.patternNames(target, 0) {
				found = append(found, declaration{Name: Name{Name: r.t.At(k), Span: r.t.Span(k), Kind: Assignment, Signature: r.signature(keyword, min(to, keyword+24))}})
			}
		}
		if r.t.At(i) != "," || r.t.KindAt(i) != syntax.Punct {
			break
		}
		i++
	}
	return found
}

// initializerEnd is the end of an initializer; a comma of type arguments, as in new Map<A, B>(), does not end it.
func (r *scriptReader) initializerEnd(from int) int {
	end := r.t.ExpressionEnd(from)
	for n := 0; r.typescript && r.t.At(end) == "," && n < 32; n++ {
		angle := false
		for i := from; i < end; i = r.t.After(i) {
			angle = angle || r.t.At(i) == "<"
		}
		next := r.t.At(end + 2)
		if !angle || next == "=" || next == ":" || next == "!" {
			break
		}
		end = r.t.ExpressionEnd(end + 1)
	}
	return end
}

// maxType bounds the tokens of a type annotation.
const maxType = 4000

// typeEnd is the index behind the type that begins at token i.
func (r *scriptReader) typeEnd(i int) int {
	angles := 0
	for start := i; i < len(r.t.List) && i < start+maxType; i = r.t.After(i) {
		if i > start && angles <= 0 && r.t.List[i].First && r.t.EndsStatement(i) && r.t.At(i) != "{" {
			return i
		}
		if r.t.KindAt(i) != syntax.Punct {
			continue
		}
		switch r.t.At(i) {
		case "<":
			angles++
		case ">", ">>", ">>>":
			angles -= len(r.t.At(i))
		case "=", ",":
			if angles <= 0 {
				return i
			}
		case ";", ")", "]", "}":
			return i
		}
	}
	return i
}

// patternNames are the tokens that a destructuring pattern binds.
func (r *scriptReader) patternNames(open, depth int) []int {
	var names []int
	if depth > maxTargets {
		return nil
	}
	for _, part := range r.t.Split(open+1, r.t.After(open)-1, ",") {
		at := part[0]
		if r.t.At(at) == "..." {
			at++
		}
		if r.t.At(open) == "{" && at < part[1] {
			if after := r.t.After(at); r.t.At(after) == ":" && after < part[1] {
				at = after + 1
			}
		}
		switch {
		case at >= part[1]:
		case r.word(at) != "":
			names = append(names, at)
		case r.t.At(at) == "{" || r.t.At(at) == "[":
			names = append(names, r.patternNames(at, depth+1)...)
		}
	}
	return names
}

// doc is the JSDoc comment before token i.
func (r *scriptReader) doc(i int) string {
	span, ok := r.t.Docs[i]
	if !ok {
		return ""
	}
	return commentText(r.t.Source[span.Start:span.End])
}

// signature is the code of tokens [from, to) in one line.
func (r *scriptReader) signature(from, to int) string {
	span := r.t.Range(from, min(to, len(r.t.List)))
	text := r.t.Source[span.Start:min(span.End, span.Start+4*maxSignature)]
	return shorten(joinedBrackets.Replace(oneLine(text)))
}

// members lists the functions one level down in an object literal, as "api.handler".
func (r *scriptReader) members(d declaration) {
	r.memberNames(d.Name.Name, d.from, d.to)
}

func (r *scriptReader) memberNames(owner string, from, to int) {
	if r.t.At(from) != "{" || r.t.After(from) < min(to, from+2) || from >= to {
		return
	}
	for _, n := range r.entries(from) {
		n.Name = owner + "." + n.Name
		r.define(n)
	}
}
