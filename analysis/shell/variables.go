package shell

import (
	"slices"

	"mvdan.cc/sh/v3/syntax"

	"github.com/lambdock/lambdock/analysis/source"
)

// Variable is a place where a text puts a variable in.
type Variable struct {
	Name string
	Span source.Span // of "$NAME" or "${NAME}"
	// Bare reports that nothing comes into its place where it is not set, and that the text does not ask for that: neither ${NAME:-x} nor [ -z "$NAME" ].
	Bare bool
}

// Variables are the places where the text puts variables in, in their order. Those of a text that it gives to another shell are not among them.
func (s *Script) Variables() []Variable {
	var found []Variable
	if s.tree == nil {
		return nil
	}
	asked := 0 // the end of a test that asks whether variables are empty
	syntax.Walk(s.tree, func(node syntax.Node) bool {
		switch n := node.(type) {
		case *syntax.CallExpr:
			if asksForEmpty(n) {
				asked = int(n.End().Offset())
			}
		case *syntax.TestClause:
			if _, compares := n.X.(*syntax.BinaryTest); !compares {
				asked = int(n.End().Offset())
			}
		case *syntax.ParamExp:
			if n.Param == nil {
				return true
			}
			start, end := int(n.Pos().Offset()), int(n.End().Offset())
			plain := n.Exp == nil && !n.Length && !n.Excl && !n.IsSet && n.Index == nil && n.Repl == nil && n.Slice == nil
			found = append(found, Variable{n.Param.Value, s.text.Span(start, end), plain && start >= asked})
		}
		return true
	})
	slices.SortStableFunc(found, func(a, b Variable) int { return a.Span.Start - b.Span.Start })
	return found
}

// asksForEmpty reports a test that compares nothing: [ -z "$NAME" ], test "$NAME".
func asksForEmpty(call *syntax.CallExpr) bool {
	if len(call.Args) == 0 || !slices.Contains([]string{"[", "[[", "test"}, call.Args[0].Lit()) {
		return false
	}
	return !slices.ContainsFunc(call.Args, func(arg *syntax.Word) bool {
		return slices.Contains([]string{"=", "==", "!="}, arg.Lit())
	})
}

// MayWrite reports whether the text may give a variable a value: an assignment, read, a loop over it, or something that nobody can tell the names of.
func (s *Script) MayWrite(name string) bool {
	if slices.ContainsFunc(s.writes, func(w write) bool { return w.name == name }) {
		return true
	}
	found := false
	if s.tree == nil {
		return false
	}
	syntax.Walk(s.tree, func(node syntax.Node) bool {
		switch n := node.(type) {
		case *syntax.CallExpr:
			found = found || len(n.Args) > 0 && slices.Contains([]string{".", "source", "eval"}, n.Args[0].Lit()) || len(n.Args) > 1 && slices.Contains([]string{"export", "readonly"}, n.Args[0].Lit()) && leadingLiteral(n.Args[1]) == ""
		case *syntax.DeclClause:
			found = found || slices.ContainsFunc(n.Args, func(a *syntax.Assign) bool { return a.Name == nil && leadingLiteral(a.Value) == "" })
		}
		return !found
	})
	return found
}
