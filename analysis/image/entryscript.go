package image

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// entryScript is the shell script that a program is. text is empty when its content is not known: something may have changed it since it
// was copied, BuildKit puts variables into it, or it is too long.
func entryScript(program Found) (text source.Text, dialect shell.Dialect, ok bool) {
	origin := program.Origin
	switch {
	case origin.Heredoc != nil:
		text = origin.Heredoc.Body
	case origin.context != nil && origin.ContextPath != "":
		content := origin.context.text(origin.ContextPath)
		if len(content) < maxGitignore {
			file := source.New(origin.ContextPath, content)
			text = source.TextOf(file, source.Span{End: file.Len()})
		}
		ok = path.Ext(origin.ContextPath) == ".sh"
	}
	line, _, _ := strings.Cut(text.String(), "\n")
	if shebang, has := strings.CutPrefix(line, "#!"); has {
		dialect, ok = shell.Shebang(shebang)
	}
	if origin.ChangedBy != nil || origin.Heredoc != nil && origin.Heredoc.Expand && strings.Contains(text.String(), "$") {
		text = source.Text{}
	}
	return text, dialect, ok
}

// runScript finds the runtime that a script ends in. It is taken for what starts only where the script can end in nothing else, and the
// handler only where the script hands its own arguments on.
func (start *Start) runScript(i *Image, text source.Text, dialect shell.Dialect, args []Arg, cmd Argv) {
	start.Kind = Script
	script := shell.Parse(text, dialect, nil)
	all := startedAmong(script.Commands)
	start.mayStartRuntime = len(all) > 0
	runtimes, arguments := endings(script)
	switch {
	case script.Broken || start.Script:
	case runtimes:
		start.runtimeOf(all, args, cmd)
	case arguments && len(args) > 0:
		start.runArguments(i, args, cmd)
	}
}

// endings reports whether all that a script can end in are runtimes, or whether it all is the script's own arguments: exec "$@".
func endings(script *shell.Script) (runtimes, arguments bool) {
	runtimes, arguments = len(script.Commands) > 0, len(script.Commands) > 0
	for n, c := range script.Commands {
		_, starts := startedBy(c)
		own := runsArguments(c)
		ends := n == len(script.Commands)-1 || c.Name() == "exec" && len(c.Words) > 1
		if c.Name() == "shift" || setsArguments(c) || c.Function != "" && (starts || own) {
			return false, false
		}
		runtimes = runtimes && (starts || !ends)
		arguments = arguments && (own && ends || !starts && !ends)
	}
	return runtimes, arguments
}

// runArguments is the start of a script that ends in the command line behind it.
func (start *Start) runArguments(i *Image, args []Arg, cmd Argv) {
	inner := *start
	inner.Script = true
	inner.run(i, args, cmd)
	if inner.Kind == Client || inner.Kind == LambdaEntrypoint {
		inner.Program = start.Program
		*start = inner
	}
}

// runtimeOf is the start of a script that ends in one of several commands, all of which must start the same runtime.
func (start *Start) runtimeOf(all []started, args []Arg, cmd Argv) {
	differs := func(s started) bool { return s.kind != all[0].kind || s.language != all[0].language }
	handsOn := func(s started) bool {
		return len(s.words) == 1 && (isAllArguments(s.words[0]) || plainParameter(s.words[0]) == "$1" && len(args) <= 1)
	}
	inCmd := len(args) == 0 && len(cmd.Words) > 0
	decided := !inCmd && !slices.ContainsFunc(all, func(s started) bool { return !handsOn(s) })
	if slices.ContainsFunc(all, differs) || !decided && all[0].kind == LambdaEntrypoint {
		return
	}
	start.Kind, start.Script = all[0].kind, true
	if decided {
		start.Handler = handlerIn(args, cmd)
	}
	if all[0].language != "" {
		start.Language = all[0].language
	}
}

// startedAmong are those of a script's commands that start a runtime.
func startedAmong(commands []*shell.Command) []started {
	var all []started
	for _, c := range commands {
		if one, ok := startedBy(c); ok {
			all = append(all, one)
		}
	}
	return all
}

// startedBy is the runtime that a command starts.
func startedBy(c *shell.Command) (started, bool) {
	c = c.Unwrap()
	words := make([]string, len(c.Words))
	for n, w := range c.Words {
		if w.Known {
			words[n] = w.Text
		}
	}
	if language, at, ok := lambda.ClientInWords(words); ok {
		return started{Client, language, c.Words[at+1:]}, true
	}
	if at := slices.Index(words, lambda.Entrypoint); at == 0 || at > 0 && lambda.IsLaunchWrapper(words[0]) {
		return started{LambdaEntrypoint, "", c.Words[at+1:]}, true
	}
	return started{}, false
}

// runsArguments reports a command that is the script's own arguments: exec "$@".
func runsArguments(c *shell.Command) bool {
	c = c.Unwrap()
	return len(c.Words) == 1 && isAllArguments(c.Words[0])
}

// setsArguments reports a set that replaces the script's arguments: set -- x, and not set -e or set -o pipefail.
func setsArguments(c *shell.Command) bool {
	if c.Name() != "set" {
		return false
	}
	for n, w := range c.Words[1:] {
		option := strings.HasPrefix(w.Text, "-") && w.Text != "--" || strings.HasPrefix(w.Text, "+")
		named := n > 0 && strings.HasSuffix(c.Words[n].Text, "o")
		if !w.Known || !option && !named {
			return true
		}
	}
	return false
}

func isAllArguments(w shell.Word) bool {
	name := plainParameter(w)
	return name == "$@" || name == "$*"
}

// plainParameter is a word without quotes and braces: "$1" for "${1}".
func plainParameter(w shell.Word) string {
	return strings.NewReplacer(`"`, "", "{", "", "}", "").Replace(w.Source.String())
}
