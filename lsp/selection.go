package lsp

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

func (s *server) selectionRange(ctx context.Context, params *protocol.SelectionRangeParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	if q == nil || q.own == nil || !q.generic() || err != nil {
		return nil, err
	}
	list := []protocol.SelectionRange{}
	for _, p := range params.Positions {
		list = append(list, q.selection(spansAround(q.dockerfile(), q.offset(p))))
	}
	return list, nil
}

// selection puts spans, the innermost first, into each other.
func (q *question) selection(spans []source.Span) protocol.SelectionRange {
	var whole *protocol.SelectionRange
	for _, span := range slices.Backward(spans) {
		whole = &protocol.SelectionRange{Range: q.span(span), Parent: whole}
	}
	return *whole
}

// spansAround are the spans that hold an offset, from the name or word to the whole file; each lies inside the next.
func spansAround(f *dockerfile.File, offset int) []source.Span {
	spans := []source.Span{{Start: 0, End: f.Source.Len()}}
	narrow := func(span source.Span) {
		last := spans[len(spans)-1]
		if span.Contains(offset) && span != last && last.Start <= span.Start && span.End <= last.End {
			spans = append(spans, span)
		}
	}
	for _, s := range symbolsOf(f, image.Handler{}) {
		narrow(s.span)
	}
	for _, block := range commentBlocks(f) {
		narrow(block)
	}
	for _, c := range f.Comments {
		narrow(c.Span)
	}
	if i := f.At(offset); i != nil {
		narrowTo(i, narrow)
		if name, _, ok := variableAround(f, offset); ok {
			narrow(name)
		}
	}
	slices.Reverse(spans)
	return spans
}

// narrowTo walks from an instruction to the word at a place, the larger spans first.
func narrowTo(i *dockerfile.Instruction, narrow func(source.Span)) {
	narrow(i.Span)
	narrow(i.KeywordSpan)
	narrow(i.Args.Span(0, i.Args.Len()))
	for _, flag := range i.Flags {
		narrow(flag.Span)
		narrow(flag.Value.Span())
	}
	for _, heredoc := range i.Heredocs {
		narrow(heredoc.Body.Span(0, heredoc.Body.Len()))
	}
	for _, pair := range i.Pairs {
		narrow(pair.Name.Span().Cover(pair.Value.Span()))
		narrow(pair.Name.Span())
		narrow(pair.Value.Span())
	}
	for _, word := range i.Words {
		narrow(word.Span())
		narrow(word.Inner())
	}
	if i.OnBuild != nil {
		narrowTo(i.OnBuild, narrow)
	}
}
