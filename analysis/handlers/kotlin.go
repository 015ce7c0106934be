package handlers

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// readKotlin reads the classes of a Kotlin source as the Java runtime names them. Functions outside of classes belong to the file's own: "com.example.AppKt".
func readKotlin(f *source.File) Module {
	r := &kotlinReader{newClassReader(f, syntax.Kotlin, "$")}
	start := 0
	for i := range r.t.List {
		if r.word(i) == "package" && r.t.List[i].First {
			r.namespace, start = r.dotted(i + 1)
			break
		}
	}
	for _, renamed := range []string{"JvmName", "JvmMultifileClass", "JvmStatic"} {
		if at := strings.Index(f.Text(), renamed); at >= 0 {
			r.module.open("@"+renamed, source.Span{Start: at, End: at + len(renamed)})
		}
	}
	stem := strings.TrimSuffix(path.Base(f.Path()), path.Ext(f.Path()))
	if stem != "" {
		stem = strings.ToUpper(stem[:1]) + stem[1:] + "Kt"
	}
	r.members(start, len(r.t.List), "", r.qualified("", stem))
	return r.module
}

type kotlinReader struct{ *classReader }

// members reads the declarations in the tokens [from, to): owner is the class around them, or empty; functions belong to holder.
func (r *kotlinReader) members(from, to int, owner, holder string) {
	for i := from; i < to; {
		next := r.t.After(i)
		switch {
		case r.declaresType(i):
			next = r.class(i, to, owner)
		case r.word(i) == "fun" && r.t.At(i-1) != "::" && r.t.At(i-1) != ".":
			next = r.function(i, to, holder)
		}
		i = next
	}
}

func (r *kotlinReader) declaresType(i int) bool {
	switch r.word(i) {
	case "class", "interface", "object":
		return r.word(i+1) != "" && r.t.At(i-1) != "::" && r.t.At(i-1) != "." && r.t.At(i-1) != ":" && r.word(i-1) != "companion"
	}
	return false
}

// function reads the function whose keyword is token i: `fun name(`, `fun <T> name(`, `fun Type.name(`.
func (r *kotlinReader) function(i, to int, holder string) int {
	name := r.afterAngles(i+1, to)
	for k := name; k < to && r.t.At(k) != "(" && !(k > i && r.t.List[k].First && k > name); k = r.t.After(k) {
		if r.word(k) != "" {
			name = k
		}
	}
	open := name + 1
	if r.word(name) == "" || r.t.At(open) != "(" || r.t.Partner[open] < 0 {
		return i + 1
	}
	callable, head := Yes, r.lineHead(i)
	if before := r.t.Slice(head, i); strings.Contains(before, "private") || strings.Contains(before, "internal") || strings.Contains(before, "suspend") || name > i+1 {
		callable = Unknown
	}
	r.method(holder, head, name, open, callable)
	return r.t.After(open)
}

// lineHead is the first token of the line that token i stands in.
func (r *kotlinReader) lineHead(i int) int {
	for i > 0 && !r.t.List[i].First {
		i--
	}
	return i
}

func (r *kotlinReader) class(i, to int, owner string) int {
	name := i + 1
	n := Name{Name: r.qualified(owner, strings.Trim(r.t.At(name), "`")), Span: r.t.Span(name), Kind: Class, Doc: r.doc(r.lineHead(i), i)}
	end := name + 1
	supers := -1
	for ; end < to && r.t.At(end) != "{" && !r.endsHeader(end); end = r.t.After(end) {
		if r.t.At(end) == ":" && supers < 0 {
			supers = end + 1
		}
	}
	if supers >= 0 {
		n.inherit(r.bases(supers, end))
	} else {
		n.inherit(nil)
	}
	n.Inherits = n.Inherits || r.word(i) == "object" || strings.Contains(r.t.Slice(name, end), " by ")
	n.Signature = shorten(oneLine(r.t.Slice(r.lineHead(i), end)))
	r.module.Names = append(r.module.Names, n)
	if r.t.At(end) != "{" {
		return end
	}
	r.members(end+1, min(r.t.After(end)-1, to), n.Name, n.Name)
	return r.t.After(end)
}

// endsHeader reports that token i begins the declaration behind a class without a body.
func (r *kotlinReader) endsHeader(i int) bool {
	if r.t.At(i) == "}" || r.t.At(i) == ";" || r.t.At(i) == "@" {
		return true
	}
	if !r.t.List[i].First || r.word(i) == "" {
		return false
	}
	before := r.t.At(i - 1)
	return before != ":" && before != "," && r.t.At(i) != "constructor" && r.t.At(i) != "where" && r.t.At(i) != "by"
}
