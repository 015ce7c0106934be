package lsp

import (
	"context"
	"io/fs"
	"path"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

func (s *server) definition(ctx context.Context, params *protocol.DefinitionParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	if q == nil || err != nil {
		return protocol.LocationSlice{}, err
	}
	offset := q.offset(params.Position)
	if v := q.variant(); v != nil && v.Image.Final != nil {
		at := q.spot(v, offset)
		return q.links(q.definitions(v, at), &at.span), nil
	}
	targets, err := q.definitionsAround(ctx, offset)
	return q.links(targets, nil), err
}

// links are places in the form that the client likes best. With the span of all that leads there it marks more than the word at the cursor: "app.handler".
func (q *question) links(targets []target, origin *source.Span) any {
	if !q.server.client.definitionLinks {
		return q.locations(targets)
	}
	found := protocol.DefinitionLinkSlice{}
	for _, t := range targets {
		place := q.location(t)
		l := protocol.DefinitionLink{TargetURI: place.URI, TargetRange: place.Range, TargetSelectionRange: place.Range}
		if origin != nil {
			l.OriginSelectionRange = ptr(q.span(*origin))
		}
		found = append(found, l)
	}
	return found
}

// definitions are where the thing at a spot of a Dockerfile comes from.
func (q *question) definitions(v *analysis.Variant, at spot) []target {
	i := v.Image
	switch at.kind {
	case onStageName:
		stage := stageNamed(i, at.stage, at.name)
		if stage == nil {
			stage = at.stage
		}
		return []target{{i.File.Source, stagePlace(stage)}}
	case onVariable:
		return variableDefinitions(i, at)
	case onHandler:
		return q.handlerDefinitions(v)
	case onArgument:
		if v != nil && (at.instruction.Keyword == "CMD" || at.instruction.Keyword == "ENTRYPOINT") && v.Written().Program != "" {
			return q.handlerDefinitions(v)
		}
	case onSource:
		return q.contextFile(v, at)
	}
	return nil
}

// stagePlace is a stage's name, or the image of one without.
func stagePlace(s *image.Stage) source.Span {
	if words := s.From.Words; s.Name != "" && len(words) > 2 {
		return words[2].Span()
	}
	return s.Reference.Span()
}

// variableDefinitions are the names in the ARG and ENV that decided a variable's value, the nearest first.
func variableDefinitions(i *image.Image, at spot) []target {
	env := i.Globals
	if at.step != nil {
		env = at.step.Env
	}
	for _, pair := range at.instruction.Pairs {
		if pair.Name.Span() == at.span {
			return []target{{i.File.Source, at.span}}
		}
	}
	value, set := env.Lookup(at.name)
	if !set {
		return nil
	}
	var found []target
	for _, because := range value.Because {
		instruction := i.File.At(because.Start)
		if instruction == nil {
			continue
		}
		for _, pair := range instruction.Pairs {
			if pair.Name.Value == at.name && because.Overlaps(pair.Name.Span().Cover(pair.Value.Span())) {
				found = append(found, target{i.File.Source, pair.Name.Span()})
			}
		}
	}
	return found
}

// handlerDefinitions is the function that the handler names, or its file where the function is not known.
func (q *question) handlerDefinitions(v *analysis.Variant) []target {
	if v == nil {
		return nil
	}
	found := v.Written()
	switch {
	case found.Read && found.Name.Name != "":
		return []target{{found.Source.File, found.Name.Span}}
	case found.Read:
		return []target{{found.Source.File, source.Span{}}}
	case found.Near != nil:
		return []target{{found.Near.File, found.Near.Span}}
	case found.Compiled != "":
		if f := q.open(found.Compiled); f != nil {
			return []target{{f, source.Span{}}}
		}
	case found.Origin.ContextPath != "":
		if f := q.open(path.Join(v.Context, found.Origin.ContextPath)); f != nil {
			return []target{{f, source.Span{}}}
		}
	}
	return nil
}

// contextFile is the file of the build context that a source of COPY or ADD names.
func (q *question) contextFile(v *analysis.Variant, at spot) []target {
	if at.step == nil || at.step.Copy == nil || at.step.Copy.From != nil || at.step.Copy.FromImage.Text != "" || v.Image.Inputs.Context == nil {
		return nil
	}
	for _, s := range at.step.Copy.Sources {
		if s.Word.Span() != at.word.Span() || s.Kind != image.SourcePath || !s.Path.Known {
			continue
		}
		name := path.Join(v.Context, strings.TrimPrefix(path.Clean("/"+s.Path.Text), "/"))
		if info, err := fs.Stat(q.moment.overlay, name); err == nil && !info.IsDir() {
			if f := q.open(name); f != nil {
				return []target{{f, source.Span{}}}
			}
		}
	}
	return nil
}

// definitionsAround are the Dockerfiles of the functions and builds of a file that is none, and the handlers of their commands.
func (q *question) definitionsAround(ctx context.Context, offset int) ([]target, error) {
	if q.around == nil {
		return nil, nil
	}
	for _, f := range q.around.Functions {
		if f.File.Path() != q.file {
			continue
		}
		if f.Command.Span.Len() > 0 && f.Command.Span.Contains(offset) {
			if v, err := q.variantOf(ctx, f); v != nil || err != nil {
				return q.handlerDefinitions(v), err
			}
		}
		if f.Target.Span.Len() > 0 && f.Target.Span.Contains(offset) {
			if v, err := q.variantOf(ctx, f); v != nil || err != nil {
				return targetStage(v), err
			}
		}
		for _, at := range []source.Span{f.Span, f.Dockerfile.Span, f.Context.Span} {
			if at.Len() > 0 && at.Contains(offset) {
				return q.beginning(f.Dockerfile), nil
			}
		}
	}
	for _, b := range q.around.Builds {
		if b.File.Path() != q.file {
			continue
		}
		if b.Target.Span.Len() > 0 && b.Target.Span.Contains(offset) {
			v, err := q.variantBuilt(ctx, b)
			return targetStage(v), err
		}
		for _, at := range []source.Span{b.Span, b.Dockerfile.Span, b.Context.Span} {
			if at.Len() > 0 && at.Contains(offset) {
				return q.beginning(b.Dockerfile), nil
			}
		}
	}
	return nil, nil
}

// targetStage is the stage that a variant builds up to.
func targetStage(v *analysis.Variant) []target {
	if v == nil || v.Image.Final == nil {
		return nil
	}
	return []target{{v.Image.File.Source, stagePlace(v.Image.Final)}}
}

// beginning is the first byte of a file that is known.
func (q *question) beginning(name workspace.Value) []target {
	if name.State != workspace.Known {
		return nil
	}
	f := q.open(name.Text)
	if f == nil {
		return nil
	}
	return []target{{f, source.Span{}}}
}
