package rules

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// imageCmd is the CMD that the image itself has and that the base's /lambda-entrypoint.sh would be given.
// overridden reports that a function's configuration sets another command in its place.
func imageCmd(i *image.Image) (cmd image.Argv, overridden, ok bool) {
	if i.Start.Kind != image.LambdaEntrypoint {
		return image.Argv{}, false, false
	}
	cmd = i.Final.Cmd
	return cmd, i.Inputs.Override.Command != nil, cmd.Set && cmd.Instruction != nil && !cmd.Unknown
}

// severityOfCmd lowers a finding on a CMD that a function's configuration replaces.
func severityOfCmd(overridden bool) analysis.Severity {
	if overridden {
		return analysis.Warning
	}
	return 0
}

// commandElsewhere reports whether a function that uses the image, or may use it, sets a command of its own.
func commandElsewhere(p *analysis.Pass) bool {
	sets := func(f *workspace.Function) bool { return f.Command.Set }
	return slices.ContainsFunc(p.Env.Functions, sets) || slices.ContainsFunc(p.Env.Loose, sets)
}

// holdsOwnCode reports an image that a function uses, or into which something of the build context comes. Others are for images to stand on.
func holdsOwnCode(p *analysis.Pass, i *image.Image) bool {
	fromContext := func(step *image.Step) bool {
		return step.Copy != nil && step.Copy.From == nil && (step.Copy.FromUnknown || step.Copy.FromImage.Text == "")
	}
	return len(p.Env.Functions) > 0 || slices.ContainsFunc(i.Stages, func(s *image.Stage) bool {
		return i.ReachesFinal(s) && slices.ContainsFunc(s.Steps, fromContext)
	})
}

// argsSpan is what stands behind an instruction's keyword and flags.
func argsSpan(instruction *dockerfile.Instruction) source.Span { return instruction.Args.All() }

// execForm replaces an instruction's arguments by a JSON array.
func execForm(i *image.Image, instruction *dockerfile.Instruction, words ...string) analysis.Edit {
	return analysis.Edit{File: i.File.Source, Span: argsSpan(instruction), New: jsonArray(words)}
}

func jsonArray(words []string) string {
	quoted := make([]string, len(words))
	for n, word := range words {
		text, _ := json.Marshal(word) // strings always marshal
		quoted[n] = string(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// plainHandler is a name that could be a handler in any language, without blanks, quotes or variables.
var plainHandler = regexp.MustCompile(`^[\w./:-]*\w$`)

// startsProgram reports whether a word is a command that starts a program.
func startsProgram(word string) bool {
	return lambda.IsServerCommand(word) || lambda.IsServerCommand(path.Base(word))
}

// looksLikeHandler reports a name with a dot in it that is no program and no file's name.
func looksLikeHandler(word string) bool {
	return plainHandler.MatchString(word) && strings.Contains(word, ".") && !startsProgram(word) && !isSourceExtension(path.Ext(word))
}

// isSourceExtension reports a file extension, with its dot, of a language that handlers are written in.
func isSourceExtension(extension string) bool {
	return slices.ContainsFunc(lambda.Languages(), func(l lambda.Language) bool { return slices.Contains(sourceExtensions(l), extension) })
}

// sourceExtensions are the file extensions of a language's sources, with their dots.
func sourceExtensions(language lambda.Language) []string {
	facts, _ := lambda.HandlerOf(language)
	extensions := make([]string, len(facts.Extensions))
	for n, extension := range facts.Extensions {
		extensions[n] = "." + extension
	}
	return extensions
}

// handlerPlace is where the image's handler stands, ready to be replaced.
func handlerPlace(i *image.Image) (*source.File, source.Span) {
	h := i.Start.Handler
	if h.File != nil {
		return h.File, h.Span
	}
	return i.File.Source, h.Span
}

// replaceHandler is a fix that writes another handler; nil when the handler's text does not stand there as it is.
func replaceHandler(i *image.Image, handler string, safe bool) []analysis.Fix {
	file, at := handlerPlace(i)
	if file.Slice(at) != i.Start.Handler.Text || handler == i.Start.Handler.Text {
		return nil
	}
	return []analysis.Fix{{
		Title: "Change the handler to " + handler,
		Safe:  safe,
		Edits: []analysis.Edit{{File: file, Span: at, New: handler}},
	}}
}

// onHandler is a finding that marks the handler.
func onHandler(i *image.Image, message string, fixes []analysis.Fix) analysis.Diagnostic {
	file, at := handlerPlace(i)
	return analysis.Diagnostic{File: file, Span: at, Message: message, Fixes: fixes}
}

// missingMark is where a missing CMD is marked: on the final stage's own ENTRYPOINT, else on its FROM.
func missingMark(i *image.Image) source.Span {
	if e := i.Final.Entrypoint.Instruction; e != nil && slices.ContainsFunc(i.Final.Steps, func(s *image.Step) bool { return s.Instruction == e }) {
		return e.KeywordSpan
	}
	return i.Final.From.KeywordSpan
}

// appendToStage puts an instruction on a line of its own behind the final stage's last instruction.
func appendToStage(i *image.Image, instruction string) analysis.Edit {
	last := i.Final.From
	for _, step := range i.Final.Steps {
		if step.Instruction.Span.Start > last.Span.Start {
			last = step.Instruction
		}
	}
	file := i.File.Source
	at := source.Span{Start: last.Span.End, End: last.Span.End}
	return analysis.Edit{File: file, Span: at, New: file.LineEnd() + instruction}
}
