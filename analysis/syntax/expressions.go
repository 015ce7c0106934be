package syntax

import (
	"path"
	"strings"
)

// value reads the expression of tokens [from, to).
func (r *reader) value(from, to int) Value {
	r.depth++
	defer func() { r.depth-- }()
	v := Value{Span: r.t.Range(from, to), Raw: r.t.Slice(from, to)}
	if from >= to || r.depth > maxNesting {
		return v
	}
	if inner, ok := r.unwrapped(from, to); ok {
		return inner
	}
	if to == from+1 {
		r.single(&v, from)
		return v
	}
	switch first := r.t.At(from); {
	case r.t.After(from) == to && first == "[", r.python && r.t.After(from) == to && first == "(":
		r.list(&v, from+1, to-1)
	case r.t.After(from) == to && first == "{":
		r.object(&v, from+1, to-1)
	case r.python && r.adjacentStrings(from, to):
		r.joinedStrings(&v, from, to)
	case first == "-" && to == from+2 && r.t.KindAt(from+1) == Number:
		v.Kind, v.Text = NumberValue, "-"+r.t.At(from+1)
	case r.function(from, to):
		v.Kind = FunctionValue
	default:
		key := [2]int{from, to}
		if known, ok := r.compounds[key]; ok {
			return known
		}
		r.compound(&v, from, to)
		r.compounds[key] = v
	}
	return v
}

// unwrapped is the value inside parentheses that only group, behind `await`, and before `as T`, `satisfies T` and `!`.
func (r *reader) unwrapped(from, to int) (Value, bool) {
	if r.t.At(from) == "await" && r.t.KindAt(from) == Word {
		return r.value(from+1, to), true
	}
	if r.t.At(from) == "(" && r.t.After(from) == to && from+1 < to-1 && (!r.python || len(r.parts(from+1, to-1)) <= 1) {
		return r.value(from+1, to-1), true
	}
	if r.python {
		return Value{}, false
	}
	if to-from > 1 && r.t.At(to-1) == "!" && r.t.KindAt(to-1) == Punct {
		return r.value(from, to-1), true
	}
	for i := r.t.After(from); i < to; i = r.t.After(i) {
		if word := r.t.At(i); r.t.KindAt(i) == Word && (word == "as" || word == "satisfies") && r.t.At(i-1) != "." {
			return r.value(from, i), true
		}
	}
	return Value{}, false
}

// function reports whether the tokens are a lambda, an arrow function or a function expression.
func (r *reader) function(from, to int) bool {
	if r.python {
		return r.t.At(from) == "lambda" && r.t.KindAt(from) == Word
	}
	if r.t.At(from) == "async" && to-from > 2 && r.t.At(from+1) != "." {
		from++
	}
	if r.t.At(from) == "function" && r.t.KindAt(from) == Word {
		return true
	}
	for i, n := from, 0; i < to && n < maxArrowTokens; i, n = r.t.After(i), n+1 {
		if r.t.At(i) == "=>" {
			return true
		}
	}
	return false
}

// maxArrowTokens bounds the tokens (brackets counted as one) before the arrow of an arrow function.
const maxArrowTokens = 40

func (r *reader) single(v *Value, i int) {
	text := r.t.At(i)
	switch r.t.KindAt(i) {
	case Number:
		v.Kind, v.Text = NumberValue, text
	case Text, Template:
		r.literal(v, i)
	case Word:
		switch text {
		case "True", "False", "true", "false":
			v.Kind, v.Text = BoolValue, strings.ToLower(text)
		case "None", "null", "undefined":
			v.Kind = NoneValue
		case r.folderName:
			v.Kind, v.Text = PathValue, "."
		case r.fileName:
			v.Kind, v.Text = PathValue, path.Base(r.script.File.Path())
		default:
			v.Kind, v.Text = NameValue, text
		}
	}
}

func (r *reader) literal(v *Value, i int) {
	if r.python {
		v.Kind, v.Text, v.Items = pythonLiteral(r.t.At(i))
	} else {
		v.Kind, v.Text, v.Items = javascriptLiteral(r.t.At(i))
	}
	if v.Kind == Other && len(v.Items) > 0 {
		*v = r.joined(*v)
	}
}

// joined is the concatenation v with its names resolved, if that makes it known.
func (r *reader) joined(v Value) Value { return r.script.Resolve(v) }

func (r *reader) adjacentStrings(from, to int) bool {
	for i := from; i < to; i++ {
		if k := r.t.KindAt(i); k != Text && k != Template {
			return false
		}
	}
	return true
}

func (r *reader) joinedStrings(v *Value, from, to int) {
	for i := from; i < to; i++ {
		v.Items = append(v.Items, r.value(i, i+1))
	}
	*v = r.joined(*v)
}

func (r *reader) list(v *Value, from, to int) {
	v.Kind = ListValue
	for _, part := range r.parts(from, to) {
		switch {
		case part[0] >= part[1]:
		case r.t.At(part[0]) == "..." || r.python && r.t.At(part[0]) == "*":
			v.Open = true
		case r.python && r.comprehension(part[0], part[1]):
			v.Kind, v.Items = Other, nil
			return
		default:
			v.Items = append(v.Items, r.value(part[0], part[1]))
		}
	}
}

func (r *reader) comprehension(from, to int) bool {
	for i := from; i < to; i = r.t.After(i) {
		if r.t.KindAt(i) == Word && r.t.At(i) == "for" {
			return true
		}
	}
	return false
}

func (r *reader) object(v *Value, from, to int) {
	v.Kind = ObjectValue
	for _, part := range r.parts(from, to) {
		if part[0] >= part[1] {
			continue
		}
		if r.python && r.comprehension(part[0], part[1]) {
			v.Kind, v.Pairs = Other, nil
			return
		}
		pair, ok := r.pair(part[0], part[1])
		if !ok {
			v.Open = true
			continue
		}
		v.Pairs = append(v.Pairs, pair)
	}
}

// pair reads `key: value`, the shorthand `key`, or a method.
func (r *reader) pair(from, to int) (Pair, bool) {
	key := Value{}
	for from+1 < to && (r.t.At(from) == "async" || r.t.At(from) == "get" || r.t.At(from) == "set") && r.t.KindAt(from+1) != Punct {
		from++
	}
	switch r.t.KindAt(from) {
	case Text, Template, Number:
		r.single(&key, from)
	case Word:
		if !r.python {
			key.Kind, key.Text = StringValue, r.t.At(from)
		}
	}
	if key.Kind != StringValue && (key.Kind != NumberValue || r.python) {
		return Pair{}, false
	}
	pair := Pair{Name: key.Text, NameSpan: r.t.Span(from)}
	switch {
	case r.t.At(from+1) == ":" && r.t.KindAt(from+1) == Punct:
		pair.Value = r.value(from+2, to)
	case r.python:
		return Pair{}, false
	case to == from+1:
		pair.Value = r.value(from, to)
	default:
		pair.Value = Value{Kind: FunctionValue, Span: r.t.Range(from, to), Raw: r.t.Slice(from, to)}
	}
	return pair, true
}

// compound reads dotted names, calls, concatenations and paths.
func (r *reader) compound(v *Value, from, to int) {
	if r.dotted(from, to) {
		v.Kind, v.Text = NameValue, r.dottedText(from, to)
		r.namePath(v)
		return
	}
	if open := r.lastCall(from, to); open > 0 {
		if call := r.call(open); call != nil && (call.CalleeSpan.Start == v.Span.Start || call.Span.Start == v.Span.Start) {
			v.Kind, v.Text, v.Call = CallValue, call.Callee, call
			r.callPath(v, from, open)
			return
		}
	}
	if r.python && r.slashPath(v, from, to) || r.attributePath(v, from, to) {
		return
	}
	parts := r.t.Split(from, to, "+")
	if len(parts) < 2 {
		return
	}
	for _, part := range parts {
		v.Items = append(v.Items, r.value(part[0], part[1]))
	}
	*v = r.joined(*v)
}

func (r *reader) dotted(from, to int) bool {
	for i := from; i < to; i++ {
		even := (i-from)%2 == 0
		if even && r.t.KindAt(i) != Word || !even && r.t.At(i) != "." && r.t.At(i) != "?." {
			return false
		}
	}
	return (to-from)%2 == 1
}

func (r *reader) dottedText(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		if (i-from)%2 == 1 {
			b.WriteByte('.')
			continue
		}
		b.WriteString(r.t.At(i))
	}
	return b.String()
}

// lastCall is the index of the parenthesis whose closing one is the last token, if it opens a call; else 0.
func (r *reader) lastCall(from, to int) int {
	if r.t.At(to-1) != ")" || r.t.KindAt(to-1) != Punct {
		return 0
	}
	open := r.t.Partner[to-1]
	if open <= from || !r.callAt(open) {
		return 0
	}
	return open
}
