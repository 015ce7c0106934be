package image

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// witness collects what the Dockerfile itself says, each thing once.
type witness struct {
	image *Image
	found []Evidence
}

func (w *witness) speaks(class Class, against bool, at source.Span, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if slices.ContainsFunc(w.found, func(e Evidence) bool { return e.Text == text }) {
		return
	}
	w.found = append(w.found, Evidence{Class: class, Against: against, Text: text, File: w.image.File.Source, Span: at})
}

func (w *witness) add(class Class, at source.Span, format string, args ...any) {
	w.speaks(class, false, at, format, args...)
}

func (w *witness) against(at source.Span, format string, args ...any) {
	w.speaks(Certain, true, at, format, args...)
}

// evidenceOf is what the Dockerfile itself says of its final stage; of other stages only what they install counts, and only where
// the final image takes files from them.
func evidenceOf(i *Image) []Evidence {
	w := &witness{image: i}
	w.base()
	w.start()
	for _, step := range finalSteps(i) {
		w.step(step)
	}
	if !w.anotherStageIsTheFunctions() {
		for _, s := range i.Stages {
			if i.ReachesFinal(s) {
				w.installs(s.Steps)
			}
		}
		w.manifests()
	}
	w.names()
	w.otherUses()
	return w.found
}

// start is what the container's start says.
func (w *witness) start() {
	start := w.image.Start
	switch {
	case start.Kind == Adapter:
		w.add(Certain, w.adapterPlace(), "the final image holds the Lambda Web Adapter")
	case start.Kind == Client && start.Script:
		w.add(Certain, w.startPlace(), "the script that starts ends in a runtime interface client")
	case start.Kind == Client:
		w.add(Certain, w.startPlace(), "a runtime interface client is named in ENTRYPOINT or CMD")
	case start.mayStartRuntime:
		w.add(Likely, w.startPlace(), "the script that starts names a runtime of Lambda's")
	}
}

// startPlace is the instruction that says what starts; FROM where the function's configuration says it.
func (w *witness) startPlace() source.Span {
	final, override := w.image.Final, w.image.Inputs.Override
	switch {
	case final.Entrypoint.Instruction != nil && override.Entrypoint == nil:
		return final.Entrypoint.Instruction.Span
	case final.Cmd.Instruction != nil && override.Command == nil && !final.Entrypoint.Set:
		return final.Cmd.Instruction.Span
	}
	return final.From.KeywordSpan
}

// adapterPlace is the instruction that brings the Lambda Web Adapter; FROM where a layer or the base brings it.
func (w *witness) adapterPlace() source.Span {
	for _, step := range finalSteps(w.image) {
		if bringsAdapter(step) {
			return step.Instruction.Span
		}
	}
	if _, origin := w.image.Final.Lookup(lambda.AdapterPath); origin.Step != nil {
		return origin.Step.Instruction.Span
	}
	return w.image.Final.From.KeywordSpan
}

// base is what the image says that the final stage stands on.
func (w *witness) base() {
	root := w.image.Final.RootStage()
	base, at := root.Base, root.Reference.Span()
	switch {
	case base.OnLambda() && base.Lambda.Registry == lambda.Mirror:
		w.add(Likely, at, "the final stage's base looks like a copy of a Lambda base image: %s", base.Lambda.Repository)
	case base.OnLambda():
		w.add(Certain, at, "the final stage's base is %s", base.Lambda.Repository)
	case base.Kind != BaseOther:
	case lambda.IsAdapterImage(base.Ref.Text):
		w.add(Certain, at, "the final stage's base brings the Lambda Web Adapter")
	case lambda.SAMBuildImage(base.Ref.Text):
		w.against(at, "the final stage's base is for builds")
	case lambda.BringsClient(base.Ref.Text):
		w.add(Likely, at, "the final stage's base brings a runtime client")
	}
}

// finalSteps are the steps of the chain that the final image stands on.
func finalSteps(i *Image) []*Step {
	var steps []*Step
	for _, s := range i.Final.Chain() {
		steps = append(steps, s.Steps...)
	}
	return steps
}

// step is what one instruction of the final chain says.
func (w *witness) step(step *Step) {
	instruction := step.Instruction
	text := instruction.Args.String()
	for _, name := range variablesIn(text) {
		if lambda.SuggestsLambda(name) {
			w.add(Likely, instruction.Span, "%s is used", name)
		}
	}
	switch instruction.Keyword {
	case "ENV", "ARG":
		for _, pair := range instruction.Pairs {
			if lambda.SuggestsLambda(pair.Name.Value) {
				w.add(Likely, pair.Name.Span(), "%s is set", pair.Name.Value)
			}
		}
	case "WORKDIR":
		if within(lambda.TaskRoot, path.Clean(strings.Trim(text, `"'`))) {
			w.add(w.likelyUnlessItServes(), instruction.Span, "the working directory is %s", lambda.TaskRoot)
		}
	}
}

// likelyUnlessItServes is Likely, or Weak where the container starts a script, a server or a program that is installed: what functions do other
// images do too.
func (w *witness) likelyUnlessItServes() Class {
	_, server := startsServer(w.image)
	if server || w.startsInstalledProgram() || w.image.Start.Kind == Script && !w.image.Start.mayStartRuntime {
		return Weak
	}
	return Likely
}

// startsInstalledProgram reports a container whose command line begins with a bare name that is no handler: a program that PATH leads to.
func (w *witness) startsInstalledProgram() bool {
	argv, ok := ownCommandLine(w.image)
	if !ok || w.image.Start.Kind != Program {
		return false
	}
	name, _, _ := strings.Cut(argv.Words[0].Text, " ")
	return !strings.Contains(name, "/") && !handlerShaped(name) && name != path.Base(lambda.Bootstrap)
}

// installs is what the instructions of a stage say that bring programs.
func (w *witness) installs(steps []*Step) {
	for _, step := range steps {
		instruction := step.Instruction
		switch instruction.Keyword {
		case "RUN", "ADD", "COPY":
			inBody := func(h dockerfile.Heredoc) bool { return namesClient(h.Body.String()) }
			if namesClient(instruction.Args.String()) || slices.ContainsFunc(instruction.Heredocs, inBody) {
				w.add(Likely, instruction.Span, "a runtime interface client or emulator is installed")
			}
		}
	}
}

// variablesIn are the names behind "$" in a text.
func variablesIn(text string) []string {
	var names []string
	for {
		_, rest, ok := strings.Cut(text, "$")
		if !ok {
			return names
		}
		rest = strings.TrimPrefix(rest, "{")
		name := variableName(rest)
		if name != "" {
			names = append(names, name)
		}
		text = rest[len(name):]
	}
}

// variableName is the name of a variable that a text begins with.
func variableName(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return !isNameRune(r) })
	if end < 0 {
		return text
	}
	return text[:end]
}

func isNameRune(r rune) bool {
	return r == '_' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
}

// namesClient reports a text that names a runtime interface client's package, or the emulator.
func namesClient(text string) bool {
	if !strings.Contains(text, "lambda") {
		return false
	}
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r != '-' && !isNameRune(r) }) {
		for _, language := range []lambda.Language{lambda.Python, lambda.NodeJS, lambda.Ruby} {
			if word == lambda.Client(language).Package {
				return true
			}
		}
		if _, ok := lambda.IsEmulator(word); ok {
			return true
		}
	}
	return false
}

// handlerShaped reports a handler as Python and Node.js write it: a module, perhaps in folders, and a name in it.
func handlerShaped(text string) bool {
	dot := strings.LastIndexByte(text, '.')
	others := func(r rune) bool { return !strings.ContainsRune("./-", r) && !isNameRune(r) }
	return dot > 0 && text[0] != '.' && variableName(text[dot+1:]) == text[dot+1:] && dot+1 < len(text) && !strings.ContainsFunc(text, others)
}

// names is what the file's name says, and a command that looks like a handler whose module is in the image. No program has such a name: with
// anything else that speaks for Lambda it is a handler.
func (w *witness) names() {
	if strings.Contains(strings.ToLower(w.image.File.Source.Path()), "lambda") {
		w.add(Weak, w.image.Final.From.KeywordSpan, "the file's path names Lambda")
	}
	cmd := w.image.Final.Cmd
	if cmd.Instruction == nil || cmd.Shell || len(cmd.Words) != 1 || !handlerShaped(cmd.Words[0].Text) || w.image.Start.Kind != Program {
		return
	}
	module := strings.TrimSuffix(cmd.Words[0].Text, path.Ext(cmd.Words[0].Text))
	for _, file := range []string{"./" + strings.ReplaceAll(module, ".", "/") + ".py", "./" + module + ".js", "./" + module + ".mjs"} {
		if found := find(w.image, file); found.Path != "" {
			class := Weak
			if strongest(w.found, false) >= Likely {
				class = Certain
			}
			w.add(class, cmd.Words[0].Span, "the command could be a handler in %s", found.Path)
			return
		}
	}
}
