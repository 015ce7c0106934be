package shell

import (
	"slices"
	"sort"

	"mvdan.cc/sh/v3/syntax"

	"github.com/lambdock/lambdock/analysis/source"
)

// mostGuards bounds the guards that one command carries.
const mostGuards = 16

// context is where a command stands.
type context struct {
	conditional bool
	guards      []*Command
	redirects   []Word
	function    string
	depth       int
}

// under is the context behind commands that decide whether what follows runs.
func (c context) under(guards []*Command) context {
	c.conditional = true
	c.guards = append(c.guards[:len(c.guards):len(c.guards)], guards...)
	if len(c.guards) > mostGuards {
		c.guards = c.guards[:mostGuards]
	}
	return c
}

// walker turns a tree into commands, in the order in which a shell would meet them.
type walker struct {
	script  *Script
	text    source.Text
	dialect Dialect
	state   state
	// writes are the places where variables are assigned and the working directory changes, in order.
	writes []write
	moves  map[string]bool // functions that change the directory
}

type write struct {
	offset     int
	name       string // empty for a change of directory
	inFunction bool
	local      bool // lost behind the function
}

func newWalker(script *Script, text source.Text, dialect Dialect, variables func(string) (Value, bool)) *walker {
	return &walker{
		script: script, text: text, dialect: dialect,
		state: state{outside: variables, dir: Value{".", true}},
	}
}

// lookup is what is known of a variable at this point.
func (w *walker) lookup(name string) (binding, bool) { return w.state.lookup(name) }

func (w *walker) statements(stmts []*syntax.Stmt, in context) {
	for _, stmt := range stmts {
		w.statement(stmt, in)
	}
}

// subshell walks statements whose assignments and directory are lost behind them.
func (w *walker) subshell(stmts []*syntax.Stmt, in context) {
	m := w.state.mark()
	w.statements(stmts, in)
	w.state.undo(m)
}

// branch walks statements that may not run.
func (w *walker) branch(stmts []*syntax.Stmt, in context) {
	m := w.state.mark()
	w.statements(stmts, in)
	w.state.blur(m)
}

func (w *walker) statement(stmt *syntax.Stmt, in context) {
	if in.depth++; in.depth > mostDepth {
		return
	}
	if stmt.Background || stmt.Coprocess {
		defer w.state.undo(w.state.mark())
	}
	switch stmt.Cmd.(type) {
	case *syntax.CallExpr, *syntax.DeclClause, *syntax.TestClause, nil:
	default:
		if writes, words := w.redirects(stmt); len(words) > 0 {
			in.redirects = append(in.redirects[:len(in.redirects):len(in.redirects)], writes...)
			for _, word := range words {
				w.inside(word, in)
			}
		}
	}
	switch cmd := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		w.call(stmt, cmd, in)
	case *syntax.DeclClause:
		w.declare(stmt, cmd, in)
	case *syntax.TestClause:
		w.test(stmt, cmd, in)
	case *syntax.BinaryCmd:
		w.binary(cmd, in)
	case *syntax.Block:
		w.statements(cmd.Stmts, in)
	case *syntax.Subshell:
		w.subshell(cmd.Stmts, in)
	case *syntax.IfClause:
		w.ifClause(cmd, in)
	case *syntax.WhileClause:
		w.loop(cmd.Cond, cmd.Do, cmd, in)
	case *syntax.ForClause:
		w.forClause(cmd, in)
	case *syntax.CaseClause:
		w.caseClause(cmd, in)
	case *syntax.FuncDecl:
		w.function(cmd, in)
	case *syntax.TimeClause:
		if cmd.Stmt != nil {
			w.statement(cmd.Stmt, in)
		}
	case *syntax.CoprocClause:
		w.subshell([]*syntax.Stmt{cmd.Stmt}, in)
	case *syntax.LetClause, *syntax.ArithmCmd:
		w.forgetWritten(cmd)
	case nil:
		if len(stmt.Redirs) > 0 {
			w.call(stmt, &syntax.CallExpr{}, in)
		}
	}
}

// link is one part of a chain of && and ||.
type link struct {
	op   syntax.BinCmdOperator
	stmt *syntax.Stmt
}

// binary walks a chain of && and ||, or a pipeline, without descending into its left side again and again.
func (w *walker) binary(cmd *syntax.BinaryCmd, in context) {
	if cmd.Op != syntax.AndStmt && cmd.Op != syntax.OrStmt {
		w.pipeline(cmd, in)
		return
	}
	links := []link{{cmd.Op, cmd.Y}}
	first := cmd.X
	for {
		left, ok := first.Cmd.(*syntax.BinaryCmd)
		if !ok || left.Op != syntax.AndStmt && left.Op != syntax.OrStmt || len(first.Redirs) > 0 || first.Negated {
			break
		}
		links = append(links, link{left.Op, left.Y})
		first = left.X
	}
	before := len(w.script.Commands)
	w.statement(first, in)
	test, here := isTest(first), in
	for k := len(links) - 1; k >= 0; k-- {
		guards := w.script.Commands[before:]
		switch {
		case links[k].op == syntax.OrStmt:
			here = in.under(guards)
		case test:
			here = here.under(guards)
		case k+1 < len(links) && links[k+1].op == syntax.OrStmt:
			here = in
		}
		before = len(w.script.Commands)
		if here.conditional && !in.conditional || len(here.guards) > len(in.guards) {
			w.branch([]*syntax.Stmt{links[k].stmt}, here)
		} else {
			w.statement(links[k].stmt, here)
		}
		test = isTest(links[k].stmt)
	}
}

func (w *walker) pipeline(cmd *syntax.BinaryCmd, in context) {
	parts := []*syntax.Stmt{cmd.Y}
	first := cmd.X
	for {
		left, ok := first.Cmd.(*syntax.BinaryCmd)
		if !ok || left.Op != syntax.Pipe && left.Op != syntax.PipeAll || len(first.Redirs) > 0 {
			break
		}
		parts = append(parts, left.Y)
		first = left.X
	}
	parts = append(parts, first)
	for k := len(parts) - 1; k >= 0; k-- {
		w.subshell(parts[k:k+1], in)
	}
}

func (w *walker) ifClause(cmd *syntax.IfClause, in context) {
	var m mark
	for clause := cmd; clause != nil; clause = clause.Else {
		if len(clause.Cond) > 0 {
			before := len(w.script.Commands)
			w.statements(clause.Cond, in)
			in = in.under(w.script.Commands[before:])
		}
		if clause == cmd {
			m = w.state.mark()
		}
		w.branch(clause.Then, in)
	}
	w.state.blur(m)
}

// loop walks a loop: what its body assigns is not known in it, as it may have run before.
func (w *walker) loop(cond, body []*syntax.Stmt, node syntax.Node, in context) {
	w.forgetWritten(node)
	before := len(w.script.Commands)
	w.statements(cond, in)
	w.branch(body, in.under(w.script.Commands[before:]))
}

func (w *walker) forClause(cmd *syntax.ForClause, in context) {
	var single result
	name := ""
	if iter, ok := cmd.Loop.(*syntax.WordIter); ok && iter.Name != nil {
		name = iter.Name.Value
		for _, item := range iter.Items {
			w.inside(item, in)
		}
		if len(iter.Items) == 1 {
			single = w.evaluate(iter.Items[0].Parts, false, 0)
		}
	}
	w.forgetWritten(cmd)
	if name != "" {
		w.state.set(name, binding{Value: single.whole()})
	}
	w.branch(cmd.Do, in.under(nil))
}

// whole is the value of a result that stays one word.
func (r result) whole() Value {
	if r.split || r.glob {
		return Value{}
	}
	return r.Value
}

func (w *walker) caseClause(cmd *syntax.CaseClause, in context) {
	w.inside(cmd.Word, in)
	m := w.state.mark()
	for _, item := range cmd.Items {
		w.branch(item.Stmts, in.under(nil))
	}
	w.state.blur(m)
}

// function walks a function's body. It runs later, so only what is written once in the text is known in it.
func (w *walker) function(cmd *syntax.FuncDecl, in context) {
	if cmd.Name == nil || cmd.Body == nil {
		return
	}
	name := cmd.Name.Value
	w.script.Functions = append(w.script.Functions, name)
	m := w.state.mark()
	for _, name := range w.writtenAfter(cmd) {
		if name == "" {
			w.state.dir = Value{}
		} else {
			w.state.forget(name)
		}
	}
	for _, write := range w.within(cmd) {
		if write.name != "" {
			w.state.forget(write.name)
		} else {
			if w.moves == nil {
				w.moves = make(map[string]bool)
			}
			w.moves[name] = true
		}
	}
	in = in.under(nil)
	in.function = name
	w.statement(cmd.Body, in)
	w.state.undo(m)
	for _, write := range w.within(cmd) {
		if write.name != "" && !write.local {
			w.state.forget(write.name)
		}
	}
}

// writesIn are the places in a text that write a variable or change the directory, in order.
func writesIn(tree *syntax.File) []write {
	var writes []write
	var functionEnd, localEnd int
	add := func(node syntax.Node, name string) {
		at := int(node.Pos().Offset())
		writes = append(writes, write{at, name, at < functionEnd, at < localEnd})
	}
	syntax.Walk(tree, func(node syntax.Node) bool {
		switch n := node.(type) {
		case *syntax.FuncDecl:
			functionEnd = max(functionEnd, int(n.End().Offset()))
		case *syntax.DeclClause:
			if name := n.Variant.Value; functionEnd > 0 && name != "export" && name != "readonly" {
				localEnd = int(n.End().Offset())
			}
		case *syntax.Assign:
			if n.Name != nil {
				add(n, n.Name.Value)
			}
		case *syntax.WordIter:
			if n.Name != nil {
				add(n, n.Name.Value)
			}
		case *syntax.CallExpr:
			for _, name := range written(n) {
				add(n, name)
			}
		}
		return true
	})
	slices.SortStableFunc(writes, func(a, b write) int { return a.offset - b.offset })
	return writes
}

// written are the variables that a command writes by its arguments, and "" if it changes the directory.
func written(call *syntax.CallExpr) []string {
	if len(call.Args) == 0 {
		return nil
	}
	var names []string
	switch call.Args[0].Lit() {
	case "cd", "pushd", "popd":
		names = append(names, "")
	case "read", "mapfile", "readarray", "getopts", "printf", "export", "readonly", "local", "declare", "typeset", "unset":
		for _, arg := range call.Args[1:] {
			if name := variableName(leadingLiteral(arg)); name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// within are the writes inside a node.
func (w *walker) within(node syntax.Node) []write {
	start, end := int(node.Pos().Offset()), int(node.End().Offset())
	from := sort.Search(len(w.writes), func(k int) bool { return w.writes[k].offset >= start })
	to := sort.Search(len(w.writes), func(k int) bool { return w.writes[k].offset >= end })
	return w.writes[from:max(from, to)]
}

// writtenAfter are the names that the text writes behind a function, outside of functions: it may be called there.
func (w *walker) writtenAfter(node syntax.Node) []string {
	end := int(node.End().Offset())
	from := sort.Search(len(w.writes), func(k int) bool { return w.writes[k].offset >= end })
	seen := make(map[string]bool)
	var names []string
	for _, write := range w.writes[from:] {
		if !write.inFunction && !seen[write.name] {
			seen[write.name] = true
			names = append(names, write.name)
		}
	}
	return names
}

// forgetWritten makes unknown what a node writes.
func (w *walker) forgetWritten(node syntax.Node) {
	for _, write := range w.within(node) {
		if write.name == "" {
			w.state.dir = Value{}
		} else {
			w.state.forget(write.name)
		}
	}
}
