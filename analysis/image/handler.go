package image

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// startOf works out how the final image's container starts, with what a function's configuration sets in place of the image's own.
func startOf(i *Image) Start {
	final, override := i.Final, i.Inputs.Override
	entrypoint, cmd := final.Entrypoint, final.Cmd
	if override.Entrypoint != nil {
		entrypoint = *override.Entrypoint
	}
	if override.Command != nil {
		cmd = *override.Command
	}
	words, complete := commandLine(final, entrypoint, cmd)
	start := Start{Language: languageOf(final)}
	if complete {
		start.Argv = words
	}
	switch {
	case hasAdapter(i):
		start.Kind = Adapter
		start.Handler.State = NoHandler
	case entrypoint.Unknown && !entrypoint.Set, entrypoint.Set && len(entrypoint.Words) == 0:
	default:
		start.run(i, entrypoint, cmd, words)
	}
	return start
}

// languageOf is the runtime's language as the base image tells it.
func languageOf(s *Stage) lambda.Language {
	if base := s.Root(); base.Kind == BaseLambda {
		return base.Lambda.Language
	}
	return ""
}

// run works out what the command line starts.
func (start *Start) run(i *Image, entrypoint, cmd Argv, words []Arg) {
	words = behindWrappers(words)
	if len(words) == 0 || !words[0].Known {
		return
	}
	switch {
	case path.Base(words[0].Text) == path.Base(lambda.Entrypoint):
		start.Kind = LambdaEntrypoint
		start.Handler = handlerIn(words[1:], cmd)
	case start.client(words, cmd), start.clientInShell(words):
	case cmd.Unknown && !entrypoint.Set:
		return
	case strings.HasSuffix(words[0].Text, ".sh") || isScript(i, words[0].Text):
		start.Kind = Script
		return
	default:
		start.Kind = Program
		start.Handler.State = NoHandler
		return
	}
	start.Handler.SearchPath = start.searchPath(i)
	start.place(entrypoint, cmd)
}

func behindWrappers(words []Arg) []Arg {
	for len(words) > 1 && words[0].Known && lambda.IsLaunchWrapper(path.Base(words[0].Text)) {
		words = words[1:]
		for len(words) > 1 && (strings.HasPrefix(words[0].Text, "-")) {
			words = words[1:]
		}
	}
	return words
}

// client finds a runtime interface client among the words; what follows it is the handler.
func (start *Start) client(words []Arg, cmd Argv) bool {
	language, at, ok := lambda.ClientInWords(texts(words))
	if !ok {
		return false
	}
	start.Kind, start.Language = Client, language
	start.Handler = handlerIn(words[at+1:], cmd)
	return true
}

// clientInShell finds a client in the one command line of sh -c.
func (start *Start) clientInShell(words []Arg) bool {
	if len(words) < 3 || words[1].Text != "-c" || !strings.HasSuffix(words[0].Text, "sh") {
		return false
	}
	fields := strings.Fields(words[2].Text)
	if len(fields) > 0 && fields[0] == "exec" {
		fields = fields[1:]
	}
	language, _, ok := lambda.ClientInWords(fields)
	if !ok {
		return false
	}
	start.Kind, start.Language = Client, language
	return true
}

func texts(words []Arg) []string {
	all := make([]string, len(words))
	for n, w := range words {
		if w.Known {
			all[n] = w.Text
		}
	}
	return all
}

// handlerIn is the handler that a runtime gets from the words behind what starts it.
func handlerIn(words []Arg, cmd Argv) Handler {
	switch {
	case cmd.Shell || cmd.Unknown || len(words) > 1:
		return Handler{}
	case len(words) == 0:
		return Handler{State: HandlerMissing}
	case !words[0].Known:
		return Handler{}
	}
	return Handler{State: HandlerGiven, Text: words[0].Text, Span: words[0].Span}
}

// place says in which instruction or file the handler stands.
func (start *Start) place(entrypoint, cmd Argv) {
	if start.Handler.State != HandlerGiven {
		return
	}
	for _, argv := range []Argv{cmd, entrypoint} {
		for _, w := range argv.Words {
			if w.Span == start.Handler.Span && w.Text == start.Handler.Text {
				start.Handler.Instruction, start.Handler.File = argv.Instruction, argv.File
				return
			}
		}
	}
}

// searchPath are the directories in which the runtime looks for the handler's module; nil when they are not all known.
func (start *Start) searchPath(i *Image) []string {
	final := i.Final
	known := true
	env := func(name string) (string, bool) {
		value, ok := final.Env.Runtime(name)
		if override, set := i.Inputs.Override.Environment[name]; set {
			value, ok = override, true
		}
		if ok && !value.Known {
			known = known && i.Final.Root().Kind == BaseLambda
			return "", false
		}
		return value.Text, ok
	}
	workDir := final.WorkDir
	if i.Inputs.Override.WorkDir.Text != "" || i.Inputs.Override.WorkDir.Known {
		workDir = i.Inputs.Override.WorkDir
	}
	var dirs []string
	if start.Kind == Client {
		if !workDir.Known {
			return nil
		}
		dirs = lambda.ClientSearchPath(start.Language, versionOf(final.Root()), workDir.Text, env)
	} else if tag := final.Root().Tag; tag != nil {
		dirs = lambda.SearchPath(tag, env)
	}
	if !known {
		return nil
	}
	for n, dir := range dirs {
		if !path.IsAbs(dir) {
			if !workDir.Known {
				return nil
			}
			dirs[n] = path.Join(workDir.Text, dir)
		}
	}
	return dirs
}

// versionOf is the version of the language that a base image has, as far as it tells.
func versionOf(base Base) string {
	if base.Tag != nil {
		return base.Tag.Name
	}
	_, version, _ := lambda.LanguageImage(base.Ref.Text)
	return version
}

// isScript reports whether a program of the image is a script of the build context or a heredoc.
func isScript(i *Image, program string) bool {
	if !path.IsAbs(program) {
		if !strings.Contains(program, "/") || !i.Final.WorkDir.Known {
			return false
		}
		program = path.Join(i.Final.WorkDir.Text, program)
	}
	presence, origin := i.Final.Lookup(program)
	if presence != Present {
		return false
	}
	return origin.Heredoc != nil || origin.ContextPath != "" && path.Ext(origin.ContextPath) == ".sh"
}
