package dockerfile

import (
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/util/suggest"

	"github.com/lambdock/lambdock/analysis/source"
)

// flagNames are the flags that BuildKit knows for each instruction, in order.
var flagNames = map[string][]string{
	"ADD":         {"checksum", "chmod", "chown", "exclude", "keep-git-dir", "link", "unpack"},
	"COPY":        {"chmod", "chown", "exclude", "from", "link", "parents"},
	"FROM":        {"platform"},
	"HEALTHCHECK": {"interval", "retries", "start-interval", "start-period", "timeout"},
	"RUN":         {"device", "mount", "network", "security"},
}

// Flags are the flags that BuildKit knows for an instruction (its keyword in upper case), without dashes and in order.
func Flags(keyword string) []string { return flagNames[keyword] }

// refuse records that BuildKit refuses an instruction. What a template fills in is not judged: then it gives nil.
func (r *reader) refuse(i *Instruction, err error) *Error {
	if beginsTemplate(i.Keyword) {
		return &Error{Span: i.KeywordSpan, Message: clean(err.Error())}
	}
	if templated(r.written(i)) {
		return nil
	}
	e := locate(i, err)
	r.file.fail(e)
	return &e
}

// written is the instruction's own text, without its heredocs.
func (r *reader) written(i *Instruction) string {
	span := i.KeywordSpan.Cover(i.Args.All())
	for _, f := range i.Flags {
		span = span.Cover(f.Span)
	}
	return r.src.Slice(span)
}

// locate finds the smallest text that an error of BuildKit is about.
func locate(i *Instruction, err error) Error {
	e := Error{Span: i.KeywordSpan, Message: clean(err.Error())}
	var unknown *instructions.UnknownInstructionError
	var syntax *wordError
	switch {
	case errors.As(err, &unknown):
		if e.Span.Len() == 0 {
			e.Span = i.Span
		}
		e.Suggestion, _ = suggest.Search(unknown.Instruction, Keywords(), false)
	case errors.As(err, &syntax):
		e.Span = syntax.span
	case len(i.Flags) > 0 && aboutFlag(i, &e):
	default:
		aboutArguments(i, &e)
	}
	return e
}

var (
	didYouMean   = regexp.MustCompile(` \(did you mean .*\?\)$`)
	linePrefix   = regexp.MustCompile(`^dockerfile parse error on line \d+: `)
	flagMessage  = regexp.MustCompile(`^(unknown flag|duplicate flag specified|missing a value on flag): --(.*)$`)
	boolMessage  = regexp.MustCompile(`^expecting boolean value for flag --(.*), not: `)
	quotedInside = regexp.MustCompile(`'([^']+)'|"([^"]+)"|: (\S+)$`)
)

// clean gives BuildKit's words without the line and the suggestion, beginning in lower case unless with a keyword.
func clean(message string) string {
	message = didYouMean.ReplaceAllString(linePrefix.ReplaceAllString(message, ""), "")
	first, _, _ := strings.Cut(message, " ")
	if len(first) > 0 && first != strings.ToUpper(first) {
		r := []rune(message)
		r[0] = unicode.ToLower(r[0])
		return string(r)
	}
	return message
}

// aboutFlag places an error that is about a flag, and reports whether it is one.
func aboutFlag(i *Instruction, e *Error) bool {
	if m := flagMessage.FindStringSubmatch(e.Message); m != nil {
		e.Span = i.flagNamed(m[2], m[1] == "duplicate flag specified")
		if m[1] != "unknown flag" {
			return true
		}
		if name, ok := suggest.Search(m[2], Flags(i.Keyword), true); ok {
			e.Suggestion = "--" + name
		}
		return true
	}
	if m := boolMessage.FindStringSubmatch(e.Message); m != nil {
		if f, ok := i.Flag(m[1]); ok {
			e.Span = f.Value.Inner()
		}
		return true
	}
	f, ok := i.flagAtFault(e.Message)
	if ok {
		e.Span = f.Value.Inner()
		if i.Keyword == "RUN" {
			e.Span = within(f.Value, e)
		}
	}
	return ok
}

// flagNamed is where the first flag of that name stands, without its value; or where it stands again.
func (i *Instruction) flagNamed(name string, again bool) source.Span {
	for _, f := range i.Flags {
		if f.Name != name {
			continue
		}
		if !again {
			return f.nameSpan()
		}
		for _, g := range i.Flags {
			if g.Name == name && g.Span != f.Span {
				return g.Span
			}
		}
	}
	return i.KeywordSpan
}

// nameSpan is the flag without its value.
func (f Flag) nameSpan() source.Span {
	if f.Value.Raw.Len() == 0 {
		return source.Span{Start: f.Span.Start, End: f.Span.Start + min(f.Span.Len(), len("--")+len(f.Name))}
	}
	return source.Span{Start: f.Span.Start, End: f.Value.Span().Start - 1}
}

// flagAtFault is the flag whose value an error is about.
func (i *Instruction) flagAtFault(message string) (Flag, bool) {
	for _, f := range i.Flags {
		switch f.Name {
		case "interval", "timeout", "start-period", "start-interval":
			d, err := time.ParseDuration(f.Value.Value)
			if err != nil && strings.Contains(message, err.Error()) || err == nil && d != 0 && d < time.Millisecond && strings.Contains(message, f.Name) {
				return f, true
			}
		case "retries":
			if strings.Contains(message, "strconv") || strings.Contains(message, "retries") {
				return f, true
			}
		case "mount", "network", "security", "device":
			if f.Name == "mount" && !strings.Contains(message, "network") && !strings.Contains(message, "security") || strings.Contains(message, f.Name) {
				return f, true
			}
		}
	}
	return Flag{}, false
}

// within finds in a value the text that the error's message quotes: mount types, keys and fields.
func within(w Word, e *Error) source.Span {
	for _, m := range quotedInside.FindAllStringSubmatch(e.Message, -1) {
		text := m[1] + m[2] + m[3]
		if at := strings.Index(w.Raw.String(), text); at >= 0 {
			e.Suggestion = mountSuggestion(e.Message, text)
			return w.Raw.Span(at, at+len(text))
		}
	}
	return w.Inner()
}

func mountSuggestion(message, text string) string {
	var options []string
	switch {
	case strings.HasPrefix(message, "unsupported mount type"):
		options = []string{"bind", "cache", "secret", "ssh", "tmpfs"}
	case strings.HasPrefix(message, "unsupported sharing value"):
		options = []string{"locked", "private", "shared"}
	case strings.HasPrefix(message, "unexpected key"):
		options = []string{"destination", "dst", "env", "from", "gid", "id", "mode", "readonly", "readwrite", "required", "ro", "rw",
			"sharing", "size", "source", "src", "target", "type", "uid"}
	}
	found, _ := suggest.Search(text, options, true)
	return found
}

// aboutArguments places an error that is about the arguments, or about their absence.
func aboutArguments(i *Instruction, e *Error) {
	starts := func(prefix string) bool { return strings.HasPrefix(e.Message, prefix) }
	if len(i.Words) == 0 {
		return
	}
	last := i.Words[len(i.Words)-1].Span()
	switch {
	case starts("FROM requires either one or three arguments"):
		e.Span = i.Words[min(1, len(i.Words)-1)].Span()
		if len(i.Words) != 3 {
			e.Span = e.Span.Cover(last)
		}
	case starts("invalid name for build stage"), strings.Contains(e.Message, "cannot accept a heredoc as"):
		e.Span = last
	case starts("syntax error - can't find = in"):
		for _, p := range i.Pairs {
			if !p.HasValue {
				e.Span = p.Name.Span()
				return
			}
		}
	case strings.HasSuffix(e.Message, "must have two arguments"), starts("SHELL requires the arguments"):
		e.Span = i.Args.All()
	case strings.HasSuffix(e.Message, "names can not be blank"):
		for _, p := range i.Pairs {
			if p.Name.Raw.Len() == 0 {
				e.Span = p.Name.Span().Cover(p.Value.Span())
				return
			}
		}
	case starts("when using JSON array syntax"):
		for _, w := range i.arrayWords() {
			if w.Quoted == 0 {
				e.Span = w.Span()
				return
			}
		}
	case starts("HEALTHCHECK NONE takes no arguments"):
		e.Span = i.Words[min(1, len(i.Words)-1)].Span().Cover(last)
	case starts("unknown type"):
		e.Span = i.Words[0].Span()
		e.Suggestion, _ = suggest.Search(i.Words[0].Value, []string{"CMD", "NONE"}, false)
	case starts("missing command after HEALTHCHECK CMD"):
		e.Span = i.Words[0].Span()
	case starts("chaining ONBUILD"), strings.HasSuffix(e.Message, "allowed as an ONBUILD trigger"):
		e.Span = i.Words[0].Span()
	case starts("VOLUME specified can not be"):
		for _, w := range i.Words {
			if strings.TrimSpace(w.Value) == "" {
				e.Span = w.Span()
				return
			}
		}
	}
}

// arrayWords are the words of the JSON array that the instruction holds; those of its trigger for ONBUILD.
func (i *Instruction) arrayWords() []Word {
	if i.OnBuild != nil {
		return i.OnBuild.arrayWords()
	}
	if i.Keyword == "HEALTHCHECK" && len(i.Words) > 0 {
		return i.Words[1:]
	}
	return i.Words
}

// checkStages finds what stands before the first FROM and may not, unless an unreadable instruction before it could be one.
func (f *File) checkStages() {
	hasFrom := false
	for _, i := range f.Instructions {
		hasFrom = hasFrom || i.Keyword == "FROM"
	}
	for k, i := range f.Instructions {
		if i.Keyword == "FROM" || keywords[strings.ToLower(i.Keyword)] == "" {
			return
		}
		if i.Keyword == "ARG" {
			if k == len(f.Instructions)-1 {
				f.fail(Error{Span: i.KeywordSpan, Message: "dockerfile contains no stages to build"})
			}
			continue
		}
		if i.Err == nil {
			e := Error{Span: i.KeywordSpan, Message: "no build stage in current context"}
			i.Err = &e
			f.fail(e)
		}
		if !hasFrom {
			return
		}
	}
}
