package handlers

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// EntryPoint is the name of what a .NET executable starts with: its top-level statements, or its Main.
const EntryPoint = "Main"

// readCSharp reads the classes of a C# source: "Example.Function", "Example.Function+Inner", and their methods behind "::".
func readCSharp(f *source.File) Module {
	r := &csharpReader{classReader: newClassReader(f, syntax.CSharp, "+")}
	r.members(0, len(r.t.List), "")
	return r.module
}

type csharpReader struct{ *classReader }

// csharpModifiers may stand in front of a constructor's name, or of what only looks like a method's.
var csharpModifiers = []string{
	"public", "protected", "private", "internal", "static", "extern", "unsafe", "async", "override", "virtual", "sealed", "abstract", "readonly", "partial",
	"new", "return", "throw", "else", "await", "yield", "in", "is", "as", "case", "when", "where", "not", "and", "or",
}

// members reads the declarations in the tokens [from, to) of a class, or of a namespace where owner is empty.
func (r *csharpReader) members(from, to int, owner string) {
	head := from
	for i := from; i < to; {
		next := r.t.After(i)
		switch at := r.t.At(i); {
		case at == ";" || at == "{":
			head = next
		case at == "[" && i == head:
			head = next
		case at == "=" || at == "=>":
			next = r.statementEnd(next, to)
		case owner == "" && r.word(i) == "namespace" && i == head:
			next = r.inNamespace(i, to)
			head = next
		case owner == "" && r.word(i) == "using" && i == head, owner == "" && r.word(i) == "global" && i == head:
			next = r.statementEnd(i, to)
		case r.declaresType(i):
			next = r.class(i, to, head, owner)
			head = next
		case owner == "" && i == head && r.word(i) != "" && !slices.Contains(csharpModifiers, at):
			r.topLevel(i)
			next = r.statementEnd(i, to)
		case owner != "" && r.methodParens(i) > 0:
			open := r.methodParens(i)
			r.csharpMethod(owner, head, i, open)
			next = r.t.After(open)
		}
		i = next
	}
}

// statementEnd is the index of the semicolon that ends a statement, or that of the first token behind its block.
func (r *csharpReader) statementEnd(i, to int) int {
	for ; i < to && r.t.At(i) != ";"; i = r.t.After(i) {
	}
	return i
}

// inNamespace reads what stands in the namespace whose keyword is token i.
func (r *csharpReader) inNamespace(i, to int) int {
	around := r.namespace
	name, next := r.dotted(i + 1)
	r.namespace = r.qualified("", name)
	if r.t.At(next) != "{" {
		r.members(next+1, to, "")
		return to
	}
	r.members(next+1, min(r.t.After(next)-1, to), "")
	r.namespace = around
	return r.t.After(next)
}

// topLevel records the statements that are the program.
func (r *csharpReader) topLevel(i int) {
	if _, answer := r.module.Has(EntryPoint); answer == Yes || r.namespace != "" {
		return
	}
	r.module.Names = append(r.module.Names, Name{Name: EntryPoint, Span: r.t.Span(i), Kind: Function, Callable: Yes, Signature: "static void Main(string[] args)"})
}

func (r *csharpReader) declaresType(i int) bool {
	if r.word(i+1) == "" || r.t.At(i-1) == "." || r.t.At(i-1) == ":" || r.t.At(i-1) == "," {
		return false
	}
	switch r.word(i) {
	case "class", "struct", "interface", "enum":
		return r.word(i-1) != "record" && r.word(i-1) != "where"
	case "record":
		return !slices.Contains([]string{"(", "="}, r.t.At(i+1)) && (r.word(i+1) == "class" || r.word(i+1) == "struct" || slices.Contains([]string{"(", "<", "{", ":", ";"}, r.t.At(i+2)))
	}
	return false
}

// methodParens is the index of the parentheses behind the method's name at token i, 0 if it is none.
func (r *csharpReader) methodParens(i int) int {
	if r.word(i) == "" {
		return 0
	}
	open := r.afterAngles(i+1, len(r.t.List))
	if r.t.At(open) != "(" || r.t.Partner[open] < 0 {
		return 0
	}
	switch before := r.t.At(i - 1); before {
	case ">", "]", "?", ")":
		return open
	default:
		if r.word(i-1) != "" && !slices.Contains(csharpModifiers, before) {
			return open
		}
	}
	return 0
}

func (r *csharpReader) csharpMethod(owner string, head, name, open int) {
	callable := Unknown
	words := strings.Fields(r.t.Slice(head, name))
	if slices.Contains(words, "public") && open == name+1 {
		callable = Yes
	}
	r.method(owner, head, name, open, callable)
	method := &r.module.Names[len(r.module.Names)-1]
	method.Async = slices.Contains(words, "async")
	if r.t.At(name) == EntryPoint && slices.Contains(words, "static") {
		r.module.Names = append(r.module.Names, Name{Name: EntryPoint, Span: method.Span, Kind: Function, Callable: Yes, Signature: method.Signature, Doc: method.Doc})
	}
}

// class reads the type whose keyword is token i; head is where its declaration begins.
func (r *csharpReader) class(i, to, head int, owner string) int {
	name := i + 1
	if r.word(i) == "record" && (r.word(name) == "class" || r.word(name) == "struct") {
		name++
	}
	n := Name{Name: r.qualified(owner, r.t.At(name)), Span: r.t.Span(name), Kind: Class, Callable: No, Doc: r.doc(head, i)}
	open, supers := name+1, -1
	for open < to && r.t.At(open) != "{" && r.t.At(open) != ";" {
		if r.t.At(open) == ":" && supers < 0 {
			supers = open + 1
		}
		open = r.t.After(open)
	}
	n.Inherits = slices.Contains(strings.Fields(r.t.Slice(head, i)), "partial")
	if supers >= 0 {
		for _, base := range r.bases(supers, r.constraints(supers, open)) {
			n.Inherits = n.Inherits || !namesInterface(base)
		}
	}
	n.Signature = shorten(oneLine(r.t.Slice(head, open)))
	r.module.Names = append(r.module.Names, n)
	if r.t.At(open) != "{" {
		return open + 1
	}
	if r.word(i) != "enum" {
		r.members(open+1, min(r.t.After(open)-1, to), n.Name)
	}
	return r.t.After(open)
}

// constraints is where the constraints of type parameters begin in a class's header, or its end.
func (r *csharpReader) constraints(i, to int) int {
	for ; i < to; i = r.t.After(i) {
		if r.word(i) == "where" {
			return i
		}
	}
	return to
}

// namesInterface reports a name by .NET's convention for interfaces: I and a capital.
func namesInterface(name string) bool {
	return len(name) > 1 && name[0] == 'I' && name[1] >= 'A' && name[1] <= 'Z'
}
