package dockerfile

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/shell"

	"github.com/lambdock/lambdock/analysis/source"
)

// wordError is an error in the quotes or variables of one word.
type wordError struct {
	span    source.Span
	message string
}

func (e *wordError) Error() string { return e.message }

// expand finds the errors that BuildKit meets when it expands the words of an instruction, whatever the variables hold.
func (r *reader) expand(i *Instruction, command any) error {
	if run, ok := command.(*instructions.RunCommand); ok {
		mount, has := i.Flag("mount")
		if !has || strings.Contains(mount.Value.Value, "$") {
			return nil
		}
		return run.Expand(func(word string) (string, error) { return word, nil })
	}
	switch i.Keyword {
	case "ENV", "LABEL":
		for _, p := range i.Pairs {
			if err := r.expandWords(p.Name, p.Value); err != nil {
				return err
			}
		}
	case "ARG", "FROM", "ADD", "COPY", "WORKDIR", "USER", "VOLUME", "STOPSIGNAL":
		for _, f := range i.Flags {
			if err := r.expandWords(f.Value); err != nil {
				return err
			}
		}
		return r.expandWords(i.Words...)
	}
	return nil
}

func (r *reader) expandWords(words ...Word) error {
	for _, w := range words {
		if expandsAlways(w.Value, r.file.Escape) || strings.Contains(w.Value, "<<") {
			continue
		}
		if _, _, err := shell.NewLex(rune(r.file.Escape)).ProcessWord(w.Value, everyVariable{}); err != nil {
			message := err.Error()
			if _, cause, ok := strings.Cut(message, "\": "); ok {
				message = cause
			}
			return &wordError{w.Span(), message}
		}
	}
	return nil
}

// expandsAlways reports the plain words that most are: without quotes, or in one pair of them, each ${ closed behind a name.
func expandsAlways(s string, escape byte) bool {
	if n := len(s); n >= 2 && s[0] == '"' && s[n-1] == '"' && strings.IndexByte(s, escape) < 0 {
		s = s[1 : n-1]
	}
	if strings.ContainsAny(s, "'\"") {
		return false
	}
	for {
		_, rest, ok := strings.Cut(s, "${")
		if !ok {
			return true
		}
		end := 0
		for end < len(rest) && (rest[end] == '_' || 'a' <= rest[end]|0x20 && rest[end]|0x20 <= 'z') {
			end++
		}
		if end == 0 || end == len(rest) || rest[end] != '}' {
			return false
		}
		s = rest[end:]
	}
}

// everyVariable is an environment in which every variable is set, so that ${X:?} is no error.
type everyVariable struct{}

func (everyVariable) Get(string) (string, bool) { return "1", true }
func (everyVariable) Keys() []string            { return nil }
