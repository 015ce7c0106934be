package handlers

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// handlerInterfaces are those of aws-lambda-java-core that make a class a handler without a method's name.
var handlerInterfaces = []string{"RequestHandler", "RequestStreamHandler"}

// javaModifiers may stand in front of a constructor's name as they stand in front of a method's type.
var javaModifiers = []string{
	"public", "protected", "private", "static", "final", "abstract", "synchronized", "native", "default", "strictfp",
	"new", "return", "throw", "else", "case", "yield", "assert",
}

// readJava reads the classes of a Java source: "com.example.App", "com.example.App$Inner", and their methods behind "::".
func readJava(f *source.File) Module {
	r := &javaReader{newClassReader(f, syntax.Java, "$")}
	start := 0
	for i := 0; i < len(r.t.List); i = r.t.After(i) {
		if r.word(i) == "package" && r.t.At(i-1) != "." {
			r.namespace, start = r.dotted(i + 1)
			break
		}
		if r.t.At(i) == "{" {
			break
		}
	}
	r.members(start, len(r.t.List), "", false)
	return r.module
}

type javaReader struct{ *classReader }

// members reads the declarations in the tokens [from, to) of a class's body, or of the file where owner is empty.
func (r *javaReader) members(from, to int, owner string, inInterface bool) {
	head := from
	for i := from; i < to; {
		next := r.t.After(i)
		switch at := r.t.At(i); {
		case at == ";" || at == "{":
			head = next
		case at == "=":
			for next < to && r.t.At(next) != ";" {
				next = r.t.After(next)
			}
		case at == "@" && r.word(i+1) != "interface":
			next = r.annotation(i)
			if head == i {
				head = next
			}
		case r.declaresType(i):
			next = r.class(i, to, head, owner)
			head = next
		case owner != "" && r.isMethod(i) && !r.isConstructor(i, owner):
			callable := Unknown // only public methods are found by their name
			if inInterface || slices.Contains(strings.Fields(r.t.Slice(head, i)), "public") {
				callable = Yes
			}
			r.method(owner, head, i, i+1, callable)
			next = r.t.After(i + 1)
		}
		i = next
	}
}

// annotation is the index behind the annotation at token i.
func (r *javaReader) annotation(i int) int {
	_, i = r.dotted(i + 1)
	if r.t.At(i) == "(" {
		return r.t.After(i)
	}
	return i
}

func (r *javaReader) declaresType(i int) bool {
	if r.word(i+1) == "" || r.t.At(i-1) == "." {
		return false
	}
	switch r.word(i) {
	case "class", "interface", "enum":
		return true
	case "record":
		return r.t.At(i+2) == "(" || r.t.At(i+2) == "<"
	}
	return false
}

func (r *javaReader) isMethod(i int) bool {
	if r.word(i) == "" || r.t.At(i+1) != "(" || r.t.Partner[i+1] < 0 {
		return false
	}
	switch before := r.t.At(i - 1); before {
	case ">", "]":
		return true
	default:
		return r.word(i-1) != "" && !slices.Contains(javaModifiers, before)
	}
}

func (r *javaReader) isConstructor(i int, owner string) bool {
	return owner[strings.LastIndexAny(owner, ".$")+1:] == r.t.At(i)
}

// class reads the type whose keyword is token i; head is where its declaration begins.
func (r *javaReader) class(i, to, head int, owner string) int {
	n := Name{Name: r.qualified(owner, r.t.At(i+1)), Span: r.t.Span(i + 1), Kind: Class, Doc: r.doc(head, i)}
	open := i + 2
	for open < to && r.t.At(open) != "{" && r.t.At(open) != ";" {
		open = r.t.After(open)
	}
	n.Signature = shorten(oneLine(r.t.Slice(head, open)))
	r.heritage(&n, i+2, open)
	r.module.Names = append(r.module.Names, n)
	if r.t.At(open) != "{" {
		return open + 1
	}
	body := open + 1
	end := r.t.After(open) - 1
	if r.word(i) == "enum" { // its constants look like methods
		for body < end && r.t.At(body) != ";" {
			body = r.t.After(body)
		}
	}
	r.members(body, min(end, to), n.Name, r.word(i) == "interface")
	return end + 1
}

// heritage says of a class whether it is a handler by itself and whether it has members from elsewhere: its header is [from, to).
func (r *javaReader) heritage(n *Name, from, to int) {
	var extended, implemented []string
	for i := r.afterAngles(from, to); i < to; i = r.t.After(i) {
		switch r.word(i) {
		case "extends":
			extended = append(extended, r.bases(i+1, r.clauseEnd(i+1, to))...)
		case "implements":
			implemented = append(implemented, r.bases(i+1, r.clauseEnd(i+1, to))...)
		}
	}
	n.inherit(append(extended, implemented...))
}

func (r *javaReader) clauseEnd(i, to int) int {
	for ; i < to; i = r.t.After(i) {
		switch r.word(i) {
		case "extends", "implements", "permits":
			return i
		}
	}
	return to
}

// inherit says what a class of the Java runtime is by the types that it extends and implements.
func (n *Name) inherit(bases []string) {
	handles := false
	for _, base := range bases {
		if slices.Contains(handlerInterfaces, base) {
			handles = true
		} else {
			n.Inherits = true
		}
	}
	switch {
	case handles:
		n.Callable = Yes
	case n.Inherits:
		n.Callable = Unknown
	default:
		n.Callable = No
	}
}
