package lsp

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// The kinds of hints, as settings name them.
const (
	hintBase       = "base"       // the system of a base image, and how long it is supported
	hintVariables  = "variables"  // the value of a variable
	hintCopies     = "copies"     // where a COPY lands
	hintHandler    = "handler"    // the file that defines the handler
	hintEntrypoint = "entrypoint" // the entry point that the base image brings
)

// longestHint bounds a hint, in bytes.
const longestHint = 40

// hint is a text that the editor shows in a line, without it being there.
type hint struct {
	at    int
	text  string
	leads *target // where a click leads to
	about string  // what the mouse over it shows, in Markdown
}

func (s *server) inlayHint(ctx context.Context, params *protocol.InlayHintParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	list := []protocol.InlayHint{}
	if q == nil || err != nil {
		return list, err
	}
	within := s.client.encoding.span(q.source, params.Range)
	var found []hint
	if v := q.variant(); v != nil && v.Image.Class != image.NotLambda {
		h := hinter{variant: v, within: within, wanted: q.world.lens.preferences.InlayHints, today: s.opts.Today()}
		found = h.all()
	} else if q.own == nil && q.world.lens.preferences.InlayHints.on(hintHandler) {
		if found, err = q.commandHints(ctx, within); err != nil {
			return nil, err
		}
	}
	for _, h := range found {
		list = append(list, q.inlay(h))
	}
	return list, nil
}

func (q *question) inlay(h hint) protocol.InlayHint {
	part := protocol.InlayHintLabelPart{Value: h.text}
	if h.leads != nil {
		part.Location = q.location(*h.leads)
	}
	p := protocol.InlayHint{Position: q.server.client.encoding.position(q.source, h.at), Label: protocol.InlayHintLabelPartSlice{part}, PaddingLeft: ptr(true)}
	if h.about != "" {
		p.Tooltip = q.server.client.markup(h.about)
	}
	return p
}

// hinter collects the hints of a variant's Dockerfile whose instructions overlap a span.
type hinter struct {
	variant *analysis.Variant
	within  source.Span
	wanted  switches
	today   lambda.Date
	found   []hint
}

func (h *hinter) all() []hint {
	i := h.variant.Image
	for _, stage := range i.Stages {
		if h.sees(stage.From) {
			h.variables(stage.From, i.Globals, spanOf(stage.From.Args))
			h.base(stage)
		}
		h.steps(stage)
	}
	h.start()
	slices.SortStableFunc(h.found, func(a, b hint) int { return a.at - b.at })
	return h.found
}

func (h *hinter) sees(i *dockerfile.Instruction) bool { return i.Span.Overlaps(h.within) }

func (h *hinter) add(kind string, at int, text string, leads *target, about string) {
	if h.wanted.on(kind) && text != "" {
		h.found = append(h.found, hint{at, text, leads, about})
	}
}

// base says on what system a stage stands.
func (h *hinter) base(stage *image.Stage) {
	text := ""
	switch base := stage.Base; {
	case base.Kind == image.BaseStage || !base.Ref.Known:
	case base.Tag != nil:
		text = base.Tag.OSName
		switch tag := base.Tag; {
		case tag.Preview:
			text += " · preview"
		case tag.Deprecated(h.today):
			text += fmt.Sprintf(" · deprecated since %s", tag.Deprecation)
		case tag.Deprecation != "":
			text += fmt.Sprintf(" · until %s", tag.Deprecation)
		}
	default:
		if family, _, ok := lambda.Family(base.Ref.Text); ok && family != "" {
			text = strings.ToUpper(family[:1]) + family[1:]
		}
		if name, version, ok := lambda.LibC(base.Ref.Text); ok {
			text = strings.TrimPrefix(text+" · "+strings.TrimSpace(name+" "+version), " · ")
		}
	}
	h.add(hintBase, stage.Reference.Span().End, text, nil, "")
}

func (h *hinter) steps(stage *image.Stage) {
	var mappings []image.Mapping
	for _, step := range stage.Steps {
		if step.Instruction.Err != nil || step.Stage != stage || !h.sees(step.Instruction) || h.variant.Image.File.At(step.Instruction.Span.Start) != step.Instruction {
			continue
		}
		switch step.Instruction.Keyword {
		case "COPY", "ADD":
			if mappings == nil {
				mappings = stage.Mappings()
			}
			h.variables(step.Instruction, step.Env, sourcesSpan(step.Instruction))
			h.copied(step, mappings)
		case "ENV", "ARG":
			for _, pair := range step.Instruction.Pairs {
				if pair.HasValue && pair.Value.Quoted != '\'' {
					h.variables(step.Instruction, step.Env, pair.Value.Span())
				}
			}
		case "WORKDIR", "USER", "VOLUME", "EXPOSE":
			h.variables(step.Instruction, step.Env, spanOf(step.Instruction.Args))
		}
	}
}

func spanOf(t source.Text) source.Span { return t.Span(0, t.Len()) }

// sourcesSpan is all of a COPY but its destination.
func sourcesSpan(i *dockerfile.Instruction) source.Span {
	if len(i.Words) == 0 {
		return source.Span{}
	}
	return source.Span{Start: i.KeywordSpan.End, End: i.Words[len(i.Words)-1].Span().Start}
}

// variables gives the values of the variables in a span of an instruction.
func (h *hinter) variables(i *dockerfile.Instruction, env *image.Env, span source.Span) {
	f := h.variant.Image.File
	text := f.Source.Text()
	for at := span.Start; at < span.End; at++ {
		if text[at] != '$' {
			continue
		}
		start := at + 1
		if start < span.End && text[start] == '{' {
			start++
		}
		name, variable, ok := variableAround(f, start)
		if !ok || name.Start != start {
			continue
		}
		end := name.End
		if text[start-1] == '{' {
			closing := strings.IndexByte(text[end:span.End], '}')
			if closing < 0 {
				return
			}
			end += closing + 1
		}
		if value, _ := env.Lookup(variable); value.Known && value.Text != "" {
			h.add(hintVariables, end, "= "+cut(value.Text, longestHint), nil, "")
		}
	}
}

// copied says where a COPY with a destination that must be worked out lands.
func (h *hinter) copied(step *image.Step, mappings []image.Mapping) {
	if step.Copy == nil {
		return
	}
	written := step.Copy.DestWord.Value
	if strings.HasPrefix(written, "/") && !strings.Contains(written, "$") || !step.Copy.Dest.Known {
		return
	}
	lands := step.Copy.Dest.Text
	if len(step.Copy.Sources) == 1 {
		for _, m := range mappings {
			if m.Step == step && m.Dest != "" {
				lands = landing(step.Stage, m)
			}
		}
	}
	h.add(hintCopies, step.Copy.DestWord.Span().End, "→ "+lands, nil, "")
}

// landing is where the one source of a COPY comes to lie: a file in a folder, or the destination itself.
func landing(stage *image.Stage, m image.Mapping) string {
	file := strings.TrimPrefix(path.Clean("/"+m.Source.Path.Text), "/")
	inside := path.Join(m.Dest, path.Base(file))
	if m.Stage == nil && m.Source.Path.Known && slices.Contains(stage.Destinations(file), inside) {
		return inside
	}
	return m.Dest
}

// start says what the container starts, and where the handler is defined.
func (h *hinter) start() {
	i := h.variant.Image
	if i.Final == nil {
		return
	}
	if cmd, entrypoint := i.Final.Cmd, i.Final.Entrypoint; cmd.Instruction != nil && h.sees(cmd.Instruction) && stepOf(i.Final, cmd.Instruction) && !stepOf(i.Final, entrypoint.Instruction) {
		h.add(hintEntrypoint, cmd.Instruction.KeywordSpan.End, commandText(entrypoint), nil, "The entry point that the image inherits; it gets CMD as its arguments.")
	}
	if handler := i.Start.Handler; handler.State == image.HandlerGiven && handler.File == nil && handler.Instruction != nil && h.sees(handler.Instruction) {
		if text, leads := definedAt(h.variant); text != "" {
			h.add(hintHandler, handler.Instruction.Span.End, text, leads, handlerText(h.variant))
		}
		return
	}
	if at := programInstruction(h.variant); at != nil && h.sees(at) {
		if text, leads := definedAt(h.variant); text != "" {
			h.add(hintHandler, at.Span.End, text, leads, programText(h.variant))
		}
	}
}

// stepOf reports whether an instruction is one of a stage's own.
func stepOf(s *image.Stage, i *dockerfile.Instruction) bool {
	return i != nil && slices.ContainsFunc(s.Steps, func(step *image.Step) bool { return step.Instruction == i })
}

// commandText is an argument vector in one line, empty if it is not known wholly.
func commandText(argv image.Argv) string {
	var words []string
	for _, w := range argv.Words {
		if !w.Known {
			return ""
		}
		words = append(words, w.Text)
	}
	if argv.Unknown || !argv.Set {
		return ""
	}
	return cut(strings.Join(words, " "), longestHint)
}

// definedAt is where the handler of a variant is defined: "→ app.py:7"; empty if that is not known.
func definedAt(v *analysis.Variant) (string, *target) {
	switch found := v.Written(); {
	case found.Read && found.Name.Name != "":
		f := found.Source.File
		return fmt.Sprintf("→ %s:%d", shortPath(f.Path()), f.LineOf(found.Name.Span.Start)+1), &target{f, found.Name.Span}
	case found.Compiled != "":
		return "→ " + shortPath(found.Compiled), nil
	case found.Presence == image.Present && found.Origin.ContextPath != "":
		return "→ " + shortPath(path.Join(v.Context, found.Origin.ContextPath)), nil
	}
	return "", nil
}

// shortPath leaves out the folders of a long path.
func shortPath(name string) string {
	if len(name) <= longestHint {
		return name
	}
	return "…/" + path.Base(name)
}

// commandHints says of the handlers in a template where they are defined.
func (q *question) commandHints(ctx context.Context, within source.Span) ([]hint, error) {
	if q.around == nil || !slices.Contains(q.around.Files(), q.file) {
		return nil, nil
	}
	uses, err := q.uses(ctx)
	var found []hint
	for _, u := range uses {
		if u.file.Path() != q.file || !u.span.Overlaps(within) {
			continue
		}
		if text, leads := definedAt(u.variant); text != "" {
			line := q.source.Line(q.source.LineOf(u.span.End))
			found = append(found, hint{line.End, text, leads, handlerText(u.variant)})
		}
	}
	slices.SortStableFunc(found, func(a, b hint) int { return a.at - b.at })
	return found, err
}
