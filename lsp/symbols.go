package lsp

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

// longestTitle bounds the title of an instruction, in bytes.
const longestTitle = 60

// symbol is a thing of a Dockerfile that a person may look for: a stage, an instruction, a variable, the handler.
type symbol struct {
	name, detail string
	kind         protocol.SymbolKind
	// span is all of it; selection, inside span, is what names it.
	span, selection source.Span
	inside          []symbol
}

func (s *server) documentSymbol(ctx context.Context, params *protocol.DocumentSymbolParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	if q == nil || q.own == nil || !q.generic() || err != nil {
		return protocol.DocumentSymbolSlice{}, err
	}
	handler := image.Handler{}
	if v := q.variant(); v != nil {
		handler = v.Image.Start.Handler
	}
	symbols := symbolsOf(q.dockerfile(), handler)
	if s.client.nestedSymbols {
		return q.nested(symbols), nil
	}
	return q.flat(protocol.SymbolInformationSlice{}, symbols, "", uri.URI(params.TextDocument.URI)), nil
}

func (q *question) nested(symbols []symbol) protocol.DocumentSymbolSlice {
	list := protocol.DocumentSymbolSlice{}
	for _, s := range symbols {
		d := protocol.DocumentSymbol{Name: s.name, Kind: s.kind, Range: q.span(s.span), SelectionRange: q.span(s.selection)}
		if s.detail != "" {
			d.Detail = ptr(s.detail)
		}
		if len(s.inside) > 0 {
			d.Children = q.nested(s.inside)
		}
		list = append(list, d)
	}
	return list
}

// flat is the form for clients that know no symbols inside others.
func (q *question) flat(list protocol.SymbolInformationSlice, symbols []symbol, container string, at uri.URI) protocol.SymbolInformationSlice {
	for _, s := range symbols {
		info := protocol.SymbolInformation{
			BaseSymbolInformation: protocol.BaseSymbolInformation{Name: s.name, Kind: s.kind},
			Location:              protocol.Location{URI: at, Range: q.span(s.span)},
		}
		if container != "" {
			info.ContainerName = ptr(container)
		}
		list = q.flat(append(list, info), s.inside, s.name, at)
	}
	return list
}

// symbolsOf are the stages of a Dockerfile with their instructions, and what stands in front of the first.
func symbolsOf(f *dockerfile.File, handler image.Handler) []symbol {
	var all []symbol
	for _, instruction := range f.Instructions {
		if instruction.Keyword == "FROM" {
			all = append(all, stageSymbol(f, instruction))
			continue
		}
		found := instructionSymbols(f, instruction, handler)
		if last := len(all) - 1; last >= 0 && all[last].kind == protocol.SymbolKindModule {
			all[last].inside = append(all[last].inside, found...)
			all[last].span = all[last].span.Cover(instruction.Span)
			continue
		}
		all = append(all, found...)
	}
	return all
}

func stageSymbol(f *dockerfile.File, from *dockerfile.Instruction) symbol {
	s := symbol{name: title(f, from), kind: protocol.SymbolKindModule, span: from.Span, selection: from.KeywordSpan}
	if words := from.Words; len(words) > 0 {
		s.name, s.selection = words[0].Value, words[0].Span()
		if len(words) > 2 {
			s.name, s.detail, s.selection = words[2].Value, words[0].Value, words[2].Span()
		}
	}
	return s
}

// instructionSymbols are an instruction's variables and handler, else the instruction itself.
func instructionSymbols(f *dockerfile.File, i *dockerfile.Instruction, handler image.Handler) []symbol {
	if (i.Keyword == "ENV" || i.Keyword == "ARG") && len(i.Pairs) > 0 {
		var found []symbol
		for _, pair := range i.Pairs {
			span := pair.Name.Span()
			if pair.HasValue {
				span = span.Cover(pair.Value.Span())
			}
			if name := pair.Name.Value; name != "" {
				found = append(found, symbol{name: name, detail: shortened(pair.Value.Value), kind: kindOf(i.Keyword), span: span, selection: pair.Name.Span()})
			}
		}
		return found
	}
	s := symbol{name: title(f, i), kind: kindOf(i.Keyword), span: i.Span, selection: i.KeywordSpan}
	if handler.State == image.HandlerGiven && handler.File == nil && handler.Instruction == i && handler.Text != "" {
		s.inside = []symbol{{name: handler.Text, detail: "handler", kind: protocol.SymbolKindFunction, span: handler.Span, selection: handler.Span}}
	}
	return []symbol{s}
}

func kindOf(keyword string) protocol.SymbolKind {
	switch keyword {
	case "ARG":
		return protocol.SymbolKindConstant
	case "ENV":
		return protocol.SymbolKindVariable
	case "COPY", "ADD":
		return protocol.SymbolKindFile
	case "RUN":
		return protocol.SymbolKindEvent
	case "CMD", "ENTRYPOINT":
		return protocol.SymbolKindMethod
	}
	return protocol.SymbolKindProperty
}

// title is the beginning of an instruction, in one line.
func title(f *dockerfile.File, i *dockerfile.Instruction) string {
	text := i.Keyword
	for _, flag := range i.Flags {
		text += " " + f.Source.Slice(flag.Span)
	}
	return shortened(strings.TrimSpace(text + " " + i.Args.String()))
}

// shortened is a text in one line, as a title.
func shortened(text string) string { return cut(strings.Join(strings.Fields(text), " "), longestTitle) }

// cut leaves that many bytes of a text at most, and says so.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
