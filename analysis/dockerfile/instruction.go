package dockerfile

import (
	"encoding/json"
	"strings"
	"unicode"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/lambdock/lambdock/analysis/source"
)

// keywords maps each keyword in lower case to the keyword in upper case.
var keywords = map[string]string{
	"add": "ADD", "arg": "ARG", "cmd": "CMD", "copy": "COPY", "entrypoint": "ENTRYPOINT", "env": "ENV", "expose": "EXPOSE",
	"from": "FROM", "healthcheck": "HEALTHCHECK", "label": "LABEL", "maintainer": "MAINTAINER", "onbuild": "ONBUILD", "run": "RUN",
	"shell": "SHELL", "stopsignal": "STOPSIGNAL", "user": "USER", "volume": "VOLUME", "workdir": "WORKDIR",
}

// Keywords are the keywords of all instructions, in upper case and in order.
func Keywords() []string {
	return []string{"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
		"ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"}
}

// instruction reads the joined text of one instruction. node is what BuildKit's parser made of it; nil if it made nothing of it.
func (r *reader) instruction(text source.Text, node *parser.Node) *Instruction {
	s := text.String()
	trimmed := strings.TrimSpace(s)
	start := strings.Index(s, trimmed)
	end := start + len(trimmed)
	after := start
	for after < end && !isBlank(s[after]) {
		after++
	}
	i := &Instruction{Keyword: keyword(s[start:after]), KeywordSpan: text.Span(start, after)}
	for after < end && isBlank(s[after]) {
		after++
	}
	flags, rest := splitFlags(s[after:end], r.file.Escape)
	for _, f := range flags {
		i.Flags = append(i.Flags, r.flag(text.Slice(after+f.start, after+f.end), f.text))
	}
	body := s[after+rest : end]
	args := strings.TrimLeftFunc(body, unicode.IsSpace)
	from := end - len(args)
	i.Args = text.Slice(from, from+len(args))
	r.arguments(i, node)
	i.Span = text.Span(start, end)
	return i
}

func keyword(s string) string {
	lower := strings.ToLower(s)
	if known, ok := keywords[lower]; ok {
		return known
	}
	if upper := strings.ToUpper(s); keywords[strings.ToLower(upper)] == "" {
		return upper
	}
	return s
}

func (r *reader) flag(text source.Text, decoded string) Flag {
	name, value, _ := strings.Cut(decoded, "=")
	s := text.String()
	at := len(s)
	if i := strings.IndexByte(s, '='); i >= 0 {
		at = i + 1
	}
	w := word(text, piece{at, len(s)}, r.file.Escape)
	w.Value = value
	return Flag{Name: strings.TrimPrefix(name, "--"), Value: w, Span: text.All()}
}

// arguments reads the words of Args in the way of the instruction's kind.
func (r *reader) arguments(i *Instruction, node *parser.Node) {
	s, escape := i.Args.String(), r.file.Escape
	if s == "" {
		return
	}
	braces := templated(s)
	switch i.Keyword {
	case "FROM", "EXPOSE":
		i.Words = words(i.Args, splitBlanks(s, braces), escape)
	case "ADD", "COPY", "VOLUME":
		if !r.array(i, i.Args, node) {
			i.Words = words(i.Args, splitBlanks(s, braces), escape)
		}
	case "RUN", "CMD", "ENTRYPOINT", "SHELL":
		if !r.array(i, i.Args, node) {
			i.Words = words(i.Args, splitQuoted(s, escape, braces), escape)
		}
	case "ENV", "LABEL":
		i.Words = words(i.Args, splitQuoted(s, escape, braces), escape)
		r.namesAndValues(i)
	case "ARG":
		i.Words = words(i.Args, splitQuoted(s, escape, braces), escape)
		for _, w := range i.Words {
			i.Pairs = append(i.Pairs, r.pair(w.Raw))
		}
	case "WORKDIR", "USER", "STOPSIGNAL", "MAINTAINER":
		i.Words = words(i.Args, []piece{{0, len(s)}}, escape)
	case "HEALTHCHECK":
		r.healthcheck(i, node, braces)
	case "ONBUILD":
		i.Words = words(i.Args, splitQuoted(s, escape, braces), escape)
		var child *parser.Node
		if node != nil && node.Next != nil && len(node.Next.Children) == 1 {
			child = node.Next.Children[0]
		}
		if !strings.EqualFold(i.Words[0].Value, "onbuild") {
			i.OnBuild = r.instruction(i.Args, child)
		}
	default:
		i.Words = words(i.Args, splitQuoted(s, escape, braces), escape)
	}
}

// array reads text as a JSON array and reports whether it is one.
func (r *reader) array(i *Instruction, text source.Text, node *parser.Node) bool {
	if node != nil && !node.Attributes["json"] || node == nil && !isArray(text.String()) {
		return false
	}
	i.JSON = true
	var value *parser.Node
	if node != nil {
		value = node.Next
		if i.Keyword == "HEALTHCHECK" {
			value = value.Next
		}
	}
	s := text.String()
	for _, e := range elements(s) {
		w := Word{Raw: text.Slice(e.start, e.end), Value: s[e.start:e.end]}
		if e.text {
			w.Quoted = '"'
		}
		if value != nil {
			w.Value, value = value.Value, value.Next
		} else if e.text {
			_ = json.Unmarshal([]byte(w.Value), &w.Value)
		}
		i.Words = append(i.Words, w)
	}
	return true
}

// healthcheck reads NONE, or CMD and its command.
func (r *reader) healthcheck(i *Instruction, node *parser.Node, braces bool) {
	s, escape := i.Args.String(), r.file.Escape
	end := 0
	for end < len(s) && !isSpaceByte(s[end]) {
		end++
	}
	if end == 0 {
		return
	}
	next := end
	for next < len(s) && isSpaceByte(s[next]) {
		next++
	}
	i.Words = []Word{word(i.Args, piece{0, end}, escape)}
	rest := i.Args.Slice(next, len(s))
	if !r.array(i, rest, node) {
		i.Words = append(i.Words, words(rest, splitQuoted(rest.String(), escape, braces), escape)...)
	}
}

// namesAndValues reads the pairs of ENV and LABEL: NAME=value …, or the old NAME value.
func (r *reader) namesAndValues(i *Instruction) {
	if len(i.Words) == 0 {
		return
	}
	if strings.Contains(i.Words[0].Value, "=") {
		for _, w := range i.Words {
			i.Pairs = append(i.Pairs, r.pair(w.Raw))
		}
		return
	}
	s := i.Args.String()
	end := 0
	for end < len(s) && !isBlank(s[end]) {
		end++
	}
	start := end
	for start < len(s) && isBlank(s[start]) {
		start++
	}
	i.Pairs = []Pair{{
		Name:     word(i.Args, piece{0, end}, r.file.Escape),
		Value:    word(i.Args, piece{start, len(s)}, r.file.Escape),
		HasValue: start > end,
	}}
}

func (r *reader) pair(text source.Text) Pair {
	s := text.String()
	name, _, has := strings.Cut(s, "=")
	value := len(name)
	if has {
		value++
	}
	return Pair{
		Name:     word(text, piece{0, len(name)}, r.file.Escape),
		Value:    word(text, piece{value, len(s)}, r.file.Escape),
		HasValue: has,
	}
}
