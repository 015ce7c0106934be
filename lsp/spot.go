package lsp

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

// spot is what a place in a Dockerfile stands for. The zero spot is nothing in particular.
type spot struct {
	kind spotKind
	// span is the text that stands for it, and name what it says there: a variable, a stage, a rule, a flag, a keyword.
	span source.Span
	name string

	instruction *dockerfile.Instruction
	stage       *image.Stage // nil in front of the first FROM
	step        *image.Step  // nil for FROM and what stands in front of it
	// word is the argument at the place, and its index among the instruction's words; -1 when there is none.
	word  dockerfile.Word
	index int
}

// spotKind is a kind of places.
type spotKind int

const (
	onNothing spotKind = iota
	onKeyword
	onFlag
	onBase        // the image that FROM or --from names
	onStageName   // a stage's name, where it is given or used
	onVariable    // a variable's name, where it is set or used
	onHandler     // the handler in CMD or ENTRYPOINT
	onSource      // a source of COPY or ADD
	onDestination // the destination of COPY or ADD
	onRule        // a rule's name in a comment
	onArgument    // any other word
)

// locate says what a place in the Dockerfile of an image stands for.
func locate(i *image.Image, offset int) spot {
	if s, ok := ruleAt(i.File, offset); ok {
		return s
	}
	instruction := i.File.At(offset)
	if instruction == nil {
		return spot{index: -1}
	}
	s := spot{instruction: instruction, index: -1}
	s.stage, s.step = stageOf(i, instruction)
	switch {
	case instruction.KeywordSpan.Contains(offset):
		s.kind, s.span, s.name = onKeyword, instruction.KeywordSpan, instruction.Keyword
	case s.atVariable(i.File, offset), s.atFlag(i, offset):
	default:
		s.atWord(i, offset)
	}
	return s
}

// stageOf is the stage that an instruction begins or stands in, and its step there.
func stageOf(i *image.Image, instruction *dockerfile.Instruction) (*image.Stage, *image.Step) {
	for _, stage := range i.Stages {
		if stage.From == instruction {
			return stage, nil
		}
		for _, step := range stage.Steps {
			if step.Instruction == instruction {
				return stage, step
			}
		}
	}
	return nil, nil
}

// ruleAt finds a rule's name in a comment of lambdock's.
func ruleAt(f *dockerfile.File, offset int) (spot, bool) {
	for _, c := range f.Comments {
		if !c.Span.Contains(offset) || !strings.Contains(c.Text, "ignore") && !strings.Contains(c.Text, "skip") {
			continue
		}
		span := wordAround(f.Source, offset, func(r byte) bool { return r == '-' || isNameByte(r) })
		if name := f.Source.Slice(span); strings.Contains(name, "-") {
			return spot{kind: onRule, span: span, name: name, index: -1}, true
		}
	}
	return spot{}, false
}

func isNameByte(r byte) bool {
	return r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

// wordAround is the run of such bytes around an offset, which may stand right behind it.
func wordAround(f *source.File, offset int, holds func(byte) bool) source.Span {
	text := f.Text()
	start, end := min(offset, len(text)), min(offset, len(text))
	for start > 0 && holds(text[start-1]) {
		start--
	}
	for end < len(text) && holds(text[end]) {
		end++
	}
	return source.Span{Start: start, End: end}
}

// atVariable finds a variable's name: behind "$" in what expands, or where ENV or ARG sets it.
func (s *spot) atVariable(f *dockerfile.File, offset int) bool {
	for _, pair := range s.instruction.Pairs {
		if s.instruction.Keyword != "LABEL" && pair.Name.Value != "" && pair.Name.Span().Contains(offset) {
			s.kind, s.span, s.name = onVariable, pair.Name.Span(), pair.Name.Value
			return true
		}
	}
	if s.instruction.JSON && (s.instruction.Keyword == "CMD" || s.instruction.Keyword == "ENTRYPOINT" || s.instruction.Keyword == "RUN") {
		return false
	}
	span, name, ok := variableAround(f, offset)
	if ok {
		s.kind, s.span, s.name = onVariable, span, name
	}
	return ok
}

// variableAround is a name behind "$" or "${" at an offset.
func variableAround(f *dockerfile.File, offset int) (source.Span, string, bool) {
	text := f.Source.Text()
	span := wordAround(f.Source, offset, isNameByte)
	at := span.Start
	if at > 0 && text[at-1] == '{' {
		at--
	}
	if at == 0 || text[at-1] != '$' {
		return source.Span{}, "", false
	}
	escapes := 0
	for k := at - 2; k >= 0 && text[k] == f.Escape; k-- {
		escapes++
	}
	name := f.Source.Slice(span)
	return span, name, name != "" && escapes%2 == 0
}

func (s *spot) atFlag(i *image.Image, offset int) bool {
	for _, flag := range s.instruction.Flags {
		if !flag.Span.Contains(offset) {
			continue
		}
		s.kind, s.span, s.name = onFlag, flag.Span, flag.Name
		if value := flag.Value; flag.Name == "from" && value.Raw.Len() > 0 && value.Span().Contains(offset) {
			s.kind, s.span, s.name, s.word = onBase, value.Inner(), value.Value, value
			if namesStage(i, s.stage, value.Value) {
				s.kind = onStageName
			}
		}
		return true
	}
	return false
}

// namesStage reports whether a name is an earlier stage's.
func namesStage(i *image.Image, in *image.Stage, name string) bool {
	return stageNamed(i, in, name) != nil
}

// stageNamed is the last stage of that name, or number, before another; nil when there is none.
func stageNamed(i *image.Image, before *image.Stage, name string) *image.Stage {
	if before == nil {
		return nil
	}
	for k := min(before.Index, len(i.Stages)) - 1; k >= 0; k-- {
		if stage := i.Stages[k]; stage.Name != "" && strings.EqualFold(stage.Name, name) || name == itoa(stage.Index) {
			return stage
		}
	}
	return nil
}

func (s *spot) atWord(i *image.Image, offset int) {
	for k, word := range s.instruction.Words {
		if !word.Span().Contains(offset) {
			continue
		}
		s.kind, s.span, s.name, s.word, s.index = onArgument, word.Inner(), word.Value, word, k
		switch s.instruction.Keyword {
		case "FROM":
			s.inFrom(i)
		case "COPY", "ADD":
			s.kind = onSource
			if k == len(s.instruction.Words)-1 {
				s.kind = onDestination
			}
		case "CMD", "ENTRYPOINT":
			if h := i.Start.Handler; h.State == image.HandlerGiven && h.File == nil && h.Instruction == s.instruction && h.Span.Contains(offset) {
				s.kind, s.span, s.name = onHandler, h.Span, h.Text
			}
		}
		return
	}
}

// inFrom tells the words of FROM apart: the image, AS, the stage's name.
func (s *spot) inFrom(i *image.Image) {
	switch {
	case s.index == 0 && namesStage(i, s.stage, s.name):
		s.kind = onStageName
	case s.index == 0:
		s.kind = onBase
	case s.index == 2 && s.stage != nil && s.stage.Name == s.name:
		s.kind = onStageName
	}
}
