package dockerfile

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"

	"github.com/lambdock/lambdock/analysis/source"
)

// heredocs reads the here-documents that the segment's text announces.
func (r *reader) heredocs(seg *segment) {
	for _, doc := range r.markers(seg.text) {
		if !r.body(seg, doc) {
			return
		}
	}
}

type marker struct {
	*parser.Heredoc
	span source.Span
}

// markers finds the words that announce here-documents, in the way of BuildKit's parser: whatever the escape character
// of the file is, a backslash escapes here.
func (r *reader) markers(text source.Text) []marker {
	s := text.String()
	if !strings.Contains(s, "<<") {
		return nil
	}
	if !takesHeredocs(r.instruction(text, nil)) {
		return nil
	}
	lex := shell.NewLex('\\')
	lex.RawQuotes, lex.RawEscapes, lex.SkipUnsetEnv = true, true, true
	words, _ := lex.ProcessWords(s, noVariables{})
	var found []marker
	from := 0
	for _, word := range words {
		doc, err := parser.ParseHeredoc(word)
		if err != nil {
			return nil
		}
		if doc == nil {
			continue
		}
		start, end := findWord(s, word, from)
		if start < 0 { // bytes that are no UTF-8 are others in word
			start, end = findMarker(s, from)
		}
		from = end
		found = append(found, marker{doc, text.Span(start, end)})
	}
	return found
}

func takesHeredocs(i *Instruction) bool {
	if i.OnBuild != nil {
		i = i.OnBuild
	}
	return !i.JSON && (i.Keyword == "RUN" || i.Keyword == "COPY" || i.Keyword == "ADD")
}

// findWord finds word in s from an offset on, as a word of its own where it stands as one, else anywhere.
func findWord(s, word string, from int) (start, end int) {
	anywhere := -1
	for at := from; ; {
		i := strings.Index(s[at:], word)
		if i < 0 {
			break
		}
		start, end = at+i, at+i+len(word)
		if anywhere < 0 {
			anywhere = start
		}
		if (start == 0 || isBlank(s[start-1])) && (end == len(s) || isBlank(s[end])) {
			return start, end
		}
		at = start + 1
	}
	return anywhere, anywhere + len(word)
}

// findMarker finds the next "<<" from an offset on, up to the blank behind it.
func findMarker(s string, from int) (start, end int) {
	start = max(strings.Index(s[from:], "<<"), 0) + from
	end = start
	for end < len(s) && !isBlank(s[end]) {
		end++
	}
	return start, end
}

// body reads one here-document and reports whether its terminator was found.
func (r *reader) body(seg *segment, m marker) bool {
	first := r.next
	last := r.terminator(m.Name, m.Chomp)
	doc := Heredoc{Name: m.Name, Marker: m.span, Expand: m.Expand, FD: m.FileDescriptor}
	terminated := last >= 0
	if !terminated {
		seg.refused = r.fail(Error{Span: m.span, Message: "unterminated heredoc"})
		last = r.resume(seg)
	} else {
		r.next = last + 1
		seg.last = last
		span, _ := r.line(last)
		seg.end = span.End
	}
	doc.Body = r.document(first, last, m.Chomp)
	seg.heredocs = append(seg.heredocs, doc)
	if !terminated {
		seg.end = max(seg.end, doc.Body.All().End)
	}
	return terminated
}

// document is the text of the lines from first up to last, which is not of it.
func (r *reader) document(first, last int, chomp bool) source.Text {
	start := r.src.FullLine(first).Start
	end := r.src.Len()
	if last < r.lines {
		end = r.src.FullLine(last).Start
	}
	if !chomp {
		return source.TextOf(r.src, source.Span{Start: start, End: end})
	}
	var b source.TextBuilder
	b.Add("", start)
	for n := first; n < last; n++ {
		line := r.src.FullLine(n)
		text := r.src.Slice(line)
		cut := strings.TrimLeft(text, "\t")
		b.Add(cut, line.Start+len(text)-len(cut))
	}
	return b.Text()
}

// terminator is the next line that ends the here-document of that name, or -1.
func (r *reader) terminator(name string, chomp bool) int {
	if r.lastLine != nil {
		if last, ok := r.lastLine[name]; !ok || last < r.next {
			return -1
		}
	}
	for n := r.next; n < r.lines; n++ {
		if r.terminatorText(n, chomp) == name {
			for long := r.next; long < n; long++ {
				r.checkLength(long, r.src.Line(long))
			}
			return n
		}
	}
	r.indexLines()
	return -1
}

func (r *reader) terminatorText(n int, chomp bool) string {
	text := strings.TrimRight(r.src.Slice(r.src.FullLine(n)), "\r\n")
	if chomp {
		return strings.TrimLeft(text, "\t")
	}
	return text
}

// indexLines remembers where each text stands last, so that many unterminated heredocs do not read the rest of the file each.
func (r *reader) indexLines() {
	if r.lastLine != nil {
		return
	}
	r.lastLine = make(map[string]int)
	for n := r.next; n < r.lines; n++ {
		r.lastLine[r.terminatorText(n, false)] = n
		r.lastLine[r.terminatorText(n, true)] = n
	}
}

// resume is where reading goes on behind an unterminated heredoc: at the next line that begins like an instruction of
// this file. In BuildKit's eyes the rest of the file is the document; to a person it is the terminator that is missing.
func (r *reader) resume(seg *segment) int {
	upper := strings.ToUpper(seg.text.String()[:1]) == seg.text.String()[:1]
	for n := r.next; n < r.lines; n++ {
		_, text := r.line(n)
		word, _, _ := strings.Cut(text, " ")
		if known, ok := keywords[strings.ToLower(word)]; ok && upper == (word == known) && len(word) < len(text) {
			r.next = n
			return n
		}
	}
	r.next = r.lines
	return r.lines
}

type noVariables struct{}

func (noVariables) Get(string) (string, bool) { return "", false }
func (noVariables) Keys() []string            { return nil }
