package lsp

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

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
	seen := map[string]bool{}
	for _, name := range q.dockerfiles {
		known := all[name]
		if known == nil {
			continue
		}
		for _, v := range withOwn(known.variants) {
			for _, at := range handlerPlaces(v) {
				if place := fmt.Sprint(at.file.Path(), at.span); !seen[place] {
					seen[place] = true
					found = append(found, use{at, v})
				}
			}
		}
	}
	return found, nil
}

// handlerPlaces are where a variant's handler stands: in the Dockerfile, or in each function that says so for itself.
func handlerPlaces(v *analysis.Variant) []target {
	handler := v.Image.Start.Handler
	if v.Image.Final == nil {
		return nil
	}
	if handler.State != image.HandlerGiven {
		return programPlaces(v)
	}
	if handler.File == nil {
		return []target{{v.Image.File.Source, handler.Span}}
	}
	places := []target{{handler.File, handler.Span}}
	for _, f := range v.Functions {
		for _, item := range f.Command.Items {
			if item.State == workspace.Known && item.Text == handler.Text {
				places = append(places, target{f.File, item.Span})
			}
		}
	}
	return places
}

// programPlaces are where the Dockerfile names a program of the function's own that starts, and whose source is known.
func programPlaces(v *analysis.Variant) []target {
	_, word := programArgument(v)
	if word.Span.Len() == 0 {
		return nil
	}
	return []target{{v.Image.File.Source, word.Span}}
}

// programInstruction is the CMD or ENTRYPOINT that names such a program; nil where none does.
func programInstruction(v *analysis.Variant) *dockerfile.Instruction {
	argv, _ := programArgument(v)
	return argv.Instruction
}

func programArgument(v *analysis.Variant) (image.Argv, image.Arg) {
	found := v.Written()
	if found.Program == "" || !found.Read {
		return image.Argv{}, image.Arg{}
	}
	for _, argv := range []image.Argv{v.Image.Final.Cmd, v.Image.Final.Entrypoint} {
		for _, word := range argv.Words {
			if argv.Instruction != nil && stepOf(v.Image.Final, argv.Instruction) && strings.Contains(word.Text, path.Base(found.Program)) {
				return argv, word
			}
		}
	}
	return image.Argv{}, image.Arg{}
}

// stageTargets are where builds and functions of the Dockerfile name a stage up to which they build.
func (q *question) stageTargets(stage string) []target {
	var found []target
	add := func(file *source.File, v workspace.Value) {
		place := target{file, v.Span}
		if v.State == workspace.Known && strings.EqualFold(v.Text, stage) && !slices.ContainsFunc(found, func(o target) bool { return o.file.Path() == file.Path() && o.span == v.Span }) {
			found = append(found, place)
		}
	}
	for _, v := range q.own.variants {
		for _, f := range v.Functions {
			add(f.File, f.Target)
		}
		for _, b := range v.Builds {
			add(b.File, b.Target)
		}
	}
	return found
}

// useAt is the use at an offset of the question's file; ok is false when none is there.
func (q *question) useAt(uses []use, offset int) (u use, ok bool) {
	at := slices.IndexFunc(uses, func(u use) bool { return u.file.Path() == q.file && u.span.Contains(offset) })
	if at < 0 {
		return use{}, false
	}
	return uses[at], true
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
func handlerReferences(uses []use, file string, offset int) []target {
	var found []target
	for _, u := range uses {
		m := u.variant.Written()
		if m.Read && m.Source.File.Path() == file && m.Name.Name != "" && m.Name.Span.Contains(offset) {
			found = append(found, u.target)
		}
	}
	return found
}

// referencesOf are the handlers that name the same function as a resolved one, that function first where it is wanted.
func referencesOf(uses []use, found analysis.Resolution, definition bool) []target {
	if !found.Read || found.Name.Name == "" {
		return nil
	}
	targets := handlerReferences(uses, found.Source.File.Path(), found.Name.Span.Start)
	if definition {
		targets = append([]target{{found.Source.File, found.Name.Span}}, targets...)
	}
	return targets
}
