package lsp

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// handlers completes CMD with the handlers that the image's sources define.
func (c completer) handlers(t typed) []proposal {
	if c.variant == nil || c.variant.Image.Final == nil {
		return nil
	}
	var found []proposal
	choices := handlersOf(c.variant)
	if len(choices) == 0 {
		choices = c.handlersBeside()
	}
	for _, h := range choices {
		p := proposal{label: h.Text, detail: h.Name.Signature, doc: h.Name.Doc, kind: protocol.CompletionItemKindFunction, span: t.span}
		if !t.quoted {
			p.text = `["` + h.Text + `"]`
			if strings.HasPrefix(c.file.Source.Text()[max(t.span.Start-1, 0):], "[") {
				p.text = `"` + h.Text + `"`
			}
		}
		found = append(found, p)
	}
	return found
}

// handlersOf are the handlers in the directories where the runtime of an image looks for them, the likeliest first.
func handlersOf(v *analysis.Variant) []analysis.Choice {
	if compiled := v.CompiledHandlers(); compiled != nil {
		return compiled
	}
	i := v.Image
	root := lambda.TaskRoot
	if dirs := i.Start.Handler.SearchPath; len(dirs) > 0 {
		root = dirs[0]
	}
	var found []analysis.Choice
	for _, dir := range append([]string{""}, foldersIn(i.Final, root)...) {
		names, _ := i.Final.List(path.Join(root, dir))
		for _, name := range names[:min(len(names), mostEntries)] {
			if !isHandlerSource(i.Start.Language, name) {
				continue
			}
			_, origin := i.Final.Lookup(path.Join(root, dir, name))
			module, ok := v.Read(origin)
			if !ok {
				continue
			}
			found = append(found, choicesOf(i.Start.Language, path.Join(dir, name), module)...)
		}
	}
	return found[:min(len(found), mostProposals)]
}

// choicesOf are the handlers that a module at a path of the task root defines.
func choicesOf(language lambda.Language, file string, module handlers.Module) []analysis.Choice {
	stem := strings.TrimSuffix(file, path.Ext(file))
	if language == lambda.Python {
		stem = strings.ReplaceAll(stem, "/", ".")
	}
	var found []analysis.Choice
	for _, candidate := range handlers.Candidates(module) {
		found = append(found, analysis.Choice{Text: stem + "." + candidate.Name, Name: candidate})
	}
	return found
}

// handlersBeside are the handlers in the Dockerfile's folder, for one that copies none yet.
func (c completer) handlersBeside() []analysis.Choice {
	dir, language := path.Dir(c.file.Source.Path()), c.variant.Image.Start.Language
	entries, _ := fs.ReadDir(c.workspace, dir) // a folder that cannot be read has none
	var found []analysis.Choice
	for _, e := range entries[:min(len(entries), mostEntries)] {
		if !e.Type().IsRegular() || !isHandlerSource(language, e.Name()) {
			continue
		}
		name := path.Join(dir, e.Name())
		text, err := fs.ReadFile(c.workspace, name)
		if err != nil {
			continue
		}
		if module, ok := handlers.Read(source.New(name, string(text))); ok {
			found = append(found, choicesOf(language, e.Name(), module)...)
		}
	}
	return found
}

// foldersIn are the folders of a directory of the image.
func foldersIn(s *image.Stage, dir string) []string {
	names, _ := s.List(dir)
	var folders []string
	for _, name := range names {
		presence, origin := s.Lookup(path.Join(dir, name))
		if presence == image.Present && origin.Dir && name != "node_modules" && name != "__pycache__" {
			folders = append(folders, name)
		}
	}
	return folders[:min(len(folders), 20)]
}

func isHandlerSource(language lambda.Language, name string) bool {
	facts, ok := lambda.HandlerOf(language)
	return ok && slices.Contains(facts.Extensions, strings.TrimPrefix(path.Ext(name), ".")) && !strings.HasPrefix(name, "test_")
}

// endsAt reports whether an offset lies in a span, or behind it with nothing but blanks between.
func endsAt(f *source.File, span source.Span, offset int) bool {
	return span.Contains(offset) || span.Len() > 0 && span.End < offset && strings.Trim(f.Slice(source.Span{Start: span.End, End: offset}), " \t") == ""
}

// stageNames are the names of the stages that a function may be built up to.
func (q *question) stageNames(f *workspace.Function) []proposal {
	src := q.open(f.Dockerfile.Text)
	if src == nil || f.Dockerfile.State != workspace.Known {
		return nil
	}
	var found []proposal
	for _, s := range symbolsOf(dockerfile.Parse(src), image.Handler{}) {
		if s.kind == protocol.SymbolKindModule && s.detail != "" {
			found = append(found, proposal{label: s.name, detail: "the stage on " + s.detail, kind: protocol.CompletionItemKindReference, span: f.Target.Span})
		}
	}
	return found
}

// inTemplate completes the command of a function in a template with the handlers of its image, and its target with the stages.
func (c completer) inTemplate(ctx context.Context, q *question, offset int) ([]proposal, error) {
	if q.around == nil {
		return nil, nil
	}
	for _, f := range q.around.Functions {
		if f.File.Path() == q.file && f.Target.Span.Len() > 0 && f.Target.Span.Contains(offset) {
			return q.stageNames(f), nil
		}
		if f.File.Path() != q.file || !endsAt(q.source, f.Command.Span, offset) {
			continue
		}
		v, err := q.variantOf(ctx, f)
		if v == nil {
			return nil, err
		}
		at := wordAround(q.source, offset, func(b byte) bool { return b == '.' || b == '/' || b == ':' || b == '-' || isNameByte(b) })
		var found []proposal
		for _, h := range handlersOf(v) {
			found = append(found, proposal{label: h.Text, detail: h.Name.Signature, doc: h.Name.Doc, kind: protocol.CompletionItemKindFunction, span: at})
		}
		return found, nil
	}
	return nil, nil
}
