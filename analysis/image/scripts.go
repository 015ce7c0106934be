package image

import (
	"path"
	"slices"
	"sync"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// scriptOf reads the shell text of a RUN, or of a shell-form CMD or ENTRYPOINT, when it is first asked for. It is nil for shells that are not
// understood, and for a CMD or ENTRYPOINT in exec form.
func scriptOf(step *Step, memory *shell.Memory) func() *shell.Script {
	instruction := step.Instruction
	if instruction.JSON {
		if instruction.Keyword != "RUN" {
			return nil
		}
		return sync.OnceValue(func() *shell.Script { return programOf(step, memory) })
	}
	dialect, ok := dialectOf(step.Shell)
	if !ok {
		return nil
	}
	return sync.OnceValue(func() *shell.Script {
		var heredocs []shell.Heredoc
		for _, h := range instruction.Heredocs {
			heredocs = append(heredocs, shell.Heredoc{Name: h.Name, Body: h.Body})
		}
		return memory.ParseInstruction(instruction.Args, heredocs, dialect, step.shellVariable)
	})
}

func (s *Step) shellVariable(name string) (shell.Value, bool) {
	value, ok := s.Env.Lookup(name)
	return shell.Value{Text: value.Text, Known: value.Known}, ok
}

// programOf is a RUN in JSON form: one command whose words nothing expands, or the command line that it gives to a shell. It is nil where
// escapes in the JSON would put that line's words elsewhere than they stand.
func programOf(step *Step, memory *shell.Memory) *shell.Script {
	instruction := step.Instruction
	command := &shell.Command{Span: instruction.Args.All(), Dir: shell.Value{Text: ".", Known: true}}
	args := make([]Arg, len(instruction.Words))
	for n, word := range instruction.Words {
		args[n] = Arg{Text: word.Value, Known: !word.Templated()}
		command.Words = append(command.Words, shell.Word{Source: inside(word), Value: shell.Value{Text: word.Value, Known: !word.Templated()}})
	}
	line, script, rest := shellCall(args)
	if line.Text == "" && script.Text == "" {
		return &shell.Script{Commands: []*shell.Command{command}}
	}
	at := len(args) - len(rest) - 1
	text := inside(instruction.Words[at])
	dialect, ok := dialectOf([]string{args[0].Text})
	if !ok || script.Text != "" || text.String() != line.Text {
		return nil
	}
	return memory.Parse(text, dialect, step.shellVariable)
}

// inside is a word's text without the quotes around it.
func inside(word dockerfile.Word) source.Text {
	if word.Quoted == 0 || word.Raw.Len() < 2 {
		return word.Raw
	}
	return word.Raw.Slice(1, word.Raw.Len()-1)
}

// dialectOf is the shell among the words of SHELL, also behind what starts it, such as conda run; Docker's default without any.
func dialectOf(words []string) (shell.Dialect, bool) {
	if words == nil {
		return shell.POSIX, true
	}
	for _, word := range words {
		switch name := path.Base(word); {
		case slices.Contains([]string{"bash", "zsh", "ksh"}, name):
			return shell.Bash, true
		case slices.Contains([]string{"sh", "ash", "dash"}, name):
			return shell.POSIX, true
		}
	}
	return 0, false
}
