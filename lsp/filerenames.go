package lsp

import (
	"context"
	"maps"
	"path"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// fileRename is a file or a folder that gets another name in the folder that it lies in.
type fileRename struct{ old, new string }

// base are the old and the new name without their folder.
func (r fileRename) base() (old, new string) { return path.Base(r.old), path.Base(r.new) }

// willRenameFiles gives what has to change when files get other names: sources of COPY, handlers, and Dockerfiles that templates and builds name.
// Files that move to another folder change nothing: whether they are still where the image needs them is for a person to say.
func (s *server) willRenameFiles(ctx context.Context, params *protocol.RenameFilesParams) (any, error) {
	w := worldOf(ctx)
	var all *protocol.WorkspaceEdit
	for _, f := range params.Files {
		m, old := w.find(f.OldURI)
		to, new := w.find(f.NewURI)
		if m == nil || to != m || path.Dir(old) != path.Dir(new) || old == new {
			continue
		}
		v, err := m.view.wait(ctx)
		if err != nil {
			return nil, err
		}
		q := &question{server: s, world: w, moment: m, dockerfiles: v.dockerfiles, around: v.around}
		edits, err := q.renamed(ctx, fileRename{old, new})
		if err != nil {
			return nil, err
		}
		all = merged(all, actionRequest{server: s, world: w, moment: m}.workspaceEdit(edits))
	}
	if all == nil {
		return nil, nil
	}
	return all, nil
}

// merged are two edits in one.
func merged(a, b *protocol.WorkspaceEdit) *protocol.WorkspaceEdit {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	a.DocumentChanges = append(a.DocumentChanges, b.DocumentChanges...)
	maps.Copy(a.Changes, b.Changes)
	return a
}

// renamed are the edits that a rename needs, each once.
func (q *question) renamed(ctx context.Context, r fileRename) ([]analysis.Edit, error) {
	uses, err := q.uses(ctx)
	if err != nil {
		return nil, err
	}
	all, err := q.world.lintAll(ctx, q.moment)
	if err != nil {
		return nil, err
	}
	var edits []analysis.Edit
	seen := map[target]bool{}
	add := func(f *source.File, span source.Span, text string) {
		if place := (target{f, span}); !seen[place] {
			seen[place] = true
			edits = append(edits, analysis.Edit{File: f, Span: span, New: text})
		}
	}
	for _, u := range uses {
		r.inHandler(u, add)
	}
	for _, name := range q.dockerfiles {
		for _, v := range all[name].variants {
			r.inCopies(v, add)
		}
	}
	for _, f := range q.around.Functions {
		r.inValue(f.File, f.Dockerfile, add)
	}
	for _, b := range q.around.Builds {
		r.inValue(b.File, b.Dockerfile, add)
	}
	return edits, nil
}

// inHandler changes the module's name in a handler: "app" in "app.handler".
func (r fileRename) inHandler(u use, add func(*source.File, source.Span, string)) {
	found := u.variant.Module()
	old, new := r.base()
	stem, next := strings.TrimSuffix(old, path.Ext(old)), strings.TrimSuffix(new, path.Ext(new))
	if !found.Read || found.Source.File.Path() != r.old || path.Ext(old) != path.Ext(new) || !keepsName(found.Origin.Step, old) {
		return
	}
	if u.variant.Image.Start.Language == lambda.Python && !isWord(next, "") || strings.Contains(next, ".") {
		return
	}
	end := u.span.End - len(found.Symbol) - len(".")
	at := source.Span{Start: end - len(stem), End: end}
	if at.Start < u.span.Start || u.file.Slice(at) != stem || u.file.Slice(source.Span{Start: end, End: u.span.End}) != "."+found.Symbol {
		return
	}
	if at.Start > u.span.Start && !strings.ContainsAny(u.file.Slice(source.Span{Start: at.Start - 1, End: at.Start}), "./") {
		return
	}
	add(u.file, at, next)
}

// keepsName reports whether a step copies a file of that name without saying under which name, so that another name is the image's too.
func keepsName(step *image.Step, name string) bool {
	if step == nil || step.Copy == nil || path.Base(step.Copy.DestWord.Value) == name {
		return false
	}
	for _, s := range step.Copy.Sources {
		if step.Copy.From != nil && path.Base(s.Path.Text) == name {
			return false
		}
	}
	return true
}

// inCopies changes the sources of COPY and ADD that are the file, or lie in the folder.
func (r fileRename) inCopies(v *analysis.Variant, add func(*source.File, source.Span, string)) {
	old, new := r.base()
	inContext, ok := strings.CutPrefix(r.old, v.Context+"/")
	if v.Context == "." {
		inContext, ok = r.old, true
	}
	if !ok || v.Context == "" || strings.ContainsAny(new, " \"'$\\*?[") {
		return
	}
	for _, stage := range v.Image.Stages {
		for _, step := range stage.Steps {
			if step.Copy == nil || step.Copy.From != nil || step.Copy.FromImage.Text != "" || step.Copy.FromUnknown {
				continue
			}
			for _, s := range step.Copy.Sources {
				written := v.Image.File.Source.Slice(s.Word.Inner())
				if s.Kind != image.SourcePath || written != s.Path.Text || step.Instruction.Keyword == "ONBUILD" {
					continue
				}
				rest := strings.TrimLeft(strings.TrimPrefix(written, "./"), "/")
				if rest != inContext && !strings.HasPrefix(rest, inContext+"/") {
					continue
				}
				end := s.Word.Inner().Start + len(written) - len(rest) + len(inContext)
				add(v.Image.File.Source, source.Span{Start: end - len(old), End: end}, new)
			}
		}
	}
}

// inValue changes the name of a Dockerfile where a template or a build says it.
func (r fileRename) inValue(f *source.File, v workspace.Value, add func(*source.File, source.Span, string)) {
	old, new := r.base()
	at := source.Span{Start: v.Span.End - len(old), End: v.Span.End}
	if v.State == workspace.Known && v.Text == r.old && v.Span.Len() >= len(old) && f.Slice(at) == old {
		add(f, at, new)
	}
}
