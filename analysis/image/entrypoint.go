package image

import (
	"slices"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

// argvOf reads an ENTRYPOINT or CMD. Neither Docker nor a shell expands variables in exec form.
func argvOf(instruction *dockerfile.Instruction) Argv {
	argv := Argv{Set: true, Instruction: instruction}
	if !instruction.JSON {
		argv.Shell = true
		argv.Words = []Arg{{Text: instruction.Args.String(), Known: true, Span: instruction.Args.All()}}
		return argv
	}
	for _, word := range instruction.Words {
		argv.Words = append(argv.Words, Arg{Text: word.Value, Known: !word.Templated(), Span: word.Inner()})
	}
	argv.Set = len(argv.Words) > 0
	return argv
}

// setEntrypoint sets the stage's entry point. It clears a CMD of the base, not one that was set earlier in the same stage.
func (s *Stage) setEntrypoint(instruction *dockerfile.Instruction) {
	s.Entrypoint = argvOf(instruction)
	if !s.ownCmd {
		s.Cmd = Argv{}
	}
}

func (s *Stage) setCmd(instruction *dockerfile.Instruction) {
	s.Cmd = argvOf(instruction)
	s.ownCmd = true
}

// commandLine is what a container starts: entry point, then command, shells put in front of shell forms.
// complete is false when a part of it is not known.
func commandLine(s *Stage, entrypoint, cmd Argv) (words []Arg, complete bool) {
	complete = !entrypoint.Unknown && !cmd.Unknown
	words = append(words, s.inShell(entrypoint)...)
	words = append(words, s.inShell(cmd)...)
	return words, complete && !slices.ContainsFunc(words, func(w Arg) bool { return !w.Known })
}

// inShell are the words of an entry point or command with the stage's shell in front of a shell form.
func (s *Stage) inShell(argv Argv) []Arg {
	if !argv.Shell {
		return argv.Words
	}
	shell := s.Shell
	if shell == nil {
		shell = []string{"/bin/sh", "-c"}
	}
	var words []Arg
	for _, word := range shell {
		words = append(words, Arg{Text: word, Known: true, Span: source.Span{Start: argv.Words[0].Span.Start, End: argv.Words[0].Span.Start}})
	}
	return append(words, argv.Words...)
}
