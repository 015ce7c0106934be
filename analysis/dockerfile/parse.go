package dockerfile

import (
	"errors"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/lambdock/lambdock/analysis/memo"
	"github.com/lambdock/lambdock/analysis/source"
)

// mostErrors bounds the errors of one file: nobody reads more, and each one that BuildKit's parser gives costs a reading.
const mostErrors = 200

// Parse reads a Dockerfile. It never fails and never panics.
func Parse(src *source.File) *File { return parse(src, nil) }

func parse(src *source.File, nodes *memo.Memo[*parser.Node]) (file *File) {
	file = &File{Source: src, Escape: parser.DefaultEscapeToken, Foreign: foreign(src.Text())}
	if file.Foreign != NotForeign {
		return file
	}
	defer func() {
		if recover() != nil { // BuildKit's parser has panicked on odd comments before
			file.finish()
		}
	}()
	r := newReader(src, file)
	r.nodes = nodes
	r.read()
	r.recall()
	r.understand()
	file.finish()
	return file
}

// understand hands the segments to BuildKit's parser and makes instructions of them.
func (r *reader) understand() {
	if !r.parseAll() {
		r.parseParts()
	}
	lint := linter.New(&linter.Config{})
	r.file.Instructions = make([]*Instruction, 0, len(r.segments))
	for k := range r.segments {
		seg := &r.segments[k]
		i := r.instruction(seg.text, seg.node)
		i.Span.End = max(i.Span.End, seg.end)
		i.Err = seg.refused
		i.Heredocs = seg.heredocs
		if i.OnBuild != nil {
			i.OnBuild.Heredocs = seg.heredocs
			i.OnBuild.Span.End = i.Span.End
		}
		r.file.Instructions = append(r.file.Instructions, i)
		r.judge(i, seg, lint)
	}
}

// parseAll parses the file in one go if nothing of it is known, and reports whether BuildKit's parser accepts it.
func (r *reader) parseAll() bool {
	if len(r.file.Errors) > 0 || slices.ContainsFunc(r.segments, func(s segment) bool { return s.accepted }) {
		return false
	}
	result, err := parser.Parse(strings.NewReader(r.src.Text()))
	if err != nil || len(result.AST.Children) != len(r.segments) {
		return false
	}
	for k, node := range result.AST.Children {
		r.segments[k].node = node
	}
	return true
}

// parseParts parses what lies between the segments that are known or that BuildKit's parser refuses, and so learns why it does.
// It stops reading at the first error, so each segment is read twice at most.
func (r *reader) parseParts() {
	for from := 0; from < len(r.segments) && len(r.file.Errors) < mostErrors; {
		if r.segments[from].refused != nil || r.segments[from].accepted {
			from++
			continue
		}
		to := from + 1
		for to < len(r.segments) && r.segments[to].refused == nil && !r.segments[to].apart && !r.segments[to].accepted {
			to++
		}
		refused, err := r.parsePart(from, to)
		if err == nil {
			from = to
			continue
		}
		seg := &r.segments[refused]
		i := r.instruction(seg.text, nil)
		seg.refused = r.refuse(i, err)
		if refused > from {
			_, _ = r.parsePart(from, refused)
		}
		from = refused + 1
	}
}

// parsePart parses the segments from up to to, and says which one is refused, and why.
func (r *reader) parsePart(from, to int) (refused int, err error) {
	first := r.segments[from].first
	head := "# escape=" + string(r.file.Escape) + "\n"
	text := r.lineText(first, r.segments[to-1].last)
	if first == 0 {
		text = strings.TrimPrefix(text, byteOrderMark)
	}
	result, err := parser.Parse(strings.NewReader(head + text))
	if err == nil {
		if len(result.AST.Children) == to-from {
			for k, node := range result.AST.Children {
				r.segments[from+k].node = node
			}
		}
		return 0, nil
	}
	line := -1
	var located *parser.LocationError
	if errors.As(err, &located) && len(located.Locations) > 0 && len(located.Locations[0]) > 0 {
		line = located.Locations[0][0].Start.Line - 2 + first
	}
	refused, _ = slices.BinarySearchFunc(r.segments[from:to], line, func(s segment, line int) int { return s.last - line })
	return min(from+refused, to-1), err
}

// lineText is the text of the lines from first to last.
func (r *reader) lineText(first, last int) string {
	return r.src.Slice(source.Span{Start: r.src.FullLine(first).Start, End: r.src.FullLine(last).End})
}

// judge asks BuildKit whether it accepts an instruction that its parser could read.
func (r *reader) judge(i *Instruction, seg *segment, lint *linter.Linter) {
	if seg.node == nil || seg.accepted || i.Err != nil || len(r.file.Errors) >= mostErrors {
		return
	}
	seg.node.PrevComment = nil // they say which checks to skip, and none is asked for
	command, err := instructions.ParseInstructionWithLinter(seg.node, lint)
	if err == nil {
		err = r.expand(i, command)
	}
	if err != nil {
		i.Err = r.refuse(i, err)
		return
	}
	r.remember(seg)
}

// finish puts in order what was read, and says what kind of file it is.
func (f *File) finish() {
	if len(f.Instructions) == 0 && len(f.Errors) == 0 {
		f.Foreign = Empty
	}
	for _, i := range f.Instructions {
		if beginsTemplate(i.Keyword) {
			f.Foreign = Template
		}
	}
	if f.Foreign != NotForeign {
		f.Errors = nil
		return
	}
	f.checkStages()
	slices.SortStableFunc(f.Errors, func(a, b Error) int { return a.Span.Start - b.Span.Start })
}

func (f *File) fail(e Error) {
	if len(f.Errors) < mostErrors {
		f.Errors = append(f.Errors, e)
	}
}
