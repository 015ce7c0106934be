package image

import (
	"path"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// StartScript is the shell script with which the container starts, as far as it can be read.
type StartScript struct {
	// Text lies in File: a file of the build context, or the Dockerfile for a heredoc.
	Text source.Text
	File *source.File
	// Shell is the script read; Runtimes are its commands that start a runtime interface client or the base image's entry point.
	Shell    *shell.Script
	Runtimes []RuntimeCommand
}

// RuntimeCommand is a command of a script that starts a runtime.
type RuntimeCommand struct {
	*shell.Command
	// Arguments are the words behind what starts the runtime: the handler, as a rule.
	Arguments []shell.Word
}

// StartScript reads the script that starts; ok is false when none does, or its text is not known.
func (i *Image) StartScript() (s StartScript, ok bool) {
	program := i.Start.Program
	if program.Path == "" {
		return StartScript{}, false
	}
	text, dialect, isScript := entryScript(program)
	if text.Len() == 0 || !isScript && !i.Start.Script && i.Start.Kind != Script {
		return StartScript{}, false
	}
	s = StartScript{Text: text, File: i.File.Source, Shell: shell.Parse(text, dialect, nil)}
	if origin := program.Origin; origin.ContextPath != "" && origin.Heredoc == nil {
		s.File = source.New(path.Join(i.Inputs.ContextDir, origin.ContextPath), text.String())
	}
	for _, c := range s.Shell.Commands {
		if one, starts := startedBy(c); starts {
			s.Runtimes = append(s.Runtimes, RuntimeCommand{c, one.words})
		}
	}
	return s, true
}

// StartLine reads the command line that a shell is given to start the container: the shell form, or the word behind sh -c. It is nil where
// there is none, where it is not known, and where a function's configuration sets it. Variables have the values that the function sees.
func (i *Image) StartLine() *shell.Script {
	if i.Inputs.Override.Entrypoint != nil || i.Inputs.Override.Command != nil {
		return nil
	}
	words := behindWrappers(i.Start.Argv)
	line, _, _ := shellCall(words)
	if line.Text == "" {
		return nil
	}
	dialect, ok := dialectOf([]string{words[0].Text})
	text, written := i.written(line)
	if !ok || !written {
		return nil
	}
	return i.Inputs.Memory.Parse(text, dialect, func(name string) (shell.Value, bool) {
		value, ok := runtimeVariable(i, name)
		return shell.Value{Text: value.Text, Known: value.Known}, ok
	})
}

// written is the text of a word of the final stage's own entry point or command, where it stands as it is read.
func (i *Image) written(arg Arg) (text source.Text, ok bool) {
	for _, argv := range []Argv{i.Final.Entrypoint, i.Final.Cmd} {
		for n, word := range argv.Words {
			if argv.Instruction == nil || word.Span != arg.Span || word.Text != arg.Text {
				continue
			}
			text = argv.Instruction.Args
			if !argv.Shell {
				text = inside(argv.Instruction.Words[n])
			}
			return text, text.String() == arg.Text
		}
	}
	return source.Text{}, false
}
