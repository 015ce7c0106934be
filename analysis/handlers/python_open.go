package handlers

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/syntax"
)

// inspect looks in one line, also of a function's body, for what can define names that cannot be seen, and for what is no Python 3.
func (r *pythonReader) inspect(line syntax.Line) {
	r.checkEdges(line)
	for i := line.From; i < line.To; i++ {
		if i > line.From && r.missesOperator(line, i) {
			r.syntaxError(i)
		}
		if r.t.KindAt(i) == syntax.Word && !r.unreached {
			r.inspectWord(line, i)
		}
	}
}

func (r *pythonReader) syntaxError(i int) { r.module.open("a syntax error", r.t.Span(i)) }

// checkEdges finds operators where a statement begins or ends, and clauses of Python 2.
func (r *pythonReader) checkEdges(line syntax.Line) {
	if r.t.KindAt(line.From) == syntax.Punct {
		switch r.t.At(line.From) {
		case "(", "[", "{", "@", "-", "+", "~", "*", "...":
		default:
			r.syntaxError(line.From)
		}
	}
	if last := line.To - 1; r.t.KindAt(last) == syntax.Punct {
		switch r.t.At(last) {
		case ")", "]", "}", ":", ";", ",", "...":
		case "*":
			if r.word(last-1) != "import" {
				r.syntaxError(last)
			}
		default:
			r.syntaxError(last)
		}
	}
	if first := r.word(line.From); first == "except" || first == "raise" {
		if parts := r.t.Split(line.From, line.To, ","); len(parts) > 1 {
			r.module.open("a clause of Python 2", r.t.Range(line.From, line.To))
		}
	}
}

// missesOperator reports an operand at token i that follows another without an operator, and forms that Python 2 had.
func (r *pythonReader) missesOperator(line syntax.Line, i int) bool {
	kind, before := r.t.KindAt(i), r.t.KindAt(i-1)
	switch kind {
	case syntax.Punct:
		text := r.t.At(i)
		if text == ">" && r.t.At(i-1) == "<" && r.t.Span(i-1).End == r.t.Span(i).Start {
			return true
		}
		if text != "{" {
			return false
		}
	case syntax.Word:
		if pythonKeyword[r.t.At(i)] {
			return false
		}
	case syntax.Number:
		if text := r.t.At(i); text[len(text)-1]|0x20 == 'l' && !strings.HasPrefix(text, "0x") {
			return true
		}
	}
	switch before {
	case syntax.Punct:
		switch r.t.At(i - 1) {
		case ")", "]", "}":
			return true
		}
		return false
	case syntax.Word:
		word := r.t.At(i - 1)
		if i-1 == line.From && (word == "match" || word == "case" || word == "type") {
			return false
		}
		return !pythonKeyword[word]
	case syntax.Text, syntax.Template:
		return kind != syntax.Text && kind != syntax.Template
	}
	return true
}

// pythonKeyword are the reserved words that are no values.
var pythonKeyword = func() map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.Fields("and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield") {
		words[word] = true
	}
	return words
}()

// inspectWord recognises writes into the module's own dictionary.
func (r *pythonReader) inspectWord(line syntax.Line, i int) {
	attribute := r.t.At(i-1) == "."
	called := r.t.At(i+1) == "("
	switch word := r.t.At(i); {
	case word == "exec" && called && !attribute && r.word(i-1) != "def":
		r.module.open("`exec`", r.t.Span(i))
	case word == "globals" && called && !attribute, word == "vars" && called && !attribute && r.t.At(i+2) == ")",
		word == "locals" && called && !attribute && r.atModuleLevel(line):
		if r.word(i-1) != "def" && r.writesDictionary(r.t.After(i+1)) {
			r.module.open("`"+word+"()`", r.t.Range(i, r.t.After(i+1)))
		}
	case word == "modules" && r.t.At(i+1) == "[" && r.word(i+2) == "__name__",
		(word == "import_module" || word == "__import__") && called && r.word(i+2) == "__name__":
		r.module.open("`"+r.t.Slice(i, r.t.After(i+1))+"`", r.t.Range(i, r.t.After(i+1)))
	case word == "f_globals":
		r.module.open("`f_globals`", r.t.Span(i))
	}
}

func (r *pythonReader) atModuleLevel(line syntax.Line) bool {
	return r.line < len(r.t.Lines) && (line.From == r.t.Lines[r.line].From || r.line > 0 && line.From == r.t.Lines[r.line-1].From)
}

// writesDictionary reports whether the dictionary that the expression before token i gives may be changed there.
func (r *pythonReader) writesDictionary(i int) bool {
	if r.word(i-4) == "in" {
		return false
	}
	switch r.t.At(i) {
	case "[":
		after := r.t.At(r.t.After(i))
		return strings.HasSuffix(after, "=") && after != "==" && after != "!=" && after != "<=" && after != ">="
	case ".":
		switch r.t.At(i + 1) {
		case "get", "items", "keys", "values", "copy":
			return false
		}
	}
	return true
}
