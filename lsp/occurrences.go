package lsp

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

// occurrence is one place where a name stands in a Dockerfile.
type occurrence struct {
	span source.Span
	// defines reports that the name is given there, not used.
	defines bool
}

// occurrences are all places of the stage or the variable at a spot of a Dockerfile, in order. The names of variables count in the whole file: an ARG
// in front of FROM and those that declare it again are one to a person.
func occurrences(i *image.Image, at spot) []occurrence {
	var found []occurrence
	switch at.kind {
	case onStageName:
		found = stageOccurrences(i, at.name)
	case onVariable:
		found = variableOccurrences(i, at.name)
	}
	slices.SortFunc(found, func(a, b occurrence) int { return a.span.Start - b.span.Start })
	return slices.CompactFunc(found, func(a, b occurrence) bool { return a.span == b.span })
}

func stageOccurrences(i *image.Image, name string) []occurrence {
	var found []occurrence
	add := func(span source.Span, defines bool) {
		if strings.EqualFold(i.File.Source.Slice(span), name) {
			found = append(found, occurrence{span, defines})
		}
	}
	for _, instruction := range i.File.Instructions {
		if instruction.Keyword == "FROM" && len(instruction.Words) > 0 {
			add(instruction.Words[0].Span(), false)
			if len(instruction.Words) > 2 {
				add(instruction.Words[2].Span(), true)
			}
		}
		for _, flag := range instruction.Flags {
			switch flag.Name {
			case "from":
				add(flag.Value.Inner(), false)
			case "mount":
				addMounted(i, flag.Span, name, add)
			}
		}
	}
	return found
}

// addMounted finds from=NAME in RUN --mount.
func addMounted(i *image.Image, flag source.Span, name string, add func(source.Span, bool)) {
	text := i.File.Source.Slice(flag)
	at := strings.Index(text, "from="+name)
	if at < 0 {
		return
	}
	start := flag.Start + at + len("from=")
	end := start + len(name)
	if rest := i.File.Source.Text()[end:flag.End]; rest == "" || rest[0] == ',' {
		add(source.Span{Start: start, End: end}, false)
	}
}

func variableOccurrences(i *image.Image, name string) []occurrence {
	var found []occurrence
	for _, instruction := range i.File.Instructions {
		if instruction.Keyword == "ENV" || instruction.Keyword == "ARG" {
			for _, pair := range instruction.Pairs {
				if pair.Name.Value == name {
					found = append(found, occurrence{pair.Name.Span(), true})
				}
			}
		}
		found = append(found, usesIn(i, instruction.Span, name)...)
	}
	return found
}

// usesIn are the uses of a variable, $NAME or ${NAME…}, in a span of the Dockerfile.
func usesIn(i *image.Image, span source.Span, name string) []occurrence {
	var found []occurrence
	text := i.File.Source.Text()
	for at := span.Start; at < span.End; {
		next := strings.Index(text[at:span.End], name)
		if next < 0 {
			break
		}
		at += next
		if place, used, ok := variableAround(i.File, at); ok && used == name && place.Start == at {
			if s := locate(i, at); s.kind == onVariable {
				found = append(found, occurrence{place, false})
			}
		}
		at += len(name)
	}
	return found
}

func (s *server) references(ctx context.Context, params *protocol.ReferenceParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	if q == nil || err != nil {
		return protocol.LocationSlice{}, err
	}
	offset := q.offset(params.Position)
	v := q.variant()
	if v == nil || v.Image.Final == nil {
		uses, err := q.uses(ctx)
		if u, ok := q.useAt(uses, offset); ok {
			return q.locations(referencesOf(uses, u.variant.Written(), params.Context.IncludeDeclaration)), err
		}
		return q.locations(handlerReferences(uses, q.file, offset)), err
	}
	at := q.spot(v, offset)
	if at.kind == onHandler {
		uses, err := q.uses(ctx)
		return q.locations(referencesOf(uses, v.Written(), params.Context.IncludeDeclaration)), err
	}
	var targets []target
	for _, o := range occurrences(v.Image, at) {
		if params.Context.IncludeDeclaration || !o.defines {
			targets = append(targets, target{v.Image.File.Source, o.span})
		}
	}
	if at.kind == onStageName {
		targets = append(targets, q.stageTargets(at.name)...)
	}
	return q.locations(targets), nil
}

func (s *server) documentHighlight(ctx context.Context, params *protocol.DocumentHighlightParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	found := []protocol.DocumentHighlight{}
	if q == nil || err != nil {
		return found, err
	}
	v := q.variant()
	if v == nil || v.Image.Final == nil {
		return found, nil
	}
	for _, o := range occurrences(v.Image, q.spot(v, q.offset(params.Position))) {
		kind := protocol.DocumentHighlightKindRead
		if o.defines {
			kind = protocol.DocumentHighlightKindWrite
		}
		found = append(found, protocol.DocumentHighlight{Range: q.span(o.span), Kind: kind})
	}
	return found, nil
}
