package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "arg-not-redeclared-in-stage",
	Summary: "arguments from in front of FROM, used in a stage that does not declare them",
	Doc: `
An ARG in front of the first FROM counts in FROM alone. A stage that uses it must declare it again, with ARG NAME; else it expands to nothing: COPY . ${FUNCTION_DIR} copies to the root, WORKDIR ${FUNCTION_DIR} stays where it was, and the
build succeeds.

The rule looks at COPY, ADD, WORKDIR, ENV and the shell text of RUN in stages that the final image is made of. It is silent where the base may set the variable, where it has a default (${NAME:-x}), and where a RUN sets it itself,
may set it, or asks whether it is empty.`,
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
			if step.Stage != s || step.Instruction.Err != nil {
				continue
			}
			for _, use := range usesOf(step) {
				pair, global := globals[use.name]
				if !global || said[use.name] {
					continue
				}
				if _, set := step.Env.Lookup(use.name); set {
					continue
				}
				said[use.name] = true
				p.Report(analysis.Diagnostic{
					Span:    use.at,
					Message: fmt.Sprintf("%s is declared in front of FROM alone, so it expands to nothing in this stage", use.name),
					Related: []analysis.Related{{File: i.File.Source, Span: pair.Name.Span(), Message: "it is declared here"}},
					Fixes:   declareIn(i, s, use.name),
				})
			}
		}
	}
}

// variableUse is a place where an instruction puts a variable in, with nothing in its place where that is not set.
type variableUse struct {
	name string
	at   source.Span
}

func usesOf(step *image.Step) []variableUse {
	var uses []variableUse
	switch {
	case step.Instruction.Keyword == "RUN":
		return usesInShell(step)
	case slices.Contains([]string{"COPY", "ADD", "WORKDIR", "ENV"}, step.Instruction.Keyword):
		for _, w := range expandedWords(step) {
			if name, written, ok := variableIn(w.Value); ok && !escaped(w.Value, written) {
				uses = append(uses, variableUse{name, wordPart(w, written)})
			}
		}
	}
	return uses
}

// alwaysSet are variables that a RUN may have though nothing in the file declares them: the shell's own, and the predefined arguments
// (https://docs.docker.com/reference/dockerfile/#predefined-args).
var alwaysSet = strings.Fields(`PATH HOME HOSTNAME PWD OLDPWD SHLVL IFS USER UID EUID TERM RANDOM SECONDS LINENO PPID OPTIND OPTARG SHELL
	HTTP_PROXY http_proxy HTTPS_PROXY https_proxy FTP_PROXY ftp_proxy NO_PROXY no_proxy ALL_PROXY all_proxy SOURCE_DATE_EPOCH`)

// usesInShell are those of a RUN whose shell certainly has no value for them.
func usesInShell(step *image.Step) []variableUse {
	script := step.Script()
	if script == nil || script.Broken {
		return nil
	}
	var uses []variableUse
	all := script.Variables()
	for _, v := range all {
		asked := slices.ContainsFunc(all, func(other shell.Variable) bool { return other.Name == v.Name && !other.Bare })
		if asked || slices.Contains(alwaysSet, v.Name) || strings.HasPrefix(v.Name, "BASH") || script.MayWrite(v.Name) || mountSets(step, v.Name) {
			continue
		}
		uses = append(uses, variableUse{v.Name, v.Span})
	}
	return uses
}

// mountSets reports a secret that RUN --mount gives to the shell by that name.
func mountSets(step *image.Step, name string) bool {
	return slices.ContainsFunc(step.Instruction.Flags, func(f dockerfile.Flag) bool {
		return f.Name == "mount" && slices.Contains(strings.Split(f.Value.Value, ","), "env="+name)
	})
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
