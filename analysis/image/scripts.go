package image

import (
	"path"
	"slices"
	"sync"

	"github.com/lambdock/lambdock/analysis/shell"
)

// scriptOf reads the shell text of a RUN, or of a shell-form CMD or ENTRYPOINT, when it is first asked for. It is nil for exec form and for
// shells that are not understood.
func scriptOf(step *Step) func() *shell.Script {
	instruction := step.Instruction
	dialect, ok := dialectOf(step.Shell)
	if instruction.JSON || !ok {
		return nil
	}
	return sync.OnceValue(func() *shell.Script {
		var heredocs []shell.Heredoc
		for _, h := range instruction.Heredocs {
			heredocs = append(heredocs, shell.Heredoc{Name: h.Name, Body: h.Body})
		}
		return shell.ParseInstruction(instruction.Args, heredocs, dialect, func(name string) (shell.Value, bool) {
			value, ok := step.Env.Lookup(name)
			return shell.Value{Text: value.Text, Known: value.Known}, ok
		})
	})
}

// dialectOf is the shell that SHELL names; Docker's default without one.
func dialectOf(words []string) (shell.Dialect, bool) {
	if words == nil {
		return shell.POSIX, true
	}
	if len(words) == 0 {
		return 0, false
	}
	switch name := path.Base(words[0]); {
	case slices.Contains([]string{"bash", "zsh", "ksh"}, name):
		return shell.Bash, true
	case slices.Contains([]string{"sh", "ash", "dash"}, name):
		return shell.POSIX, true
	}
	return 0, false
}
