package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
)

// command is a shell command of a RUN.
type command = image.Command

// absentManager calls report for each unconditional use of one of the managers in a stage on that operating system of Lambda's base images.
func absentManager(p *analysis.Pass, i *image.Image, os lambda.OS, managers []string, report func(command, shell.Word)) {
	commands := i.Commands()
	for n, c := range commands {
		base := c.Step.Stage.Root()
		if base.Kind != image.BaseLambda || base.Tag == nil || base.Tag.OS != os {
			continue
		}
		real := c.Unwrap()
		if !slices.Contains(managers, real.Name()) || c.Conditional || len(c.Guards) > 0 || provided(commands[:n], c, real.Name()) {
			continue
		}
		report(c, real.Words[0])
	}
}

// provided reports whether an earlier command in the stage's chain names the program as an argument, and so may have put it there:
// dnf install yum, ln -s dnf yum, a function or alias of that name.
func provided(earlier []command, c command, name string) bool {
	chain := c.Step.Stage.Chain()
	return slices.ContainsFunc(earlier, func(e command) bool {
		return slices.Contains(chain, e.Step.Stage) && slices.ContainsFunc(e.Words[min(1, len(e.Words)):], func(w shell.Word) bool {
			text := w.Source.String()
			return text == name || strings.HasSuffix(text, "/"+name) || strings.HasPrefix(text, name+"=")
		})
	}) || slices.Contains(c.Step.Script().Functions, name) || copiedProgram(chain, name)
}

// copiedProgram reports whether a COPY or ADD puts a file of that name into a stage.
func copiedProgram(chain []*image.Stage, name string) bool {
	for _, s := range chain {
		for _, step := range s.Steps {
			if step.Copy == nil {
				continue
			}
			if !step.Copy.Dest.Known || strings.HasSuffix(step.Copy.Dest.Text, "/"+name) {
				return true
			}
			for _, source := range step.Copy.Sources {
				if strings.HasSuffix(source.Path.Text, "/"+name) {
					return true
				}
			}
		}
	}
	return false
}

// useInstead replaces the program's name and nothing else of the word, so that /usr/bin/yum becomes /usr/bin/dnf.
func useInstead(i *image.Image, w shell.Word, name, instead string) []analysis.Fix {
	text := w.Source.String()
	at := strings.LastIndex(text, name)
	if at < 0 || !w.Source.Slice(at, at+len(name)).Contiguous() {
		return nil
	}
	return []analysis.Fix{{
		Title: fmt.Sprintf("Use %s", instead),
		Safe:  true,
		Edits: []analysis.Edit{{File: i.File.Source, Span: w.Source.Span(at, at+len(name)), New: instead}},
	}}
}
