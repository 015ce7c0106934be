package handlers

import (
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// pythonReader walks the statements of a module as importing it would run them.
type pythonReader struct {
	t      *syntax.Tokens
	module Module
	line   int // the next line to read
	flow   *pythonFlow
	// last is the index of the last definition of each name in module.Names.
	last map[string]int
	// globals are the names that a function may bind, with the place of its `global`.
	globals map[string]source.Span
	// decorated reports that the next definition stands under a decorator.
	decorated bool
	// unreached reports code that does not run on import: if __name__ == "__main__".
	unreached bool
}

// pythonFlow is one path through the module: the names that are bound whenever it is taken to its end.
type pythonFlow struct {
	outer *pythonFlow // nil for the module itself
	bound map[string]bool
	ends  bool // it raises or exits
}

func readPython(f *source.File) Module {
	r := &pythonReader{
		t: syntax.PythonTokens(f.Text()), module: Module{File: f}, last: map[string]int{}, globals: map[string]source.Span{},
		flow: &pythonFlow{bound: map[string]bool{}},
	}
	if r.t.Flaw != "" {
		r.module.open(r.t.Flaw, r.t.FlawSpan)
	}
	indent := 0
	if len(r.t.Lines) > 0 {
		indent = r.t.Lines[0].Indent
	}
	if indent > 0 {
		r.module.open("the first line is indented", r.t.Span(0))
	}
	for r.line < len(r.t.Lines) {
		r.block(0)
	}
	r.bindGlobals()
	if name, ok := r.last["__getattr__"]; ok && name >= 0 {
		r.module.open("`__getattr__`", r.module.Names[name].Span)
	}
	r.dropDeleted()
	return r.module
}

// block runs the lines that are indented by at least indent.
func (r *pythonReader) block(indent int) {
	for r.line < len(r.t.Lines) && r.t.Lines[r.line].Indent >= indent {
		if r.t.Lines[r.line].Indent > indent && indent == 0 && r.line > 0 {
			r.module.open("a line is indented for no reason", r.t.Span(r.t.Lines[r.line].From))
		}
		r.statement()
	}
}

func (r *pythonReader) word(i int) string {
	if r.t.KindAt(i) != syntax.Word {
		return ""
	}
	return r.t.At(i)
}

// statement runs the statement at the next line, with the lines that belong to it.
func (r *pythonReader) statement() {
	line := r.t.Lines[r.line]
	from := line.From
	if r.word(from) == "async" && from+1 < line.To {
		from++
	}
	switch r.word(from) {
	case "def", "class":
		r.definition(line, from)
		return
	case "if":
		r.conditional(line.Indent)
		return
	case "try":
		r.try(line.Indent)
		return
	case "for", "while":
		r.loop(line.Indent)
		return
	case "with":
		r.inspect(line)
		r.walrus(line.From, r.colon(line))
		r.withTargets(from+1, r.colon(line))
		r.branch(r.flow, func() { r.suite(line) })
		return
	case "elif", "else", "except", "finally": // without what they belong to
		r.module.open("a syntax error", r.t.Span(from))
		r.branch(r.flow, func() { r.suite(line) })
		return
	case "match":
		if r.t.At(line.To-1) == ":" && line.To-from > 2 && r.t.At(from+1) != "=" {
			r.match(line)
			return
		}
	}
	r.line++
	if r.t.At(line.From) == "@" && r.t.KindAt(line.From) == syntax.Punct {
		r.decorated = true
	}
	r.inspect(line)
	r.walrus(line.From, line.To)
	r.simpleStatements(line.From, line.To)
}

// suite runs what stands behind the colon of a header: the rest of its line, or the indented lines below.
func (r *pythonReader) suite(header syntax.Line) {
	r.line++
	colon := r.colon(header)
	if colon == header.To {
		r.module.open("a syntax error", r.t.Range(header.From, header.To))
	}
	if colon+1 < header.To {
		r.walrus(colon+1, header.To)
		r.simpleStatements(colon+1, header.To)
		return
	}
	if r.line >= len(r.t.Lines) || r.t.Lines[r.line].Indent <= header.Indent {
		if colon < header.To {
			r.module.open("a block is empty", r.t.Range(header.From, header.To))
		}
		return
	}
	indent := r.t.Lines[r.line].Indent
	for r.line < len(r.t.Lines) && r.t.Lines[r.line].Indent > header.Indent {
		if r.t.Lines[r.line].Indent != indent {
			r.module.open("the indentation does not fit", r.t.Span(r.t.Lines[r.line].From))
		}
		r.statement()
	}
}

// colon is the index of the colon that ends a header, line.To if there is none.
func (r *pythonReader) colon(line syntax.Line) int {
	lambdas := 0
	for i := line.From; i < line.To; i = r.t.After(i) {
		switch {
		case r.word(i) == "lambda":
			lambdas++
		case r.t.At(i) == ":" && r.t.KindAt(i) == syntax.Punct:
			if lambdas == 0 {
				return i
			}
			lambdas--
		}
	}
	return line.To
}

// branch runs body as a path that may not be taken from outer on, and gives the path.
func (r *pythonReader) branch(outer *pythonFlow, body func()) *pythonFlow {
	before := r.flow
	r.flow = &pythonFlow{outer: outer, bound: map[string]bool{}}
	path := r.flow
	body()
	r.flow = before
	return path
}

// skip runs body as code that importing the module does not reach.
func (r *pythonReader) skip(body func()) {
	before := r.unreached
	r.unreached = true
	body()
	r.unreached = before
}

// next reports whether the next line has this indentation and begins with one of the words.
func (r *pythonReader) next(indent int, words ...string) string {
	if r.line >= len(r.t.Lines) || r.t.Lines[r.line].Indent != indent {
		return ""
	}
	first := r.word(r.t.Lines[r.line].From)
	for _, word := range words {
		if first == word {
			return word
		}
	}
	return ""
}

// merge binds for certain what every path binds that comes to its end.
func (r *pythonReader) merge(paths []*pythonFlow) {
	var sure map[string]bool
	for _, path := range paths {
		switch {
		case path.ends:
		case sure == nil:
			sure = path.bound
		default:
			for name := range sure {
				if !path.bound[name] {
					delete(sure, name)
				}
			}
		}
	}
	r.bindAll(sure)
	if sure == nil && len(paths) > 0 {
		r.flow.ends = true
	}
}

func (r *pythonReader) bindAll(names map[string]bool) {
	for name := range names {
		r.flow.bound[name] = true
		if i, ok := r.last[name]; ok && i >= 0 && r.flow.outer == nil {
			r.module.Names[i].Conditional = false
		}
	}
}
