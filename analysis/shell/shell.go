// Package shell reads shell text (RUN bodies, scripts, the run steps of workflows) into commands with positions.
// It executes nothing.
package shell

import (
	"mvdan.cc/sh/v3/syntax"

	"github.com/lambdock/lambdock/analysis/source"
)

// Dialect is the shell that would read the text.
type Dialect int

// The shells that are understood.
const (
	POSIX Dialect = iota // /bin/sh
	Bash
)

// Script is shell text that was read.
type Script struct {
	// Commands are the simple commands in order of appearance, those inside substitutions, functions, loops and conditions included.
	Commands []*Command
	// Functions are the names of the functions that the text defines.
	Functions []string
	// Broken reports that the text is not valid shell; Commands holds what could be read.
	Broken bool

	text   source.Text
	tree   *syntax.File // nil if there is none
	writes []write
}

// Command is one simple command.
type Command struct {
	// Words are the command's name and arguments: assignments before it and redirections are not among them.
	Words []Word
	// Assigns are the assignments before the name, or alone (X=1), and those of export, declare and readonly.
	Assigns []Assign
	// Exports reports that the assignments outlive the command in its children: `export X=1`, or set -a before.
	Exports bool
	// Env holds what is known, just before this command, of variables assigned earlier in the same text (exported or not).
	Env map[string]Value
	// Exported names those variables of Env that a child process would see.
	Exported map[string]bool
	// Span is the whole command with redirections.
	Span source.Span
	// Function is the name of the function in whose body it stands; empty outside.
	Function string
	// Conditional reports that the command may not run: it stands in if, case, a loop, a function body, or behind && or || after a command that may fail as a test (test, [, command -v, which, grep -q …).
	Conditional bool
	// Guards are the command words that decide whether it runs: "command -v yum", "test -f x", in order.
	Guards []*Command
	// Dir is the directory that earlier `cd` commands of the text lead to, relative to where the text starts ("." there), or
	// absolute, or beginning with ScriptDir or RepoRoot; unknown after a cd that is.
	Dir Value
	// Redirects are the files that the command, or a group around it, writes to: > and >>.
	Redirects []Word
	// Heredocs are the bodies given to it on standard input.
	Heredocs []source.Text
}

// Heredoc is a here-document whose body does not stand in the text that names it: that of a Dockerfile's RUN.
type Heredoc struct {
	Name string // the delimiter without its quotes
	Body source.Text
}

// Value is a string that may be unknown. The zero Value is unknown.
type Value struct {
	Text  string
	Known bool
}

// Assign is NAME=value.
type Assign struct {
	Name  string
	Value Word
	Span  source.Span // of the whole assignment
}

// Word is one word of a command.
type Word struct {
	Source source.Text // as written, quotes and variables still in it
	// Value is the word after quote removal, variables of Env put in; unknown when a variable, substitution or glob is not
	// known. The Text of a glob is its pattern.
	Value
	// Glob reports an unquoted *, ? or [ in it.
	Glob bool
	// Fallback is the word if every unknown variable in it that has a default (${X:-default}) were unset; empty when
	// the word is known or a variable has none.
	Fallback string
	// Fields are the words that an unquoted known expansion falls into (ARGS="--a --b"; cmd $ARGS); nil when the word stays one.
	Fields []string
}

// Span is where the word stands.
func (w Word) Span() source.Span { return w.Source.All() }
