package image

import (
	"sort"
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
	name := base.Ref.Text
	if !base.Ref.Known || name == "" || strings.HasSuffix(name, ":") || strings.HasSuffix(name, "@") {
		base.Ref.Known = false
		base.Lambda = openReference(reference.Value)
		return reference, base
	}
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

// openReference is the repository of a reference to one of Lambda's base images whose tag or digest holds a variable or a template's
// braces; the zero Reference for any other.
func openReference(raw string) lambda.Reference {
	raw = strings.Trim(raw, `"'`)
	if at := strings.IndexAny(raw, "$`\\'\"{<"); at >= 0 {
		raw = raw[:at]
	}
	name := raw[strings.LastIndexByte(raw, '/')+1:]
	end := strings.IndexAny(name, ":@")
	if end < 0 {
		return lambda.Reference{}
	}
	ref, _ := lambda.ParseReference(raw[:len(raw)-len(name)+end])
	return ref
}

// OnLambda reports whether the base is one of Lambda's base images, its tag known or not.
func (b Base) OnLambda() bool {
	return b.Kind == BaseLambda || b.Kind == BaseUnknown && b.Lambda.Repository != ""
}

// stageNamed is the last stage of that name among the first ones of an image, without regard to case; nil when there is none.
func stageNamed(first []*Stage, name string) *Stage {
	if len(first) == 0 {
		return nil
	}
	namesakes := first[0].names[strings.ToLower(name)]
	at := sort.Search(len(namesakes), func(n int) bool { return namesakes[n].Index >= len(first) })
	if at == 0 {
		return nil
	}
	return namesakes[at-1]
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
	if base.Kind == BaseStage {
		from := base.Stage
		s.WorkDir, s.User, s.Shell = from.WorkDir, from.User, from.Shell
		s.Entrypoint, s.Cmd = from.Entrypoint, from.Cmd
		s.files = newFiles(from.files, base)
		return
	}
	s.files = newFiles(nil, base)
	switch {
	case base.Kind == BaseScratch:
		s.WorkDir, s.User = Value{Text: "/", Known: true}, Value{Known: true}
	case base.OnLambda():
		s.WorkDir, s.User = Value{Text: lambda.WorkingDir, Known: true}, Value{Known: true}
		s.Entrypoint = Argv{Set: true, Words: []Arg{{Text: lambda.Entrypoint, Known: true}}}
	default:
		s.startOther()
	}
}

// startOther is the state that another image is known to begin with.
func (s *Stage) startOther() {
	s.Cmd.Unknown = true
	facts, ok := lambda.Official(s.Base.Ref.Text)
	if !ok || s.Base.Kind != BaseOther {
		s.Entrypoint.Unknown = true
		return
	}
	s.User.Known = true
	if facts.WorkDir != "" {
		s.WorkDir = Value{Text: facts.WorkDir, Known: true}
	}
	if facts.Entrypoint != "" {
		s.Entrypoint = Argv{Set: true, Words: []Arg{{Text: facts.Entrypoint, Known: true}}}
	}
}
