package image

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// startOf works out how the final image's container starts, with what a function's configuration sets in place of the image's own: each of
// entry point, command and working directory by itself (https://docs.aws.amazon.com/lambda/latest/api/API_ImageConfig.html).
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
	start := Start{Language: languageOf(final), Version: versionOf(final.Root())}
	if complete {
		start.Argv = words
	}
	switch {
	case hasAdapter(i, words):
		start.Kind = Adapter
		start.Handler.State = NoHandler
	case override.Entrypoint != nil && len(entrypoint.Words) == 0:
	case entrypoint.Unknown:
		start.behindUnknown(cmd)
	default:
		start.run(i, words, cmd)
	}
	if start.Handler.State == HandlerGiven {
		start.place(entrypoint, cmd)
	}
	if start.Kind == LambdaEntrypoint || start.Kind == Client {
		start.Handler.SearchPath, start.Handler.SearchOpen = start.searchPath(i)
	}
	return start
}

// languageOf is the runtime's language as the base image tells it.
func languageOf(s *Stage) lambda.Language {
	if base := s.Root(); base.OnLambda() {
		return base.Lambda.Language
	}
	return ""
}

// behindUnknown finds a client in the command behind an entry point that is not known. What becomes of its handler is not known either.
func (start *Start) behindUnknown(cmd Argv) {
	if language, _, ok := lambda.ClientInWords(texts(cmd.Words)); ok && !cmd.Shell {
		start.Kind, start.Language = Client, language
	}
}

// run works out what the command line starts.
func (start *Start) run(i *Image, words []Arg, cmd Argv) {
	if language, at, ok := lambda.ClientInWords(texts(words)); ok {
		start.Kind, start.Language = Client, language
		start.Handler = handlerIn(words[at+1:], cmd)
		return
	}
	words = behindWrappers(words)
	if len(words) == 0 || !words[0].Known || cmd.Unknown && lambda.IsLaunchWrapper(words[0].Text) {
		return
	}
	line, script, rest := shellCall(words)
	program, args := words[0], words[1:]
	if script.Text != "" {
		program, args = script, rest
	}
	start.Program = find(i, program.Text)
	switch {
	case line.Text != "" && start.runInShell(line, rest, cmd):
	case isLambdaEntrypoint(i, start.Program, program.Text):
		start.Kind = LambdaEntrypoint
		start.Handler = handlerIn(args, cmd)
	default:
		start.runProgram(i, program.Text, script.Text != "", args, cmd)
	}
}

// runProgram works out what a program of the image starts: a script that can be read may end in a runtime. given reports that a shell is
// given the program to read.
func (start *Start) runProgram(i *Image, program string, given bool, args []Arg, cmd Argv) {
	text, dialect, isScript := entryScript(start.Program)
	switch {
	case isScript || given && text.Len() > 0:
		start.runScript(i, text, dialect, args, cmd)
	case given || strings.HasSuffix(program, ".sh"):
		start.Kind = Script
	default:
		start.Kind = Program
		start.Handler.State = NoHandler
	}
}

// runInShell finds a runtime that the command line of sh -c starts. Where it starts one in several places, the handler must be the same in all.
func (start *Start) runInShell(line Arg, args []Arg, cmd Argv) bool {
	all := startedIn(line)
	for n, one := range all {
		handler := one.handler(line, args)
		if n == 0 {
			start.Kind, start.Handler = one.kind, handler
		} else if handler.Text != start.Handler.Text || handler.State != start.Handler.State {
			start.Handler = Handler{}
		}
		if one.language != "" {
			start.Language = one.language
		}
	}
	if cmd.Unknown || cmd.Shell && cmd.Instruction != nil && len(args) > 0 {
		start.Handler = Handler{}
	}
	return len(all) > 0
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
	h := &start.Handler
	for _, argv := range []Argv{cmd, entrypoint} {
		holds := func(w Arg) bool {
			return w.Span.Start <= h.Span.Start && h.Span.End <= w.Span.End && strings.Contains(w.Text, h.Text)
		}
		if slices.ContainsFunc(argv.Words, holds) {
			h.Instruction, h.File = argv.Instruction, argv.File
			return
		}
	}
}

// searchPath are the directories in which the runtime looks for the handler's module; nil when not even the first is known. open reports that
// a variable whose value is not known may name others behind the first.
func (start *Start) searchPath(i *Image) (dirs []string, open bool) {
	final := i.Final
	env := func(name string) (string, bool) {
		value, ok := runtimeVariable(i, name)
		open = open || ok && !value.Known
		return value.Text, ok && value.Known
	}
	workDir := final.WorkDir
	if override := i.Inputs.Override.WorkDir; override.Text != "" || override.Known {
		workDir = override
	}
	if start.Kind == Client {
		if !workDir.Known {
			return nil, false
		}
		dirs = slices.Clone(lambda.ClientSearchPath(start.Language, start.Version, workDir.Text, env))
	} else if base := final.Root(); base.OnLambda() {
		dirs = slices.Clone(lambda.SearchPath(tagOrLike(base), env))
	}
	if open {
		dirs = dirs[:min(len(dirs), 1)]
	}
	for n, dir := range dirs {
		if !path.IsAbs(dir) {
			if !workDir.Known {
				return nil, false
			}
			dirs[n] = path.Join(workDir.Text, dir)
		}
	}
	return dirs, open
}

// tagOrLike is the base's tag, or where that is not known one of the same language: where functions lie is the same in all.
func tagOrLike(base Base) *lambda.Tag {
	if base.Tag != nil {
		return base.Tag
	}
	if all := lambda.Tags(base.Lambda.Language); len(all) > 0 {
		return &all[0]
	}
	return nil
}

// runtimeVariable is a variable as the function sees it: its configuration's, else the image's.
func runtimeVariable(i *Image, name string) (value Value, ok bool) {
	if override, set := i.Inputs.Override.Environment[name]; set {
		return override, true
	}
	if _, reserved := lambda.Reserved(name); i.Inputs.Override.EnvironmentOpen && !reserved {
		return Value{}, true
	}
	return i.Final.Env.Runtime(name)
}

// versionOf is the version of the language that a base image has, as far as it tells.
func versionOf(base Base) string {
	if base.Tag != nil {
		return base.Tag.Name
	}
	_, version, _ := lambda.LanguageImage(base.Ref.Text)
	return version
}

// find looks for a program in the final image; its Path is empty when it is not known to be there.
func find(i *Image, program string) Found {
	if !path.IsAbs(program) {
		if !strings.Contains(program, "/") || !i.Final.WorkDir.Known {
			return Found{}
		}
		program = path.Join(i.Final.WorkDir.Text, program)
	}
	presence, origin := i.Final.Lookup(program)
	if presence != Present {
		return Found{}
	}
	return Found{path.Clean(program), origin}
}

// isLambdaEntrypoint reports the entry point of Lambda's base images, and not a script of the project that bears its name.
func isLambdaEntrypoint(i *Image, found Found, program string) bool {
	if found.Path != "" {
		return found.Path == lambda.Entrypoint && found.Origin.ContextPath == "" && found.Origin.Heredoc == nil
	}
	if program != lambda.Entrypoint {
		return false
	}
	presence, _ := i.Final.Lookup(program)
	return presence != Absent
}

// hasAdapter reports whether the Lambda Web Adapter is in the final image, or starts it.
func hasAdapter(i *Image, words []Arg) bool {
	if root := i.Final.Root(); root.Kind == BaseOther && lambda.IsAdapterImage(root.Ref.Text) {
		return true
	}
	if presence, _ := i.Final.Lookup(lambda.AdapterPath); presence == Present {
		return true
	}
	if wrapper, _ := runtimeVariable(i, lambda.ExecWrapperVariable); wrapper.Known && wrapper.Text == lambda.AdapterBootstrap {
		return true
	}
	if slices.ContainsFunc(words, func(w Arg) bool { first, _, _ := strings.Cut(w.Text, " "); return first == lambda.AdapterBootstrap }) {
		return true
	}
	return slices.ContainsFunc(finalSteps(i), bringsAdapter)
}

// bringsAdapter reports a step that copies the Lambda Web Adapter out of its image, or whose RUN names it.
func bringsAdapter(step *Step) bool {
	if c := step.Copy; c != nil {
		return c.FromImage.Known && lambda.IsAdapterImage(c.FromImage.Text)
	}
	text := step.Instruction.Args.String()
	return step.Instruction.Keyword == "RUN" && (strings.Contains(text, path.Base(lambda.AdapterPath)) || strings.Contains(text, "lambda-web-adapter"))
}
