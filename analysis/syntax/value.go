package syntax

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// ValueKind is what an expression is known to be. The zero kind is Other.
type ValueKind int

// The kinds of values.
const (
	Other         ValueKind = iota // not understood, or put together from parts of which some are not known: Items holds the parts
	StringValue                    // Text is the decoded string
	NumberValue                    // Text is the number as written
	BoolValue                      // Text is "true" or "false"
	NoneValue                      // None, null, undefined
	ListValue                      // Items are the elements of a list, tuple or array
	ObjectValue                    // Pairs are the entries of a dict or an object literal
	CallValue                      // Call is the call
	NameValue                      // Text is the dotted name
	PathValue                      // Text is a path relative to the folder of the file: "../image", "."
	FunctionValue                  // a lambda, an arrow function or a function expression
)

// Value is an expression as far as it is understood without running it.
type Value struct {
	Kind ValueKind
	Text string
	// Items are the elements of a list, or the parts of an Other that concatenates: literals, names and unknown parts in their order.
	Items []Value
	// Pairs are the entries of an object; an entry whose key is not a literal is left out and makes the value Open.
	Pairs []Pair
	// Open reports that a list or object holds more than its Items or Pairs say: a spread, a computed key.
	Open bool
	// Call is the call of a CallValue, and of a PathValue that a call makes; else nil.
	Call *Call
	Span source.Span
	// Raw is the expression as written.
	Raw string
}

// Pair is one entry of an object, or one keyword argument.
type Pair struct {
	Name     string
	NameSpan source.Span
	Value    Value
}

// Get is the entry of that name; the last one counts.
func (v Value) Get(name string) (Value, bool) { return pairNamed(v.Pairs, name) }

func pairNamed(pairs []Pair, name string) (Value, bool) {
	for i := len(pairs) - 1; i >= 0; i-- {
		if pairs[i].Name == name {
			return pairs[i].Value, true
		}
	}
	return Value{}, false
}

// Call is one call or `new` expression.
type Call struct {
	// Callee is the dotted name that is called, "lambda.DockerImageCode.fromImageAsset"; a call inside it is written "()", an index "[]".
	Callee     string
	CalleeSpan source.Span
	New        bool
	// Args are the positional arguments. In JavaScript an object literal is one of them.
	Args []Value
	// Keywords are Python's keyword arguments, or the entries of the object literals among JavaScript's arguments.
	Keywords []Pair
	// Open reports that arguments are spread in: *args, **kwargs, ...rest, {...options}.
	Open bool
	// Target is the dotted name that the result is assigned to, "fn" or "self.fn" or "this.fn"; else empty.
	Target string
	// Span runs from the callee (or `new`) to the closing parenthesis.
	Span source.Span
}

// Get is the keyword argument of that name; the last one counts.
func (c *Call) Get(name string) (Value, bool) { return pairNamed(c.Keywords, name) }

// Name is the last part of the callee: "fromImageAsset".
func (c *Call) Name() string { return c.Callee[strings.LastIndexByte(c.Callee, '.')+1:] }

// Script is what a reader of calls found in a file.
type Script struct {
	File *source.File
	// Calls are the calls of the whole file, in order of their opening parenthesis.
	Calls []*Call
	// Names are the names that the file binds exactly once, at whatever level, counting parameters, imports and loops.
	Names map[string]Value
	// Imports are the local names of imports, with what they stand for: "aws_cdk.aws_lambda", "aws-cdk-lib/aws-lambda", "aws-cdk-lib/aws-lambda.Function".
	Imports map[string]string
	// Flaw says what could not be understood; then calls may be missing.
	Flaw string
}

// Resolve follows a name to its value, and joins concatenated parts whose values are all known; else it is v itself.
func (s *Script) Resolve(v Value) Value { return s.resolve(v, 0) }

func (s *Script) resolve(v Value, depth int) Value {
	if depth > 8 {
		return v
	}
	switch v.Kind {
	case NameValue:
		if known, ok := s.Names[v.Text]; ok {
			resolved := s.resolve(known, depth+1)
			resolved.Span, resolved.Raw = v.Span, v.Raw
			return resolved
		}
	case Other:
		return s.concatenate(v, depth)
	}
	return v
}

// concatenate joins the parts of v if all are known; a path can only be the first.
func (s *Script) concatenate(v Value, depth int) Value {
	if len(v.Items) == 0 {
		return v
	}
	kind, text := StringValue, ""
	for i, item := range v.Items {
		part := s.resolve(item, depth+1)
		switch {
		case part.Kind == StringValue || part.Kind == NumberValue:
		case part.Kind == PathValue && i == 0:
			kind = PathValue
		default:
			return v
		}
		if len(text) > maxConcatenation {
			return v
		}
		text += part.Text
	}
	if kind == PathValue {
		text = path.Clean(text)
	}
	return Value{Kind: kind, Text: text, Span: v.Span, Raw: v.Raw}
}

const maxConcatenation = 4096

// ImportedName is the callee or dotted name with its first part replaced by what it imports: "_lambda.Function" is "aws_cdk.aws_lambda.Function".
func (s *Script) ImportedName(dotted string) string {
	first, rest, _ := strings.Cut(dotted, ".")
	full, ok := s.Imports[first]
	switch {
	case !ok:
		return dotted
	case rest == "":
		return full
	}
	return full + "." + rest
}
