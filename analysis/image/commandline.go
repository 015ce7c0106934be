package image

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// launcherWords are what stands between a launcher and the program that it runs: a user for gosu, a subcommand for poetry.
var launcherWords = map[string][]string{
	"gosu": nil, "su-exec": nil, "poetry": {"run"}, "pipenv": {"run"}, "uv": {"run"}, "pdm": {"run"}, "rye": {"run"},
	"coverage": {"run"}, "doppler": {"run"}, "newrelic-admin": {"run-program"},
}

// behindWrappers are the words behind programs that only run another: tini, env, gosu, the emulator.
func behindWrappers(words []Arg) []Arg {
	for len(words) > 1 && words[0].Known && lambda.IsLaunchWrapper(words[0].Text) {
		name := path.Base(words[0].Text)
		words = words[1:]
		for len(words) > 1 && (strings.HasPrefix(words[0].Text, "-") || name == "env" && strings.Contains(words[0].Text, "=")) {
			words = words[1:]
		}
		if own, ok := launcherWords[name]; ok && len(words) > 1 && (own == nil || slices.Contains(own, words[0].Text)) {
			words = words[1:]
		}
	}
	return words
}

var shells = []string{"sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"}

func isShell(word Arg) bool { return word.Known && slices.Contains(shells, path.Base(word.Text)) }

// shellCall takes the words of a shell apart: the command line of its -c or else the script that it reads, and the words behind, which that
// sees as $0, $1 and so on, or as $1 and so on.
func shellCall(words []Arg) (line, script Arg, rest []Arg) {
	if len(words) == 0 || !isShell(words[0]) {
		return Arg{}, Arg{}, nil
	}
	for n := 1; n < len(words); n++ {
		option, isOption := strings.CutPrefix(words[n].Text, "-")
		switch {
		case !words[n].Known:
			return Arg{}, Arg{}, nil
		case !isOption:
			return Arg{}, words[n], words[n+1:]
		case strings.HasPrefix(option, "-"):
		case strings.HasSuffix(option, "c") && n+1 < len(words):
			return words[n+1], Arg{}, words[n+2:]
		case strings.HasSuffix(option, "o"):
			n++
		}
	}
	return Arg{}, Arg{}, nil
}

// started is a command of a shell's command line that starts a runtime, and the words behind it.
type started struct {
	kind     StartKind
	language lambda.Language
	words    []shell.Word
}

// startedIn are the commands of a command line that start a runtime.
func startedIn(line Arg) []started {
	file := source.New("", line.Text)
	script := shell.Parse(source.TextOf(file, source.Span{End: file.Len()}), shell.Bash, nil)
	return startedAmong(script.Commands)
}

// handler is the handler that a runtime gets which a shell's command line starts. args are $0 and those behind it.
func (s started) handler(line Arg, args []Arg) Handler {
	if len(s.words) == 0 && len(args) == 0 && s.kind == Client {
		return Handler{State: HandlerMissing}
	}
	if len(s.words) != 1 {
		return Handler{}
	}
	word := s.words[0]
	switch plainParameter(word) {
	case "$@", "$*", "$1":
		return handedOn(args, 1)
	case "$0":
		return handedOn(args, 0)
	}
	if !word.Known || word.Glob || word.Fields != nil {
		return Handler{}
	}
	at := line.Span
	if at.Len() == len(line.Text) {
		at = source.Span{Start: at.Start + word.Span().Start, End: at.Start + word.Span().End}
	}
	return Handler{State: HandlerGiven, Text: word.Text, Span: at}
}

// handedOn is the handler among the shell's own arguments, where it is the last of them.
func handedOn(args []Arg, n int) Handler {
	switch {
	case len(args) == 0:
		return Handler{State: HandlerMissing}
	case len(args) == n+1 && args[n].Known:
		return Handler{State: HandlerGiven, Text: args[n].Text, Span: args[n].Span}
	}
	return Handler{}
}
