package handlers

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// scriptReader reads what a JavaScript or TypeScript file exports.
type scriptReader struct {
	t          *syntax.Tokens
	module     Module
	typescript bool
	// locals are the declarations at the top level, types those that are no values.
	locals map[string]Name
	types  map[string]bool
	last   map[string]int // the index of the last definition of a name in module.Names
	// inside is, for each token, the index of the bracket that it stands in; -1 at the top level.
	inside []int
}

func readJavaScript(f *source.File) Module {
	dialect := syntax.DialectOf(f.Path())
	r := &scriptReader{
		t: syntax.JavaScriptTokens(f.Text(), dialect), module: Module{File: f, Kind: NoModule}, typescript: dialect != syntax.JavaScript,
		locals: map[string]Name{}, types: map[string]bool{}, last: map[string]int{},
	}
	if r.t.Flaw != "" {
		r.module.open(r.t.Flaw, r.t.FlawSpan)
	}
	name := strings.ToLower(f.Path())
	if strings.HasSuffix(name, ".d.ts") || strings.HasSuffix(name, ".d.mts") || strings.HasSuffix(name, ".d.cts") {
		r.module.open("declarations without code", source.Span{})
		return r.module
	}
	switch path.Ext(name) {
	case ".mjs", ".mts":
		r.module.Kind = ESM
	case ".cjs", ".cts":
		r.module.Kind = CommonJS
	}
	r.nest()
	r.topLevel(r.declare)
	r.topLevel(r.export)
	r.commonJS()
	return r.module
}

func (r *scriptReader) nest() {
	r.inside = make([]int, len(r.t.List))
	current := -1
	for i := range r.t.List {
		if p := r.t.Partner[i]; p >= 0 && p < i {
			current = r.inside[p]
		}
		r.inside[i] = current
		if r.t.Partner[i] > i {
			current = i
		}
	}
}

// topLevel calls visit with each word that begins a statement outside of all brackets.
func (r *scriptReader) topLevel(visit func(i int)) {
	for i := 0; i < len(r.t.List); i = r.t.After(i) {
		if r.t.List[i].Kind == syntax.Word && r.startsStatement(i) {
			visit(i)
		}
	}
}

// startsStatement reports a first word of a statement, or one behind `export` and its like.
func (r *scriptReader) startsStatement(i int) bool {
	switch r.word(i - 1) {
	case "export", "default", "declare", "abstract", "async":
		return r.t.At(i-2) != "."
	}
	return r.t.BeginsStatement(i) || r.afterDecorator(i)
}

// afterDecorator reports that `@name` or `@name(…)` stands before token i.
func (r *scriptReader) afterDecorator(i int) bool {
	k := i - 1
	if r.t.At(k) == ")" && r.t.Partner[k] >= 0 {
		k = r.t.Partner[k] - 1
	}
	for n := 0; n < 8 && r.word(k) != ""; n++ {
		switch r.t.At(k - 1) {
		case "@":
			return true
		case ".":
			k -= 2
		default:
			return false
		}
	}
	return false
}

func (r *scriptReader) word(i int) string {
	if r.t.KindAt(i) != syntax.Word {
		return ""
	}
	return r.t.At(i)
}

// define records that the module exports a name.
func (r *scriptReader) define(n Name) {
	if n.Name == "" || n.Name == "__esModule" {
		return
	}
	if previous, ok := r.last[n.Name]; ok && (n.Conditional || r.module.Names[previous].Conditional) {
		before := r.module.Names[previous]
		if before.Conditional || n.Conditional {
			n.Callable = agree(n.Callable, before.Callable)
		}
		n.Conditional = n.Conditional && before.Conditional
	}
	r.last[n.Name] = len(r.module.Names)
	r.module.Names = append(r.module.Names, n)
}

// maxDecorators bounds the decorators between export and class.
const maxDecorators = 50

// export reads the export declaration at token i.
func (r *scriptReader) export(i int) {
	if r.t.At(i) != "export" || r.t.At(i+1) == ":" || r.t.At(i+1) == "(" {
		if r.t.At(i) == "import" && r.t.At(i+1) != "(" && r.t.At(i+1) != "." {
			r.module.Kind = ESM
			r.declares(i)
		}
		return
	}
	if r.t.At(i+1) == "=" {
		r.module.Kind = CommonJS
		r.module.open("`export =`", r.t.Range(i, i+2))
		return
	}
	r.module.Kind = ESM
	r.declares(i)
	at := i + 1
	for n := 0; r.t.At(at) == "@" && n < maxDecorators; n++ {
		at += 2
		for r.t.At(at) == "." {
			at += 2
		}
		if r.t.At(at) == "(" {
			at = r.t.After(at)
		}
	}
	switch r.t.At(at) {
	case "default":
		r.exportDefault(i, at+1)
	case "{":
		r.exportList(i, at)
	case "*":
		r.exportAll(i, at)
	case "as", "interface", "declare":
	case "type":
		if next := r.t.At(at + 1); next == "=" || next == "," || next == ";" {
			r.module.open("a syntax that is not understood", r.t.Range(i, at+2))
		}
	case "import":
		r.define(Name{Name: r.t.At(at + 1), Span: r.t.Span(at + 1), Kind: Reexport, Conditional: true, Signature: r.signature(i, at+4)})
	default:
		declarations, ok := r.declarations(at)
		if !ok {
			r.module.open("a syntax that is not understood", r.t.Range(i, at+1))
		}
		for _, d := range declarations {
			if d.Doc = r.doc(i); d.Doc == "" {
				d.Doc = r.doc(at)
			}
			d.Signature = shorten("export " + d.Signature)
			r.define(d.Name)
			r.members(d)
		}
	}
}

// declares notes an import or export declaration at token i.
func (r *scriptReader) declares(i int) {
	if r.t.Flaw == "" && r.module.Declares == (source.Span{}) {
		r.module.Declares = r.t.Span(i)
	}
}

func (r *scriptReader) exportDefault(i, from int) {
	if r.word(from) == "interface" {
		return
	}
	end := r.t.ExpressionEnd(from)
	d := r.describe(from, end)
	d.Name.Name, d.Span = "default", r.t.Span(from-1)
	if doc := r.doc(i); doc != "" {
		d.Doc = doc
	}
	if d.Signature == "" {
		d.Signature = r.signature(i, max(d.head, min(end, from+8)))
	}
	r.define(d.Name)
	r.memberNames("default", from, end)
}

// exportAll reads `export * from "m"` and `export * as ns from "m"`.
func (r *scriptReader) exportAll(i, at int) {
	if r.t.At(at+1) == "as" {
		name := at + 2
		r.define(Name{Name: strings.Trim(r.t.At(name), "\"'"), Span: r.t.Span(name), Kind: Reexport, From: r.moduleName(at + 4), Signature: r.signature(i, at+5)})
		return
	}
	r.module.open("`"+oneLine(r.t.Slice(i, at+3))+"`", r.t.Range(i, at+3))
}

func (r *scriptReader) moduleName(i int) string {
	text, _ := syntax.JavaScriptString(r.t.At(i))
	return text
}

// exportList reads `export { a, b as c }`, with or without `from "m"`.
func (r *scriptReader) exportList(i, open int) {
	end := r.t.After(open)
	from := ""
	if r.word(end) == "from" {
		from = r.moduleName(end + 1)
		end += 2
	}
	for _, part := range r.t.Split(open+1, r.t.After(open)-1, ",") {
		local := part[0]
		if local >= part[1] || r.word(local) == "type" && part[1] > local+1 && r.t.At(local+1) != "as" {
			continue
		}
		exported := local
		if r.t.At(local+1) == "as" && part[1] == local+3 {
			exported = local + 2
		}
		source, _ := syntax.JavaScriptString(r.t.At(local))
		if source == "" {
			source = r.t.At(local)
		}
		n := Name{Kind: Reexport, From: from + ":" + source, Conditional: r.typescript, Signature: r.signature(i, end)}
		if from == "" {
			if r.types[source] {
				continue
			}
			var known bool
			if n, known = r.locals[source]; !known {
				n = Name{Kind: Assignment, Conditional: r.typescript, Signature: r.signature(i, end)}
			}
		}
		n.Name, n.Span = r.t.At(exported), r.t.Span(exported)
		if text, ok := syntax.JavaScriptString(n.Name); ok {
			n.Name = text
		}
		r.define(n)
	}
}
