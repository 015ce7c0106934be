// Package dockerfile reads the bytes of a Dockerfile into instructions and words, each with its exact span.
// BuildKit's parser gives the meaning; reading never fails: what is wrong becomes an Error, and the rest is still read.
package dockerfile

import (
	"sort"

	"github.com/lambdock/lambdock/analysis/source"
)

// File is a Dockerfile that was read.
type File struct {
	Source *source.File
	// Escape is the escape character: a backslash, or a backtick where a directive says so.
	Escape byte
	// Directives are the parser directives at the head of the file: syntax, escape, check.
	Directives []Directive
	// Comments are the whole-line comments, those inside continued instructions included, in order.
	Comments []Comment
	// Instructions are all instructions in order, unreadable ones included (Err is set then).
	Instructions []*Instruction
	// Errors are what BuildKit would refuse, each once, in order of their spans.
	Errors []Error
	// Foreign says why the bytes are not taken for a Dockerfile at all (Binary, Empty, Template); no Errors are given then.
	Foreign Foreign
}

// Foreign is why bytes are not read as a Dockerfile.
type Foreign int

// The kinds of files that carry a Dockerfile's name and are none.
const (
	NotForeign Foreign = iota
	Empty              // nothing but white space and comments
	Binary             // NUL bytes, or UTF-16
	Template           // template braces ({{ … }}, <% … %>) where an instruction's keyword should be; braces inside words do not make a file foreign, the words are Templated
)

// Directive is a parser directive such as "# escape=`".
type Directive struct {
	Name, Value string
	Span        source.Span // of the whole line
}

// Comment is one whole-line comment.
type Comment struct {
	Text string      // without the "#" and surrounding blanks
	Span source.Span // from "#" to the end of the line
}

// Instruction is one instruction, its continued lines joined.
type Instruction struct {
	Keyword     string      // in upper case: "FROM"
	KeywordSpan source.Span // as written
	// Span runs from the keyword to the last byte of the last line, heredoc bodies and their terminators included.
	Span  source.Span
	Flags []Flag // --from=…, in order
	// Args is the text behind keyword and flags, continued lines joined, heredoc bodies not included.
	Args source.Text
	// Words are the words of Args as BuildKit splits them for the keyword: the elements in JSON form; else split at blanks,
	// which quotes keep together in shell form, ENV, LABEL and ARG, and do not in FROM, COPY, ADD, EXPOSE and VOLUME; all of
	// Args for WORKDIR, USER, STOPSIGNAL and MAINTAINER. HEALTHCHECK's first word is its type.
	Words []Word
	// JSON reports the exec form: Args is a JSON array of strings.
	JSON bool
	// Pairs are the names and values of ENV, ARG and LABEL.
	Pairs    []Pair
	Heredocs []Heredoc
	OnBuild  *Instruction // the instruction that ONBUILD holds
	Err      *Error       // why BuildKit refuses the instruction; nil if it does not
}

// Word is one word of an instruction.
type Word struct {
	// Raw is the word as written, continued lines joined: quotes, escapes and variables are still in it. In JSON form it is the element with its quotes.
	Raw source.Text
	// Value is the decoded string of a JSON element, or a flag's value without quotes and escapes; elsewhere it is Raw's string.
	Value string
	// Quoted is the quote ('"' or '\'') that the whole word stands in, or 0.
	Quoted byte
}

// Span is where the word stands, quotes included.
func (w Word) Span() source.Span { return w.Raw.All() }

// Inner is where the word stands without the quotes around it.
func (w Word) Inner() source.Span {
	if w.Quoted == 0 || w.Raw.Len() < 2 {
		return w.Raw.All()
	}
	return w.Raw.Span(1, w.Raw.Len()-1)
}

// Templated reports whether a template engine fills the word in: {{ … }} or <% … %>.
func (w Word) Templated() bool { return templated(w.Raw.String()) }

// Flag is a flag of an instruction: --name=value, or --name.
type Flag struct {
	Name  string      // without the dashes
	Value Word        // its Raw is empty without a value
	Span  source.Span // of the whole flag
}

// Pair is a name with its value, as in ENV NAME=value, ENV NAME value, ARG NAME.
type Pair struct {
	Name     Word
	Value    Word // the raw value, quotes still in it
	HasValue bool
}

// Heredoc is a here-document of RUN, COPY or ADD.
type Heredoc struct {
	Name   string      // the delimiter without quotes and dash
	Marker source.Span // of "<<EOF" on the instruction's line
	// Body is the document with its tabs cut if the marker says "<<-".
	Body source.Text
	// Expand reports whether variables in the body are expanded: the delimiter is unquoted.
	Expand bool
	// FD is the file descriptor that it is given to (0 by default).
	FD uint
}

// Error is something that BuildKit would refuse.
type Error struct {
	Span    source.Span
	Message string // BuildKit's words, lower case, without the line prefix and "did you mean"
	// Suggestion is what BuildKit thinks was meant in place of Span ("did you mean FROM?"), or empty.
	Suggestion string
}

// Flag returns the flag of that name (the last one if it stands there twice), and whether there is one.
func (i *Instruction) Flag(name string) (Flag, bool) {
	for k := len(i.Flags) - 1; k >= 0; k-- {
		if i.Flags[k].Name == name {
			return i.Flags[k], true
		}
	}
	return Flag{}, false
}

// At is the instruction in whose span the offset lies, or nil.
func (f *File) At(offset int) *Instruction {
	k := sort.Search(len(f.Instructions), func(k int) bool { return f.Instructions[k].Span.End >= offset })
	if k == len(f.Instructions) || !f.Instructions[k].Span.Contains(offset) {
		return nil
	}
	return f.Instructions[k]
}

// CommentsAbove are the comments on the lines directly above an instruction, in order: no blank line and no other
// instruction lies between.
func (f *File) CommentsAbove(i *Instruction) []Comment {
	to := sort.Search(len(f.Comments), func(k int) bool { return f.Comments[k].Span.Start >= i.Span.Start })
	from := to
	for line := f.Source.LineOf(i.Span.Start); from > 0 && f.Source.LineOf(f.Comments[from-1].Span.Start) == line-1; line-- {
		from--
	}
	for from < to && f.At(f.Comments[from].Span.Start) != nil {
		from++
	}
	return f.Comments[from:to]
}
