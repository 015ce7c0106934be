package view

import (
	"path"

	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
)

var startKinds = map[image.StartKind]string{
	image.StartUnknown: "unknown", image.LambdaEntrypoint: "lambda-entrypoint", image.Client: "client", image.Adapter: "adapter",
	image.Script: "script", image.Program: "program",
}

func (b builder) start() *Start {
	start, final := b.i.Start, b.i.Final
	entrypoint, command := final.Entrypoint, final.Cmd
	if override := b.i.Inputs.Override.Entrypoint; override != nil {
		entrypoint = *override
	}
	if override := b.i.Inputs.Override.Command; override != nil {
		command = *override
	}
	return &Start{
		Kind: startKinds[start.Kind], Language: string(start.Language), Version: start.Version, Program: start.Program.Path,
		Entrypoint: b.command(entrypoint), Command: b.command(command), Handler: b.handler(),
	}
}

func (b builder) command(argv image.Argv) Command {
	out := Command{Set: argv.Set, Words: []Text{}, Shell: argv.Shell}
	for _, word := range argv.Words {
		out.Words = append(out.Words, Text{word.Known, word.Text})
	}
	switch {
	case argv.File != nil && len(argv.Words) > 0:
		out.Place = b.placeIn(argv.File, argv.Words[0].Span.Cover(argv.Words[len(argv.Words)-1].Span))
	case argv.Instruction != nil:
		out.Place = b.place(argv.Instruction.Span)
	}
	return out
}

var (
	handlerStates = map[image.HandlerState]string{
		image.HandlerUnknown: "unknown", image.HandlerMissing: "missing", image.HandlerGiven: "given", image.NoHandler: "none",
	}
	presences = map[image.Presence]string{image.Unknown: "unknown", image.Present: "present", image.Absent: "absent"}
	answers   = map[handlers.Answer]string{handlers.Unknown: "unknown", handlers.Yes: "yes", handlers.No: "no"}
)

func (b builder) handler() Handler {
	handler, found := b.i.Start.Handler, b.v.Written()
	out := Handler{
		State: handlerStates[handler.State], Name: handler.Text, Module: found.Module, Symbol: found.Symbol,
		SearchPath: append([]string{}, handler.SearchPath...), Presence: presences[found.Presence], File: found.File,
		Compiled: found.Compiled != "", Source: found.Compiled, Defined: answers[found.Symbols], Elsewhere: []string{},
	}
	if handler.State == image.HandlerGiven {
		out.Place = b.placeIn(handler.File, handler.Span)
	}
	if found.Presence == image.Present {
		out.Origin = b.origin(found.Origin)
	}
	if found.Read {
		out.Source = found.Source.File.Path()
		if found.Name.Name != "" {
			out.Definition = b.placeIn(found.Source.File, found.Name.Span)
		}
	}
	for _, other := range found.Elsewhere {
		out.Elsewhere = append(out.Elsewhere, other.Path)
	}
	return out
}

func (b builder) origin(o image.Origin) *Origin {
	out := &Origin{Stage: -1}
	if o.Step != nil {
		out.Line, out.Stage = b.line(o.Step), o.Step.Stage.Index
	}
	if o.ContextPath != "" {
		out.Context = path.Join(b.v.Context, o.ContextPath)
	}
	if o.ChangedBy != nil {
		out.ChangedBy = b.line(o.ChangedBy)
	}
	return out
}

func (b builder) line(step *image.Step) int {
	return b.i.File.Source.LineOf(step.Instruction.Span.Start) + 1
}
