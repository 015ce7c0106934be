package lsp

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

// fold is a run of lines that can be hidden behind its first one.
type fold struct {
	first, last int // lines, counted from 0
	kind        protocol.FoldingRangeKind
}

func (s *server) foldingRange(ctx context.Context, params *protocol.FoldingRangeParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	list := []protocol.FoldingRange{}
	if q == nil || q.own == nil || !q.generic() || err != nil {
		return list, err
	}
	for _, f := range foldsOf(q.dockerfile()) {
		list = append(list, protocol.FoldingRange{StartLine: uint32(f.first), EndLine: uint32(f.last), Kind: f.kind})
	}
	return list, nil
}

// foldsOf are the stages, the instructions of several lines with their heredocs, and the comments of several lines.
func foldsOf(f *dockerfile.File) []fold {
	var folds []fold
	add := func(span source.Span, kind protocol.FoldingRangeKind) {
		if first, last := f.Source.LineOf(span.Start), f.Source.LineOf(span.End); last > first {
			folds = append(folds, fold{first, last, kind})
		}
	}
	for _, s := range symbolsOf(f, image.Handler{}) {
		if s.kind == protocol.SymbolKindModule {
			add(s.span, protocol.FoldingRangeKindRegion)
		}
	}
	for _, i := range f.Instructions {
		add(i.Span, "")
	}
	for _, span := range commentBlocks(f) {
		add(span, protocol.FoldingRangeKindComment)
	}
	slices.SortStableFunc(folds, func(a, b fold) int { return a.first - b.first })
	return slices.CompactFunc(folds, func(a, b fold) bool { return a.first == b.first && a.last == b.last })
}

// commentBlocks are the comments that stand on lines right below each other.
func commentBlocks(f *dockerfile.File) []source.Span {
	var blocks []source.Span
	for _, c := range f.Comments {
		if last := len(blocks) - 1; last >= 0 && f.Source.LineOf(c.Span.Start) == f.Source.LineOf(blocks[last].End)+1 {
			blocks[last] = blocks[last].Cover(c.Span)
			continue
		}
		blocks = append(blocks, c.Span)
	}
	return blocks
}
