package rules

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// emulatorWord is a word of an instruction that names a release of the runtime interface emulator, by its file's name.
type emulatorWord struct {
	at           source.Span
	text         string
	architecture string // that the release is for
	step         *image.Step
}

// emulatorDownloads are the releases of the emulator that the instructions of the chain of the final image download or copy.
func emulatorDownloads(i *image.Image) []emulatorWord {
	var found []emulatorWord
	add := func(step *image.Step, at source.Span, text string) {
		name := text[strings.LastIndexByte(text, '/')+1:]
		if architecture, ok := lambda.IsEmulator(name); ok && strings.Contains(text, "://") {
			found = append(found, emulatorWord{source.Span{Start: at.End - len(name), End: at.End}, name, architecture, step})
		}
	}
	for _, step := range finalSteps(i) {
		if step.Copy != nil {
			for _, s := range step.Copy.Sources {
				if s.Kind == image.SourceURL && s.Path.Known && s.Path.Text == s.Word.Value {
					add(step, s.Word.Inner(), s.Path.Text)
				}
			}
			continue
		}
		script := step.Script()
		if step.Instruction.Keyword != "RUN" || script == nil {
			continue
		}
		for _, c := range script.Commands {
			for _, w := range c.Words {
				if w.Known && w.Source.String() == w.Text && w.Source.Contiguous() {
					add(step, w.Span(), w.Text)
				}
			}
		}
	}
	return found
}
