package syntax

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// PythonCalls reads the calls of a Python file.
func PythonCalls(f *source.File) *Script {
	r := newReader(f, PythonTokens(f.Text()), true)
	r.pythonNames()
	return r.read()
}

// JavaScriptCalls reads the calls of a JavaScript or TypeScript file.
func JavaScriptCalls(f *source.File) *Script {
	r := newReader(f, JavaScriptTokens(f.Text(), DialectOf(f.Path())), false)
	r.javascriptNames()
	return r.read()
}

type reader struct {
	t      *Tokens
	python bool
	script *Script
	calls  map[int]*Call // by the index of the opening parenthesis
	// compounds are the values of the expressions that were read, by their tokens: none is read twice.
	compounds map[[2]int]Value
	depth     int
	// folderName and fileName are the language's names for the folder of the file and for the file.
	folderName, fileName string
}

func newReader(f *source.File, t *Tokens, python bool) *reader {
	r := &reader{
		t: t, python: python, calls: map[int]*Call{}, compounds: map[[2]int]Value{}, folderName: "__dirname", fileName: "__filename",
		script: &Script{File: f, Names: map[string]Value{}, Imports: map[string]string{}, Flaw: t.Flaw},
	}
	if python {
		r.folderName, r.fileName = "", "__file__"
	}
	return r
}

func (r *reader) read() *Script {
	for i := range r.t.List {
		if r.callAt(i) {
			if call := r.call(i); call != nil {
				r.script.Calls = append(r.script.Calls, call)
			}
		}
	}
	return r.script
}

// callAt reports whether token i opens the arguments of a call.
func (r *reader) callAt(i int) bool {
	if r.t.At(i) != "(" || r.t.KindAt(i) != Punct || i == 0 || r.t.Partner[i] < i {
		return false
	}
	if r.python && r.t.List[i].First {
		return false
	}
	switch r.t.KindAt(i - 1) {
	case Word:
		if r.t.At(i-2) == "." || r.t.At(i-2) == "?." {
			return true
		}
		word, before := r.t.At(i-1), r.t.At(i-2)
		if r.python {
			return !pythonKeywords[word] && before != "def" && before != "class"
		}
		return !javascriptKeywords[word] && before != "function" && before != "class" && !r.opensBody(i)
	case Punct:
		return r.t.At(i-1) == ")" || r.t.At(i-1) == "]" || !r.python && (r.t.At(i-1) == "?." || r.typeArguments(i-1) > 0)
	}
	return false
}

// opensBody reports whether the parentheses at i are the parameters of a method: a block follows them.
func (r *reader) opensBody(i int) bool {
	after := r.t.Partner[i] + 1
	return r.t.At(after) == "{" && !r.t.List[after].First && r.t.At(i-2) != "." && r.t.At(i-2) != "new"
}

var pythonKeywords = wordSet("and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield")

var javascriptKeywords = wordSet("if for while with switch catch return typeof void delete in of instanceof do else case throw function await yield")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// typeArguments is the index of the `<` that token i closes as type arguments of a call, 0 if it closes none.
func (r *reader) typeArguments(i int) int {
	if r.t.At(i) != ">" && r.t.At(i) != ">>" {
		return 0
	}
	open := 0
	for k := i; k > 0 && k > i-40; k-- {
		switch r.t.At(k) {
		case ">":
			open++
		case ">>":
			open += 2
		case "<":
			open--
			if open == 0 && r.t.KindAt(k-1) == Word {
				return k
			}
		case ")", "]", "}":
			if k = r.t.Partner[k]; k < 0 {
				return 0
			}
		case ";", "(", "{", "=", "&&", "||":
			return 0
		}
	}
	return 0
}

// maxCallee bounds the parts of a dotted callee that are kept, counted from its end.
const maxCallee = 16

// callee reads the dotted name that ends before the parenthesis at i, from right to left.
func (r *reader) callee(i int) (name string, from int) {
	var parts []string
	k := i - 1
	for len(parts) < maxCallee {
		if open := r.typeArguments(k); !r.python && open > 0 {
			k = open - 1
		}
		if r.t.At(k) == "?." {
			k--
		}
		suffix := ""
		for k > 0 && (r.t.At(k) == ")" || r.t.At(k) == "]") && r.t.Partner[k] > 0 && r.operandBefore(r.t.Partner[k]) && len(suffix) < 2*maxCallee {
			suffix = r.t.At(r.t.Partner[k]) + r.t.At(k) + suffix
			k = r.t.Partner[k] - 1
		}
		switch {
		case r.t.KindAt(k) == Word:
			parts = append(parts, r.t.At(k)+suffix)
		case r.t.At(k) == ")" && r.t.Partner[k] >= 0:
			parts = append(parts, "(…)"+suffix)
			k = r.t.Partner[k]
		case r.t.KindAt(k) == Text || r.t.KindAt(k) == Template:
			parts = append(parts, "\"\""+suffix)
		case r.t.At(k) == "]" && r.t.Partner[k] >= 0:
			parts = append(parts, "[…]"+suffix)
			k = r.t.Partner[k]
		default:
			return "", i
		}
		if dot := r.t.At(k - 1); dot != "." && dot != "?." && dot != "!" || r.t.KindAt(k-1) != Punct {
			break
		}
		if r.t.At(k-1) == "!" {
			break
		}
		k -= 2
	}
	slices.Reverse(parts)
	return strings.Join(parts, "."), k
}

// operandBefore reports whether the bracket at i applies to the operand before it.
func (r *reader) operandBefore(i int) bool {
	if r.t.KindAt(i-1) == Word {
		keywords := javascriptKeywords
		if r.python {
			keywords = pythonKeywords
		}
		return !keywords[r.t.At(i-1)] || r.t.At(i-2) == "."
	}
	switch r.t.At(i - 1) {
	case ")", "]", "?.":
		return true
	}
	return !r.python && r.typeArguments(i-1) > 0
}

// call reads the call whose arguments open at token i, once.
func (r *reader) call(i int) *Call {
	if known, ok := r.calls[i]; ok {
		return known
	}
	name, from := r.callee(i)
	if name == "" {
		r.calls[i] = nil
		return nil
	}
	end := r.t.Partner[i]
	call := &Call{Callee: name, CalleeSpan: r.t.Range(from, i), Span: r.t.Range(from, end+1)}
	r.calls[i] = call
	before := from
	if !r.python && r.t.At(from-1) == "new" {
		call.New = true
		before--
		call.Span.Start = r.t.Span(before).Start
	}
	call.Target = r.target(before)
	r.depth++
	defer func() { r.depth-- }()
	if r.depth > maxNesting { // the walk over all calls comes to it again
		delete(r.calls, i)
		return nil
	}
	for _, part := range r.parts(i+1, end) {
		r.argument(call, part[0], part[1])
	}
	return call
}

// parts cuts the tokens at commas, but not at those of a lambda's parameters.
func (r *reader) parts(from, to int) [][2]int {
	parts := r.t.Split(from, to, ",")
	if !r.python {
		return parts
	}
	joined := parts[:0]
	lambda := false // the last part ends among the parameters of a lambda
	for _, part := range parts {
		if lambda {
			joined[len(joined)-1][1] = part[1]
		} else {
			joined = append(joined, part)
		}
		for i := part[0]; i < part[1]; i = r.t.After(i) {
			switch r.t.At(i) {
			case "lambda":
				lambda = true
			case ":":
				lambda = false
			}
		}
	}
	return joined
}

func (r *reader) argument(call *Call, from, to int) {
	if from >= to {
		return
	}
	switch first := r.t.At(from); {
	case r.python && (first == "*" || first == "**") || first == "...":
		call.Open = true
	case r.python && r.t.KindAt(from) == Word && r.t.At(from+1) == "=" && r.t.KindAt(from+1) == Punct:
		call.Keywords = append(call.Keywords, Pair{first, r.t.Span(from), r.value(from+2, to)})
	default:
		value := r.value(from, to)
		call.Args = append(call.Args, value)
		if !r.python && value.Kind == ObjectValue {
			call.Keywords = append(call.Keywords, value.Pairs...)
			call.Open = call.Open || value.Open
		}
	}
}

// target is the dotted name that the expression beginning at token i is assigned to.
func (r *reader) target(i int) string {
	if r.t.At(i-1) == "await" {
		i--
	}
	if r.t.At(i-1) != "=" || r.t.KindAt(i-1) != Punct {
		return ""
	}
	k := i - 2
	if !r.python && r.t.KindAt(k) == Word && r.t.At(k-1) == ":" { // const fn: lambda.Function = …
		k -= 2
	} else if !r.python && r.t.KindAt(k) == Word && r.t.At(k-1) == "." && r.t.At(k-3) == ":" {
		k -= 4
	}
	end := k
	for n := 0; n < maxCallee && r.t.KindAt(k) == Word; n++ {
		switch r.t.At(k - 1) {
		case ".":
			k -= 2
			continue
		case "(":
			return "" // a keyword argument, or the default of a parameter
		case ",":
			if r.python {
				return ""
			}
		}
		return r.t.Slice(k, end+1)
	}
	return ""
}
