// Package failure knows what goes wrong when images of Lambda functions are built, invoked and deployed: it reads what engines, runtimes and
// AWS say, and tells what it means, which rule finds it beforehand, where in the Dockerfile it lies, and what to do.
package failure

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

// Run is what was done when something failed.
type Run int

// The runs.
const (
	Build Run = 1 << iota
	Invoke
	Deploy
)

// Place is where in a Dockerfile a failure lies.
type Place int

// The places.
const (
	Nowhere   Place = iota // it is about no line: the engine, the network, the account
	AtStep                 // the step that failed, which the builder names
	AtBase                 // FROM of the stage that is built
	AtStart                // ENTRYPOINT, else CMD, else FROM
	AtHandler              // the handler in CMD, else what AtStart is
)

// Failure is a known failure.
type Failure struct {
	// Name says what is wrong, as a rule's name does.
	Name string
	// Meaning is what it means, and Advice what to do about it, in a sentence each.
	Meaning, Advice string
	// Rule is the rule that tells of it beforehand; empty without one.
	Rule  string
	Place Place

	runs Run
	says []string
}

// Classify finds the failure that a text tells of: what was printed, or an error's kind and message. ok is false for one that is not known.
func Classify(run Run, text string) (f Failure, ok bool) {
	text = strings.ToLower(text)
	at := slices.IndexFunc(known, func(f Failure) bool {
		return f.runs&run != 0 && slices.ContainsFunc(f.says, func(words string) bool { return holds(text, words) })
	})
	if at < 0 {
		return Failure{}, false
	}
	return known[at], true
}

// holds reports whether a text has all words of a pattern, "a … b" being a and, anywhere, b.
func holds(text, pattern string) bool {
	for _, part := range strings.Split(pattern, " … ") {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

// Known are all failures that are known of some runs.
func Known(runs Run) []Failure {
	return slices.DeleteFunc(slices.Clone(known), func(f Failure) bool { return f.runs&runs == 0 })
}

// Span is where in an image's Dockerfile the failure lies; ok is false when it lies nowhere there.
func (f Failure) Span(i *image.Image) (at source.Span, ok bool) {
	if i == nil || i.Final == nil || i.Final.From == nil || f.Place == Nowhere || f.Place == AtStep {
		return source.Span{}, false
	}
	if f.Place == AtHandler {
		if handler := i.Start.Handler; handler.Span.Len() > 0 && handler.File == nil {
			return handler.Span, true
		}
	}
	if f.Place != AtBase {
		for _, argv := range []image.Argv{i.Final.Entrypoint, i.Final.Cmd} {
			if argv.Instruction != nil {
				return argv.Instruction.Span, true
			}
		}
	}
	return i.Final.From.Span, true
}
