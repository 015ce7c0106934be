package dockerfile

import (
	"bufio"
	"strings"
	"unicode"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/lambdock/lambdock/analysis/memo"
	"github.com/lambdock/lambdock/analysis/source"
)

// longestLine is the length in bytes of the longest line, without its line end, that BuildKit's scanner takes.
const longestLine = bufio.MaxScanTokenSize - 1

// longestChain is the longest chain of ONBUILD that BuildKit's parser is given.
const longestChain = 8

// segment is the text of one instruction: its continued lines joined, as BuildKit's parser joins them.
type segment struct {
	text        source.Text
	first, last int // lines from 0; last counts trailing comments, heredoc bodies and terminators
	end         int // offset behind the last byte that is the instruction's own
	heredocs    []Heredoc
	apart       bool // BuildKit's parser cannot read the lines before it together with it
	refused     *Error
	node        *parser.Node // what BuildKit's parser made of it; nil if it made nothing of it
	accepted    bool         // BuildKit is known to accept it
}

// reader cuts a file into segments.
type reader struct {
	src        *source.File
	file       *File
	lines      int // without the empty one behind the last line end
	next       int // the next line to read
	directives parser.DirectiveParser
	head       bool // directives are still possible
	apart      bool // a line was met that BuildKit's parser refuses
	segments   []segment
	nodes      *memo.Memo[*parser.Node] // of segments that BuildKit accepted before
	lastLine   map[string]int           // where each text that could end a heredoc stands last
}

func newReader(src *source.File, file *File) *reader {
	r := &reader{src: src, file: file, lines: src.Lines(), head: true}
	if r.src.FullLine(r.lines-1).Len() == 0 {
		r.lines--
	}
	return r
}

// line is the span of a line without its line end and, on the first line, without the byte order mark.
func (r *reader) line(n int) (source.Span, string) {
	span := r.src.FullLine(n)
	text := r.src.Slice(span)
	if n == 0 && strings.HasPrefix(text, byteOrderMark) {
		span.Start += len(byteOrderMark)
		text = text[len(byteOrderMark):]
	}
	text = strings.TrimRight(text, "\r\n")
	span.End = span.Start + len(text)
	return span, text
}

func (r *reader) read() {
	for r.next < r.lines {
		n := r.next
		r.next++
		span, text := r.line(n)
		tooLong := r.checkLength(n, span)
		trimmed := strings.TrimLeftFunc(text, unicode.IsSpace)
		span.Start += len(text) - len(trimmed)
		if r.head && r.directive(trimmed, span) {
			continue
		}
		if trimmed == "" {
			continue
		}
		if trimmed[0] == '#' {
			r.comment(trimmed, span)
			continue
		}
		r.segment(n, trimmed, span, tooLong)
	}
}

// segment reads the instruction that begins with the given line.
func (r *reader) segment(n int, text string, span source.Span, tooLong *Error) {
	seg := segment{first: n, apart: r.apart, refused: tooLong}
	r.apart = false
	if body, continued := r.cutContinuation(text); !continued {
		seg.text = source.TextOf(r.src, span)
		seg.end = span.End
	} else {
		var joined source.TextBuilder
		joined.Add(body, span.Start)
		seg.end = span.End
		r.continued(&seg, &joined)
		seg.text = joined.Text()
	}
	seg.last = r.next - 1
	r.checkChain(&seg)
	r.heredocs(&seg)
	r.segments = append(r.segments, seg)
}

// continued joins the lines that follow a continued one.
func (r *reader) continued(seg *segment, joined *source.TextBuilder) {
	for continued := true; continued && r.next < r.lines; {
		span, text := r.line(r.next)
		if long := r.checkLength(r.next, span); long != nil && seg.refused == nil {
			seg.refused = long
		}
		r.next++
		trimmed := strings.TrimLeftFunc(text, unicode.IsSpace)
		if trimmed == "" {
			continue
		}
		if trimmed[0] == '#' {
			span.Start = span.End - len(trimmed)
			r.comment(trimmed, span)
			continue
		}
		seg.end = span.End
		text, continued = r.cutContinuation(text)
		joined.Add(text, span.Start)
	}
}

// cutContinuation cuts the escape character that ends a line and says whether there was one.
// One that follows another escape character does not continue the line.
func (r *reader) cutContinuation(line string) (string, bool) {
	s := strings.TrimRight(line, " \t")
	n := len(s) - 1
	if n < 0 || s[n] != r.file.Escape || n > 0 && s[n-1] == r.file.Escape {
		return line, false
	}
	return s[:n], true
}

// checkChain refuses a chain of ONBUILD before BuildKit's parser sees it: that descends into each, copying the rest.
func (r *reader) checkChain(seg *segment) {
	chain := strings.TrimSpace(seg.text.String())
	for links := 0; ; links++ {
		if len(chain) <= len("onbuild") || !strings.EqualFold(chain[:len("onbuild")], "onbuild") || !isBlank(chain[len("onbuild")]) {
			return
		}
		if links == longestChain {
			i := r.instruction(seg.text, nil)
			seg.refused = r.fail(Error{Span: i.Words[0].Span(), Message: "chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"})
			return
		}
		chain = strings.TrimSpace(chain[len("onbuild"):])
	}
}

func (r *reader) comment(text string, span source.Span) {
	r.file.Comments = append(r.file.Comments, Comment{strings.TrimSpace(text[1:]), span})
}

// directive reads a parser directive and reports whether the line is one.
func (r *reader) directive(line string, span source.Span) bool {
	if !strings.HasPrefix(line, "#") {
		r.head = false
		return false
	}
	d, err := r.directives.ParseLine([]byte(line))
	if err != nil {
		r.fail(Error{Span: span, Message: clean(err.Error())})
		r.apart = true
		return true
	}
	if d == nil {
		r.head = false
		return false
	}
	r.file.Directives = append(r.file.Directives, Directive{d.Name, d.Value, span})
	if d.Name != "escape" {
		return true
	}
	if d.Value != "`" && d.Value != `\` {
		at := span.Start + strings.LastIndex(line, d.Value)
		r.fail(Error{
			Span:    source.Span{Start: at, End: at + len(d.Value)},
			Message: "invalid escape token '" + d.Value + "' does not match ` or \\",
		})
		r.apart = true
		return true
	}
	r.file.Escape = d.Value[0]
	return true
}

// checkLength makes the error of a line that is too long for BuildKit; nil if it is not.
func (r *reader) checkLength(n int, span source.Span) *Error {
	full := r.src.FullLine(n)
	length := full.Len()
	if length > 0 && r.src.Text()[full.End-1] == '\n' {
		length--
	}
	if length <= longestLine {
		return nil
	}
	r.apart = true
	return r.fail(Error{
		Span:    source.Span{Start: min(full.Start+longestLine, span.End), End: span.End},
		Message: "dockerfile line greater than max allowed size of 65535",
	})
}

func (r *reader) fail(e Error) *Error {
	r.file.fail(e)
	return &e
}
