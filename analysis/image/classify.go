package image

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// classify says whether the image is a Lambda function's. A person's word decides alone; else the strongest evidence does,
// unless the file itself speaks against it and no function of the workspace uses the image.
func classify(i *Image) {
	i.Evidence = append(commentEvidence(i.File), i.Inputs.Evidence...)
	for _, e := range i.Evidence {
		if e.Override {
			if !e.Against {
				i.Class = Certain
			}
			return
		}
	}
	outside := strongest(i.Inputs.Evidence)
	if i.Final == nil {
		i.Class = NotLambda
		return
	}
	found := evidenceOf(i)
	i.Evidence = append(i.Evidence, found...)
	i.Class = max(outside, strongest(found))
	if outside == NotLambda && slices.ContainsFunc(found, func(e Evidence) bool { return e.Against }) {
		i.Class = NotLambda
	}
}

func strongest(all []Evidence) Class {
	class := NotLambda
	for _, e := range all {
		if !e.Against {
			class = max(class, e.Class)
		}
	}
	return class
}

// commentEvidence is what "# lambdock lambda" and "# lambdock not-lambda" say.
func commentEvidence(file *dockerfile.File) []Evidence {
	for _, c := range file.Comments {
		words := strings.Fields(c.Text)
		if len(words) < 2 || words[0] != "lambdock" {
			continue
		}
		switch words[1] {
		case "lambda":
			return []Evidence{{Class: Certain, Override: true, Text: "a comment says that it is a Lambda function's", File: file.Source, Span: c.Span}}
		case "not-lambda":
			return []Evidence{{Against: true, Override: true, Text: "a comment says that it is no Lambda function's", File: file.Source, Span: c.Span}}
		}
	}
	return nil
}

// evidenceOf is what the Dockerfile itself says.
func evidenceOf(i *Image) []Evidence {
	var all []Evidence
	add := func(class Class, at source.Span, format string, args ...any) {
		all = append(all, Evidence{Class: class, Text: fmt.Sprintf(format, args...), File: i.File.Source, Span: at})
	}
	against := func(at source.Span, format string, args ...any) {
		all = append(all, Evidence{Against: true, Text: fmt.Sprintf(format, args...), File: i.File.Source, Span: at})
	}
	root := i.Final.RootStage()
	at := root.Reference.Span()
	switch {
	case root.Base.Kind == BaseLambda && root.Base.Lambda.Registry == lambda.Mirror:
		add(Likely, at, "the final stage's base looks like a copy of a Lambda base image: %s", root.Base.Ref.Text)
	case root.Base.Kind == BaseLambda:
		add(Certain, at, "the final stage's base is %s", root.Base.Ref.Text)
	case root.Base.Kind == BaseOther && lambda.IsAdapterImage(root.Base.Ref.Text):
		add(Certain, at, "the final stage's base brings the Lambda Web Adapter")
	case root.Base.Kind == BaseOther && lambda.BringsClient(root.Base.Ref.Text):
		add(Likely, at, "the final stage's base brings a runtime client")
	case root.Base.Kind == BaseOther && lambda.SAMBuildImage(root.Base.Ref.Text):
		against(at, "the final stage's base is for builds")
	}
	if i.Start.Kind == Client {
		add(Certain, i.Final.From.KeywordSpan, "a runtime interface client is named in ENTRYPOINT or CMD")
	}
	for _, step := range finalSteps(i) {
		stepEvidence(step, add)
	}
	if at, ok := startsJob(i); ok {
		against(at, "the container starts a program instead of the runtime")
	}
	if at, ok := packsArchive(i); ok {
		against(at, "the image makes an archive, and names no handler")
	}
	return all
}

// finalSteps are the steps of the chain that the final image stands on.
func finalSteps(i *Image) []*Step {
	var steps []*Step
	for _, s := range i.Final.Chain() {
		steps = append(steps, s.Steps...)
	}
	return steps
}

var variable = regexp.MustCompile(`\$\{?([A-Z_][A-Z0-9_]*)`)

// stepEvidence is what one instruction of the final chain says.
func stepEvidence(step *Step, add func(Class, source.Span, string, ...any)) {
	instruction := step.Instruction
	text := instruction.Args.String()
	if c := step.Copy; c != nil {
		if c.FromImage.Known && lambda.IsAdapterImage(c.FromImage.Text) && strings.HasPrefix(c.Dest.Text, lambda.ExtensionsDir) {
			add(Certain, instruction.Span, "the Lambda Web Adapter is copied to %s", lambda.ExtensionsDir)
		}
	}
	for _, m := range variable.FindAllStringSubmatch(text, -1) {
		if lambda.SuggestsLambda(m[1]) {
			add(Likely, instruction.Span, "%s is used", m[1])
		}
	}
	if instruction.Keyword == "ENV" || instruction.Keyword == "ARG" {
		for _, pair := range instruction.Pairs {
			if lambda.SuggestsLambda(pair.Name.Value) {
				add(Likely, pair.Name.Span(), "%s is set", pair.Name.Value)
			}
		}
	}
	if instruction.Keyword == "WORKDIR" && strings.HasPrefix(text, lambda.TaskRoot) {
		add(Likely, instruction.Span, "the working directory is %s", lambda.TaskRoot)
	}
	if instruction.Keyword == "RUN" || instruction.Keyword == "ADD" || instruction.Keyword == "COPY" {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\"'=<>[]@;&|,", r) }) {
			if namesClient(word) {
				add(Likely, instruction.Span, "a runtime interface client or emulator is installed")
				break
			}
		}
	}
}

// namesClient reports a word that is a runtime interface client's package, or the emulator.
func namesClient(word string) bool {
	for _, language := range []lambda.Language{lambda.Python, lambda.NodeJS, lambda.Ruby} {
		if word == lambda.Client(language).Package {
			return true
		}
	}
	_, emulator := lambda.IsEmulator(path.Base(word))
	return emulator
}

// startsJob reports an entry point of its own, on a Lambda base image of a language, that starts a plain program: a container of another service.
func startsJob(i *Image) (source.Span, bool) {
	own := i.Final.Entrypoint.Instruction
	if own == nil || i.Final.Root().Kind != BaseLambda || i.Start.Kind != Program {
		return source.Span{}, false
	}
	if i.Start.Language == lambda.Provided || i.Start.Language == lambda.Go || len(i.Final.Entrypoint.Words) == 0 {
		return source.Span{}, false
	}
	first, _, _ := strings.Cut(i.Final.Entrypoint.Words[0].Text, " ")
	return own.Span, lambda.IsServerCommand(first) || lambda.IsServerCommand(path.Base(first))
}

// packsArchive reports an image that names no handler, or prints and shells in its place, and zips what it built: a layer's or a zip function's builder.
func packsArchive(i *Image) (source.Span, bool) {
	cmd := i.Final.Cmd
	if i.Start.Kind != LambdaEntrypoint {
		return source.Span{}, false
	}
	if cmd.Set && len(cmd.Words) > 0 {
		first := path.Base(strings.Fields(cmd.Words[0].Text + " .")[0])
		idle := slices.Contains([]string{"echo", "bash", "sh", "cp", "mv", "ls", "cat", "tail", "sleep", "true", "zip", "tar", "make"}, first)
		if idle && cmd.Instruction != nil {
			return cmd.Instruction.Span, true
		}
		return source.Span{}, false
	}
	for _, step := range finalSteps(i) {
		script := step.Script()
		if step.Instruction.Keyword != "RUN" || script == nil {
			continue
		}
		for _, c := range script.Commands {
			if c.Unwrap().Name() == "zip" {
				return c.Span, true
			}
		}
	}
	return source.Span{}, false
}

// hasAdapter reports whether the Lambda Web Adapter is in the final image.
func hasAdapter(i *Image) bool {
	if root := i.Final.Root(); root.Kind == BaseOther && lambda.IsAdapterImage(root.Ref.Text) {
		return true
	}
	if presence, _ := i.Final.Lookup(lambda.AdapterPath); presence == Present {
		return true
	}
	for _, step := range finalSteps(i) {
		if c := step.Copy; c != nil && c.FromImage.Known && lambda.IsAdapterImage(c.FromImage.Text) {
			return true
		}
	}
	return false
}
