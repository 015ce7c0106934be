package handlers

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/syntax"
)

// assignment binds the targets of `a = b, *c = value`, `a: T = value` and `a += value`.
func (r *pythonReader) assignment(from, to int) {
	start := from
	var groups [][2]int
	for i := from; i < to; i = r.t.After(i) {
		if r.t.KindAt(i) == syntax.Word && r.t.At(i) == "lambda" {
			break
		}
		if r.t.KindAt(i) != syntax.Punct {
			continue
		}
		switch operator := r.t.At(i); operator {
		case "=":
			groups = append(groups, [2]int{start, i})
			start = i + 1
		case ":":
			r.annotated(from, i, to)
			return
		case "+=", "-=", "*=", "/=", "//=", "%=", "**=", ">>=", "<<=", "&=", "|=", "^=", "@=":
			if i == from+1 && r.word(from) != "" {
				r.add(Name{Name: r.t.At(from), Span: r.t.Span(from), Kind: Assignment, Signature: r.signature(from, to)})
			}
			return
		}
	}
	for _, group := range groups {
		r.assign(from, group[0], group[1], start, to)
	}
}

// annotated binds the target of `a: T = value`; without a value nothing is bound.
func (r *pythonReader) annotated(from, colon, to int) {
	for i := colon; i < to; i = r.t.After(i) {
		if r.t.At(i) == "=" && r.t.KindAt(i) == syntax.Punct {
			r.assign(from, from, colon, i+1, to)
			return
		}
	}
}

// assign binds one target list to the value of tokens [from, to).
func (r *pythonReader) assign(statement, target, end, from, to int) {
	for end-target > 2 && r.t.At(target) == "(" && r.t.After(target) == end && end-target == 3 {
		target, end = target+1, end-1
	}
	if end != target+1 {
		r.targets(target, end, statement, to)
		return
	}
	n := Name{Name: r.word(target), Span: r.t.Span(target), Kind: Assignment, Signature: r.signature(statement, to)}
	if r.word(from) == "lambda" {
		n.Callable = Yes
		n.Params = r.lambdaParams(from, to)
	} else if r.literal(from, to) {
		n.Callable = No
	}
	r.add(n)
}

// literal reports an expression that is a number, a string, a list, a dict, a tuple or a constant, whatever its parts are.
func (r *pythonReader) literal(from, to int) bool {
	if r.t.At(from) == "-" && to == from+2 {
		from++
	}
	if from >= to {
		return false
	}
	texts := 0
	for i := from; i < to; i++ {
		if k := r.t.KindAt(i); k == syntax.Text || k == syntax.Template {
			texts++
		}
	}
	switch {
	case texts == to-from:
		return true
	case to == from+1:
		return r.t.KindAt(from) == syntax.Number || pythonConstant[r.word(from)]
	case len(r.t.Split(from, to, ",")) > 1:
		return true
	case r.t.After(from) != to:
		return false
	}
	switch r.t.At(from) {
	case "[", "{":
		return true
	case "(":
		return to == from+2 || len(r.t.Split(from+1, to-1, ",")) > 1
	}
	return false
}

// targets binds the plain names of a target list; attributes and subscripts bind nothing.
func (r *pythonReader) targets(from, to, statement, end int) {
	signature := r.signature(statement, end)
	var walk func(from, to, depth int)
	walk = func(from, to, depth int) {
		for _, part := range r.t.Split(from, to, ",") {
			i := part[0]
			if r.t.At(i) == "*" {
				i++
			}
			switch {
			case i >= part[1] || depth > maxTargets:
			case i+1 == part[1]:
				r.add(Name{Name: r.word(i), Span: r.t.Span(i), Kind: Assignment, Signature: signature})
			case r.t.After(i) == part[1] && (r.t.At(i) == "(" || r.t.At(i) == "["):
				walk(i+1, part[1]-1, depth+1)
			}
		}
	}
	walk(from, to, 0)
}

// maxTargets bounds the nesting of a target list.
const maxTargets = 100

// definition binds the name of a def or class, and looks into its body only for what reaches out of it.
func (r *pythonReader) definition(line syntax.Line, keyword int) {
	n := Name{Name: r.word(keyword + 1), Span: r.t.Span(keyword + 1), Callable: Yes, Kind: Class, Async: keyword > line.From}
	header := r.line
	colon := r.colon(line)
	n.Signature = r.signature(line.From, colon)
	if r.word(keyword) == "def" {
		n.Kind = Function
		open := keyword + 2
		for open < colon && r.t.At(open) != "(" {
			open = r.t.After(open)
		}
		n.Params = r.params(open+1, r.t.After(open)-1)
	}
	if r.decorated {
		n.Callable = Unknown
	}
	r.decorated = false
	if n.Name == "" || colon == line.To {
		r.module.open("a syntax error", r.t.Range(line.From, line.To))
	}
	r.walrus(line.From, colon)
	r.inspect(line)
	r.reachOut(line)
	body := colon + 1
	for r.line++; r.line < len(r.t.Lines) && r.t.Lines[r.line].Indent > line.Indent; r.line++ {
		r.inspect(r.t.Lines[r.line])
		r.reachOut(r.t.Lines[r.line])
	}
	if body >= line.To && header+1 < r.line {
		body = r.t.Lines[header+1].From
	} else if body >= line.To {
		r.module.open("a block is empty", r.t.Range(line.From, line.To))
	}
	if next := body + 1; r.t.KindAt(body) == syntax.Text && body < len(r.t.List) && (next >= len(r.t.List) || r.t.List[next].First || r.t.At(next) == ";") {
		n.Doc = pythonDoc(r.t.At(body))
	}
	r.add(n)
}

// reachOut finds the `global` statements of a function's line.
func (r *pythonReader) reachOut(line syntax.Line) {
	if r.unreached {
		return
	}
	for i := line.From; i < line.To; i++ {
		if r.word(i) != "global" {
			continue
		}
		for i++; i < line.To && (r.word(i) != "" || r.t.At(i) == ","); i++ {
			if r.word(i) != "" {
				r.globals[r.t.At(i)] = r.t.Span(i)
			}
		}
	}
}

// params are the parameters of tokens [from, to) as written, without the bare `*` and `/`.
func (r *pythonReader) params(from, to int) []string {
	var params []string
	for _, part := range r.t.Split(from, to, ",") {
		if text := oneLine(r.t.Slice(part[0], part[1])); part[0] < part[1] && text != "*" && text != "/" {
			params = append(params, text)
		}
	}
	return params
}

func (r *pythonReader) lambdaParams(from, to int) []string {
	for i := from; i < to; i = r.t.After(i) {
		if r.t.At(i) == ":" {
			return r.params(from+1, i)
		}
	}
	return nil
}

// maxSignature bounds the bytes of a signature.
const maxSignature = 160

// joinedBrackets takes back what joining the lines of a bracket leaves.
var joinedBrackets = strings.NewReplacer("( ", "(", ", )", ")", " )", ")", ",)", ")")

// signature is the code of tokens [from, to) in one line.
func (r *pythonReader) signature(from, to int) string {
	if from < 0 || from >= to {
		return ""
	}
	span := r.t.Range(from, to)
	text := r.t.Source[span.Start:min(span.End, span.Start+4*maxSignature)]
	return shorten(joinedBrackets.Replace(oneLine(text)))
}
