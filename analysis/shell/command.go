package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/lambdock/lambdock/analysis/source"
)

// command begins a command with what is known where it stands.
func (w *walker) command(stmt *syntax.Stmt, in context) *Command {
	c := &Command{
		Conditional: in.conditional, Guards: in.guards, Function: in.function, Dir: w.state.dir, Redirects: in.redirects,
	}
	c.Env, c.Exported = w.state.snapshot()
	start, end := int(stmt.Pos().Offset()), int(stmt.Pos().Offset())
	if stmt.Cmd != nil {
		end = int(stmt.Cmd.End().Offset())
	}
	for _, r := range stmt.Redirs {
		if r.Word != nil {
			end = max(end, int(r.Word.End().Offset()))
		}
	}
	c.Span = w.text.Span(start, end)
	writes, _ := w.redirects(stmt)
	c.Redirects = append(c.Redirects[:len(c.Redirects):len(c.Redirects)], writes...)
	for _, r := range stmt.Redirs {
		if r.Hdoc != nil {
			c.Heredocs = append(c.Heredocs, w.document(r))
		}
	}
	w.script.Commands = append(w.script.Commands, c)
	return c
}

// redirects are the files that a statement's redirections write to, and all words of redirections.
func (w *walker) redirects(stmt *syntax.Stmt) (writes []Word, words []*syntax.Word) {
	for _, r := range stmt.Redirs {
		if r.Word == nil {
			continue
		}
		words = append(words, r.Word)
		switch r.Op {
		case syntax.RdrOut, syntax.AppOut, syntax.RdrClob, syntax.RdrAll, syntax.AppAll:
			writes = append(writes, w.word(r.Word))
		}
	}
	return writes, words
}

// document is the body of a here-document, its tabs cut where the marker says so.
func (w *walker) document(r *syntax.Redirect) source.Text {
	start, end := int(r.Hdoc.Pos().Offset()), int(r.Hdoc.End().Offset())
	end = start + strings.LastIndexByte(w.text.String()[start:max(start, end)], '\n') + 1 // the parser counts the terminator in
	text := w.text.Slice(start, end)
	if r.Op != syntax.DashHdoc {
		return text
	}
	var b source.TextBuilder
	at := 0
	for _, line := range strings.SplitAfter(text.String(), "\n") {
		cut := len(line) - len(strings.TrimLeft(line, "\t"))
		b.Append(text.Slice(at+cut, at+len(line)))
		at += len(line)
	}
	return b.Text()
}

// call walks a simple command.
func (w *walker) call(stmt *syntax.Stmt, call *syntax.CallExpr, in context) {
	c := w.command(stmt, in)
	for _, a := range call.Assigns {
		c.Assigns = append(c.Assigns, w.assign(a))
	}
	c.Words = slices.Grow(c.Words, len(call.Args))
	for _, arg := range call.Args {
		c.Words = append(c.Words, w.word(arg))
	}
	c.Exports = w.state.exportAll
	for _, a := range call.Assigns {
		w.insideAssign(a, in)
	}
	for _, arg := range call.Args {
		w.inside(arg, in)
	}
	for _, r := range stmt.Redirs {
		w.inside(r.Word, in)
		w.inside(r.Hdoc, in)
	}
	if len(call.Args) == 0 {
		for _, a := range call.Assigns {
			w.bind(a, false)
		}
		return
	}
	w.effect(c, call)
	w.inner(c, in)
}

// declare walks export, declare, readonly, local and typeset.
func (w *walker) declare(stmt *syntax.Stmt, decl *syntax.DeclClause, in context) {
	c := w.command(stmt, in)
	name := decl.Variant.Value
	c.Words = []Word{w.lit(decl.Variant)}
	exports := name == "export"
	for _, a := range decl.Args {
		if a.Naked && a.Name == nil && a.Value != nil {
			word := w.word(a.Value)
			exports = exports || strings.HasPrefix(word.Text, "-") && strings.Contains(word.Text, "x")
			c.Words = append(c.Words, word)
		} else if a.Naked && a.Name != nil {
			c.Words = append(c.Words, w.lit(a.Name))
		} else {
			c.Assigns = append(c.Assigns, w.assign(a))
		}
	}
	c.Exports = exports || w.state.exportAll
	for _, a := range decl.Args {
		w.insideAssign(a, in)
		if a.Name == nil {
			continue
		}
		if !a.Naked {
			w.bind(a, exports)
		} else if b, ok := w.state.lookup(a.Name.Value); ok && exports {
			b.exported = true
			w.state.set(a.Name.Value, b)
		}
	}
}

// test walks [[ … ]] as a command of that name.
func (w *walker) test(stmt *syntax.Stmt, clause *syntax.TestClause, in context) {
	c := w.command(stmt, in)
	at := int(clause.Left.Offset())
	c.Words = []Word{{Source: w.text.Slice(at, at+len("[[")), Value: Value{"[[", true}}}
	var words []*syntax.Word
	syntax.Walk(clause.X, func(node syntax.Node) bool {
		if unary, ok := node.(*syntax.UnaryTest); ok {
			at := int(unary.OpPos.Offset())
			op := unary.Op.String()
			c.Words = append(c.Words, Word{Source: w.text.Slice(at, at+len(op)), Value: Value{op, true}})
		}
		word, ok := node.(*syntax.Word)
		if ok {
			words = append(words, word)
			c.Words = append(c.Words, w.word(word))
		}
		return !ok
	})
	for _, word := range words {
		w.inside(word, in)
	}
}

func (w *walker) lit(l *syntax.Lit) Word {
	return Word{Source: w.text.Slice(int(l.Pos().Offset()), int(l.End().Offset())), Value: Value{l.Value, true}}
}

func (w *walker) assign(a *syntax.Assign) Assign {
	out := Assign{Span: w.text.Span(int(a.Pos().Offset()), int(a.End().Offset()))}
	if a.Name != nil {
		out.Name = a.Name.Value
	}
	end := int(a.End().Offset())
	switch {
	case a.Value != nil:
		out.Value = w.word(a.Value)
		out.Value.Fields = nil
		if a.Append {
			out.Value.Value = Value{}
		}
	case a.Array != nil:
		out.Value = Word{Source: w.text.Slice(int(a.Array.Pos().Offset()), end)}
		out.Value.Fields = w.array(a.Array)
	default:
		out.Value = Word{Source: w.text.Slice(end, end), Value: Value{Known: true}}
	}
	return out
}

// array are the elements of an array whose elements are all known, else nil.
func (w *walker) array(array *syntax.ArrayExpr) []string {
	elements := []string{}
	for _, e := range array.Elems {
		if e.Index != nil || e.Value == nil {
			return nil
		}
		r := w.evaluate(e.Value.Parts, false, 0)
		switch {
		case !r.Known || r.glob:
			return nil
		case r.split:
			elements = append(elements, r.fields...)
		default:
			elements = append(elements, r.Text)
		}
	}
	return elements
}

// bind makes an assignment known to what follows.
func (w *walker) bind(a *syntax.Assign, exported bool) {
	if a.Name == nil {
		return
	}
	name := a.Name.Value
	b := binding{exported: exported}
	old, had := w.state.lookup(name)
	switch {
	case a.Index != nil:
	case a.Array != nil:
		b.elements = w.array(a.Array)
		if a.Append && b.elements != nil {
			if old.elements == nil {
				b.elements = nil
			} else {
				b.elements = append(old.elements[:len(old.elements):len(old.elements)], b.elements...)
			}
		}
	case a.Value == nil:
		b.Value = Value{Known: true}
	default:
		r := w.evaluate(a.Value.Parts, true, 0)
		if r.glob {
			r.Known = true
		}
		b.Value = r.Value
		b.fallback, _ = r.best()
		if a.Append {
			b = appended(old, had, b)
		}
	}
	w.state.set(name, b)
}

// mostValue bounds a value that grows by appending to itself, in bytes.
const mostValue = 1 << 14

func appended(old binding, had bool, b binding) binding {
	if !had || !old.Known || !b.Known || len(old.Text)+len(b.Text) > mostValue {
		return binding{exported: b.exported}
	}
	b.Text = old.Text + b.Text
	b.fallback = ""
	return b
}

// inside walks the commands of the substitutions in a word.
func (w *walker) inside(word *syntax.Word, in context) {
	if word == nil || plain(word) || in.depth >= mostDepth {
		return
	}
	in.depth++
	in.redirects = nil
	syntax.Walk(word, func(node syntax.Node) bool {
		switch n := node.(type) {
		case *syntax.CmdSubst:
			w.subshell(n.Stmts, in)
			return false
		case *syntax.ProcSubst:
			w.subshell(n.Stmts, in)
			return false
		}
		return true
	})
}

func (w *walker) insideAssign(a *syntax.Assign, in context) {
	w.inside(a.Value, in)
	if a.Array != nil {
		for _, e := range a.Array.Elems {
			w.inside(e.Value, in)
		}
	}
}

// plain reports a word without substitutions.
func plain(word *syntax.Word) bool {
	for _, p := range word.Parts {
		switch p.(type) {
		case *syntax.Lit, *syntax.SglQuoted:
		default:
			return false
		}
	}
	return true
}
