package lsp

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
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
		targets, err := q.handlerReferences(ctx, q.file, offset)
		return q.locations(targets), err
	}
	at := q.spot(v, offset)
	if at.kind == onHandler {
		found := v.Written()
		if !found.Read {
			return protocol.LocationSlice{}, nil
		}
		targets, err := q.handlerReferences(ctx, found.Source.File.Path(), found.Name.Span.Start)
		if params.Context.IncludeDeclaration && found.Name.Name != "" {
			targets = append([]target{{found.Source.File, found.Name.Span}}, targets...)
		}
		return q.locations(targets), err
	}
	var targets []target
	for _, o := range occurrences(v.Image, at) {
		if params.Context.IncludeDeclaration || !o.defines {
			targets = append(targets, target{v.Image.File.Source, o.span})
		}
	}
	return q.locations(targets), nil
}

// use is a handler in a Dockerfile or a template, and the variant whose handler it is.
type use struct {
	target
	variant *analysis.Variant
}

// uses are the handlers of the folder's Dockerfiles and functions. The error is ctx's.
func (q *question) uses(ctx context.Context) ([]use, error) {
	all, err := q.world.lintAll(ctx, q.moment)
	if err != nil {
		return nil, err
	}
	var found []use
	for _, name := range q.dockerfiles {
		known := all[name]
		if known == nil {
			continue
		}
		for _, v := range withOwn(known.variants) {
			if v.Image.Final == nil || v.Image.Start.Handler.State != image.HandlerGiven {
				continue
			}
			u := use{target{v.Image.File.Source, v.Image.Start.Handler.Span}, v}
			if f := v.Image.Start.Handler.File; f != nil {
				u.file = f
			}
			if !slices.ContainsFunc(found, func(o use) bool { return o.file.Path() == u.file.Path() && o.span == u.span }) {
				found = append(found, u)
			}
		}
	}
	return found, nil
}

// withOwn are variants, each followed by itself as the Dockerfile alone starts it.
func withOwn(variants []*analysis.Variant) []*analysis.Variant {
	var all []*analysis.Variant
	for _, v := range variants {
		all = append(all, v)
		if own := v.Own(); own != v {
			all = append(all, own)
		}
	}
	return all
}

// handlerReferences are the handlers that name the function of a source file at an offset.
func (q *question) handlerReferences(ctx context.Context, file string, offset int) ([]target, error) {
	uses, err := q.uses(ctx)
	var found []target
	for _, u := range uses {
		m := u.variant.Written()
		if m.Read && m.Source.File.Path() == file && m.Name.Name != "" && m.Name.Span.Contains(offset) {
			found = append(found, u.target)
		}
	}
	return found, err
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
