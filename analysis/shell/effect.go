package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// effect is what a command does to the variables and the directory of those behind it.
func (w *walker) effect(c *Command, call *syntax.CallExpr) {
	name := c.Name()
	if w.moves[name] {
		w.state.dir = Value{}
	}
	args := c.Words[1:]
	switch name {
	case "cd":
		w.state.dir = w.target(args)
	case "pushd":
		w.state.dirs = append(w.state.dirs[:len(w.state.dirs):len(w.state.dirs)], w.state.dir)
		w.state.dir = w.target(args)
	case "popd":
		if n := len(w.state.dirs); n > 0 && len(args) == 0 {
			w.state.dir, w.state.dirs = w.state.dirs[n-1], w.state.dirs[:n-1]
		} else {
			w.state.dir = Value{}
		}
	case "set":
		w.set(args)
	case "unset":
		for _, arg := range args {
			w.state.set(arg.Text, binding{Value: Value{Known: true}})
		}
	case "read", "mapfile", "readarray", "getopts", "printf":
		for _, write := range w.within(call) {
			if write.name != "" {
				w.state.forget(write.name)
			}
		}
	case "export", "readonly", "local", "declare", "typeset":
		w.export(c, name == "export")
	}
}

// longestPath is PATH_MAX of Linux, in bytes.
const longestPath = 4096

// target is where cd and pushd lead.
func (w *walker) target(args []Word) Value {
	for len(args) > 0 && (args[0].Text == "-P" || args[0].Text == "-L" || args[0].Text == "--") {
		args = args[1:]
	}
	if len(args) != 1 || !args[0].Known || args[0].Text == "-" || args[0].Text == "" || len(args[0].Text) > longestPath {
		return Value{}
	}
	if !w.state.dir.Known && !rooted(args[0].Text) {
		return Value{}
	}
	dir := join(w.state.dir.Text, args[0].Text)
	if len(dir) > longestPath {
		return Value{}
	}
	return Value{dir, true}
}

func (w *walker) set(args []Word) {
	for k, arg := range args {
		on, off := strings.HasPrefix(arg.Text, "-"), strings.HasPrefix(arg.Text, "+")
		allexport := k+1 < len(args) && arg.Text[max(len(arg.Text)-1, 0):] == "o" && args[k+1].Text == "allexport"
		if arg.Text == "--" {
			return
		}
		if (on || off) && (strings.Contains(arg.Text, "a") || allexport) {
			w.state.exportAll = on
		}
	}
}

// export reads the words of an export that the parser took for an ordinary command.
func (w *walker) export(c *Command, exports bool) {
	words := c.Words[:1:1]
	for _, arg := range c.Words[1:] {
		raw := arg.Source.String()
		name := variableName(raw)
		_, value, has := strings.Cut(raw, "=")
		if name == "" || !has {
			if b, ok := w.state.lookup(raw); ok && exports {
				b.exported = true
				w.state.set(raw, b)
			}
			words = append(words, arg)
			continue
		}
		at := len(raw) - len(value)
		a := Assign{Name: name, Span: arg.Span(), Value: Word{Source: arg.Source.Slice(at, len(raw))}}
		if arg.Known {
			_, text, _ := strings.Cut(arg.Text, "=")
			a.Value.Value = Value{text, true}
		}
		if arg.Fallback != "" {
			_, a.Value.Fallback, _ = strings.Cut(arg.Fallback, "=")
		}
		c.Assigns = append(c.Assigns, a)
		w.state.set(name, binding{Value: a.Value.Value, fallback: a.Value.Fallback, exported: exports})
	}
	c.Words = words
	c.Exports = c.Exports || exports
}

// inner walks the text that sh -c, or a shell that reads a here-document, is given to run.
func (w *walker) inner(c *Command, in context) {
	shell := c.Unwrap()
	dialect, ok := Shebang(shell.Name())
	if !ok || in.depth >= mostDepth {
		return
	}
	var operands []Word
	command := false
	for _, word := range shell.Words[1:] {
		if !strings.HasPrefix(word.Source.String(), "-") {
			operands = append(operands, word)
		} else if !strings.HasPrefix(word.Text, "--") && strings.Contains(word.Text, "c") {
			command = true
		}
	}
	text, found := w.text.Slice(0, 0), false
	switch {
	case command && len(operands) > 0:
		raw := operands[0].Source
		s := raw.String()
		single := len(s) >= 2 && s[0] == '\'' && strings.IndexByte(s[1:], '\'') == len(s)-2
		double := len(s) >= 2 && s[0] == '"' && !strings.ContainsAny(s[1:len(s)-1], "\"$`\\") && s[len(s)-1] == '"'
		if single || double {
			text, found = raw.Slice(1, raw.Len()-1), true
		}
	case !command && len(operands) == 0 && len(c.Heredocs) > 0:
		text, found = c.Heredocs[len(c.Heredocs)-1], true
	}
	if !found {
		return
	}
	read := parse(text.String(), dialect)
	if read.tree == nil {
		return
	}
	in.depth += 10
	m := w.state.mark()
	nested := *w
	nested.text, nested.dialect, nested.writes, nested.moves = text, dialect, read.writes, nil
	nested.statements(read.tree.Stmts, in)
	w.state = nested.state
	w.state.undo(m)
}

// variableName is the name that s begins with, if what follows it is nothing, "=" or "+=".
func variableName(s string) string {
	end := 0
	for end < len(s) && (s[end] == '_' || s[end] >= 'a' && s[end] <= 'z' || s[end] >= 'A' && s[end] <= 'Z' || end > 0 && s[end] >= '0' && s[end] <= '9') {
		end++
	}
	if rest := s[end:]; end == 0 || rest != "" && rest[0] != '=' && !strings.HasPrefix(rest, "+=") {
		return ""
	}
	return s[:end]
}

// leadingLiteral is the unquoted text that a word begins with.
func leadingLiteral(word *syntax.Word) string {
	if len(word.Parts) == 0 {
		return ""
	}
	lit, _ := word.Parts[0].(*syntax.Lit)
	if lit == nil {
		return ""
	}
	return lit.Value
}

// isTest reports a statement that is run to learn something: && behind it is a condition.
func isTest(stmt *syntax.Stmt) bool {
	if stmt.Negated {
		return true
	}
	switch cmd := stmt.Cmd.(type) {
	case *syntax.TestClause, *syntax.ArithmCmd:
		return true
	case *syntax.BinaryCmd:
		if cmd.Op == syntax.Pipe || cmd.Op == syntax.PipeAll {
			return isTest(cmd.Y)
		}
		return isTest(cmd.X) || isTest(cmd.Y)
	case *syntax.Subshell:
		return len(cmd.Stmts) > 0 && isTest(cmd.Stmts[len(cmd.Stmts)-1])
	case *syntax.Block:
		return len(cmd.Stmts) > 0 && isTest(cmd.Stmts[len(cmd.Stmts)-1])
	case *syntax.CallExpr:
		if len(cmd.Args) == 0 {
			return false
		}
		switch cmd.Args[0].Lit() {
		case "test", "[", "which", "type", "hash", "grep", "egrep", "fgrep", "diff", "cmp", "pgrep", "id", "getent", "false":
			return true
		case "command":
			return len(cmd.Args) > 1 && (cmd.Args[1].Lit() == "-v" || cmd.Args[1].Lit() == "-V")
		}
	}
	return false
}
