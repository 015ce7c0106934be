package handlers

import (
	"slices"

	"github.com/lambdock/lambdock/analysis/syntax"
)

// conditional runs an if statement with its elif and else.
func (r *pythonReader) conditional(indent int) {
	var paths []*pythonFlow
	complete := false
	for first := true; first || r.next(indent, "elif", "else") != "" && !complete; first = false {
		line := r.t.Lines[r.line]
		r.inspect(line)
		colon := r.colon(line)
		r.walrus(line.From, colon)
		complete = r.word(line.From) == "else"
		switch {
		case first && r.isMain(line.From+1, colon):
			r.skip(func() { r.suite(line) })
		case r.isTypeChecking(line.From+1, colon):
			r.branch(r.flow, func() { r.suite(line) })
		default:
			paths = append(paths, r.branch(r.flow, func() { r.suite(line) }))
		}
	}
	if complete {
		r.merge(paths)
	}
}

// isMain recognises __name__ == "__main__", which never holds in an imported module.
func (r *pythonReader) isMain(from, to int) bool {
	for from < to && r.t.At(from) == "(" && r.t.After(from) == to {
		from, to = from+1, to-1
	}
	if to-from != 3 || r.t.At(from+1) != "==" {
		return false
	}
	sides := []string{r.t.At(from), r.t.At(from + 2)}
	return slices.Contains(sides, "__name__") && (slices.Contains(sides, `"__main__"`) || slices.Contains(sides, `'__main__'`))
}

// isTypeChecking recognises TYPE_CHECKING, which is false when the module runs.
func (r *pythonReader) isTypeChecking(from, to int) bool {
	return r.t.At(to-1) == "TYPE_CHECKING" && (to-from == 1 || to-from == 3 && r.t.At(from+1) == ".")
}

// try runs a try statement: its body with else, or one of its handlers, and finally in any case.
func (r *pythonReader) try(indent int) {
	line := r.t.Lines[r.line]
	success := r.branch(r.flow, func() { r.suite(line) })
	var paths []*pythonFlow
	for {
		word := r.next(indent, "except", "else", "finally")
		if word == "" {
			break
		}
		line := r.t.Lines[r.line]
		r.inspect(line)
		switch word {
		case "except":
			paths = append(paths, r.branch(r.flow, func() { r.handler(line) }))
		case "else":
			otherwise := r.branch(success, func() { r.suite(line) })
			for name := range otherwise.bound {
				success.bound[name] = true
			}
			success.ends = success.ends || otherwise.ends
		case "finally":
			r.merge(append(paths, success))
			paths = nil
			success = r.branch(r.flow, func() { r.suite(line) })
			r.merge([]*pythonFlow{success})
			return
		}
	}
	r.merge(append(paths, success))
}

// handler runs an except clause; the name that it binds is unbound at its end.
func (r *pythonReader) handler(line syntax.Line) {
	colon := r.colon(line)
	r.walrus(line.From, colon)
	r.suite(line)
	for i := line.From; i+1 < colon; i = r.t.After(i) {
		if r.word(i) == "as" && r.word(i+1) != "" {
			r.add(Name{Name: r.t.At(i + 1), Span: r.t.Span(i + 1), Kind: Assignment, Signature: r.signature(line.From, colon)})
			r.unbind(r.t.At(i + 1))
		}
	}
}

// loop runs a for or while statement: its body may never run, its else may be left out.
func (r *pythonReader) loop(indent int) {
	line := r.t.Lines[r.line]
	r.inspect(line)
	colon := r.colon(line)
	r.walrus(line.From, colon)
	r.branch(r.flow, func() {
		from := line.From + 1
		if r.word(line.From) == "async" {
			from++
		}
		if r.word(from-1) == "for" {
			in := from
			for in < colon && r.word(in) != "in" {
				in = r.t.After(in)
			}
			r.targets(from, in, line.From, colon)
		}
		r.suite(line)
	})
	if r.next(indent, "else") != "" {
		line := r.t.Lines[r.line]
		r.branch(r.flow, func() { r.suite(line) })
	}
}

// match runs a match statement; it is complete if one case takes everything.
func (r *pythonReader) match(header syntax.Line) {
	r.inspect(header)
	r.walrus(header.From, header.To)
	r.line++
	var paths []*pythonFlow
	complete := false
	for r.line < len(r.t.Lines) && r.t.Lines[r.line].Indent > header.Indent {
		line := r.t.Lines[r.line]
		if r.word(line.From) != "case" {
			r.module.open("a syntax error", r.t.Range(line.From, line.To))
			r.statement()
			continue
		}
		r.inspect(line)
		colon := r.colon(line)
		complete = complete || colon == line.From+2 && r.word(line.From+1) != "" && !pythonConstant[r.word(line.From+1)]
		paths = append(paths, r.branch(r.flow, func() {
			r.captures(line.From, line.From+1, colon)
			r.suite(line)
		}))
	}
	if complete {
		r.merge(paths)
	}
}

var pythonConstant = map[string]bool{"None": true, "True": true, "False": true}

// captures binds the names of a pattern up to its guard.
func (r *pythonReader) captures(line, from, to int) {
	for i := from; i < to; i++ {
		name := r.word(i)
		switch {
		case name == "if":
			r.walrus(i, to)
			return
		case name == "" || name == "as" || name == "_" || pythonConstant[name]:
			continue
		}
		next := r.t.At(i + 1)
		if r.t.At(i-1) == "." || next == "." || next == "(" || next == "=" {
			continue
		}
		r.add(Name{Name: name, Span: r.t.Span(i), Kind: Assignment, Signature: r.signature(line, to)})
	}
}

// withTargets binds what stands behind `as` in a with statement.
func (r *pythonReader) withTargets(from, to int) {
	start := from
	if r.t.At(from) == "(" && r.t.After(from) == to {
		from, to = from+1, to-1
	}
	for i := from; i < to; i = r.t.After(i) {
		if r.word(i) != "as" {
			continue
		}
		end := i + 1
		for end < to && r.t.At(end) != "," {
			end = r.t.After(end)
		}
		r.targets(i+1, end, start-1, to)
		i = end - 1
	}
}
