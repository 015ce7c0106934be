package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "arg-not-redeclared-in-stage",
	Summary: "arguments from in front of FROM, used in a stage that does not declare them",
	Doc: `
An ARG in front of the first FROM counts in FROM alone. A stage that uses it must declare it again, with ARG NAME; else it expands to nothing: COPY . ${FUNCTION_DIR} copies to the root, WORKDIR ${FUNCTION_DIR} stays where it was, and the
build succeeds.

The rule looks at COPY, ADD, WORKDIR and ENV in stages that the final image is made of, and is silent where the base may set the variable, and where the word has a default (${NAME:-x}).`,
	Refs: []string{
		"https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    argNotRedeclaredInStage,
})

func argNotRedeclaredInStage(p *analysis.Pass, i *image.Image) {
	globals := map[string]dockerfile.Pair{}
	for _, instruction := range i.File.Instructions {
		if instruction.Keyword == "FROM" {
			break
		}
		for _, pair := range instruction.Pairs {
			if instruction.Keyword == "ARG" {
				globals[pair.Name.Value] = pair
			}
		}
	}
	for _, s := range i.Stages {
		if len(globals) == 0 || !i.ReachesFinal(s) {
			continue
		}
		said := map[string]bool{}
		for _, step := range s.Steps {
			if !slices.Contains([]string{"COPY", "ADD", "WORKDIR", "ENV"}, step.Instruction.Keyword) || step.Stage != s || step.Instruction.Err != nil {
				continue
			}
			for _, w := range expandedWords(step) {
				name, written, ok := variableIn(w.Value)
				pair, global := globals[name]
				if !ok || !global || said[name] || escaped(w.Value, written) {
					continue
				}
				if _, set := step.Env.Lookup(name); set {
					continue
				}
				said[name] = true
				p.Report(analysis.Diagnostic{
					Span:    wordPart(w, written),
					Message: fmt.Sprintf("%s is declared in front of FROM alone, so it expands to nothing in this stage", name),
					Related: []analysis.Related{{File: i.File.Source, Span: pair.Name.Span(), Message: "it is declared here"}},
					Fixes:   declareIn(i, s, name),
				})
			}
		}
	}
}

// expandedWords are the words of an instruction into which variables are put.
func expandedWords(step *image.Step) []dockerfile.Word {
	if step.Instruction.Keyword != "ENV" {
		return step.Instruction.Words
	}
	var words []dockerfile.Word
	for _, pair := range step.Instruction.Pairs {
		words = append(words, pair.Value)
	}
	return words
}

// escaped reports a variable that is not expanded: behind an escape, or in single quotes.
func escaped(word, written string) bool {
	at := strings.Index(word, written)
	return at > 0 && strings.ContainsRune("\\`", rune(word[at-1])) || strings.HasPrefix(word, "'")
}

// wordPart is where a part of a word stands.
func wordPart(w dockerfile.Word, part string) source.Span {
	raw := w.Raw.String()
	if at := strings.Index(raw, part); at >= 0 {
		return w.Raw.Span(at, at+len(part))
	}
	return w.Span()
}

// declareIn declares an argument behind a stage's FROM.
func declareIn(i *image.Image, s *image.Stage, name string) []analysis.Fix {
	end := s.From.Span.End
	return []analysis.Fix{{
		Title: "Declare " + name + " in the stage",
		Edits: []analysis.Edit{{File: i.File.Source, Span: source.Span{Start: end, End: end}, New: i.File.Source.LineEnd() + "ARG " + name}},
	}}
}
