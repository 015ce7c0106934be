package lsp

import (
	"math"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis/source"
)

// encoding is the unit in which the columns of positions count. The zero value is the protocol's default, UTF-16.
type encoding int

const (
	utf16Columns encoding = iota
	utf8Columns
)

// encodingFor takes UTF-8, which needs no counting, from a client that offers it.
func encodingFor(offered []protocol.PositionEncodingKind) encoding {
	for _, kind := range offered {
		if kind == protocol.PositionEncodingKindUTF8 {
			return utf8Columns
		}
	}
	return utf16Columns
}

func (e encoding) kind() protocol.PositionEncodingKind {
	if e == utf8Columns {
		return protocol.PositionEncodingKindUTF8
	}
	return protocol.PositionEncodingKindUTF16
}

// position is the protocol's place of a byte.
func (e encoding) position(f *source.File, offset int) protocol.Position {
	p := f.Position(offset)
	if e == utf16Columns {
		p = f.UTF16Position(offset)
	}
	return protocol.Position{Line: uint32(p.Line), Character: uint32(p.Column)}
}

// spanRange is the protocol's range of a span.
func (e encoding) spanRange(f *source.File, s source.Span) protocol.Range {
	return protocol.Range{Start: e.position(f, s.Start), End: e.position(f, s.End)}
}

// offset is the byte at a line and a column. A place outside the text is clamped to its line, or to the end.
func (e encoding) offset(f *source.File, line, column float64) int {
	p := source.Position{Line: clampInt(line), Column: clampInt(column)}
	if e == utf8Columns {
		return f.Offset(p)
	}
	return f.UTF16Offset(p)
}

// span is the span of a range. A range that ends before it begins is turned round.
func (e encoding) span(f *source.File, r protocol.Range) source.Span {
	start := e.offset(f, float64(r.Start.Line), float64(r.Start.Character))
	end := e.offset(f, float64(r.End.Line), float64(r.End.Character))
	return source.Span{Start: min(start, end), End: max(start, end)}
}

func clampInt(v float64) int {
	if !(v > 0) { // NaN too
		return 0
	}
	return int(min(v, math.MaxInt32))
}
