package handlers

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// rustClients are the crates of Rust's runtime client: https://github.com/aws/aws-lambda-rust-runtime
var rustClients = []string{"lambda_runtime", "lambda_http", "netlify_lambda", "netlify_lambda_http", "lambda_web", "lambda"}

// readRust reads the functions of a Rust source that stand in no block.
func readRust(f *source.File) Module {
	t := syntax.BracesTokens(f.Text(), syntax.Rust)
	m := Module{File: f}
	if t.Flaw != "" {
		m.open(t.Flaw, t.FlawSpan)
	}
	for i := 0; i < len(t.List); i = t.After(i) {
		if t.At(i) == "fn" && t.KindAt(i) == syntax.Word && t.KindAt(i+1) == syntax.Word {
			m.Names = append(m.Names, rustFunction(t, i))
		}
	}
	return m
}

// rustFunction is the function whose `fn` is token i.
func rustFunction(t *syntax.Tokens, i int) Name {
	open := i + 2
	for open < len(t.List) && t.At(open) != "(" && t.At(open) != "{" && t.At(open) != ";" {
		open++
	}
	head := rustHead(t, i)
	end := open
	for end < len(t.List) && t.At(end) != "{" && t.At(end) != ";" {
		end = t.After(end)
	}
	n := Name{
		Name: t.At(i + 1), Span: t.Span(i + 1), Kind: Function, Callable: Yes, Async: strings.HasPrefix(t.Slice(head, i), "async") || strings.Contains(t.Slice(head, i), " async"),
		Signature: shorten(oneLine(t.Slice(head, end))), Doc: rustDoc(t, head),
	}
	if t.At(open) == "(" && t.Partner[open] > open {
		for _, part := range t.Split(open+1, t.Partner[open], ",") {
			if part[0] < part[1] {
				n.Params = append(n.Params, oneLine(t.Slice(part[0], part[1])))
			}
		}
	}
	return n
}

// rustHead is the first token of a declaration whose keyword is token i: its visibility and its other qualifiers stand in front.
func rustHead(t *syntax.Tokens, i int) int {
	for i > 0 {
		switch before := t.At(i - 1); {
		case before == "async" || before == "pub" || before == "unsafe" || before == "const":
			i--
		case before == ")" && t.Partner[i-1] > 0 && t.At(t.Partner[i-1]-1) == "pub":
			i = t.Partner[i-1] - 1
		default:
			return i
		}
	}
	return i
}

// rustDoc is the documentation comment in front of token i and of the attributes before it: #[tokio::main].
func rustDoc(t *syntax.Tokens, i int) string {
	for {
		if span, ok := t.Docs[i]; ok {
			return commentText(t.Source[span.Start:span.End])
		}
		if t.At(i-1) != "]" || t.Partner[i-1] < 1 || t.At(t.Partner[i-1]-1) != "#" {
			return ""
		}
		i = t.Partner[i-1] - 1
	}
}

// ReadRustProgram reads the source of a binary and finds what its fn main gives to the runtime client; ok is false without a main.
func ReadRustProgram(f *source.File) (p Program, ok bool) {
	m := readRust(f)
	entry, answer := m.Has("main")
	if answer != Yes {
		return Program{}, false
	}
	p = Program{Module: m, Entry: entry}
	t := syntax.BracesTokens(f.Text(), syntax.Rust)
	given := ""
	for i := range t.List {
		if t.KindAt(i) != syntax.Word {
			continue
		}
		p.Client = p.Client || slices.Contains(rustClients, t.At(i)) && (t.At(i-1) == "use" || t.At(i+1) == "::")
		if given == "" && (t.At(i) == "service_fn" || t.At(i) == "handler_fn") && t.At(i+1) == "(" && t.Partner[i+1] == i+3 {
			given = t.At(i + 2)
		}
	}
	if n, answer := m.Has(given); answer == Yes && p.Client {
		p.Entry = n
	}
	return p, true
}
