package shell

import (
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// substitution evaluates the $(…) that can be known without running it: those that name a folder, echo and the like.
func (w *walker) substitution(stmts []*syntax.Stmt, depth int) result {
	if depth > mostDepth {
		return result{}
	}
	dir := w.state.dir
	var last result
	for _, stmt := range stmts {
		for _, call := range sequence(stmt) {
			if call == nil {
				return result{}
			}
			var args []string
			for _, word := range call.Args {
				r := w.evaluate(word.Parts, false, depth+1)
				if !r.Known || r.glob {
					return result{}
				}
				args = append(args, r.Text)
			}
			last = result{}
			if len(args) == 0 {
				return result{}
			}
			if args[0] == "cd" && len(args) == 2 {
				if !dir.Known && !rooted(args[1]) || strings.Contains(args[1], "\x00") {
					return result{}
				}
				dir = Value{join(dir.Text, args[1]), true}
				continue
			}
			last = output(args, dir)
		}
	}
	return last
}

// rooted reports a path that does not depend on the working directory.
func rooted(name string) bool {
	return path.IsAbs(name) || strings.HasPrefix(name, ScriptDir) || strings.HasPrefix(name, RepoRoot)
}

// sequence are the simple commands of a chain of &&, in order; a nil among them stands for anything else.
func sequence(stmt *syntax.Stmt) []*syntax.CallExpr {
	if stmt.Negated || stmt.Background {
		return []*syntax.CallExpr{nil}
	}
	switch cmd := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		return []*syntax.CallExpr{cmd}
	case *syntax.BinaryCmd:
		if cmd.Op == syntax.AndStmt {
			return append(sequence(cmd.X), sequence(cmd.Y)...)
		}
	}
	return []*syntax.CallExpr{nil}
}

// output is what a command prints, if that is known.
func output(args []string, dir Value) result {
	name, operands := args[0], args[1:]
	for len(operands) > 1 && strings.HasPrefix(operands[0], "-") && operands[0] != "-" && name != "git" {
		operands = operands[1:]
	}
	switch {
	case name == "pwd":
		return result{Value: dir}
	case name == "git" && len(operands) == 2 && operands[0] == "rev-parse" && operands[1] == "--show-toplevel":
		return known(RepoRoot)
	case len(operands) != 1:
		return result{}
	}
	switch operand := operands[0]; name {
	case "dirname":
		if operand == scriptFile {
			return known(ScriptDir)
		}
		return known(parent(operand))
	case "basename":
		if strings.HasPrefix(operand, ScriptDir) || strings.HasPrefix(operand, RepoRoot) {
			return result{}
		}
		return known(base(strings.TrimRight(operand, "/")))
	case "readlink", "realpath":
		if rooted(operand) {
			return known(operand)
		}
	case "echo":
		if !strings.Contains(operand, `\`) {
			return known(operand)
		}
	}
	return result{}
}
