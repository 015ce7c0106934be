package image

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/lambda"
)

// readBase works out what FROM names: an earlier stage, scratch, one of Lambda's base images, or another image.
func readBase(from *dockerfile.Instruction, earlier []*Stage, in *Inputs, expand func(dockerfile.Word) Value) (reference dockerfile.Word, base Base) {
	if len(from.Words) == 0 || from.Err != nil {
		return dockerfile.Word{}, Base{}
	}
	reference = from.Words[0]
	base.Ref = expand(reference)
	if !base.Ref.Known || base.Ref.Text == "" {
		base.Ref.Known = false
		return reference, base
	}
	name := base.Ref.Text
	if replaced(in, name) {
		return reference, base
	}
	if stage := stageNamed(earlier, name); stage != nil {
		base.Kind, base.Stage = BaseStage, stage
		return reference, base
	}
	if name == "scratch" {
		base.Kind = BaseScratch
		return reference, base
	}
	base.Kind = BaseOther
	if ref, ok := lambda.ParseReference(name); ok {
		base.Kind, base.Lambda, base.Tag = BaseLambda, ref, ref.Known
	}
	return reference, base
}

// stageNamed is the last stage of that name, without regard to case; nil when there is none.
func stageNamed(stages []*Stage, name string) *Stage {
	for _, s := range slices.Backward(stages) {
		if s.Name != "" && strings.EqualFold(s.Name, name) {
			return s
		}
	}
	return nil
}

// alias is the stage's name: the word behind AS.
func alias(from *dockerfile.Instruction) string {
	if len(from.Words) == 3 && strings.EqualFold(from.Words[1].Value, "AS") {
		return from.Words[2].Value
	}
	return ""
}

// start is the state that a stage on that base begins with.
func (s *Stage) start(authored []string) {
	base := s.Base
	s.Env = baseEnv(base, authored)
	switch base.Kind {
	case BaseStage:
		from := base.Stage
		s.WorkDir, s.User, s.Shell = from.WorkDir, from.User, from.Shell
		s.Entrypoint, s.Cmd = from.Entrypoint, from.Cmd
		s.files = newFiles(from.files, base)
		return
	case BaseScratch:
		s.WorkDir = Value{Text: "/", Known: true}
	case BaseLambda:
		s.WorkDir = Value{Text: lambda.WorkingDir, Known: true}
		s.Entrypoint = Argv{Set: true, Words: []Arg{{Text: lambda.Entrypoint, Known: true}}}
	case BaseOther:
		s.startOther()
		fallthrough
	case BaseUnknown:
		s.Cmd.Unknown = true
	}
	s.files = newFiles(nil, base)
}

// startOther is the state that a public image of a language is known to begin with: those of Python and Ruby set neither a working directory nor
// an entry point, Node.js's sets an entry point.
func (s *Stage) startOther() {
	language, _, ok := lambda.LanguageImage(s.Base.Ref.Text)
	plain := ok && (language == lambda.Python || language == lambda.Ruby)
	if plain || ok && language == lambda.NodeJS {
		s.WorkDir = Value{Text: "/", Known: true}
	}
	s.Entrypoint.Unknown = !plain
}
