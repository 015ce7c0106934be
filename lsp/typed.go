package lsp

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

// typed is what stands in front of the cursor in an instruction that may not be finished.
type typed struct {
	keyword string // in upper case; empty while it is being typed
	// words are the finished words behind the keyword, flags among them.
	words []string
	// word is the word at the cursor, up to it, without the quote that opens it, and span its place, up to the word's end.
	word string
	span source.Span
	// quoted reports a word inside quotes of a JSON array that is not closed yet.
	quoted bool
	// first reports that the word is the first of its line.
	first bool
}

// typedAt reads what was typed up to an offset, continued lines joined.
func typedAt(f *dockerfile.File, offset int) typed {
	text := f.Source.Text()
	start := statementStart(f, offset)
	t := typed{}
	var words []string
	wordStart, inWord := offset, false
	for at := start; at < offset; at++ {
		switch c := text[at]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == f.Escape && at+1 < len(text) && (text[at+1] == '\n' || text[at+1] == '\r'):
			if inWord {
				words = append(words, text[wordStart:at])
			}
			inWord = false
		case !inWord:
			wordStart, inWord = at, true
		}
	}
	if !inWord {
		wordStart = offset
	}
	if len(words) > 0 {
		t.keyword, t.words = strings.ToUpper(words[0]), words[1:]
	}
	t.first = len(words) == 0
	t.word, t.span = text[wordStart:offset], source.Span{Start: wordStart, End: wordEnd(text, offset)}
	t.unquote()
	return t
}

// statementStart is where the instruction of an offset begins: after the line breaks that are not escaped.
func statementStart(f *dockerfile.File, offset int) int {
	line := f.Source.LineOf(offset)
	for line > 0 {
		before := strings.TrimRight(f.Source.Slice(f.Source.Line(line-1)), " \t\r\n")
		if before == "" || before[len(before)-1] != f.Escape || strings.HasPrefix(strings.TrimSpace(before), "#") {
			break
		}
		line--
	}
	return min(f.Source.Line(line).Start, offset)
}

func wordEnd(text string, offset int) int {
	for offset < len(text) && !strings.ContainsRune(" \t\r\n\",]", rune(text[offset])) {
		offset++
	}
	return offset
}

// unquote takes the bracket and the quotes of a JSON array off the word.
func (t *typed) unquote() {
	if t.keyword == "" {
		return
	}
	cut := strings.LastIndexAny(t.word, `"`)
	if cut < 0 {
		if bare := strings.TrimLeft(t.word, "["); bare != t.word {
			t.span.Start += len(t.word) - len(bare)
			t.word = bare
		}
		return
	}
	t.quoted = strings.Count(t.word, `"`)%2 == 1
	t.span.Start += cut + 1
	t.word = t.word[cut+1:]
}

// arguments are the finished words that are no flags.
func (t typed) arguments() []string {
	var out []string
	for _, w := range t.words {
		if !strings.HasPrefix(w, "--") {
			out = append(out, w)
		}
	}
	return out
}

// variable is the part of the word behind the last "$" or "${" that is still open, and where it begins; ok is false when there is none.
func (t typed) variable() (name string, start int, ok bool) {
	at := strings.LastIndexByte(t.word, '$')
	if at < 0 {
		return "", 0, false
	}
	name = strings.TrimPrefix(t.word[at+1:], "{")
	for k := 0; k < len(name); k++ {
		if !isNameByte(name[k]) {
			return "", 0, false
		}
	}
	return name, t.span.Start + at, true
}
