package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/codeactions"
)

const (
	kindFixAll = protocol.CodeActionKind("source.fixAll." + name)
	kindRun    = protocol.CodeActionKind("source." + name)
	// commandApply does an edit for clients that know commands only.
	commandApply = name + ".applyEdit"
	fixAllTitle  = "Fix all lambdock problems"
)

var errNoURI = errors.New("there is no textDocument.uri")

// kindWanted reports whether a client that asked for some kinds of actions wants this one: kinds are hierarchical, none means any.
func kindWanted(only []protocol.CodeActionKind, kind protocol.CodeActionKind) bool {
	return len(only) == 0 || slices.ContainsFunc(only, func(o protocol.CodeActionKind) bool {
		return o == "" || o == kind || strings.HasPrefix(string(kind), string(o)+".")
	})
}

func (s *server) codeAction(ctx context.Context, params *protocol.CodeActionParams) (any, error) {
	if params.TextDocument.URI == "" {
		return nil, errParams{errNoURI}
	}
	w := worldOf(ctx)
	m, file := w.find(string(params.TextDocument.URI))
	if m == nil {
		return []protocol.CommandOrCodeAction{}, nil
	}
	found, own, err := w.foundIn(ctx, m, file)
	if err != nil {
		return nil, err
	}
	r := actionRequest{s, w, m, file, params}
	var actions []protocol.CommandOrCodeAction
	if kindWanted(params.Context.Only, protocol.CodeActionKindQuickFix) {
		actions = r.quickFixes(found, own)
	}
	// Fixing all is for saving and for its own menu: among the quick fixes of a place it would only be in the way.
	if len(params.Context.Only) > 0 && kindWanted(params.Context.Only, kindFixAll) {
		fixAll, err := r.fixAll(ctx, found, own)
		if err != nil {
			return nil, err
		}
		actions = append(actions, fixAll...)
	}
	if kindWanted(params.Context.Only, kindRun) {
		actions = append(actions, r.runActions(own)...)
	}
	if !s.client.documentChanges && s.changedSince(w, m, file) {
		// Edits without a version would be done to a text that they were not made for.
		return nil, errCode{codeContentModified, "the document changed"}
	}
	if actions == nil {
		actions = []protocol.CommandOrCodeAction{}
	}
	return actions, nil
}

func (s *server) changedSince(w *world, m *moment, file string) bool {
	d := m.docs[file]
	return d != nil && s.now().docs[d.key] != d
}

// actionRequest is one question for code actions.
type actionRequest struct {
	server *server
	world  *world
	moment *moment
	file   string
	params *protocol.CodeActionParams
}

// quickFixes are the actions on the findings that touch the range, or that the client names.
func (r actionRequest) quickFixes(found []analysis.Diagnostic, own *findings) []protocol.CommandOrCodeAction {
	var near []analysis.Diagnostic
	echoes := map[string]protocol.Diagnostic{}
	for _, d := range found {
		if !r.server.hasRule(d.Rule.Name) {
			continue // a run found it
		}
		ours := r.server.diagnostic(r.world, r.moment, d)
		echo, named := r.echo(ours)
		if named || touches(ours.Range, r.params.Range) {
			near = append(near, d)
			echoes[findingKey(d)] = echo
		}
	}
	var file *dockerfile.File
	if own != nil {
		file = own.dockerfile
	}
	var actions []protocol.CommandOrCodeAction
	for _, a := range codeactions.For(file, near) {
		action := r.action(a)
		if action == nil {
			continue
		}
		action.Diagnostics = []protocol.Diagnostic{echoes[findingKey(*a.Diagnostic)]}
		actions = append(actions, r.server.offer(action))
	}
	return actions
}

func findingKey(d analysis.Diagnostic) string {
	key, _ := json.Marshal([]any{d.Rule.Name, d.Span, d.Message}) // strings and numbers always marshal
	return string(key)
}

// echo is the client's own form of a diagnostic, its data included, and whether the client named it.
func (r actionRequest) echo(ours protocol.Diagnostic) (protocol.Diagnostic, bool) {
	for _, theirs := range r.params.Context.Diagnostics {
		if theirs.Code == ours.Code && theirs.Range == ours.Range {
			return theirs, true
		}
	}
	return ours, false
}

// touches reports whether two ranges share a place; an end counts, as a cursor behind the last character does.
func touches(a, b protocol.Range) bool { return !before(a.End, b.Start) && !before(b.End, a.Start) }

func before(a, b protocol.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}

// action is the protocol's form of an action; nil for one that cannot be done.
func (r actionRequest) action(a codeactions.Action) *protocol.CodeAction {
	kind := protocol.CodeActionKindQuickFix
	action := &protocol.CodeAction{Title: a.Title, Kind: &kind}
	if a.Preferred {
		action.IsPreferred = ptr(true)
	}
	if a.Kind == codeactions.ReadAbout {
		command, ok := r.server.documentationCommand(a)
		if !ok {
			return nil
		}
		action.Command = command
		return action
	}
	if action.Edit = r.workspaceEdit(a.Edits); action.Edit == nil {
		return nil
	}
	return action
}

// fixAll is the action that mends all that can be mended in the file without asking, or none.
func (r actionRequest) fixAll(ctx context.Context, found []analysis.Diagnostic, own *findings) ([]protocol.CommandOrCodeAction, error) {
	edit, err := r.fixAllEdit(ctx, found, own)
	if edit == nil || err != nil {
		return nil, err
	}
	kind := kindFixAll
	return []protocol.CommandOrCodeAction{r.server.offer(&protocol.CodeAction{Title: fixAllTitle, Kind: &kind, Edit: edit})}, nil
}

// fixAllEdit is what mends all that can be mended in the file without asking; nil if there is nothing.
func (r actionRequest) fixAllEdit(ctx context.Context, found []analysis.Diagnostic, own *findings) (*protocol.WorkspaceEdit, error) {
	edits := codeactions.SafeFixes(r.file, found)
	if own != nil && own.dockerfile != nil {
		v, err := r.moment.view.wait(ctx)
		if err != nil {
			return nil, err
		}
		fixed, err := v.linter.Fix(r.file, false, func(d analysis.Diagnostic) bool { return codeactions.FixesOnly(r.file, d) })
		if err != nil {
			return nil, err
		}
		edits = nil
		if text, ok := fixed.Texts[r.file]; ok {
			edits = codeactions.Difference(own.dockerfile.Source, text)
		}
	}
	return r.workspaceEdit(edits), nil
}

// workspaceEdit gives edits with the versions of the documents that they were made for; nil when there are none, or when a file is no longer what they were made for.
func (r actionRequest) workspaceEdit(edits []analysis.Edit) *protocol.WorkspaceEdit {
	byFile := map[string][]analysis.Edit{}
	for _, e := range edits {
		if text, err := fs.ReadFile(r.moment.overlay, e.File.Path()); err != nil || string(text) != e.File.Text() {
			return nil
		}
		byFile[e.File.Path()] = append(byFile[e.File.Path()], e)
	}
	if len(byFile) == 0 {
		return nil
	}
	result := &protocol.WorkspaceEdit{}
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		place, version := r.world.uriOf(r.moment, file)
		var changes []protocol.TextEdit
		var elements []protocol.TextDocumentEditElement
		for _, e := range byFile[file] {
			change := protocol.TextEdit{Range: r.server.client.encoding.spanRange(e.File, e.Span), NewText: e.New}
			changes, elements = append(changes, change), append(elements, &change)
		}
		if r.server.client.documentChanges {
			id := protocol.OptionalVersionedTextDocumentIdentifier{
				TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: uri.URI(place)}, Version: version,
			}
			result.DocumentChanges = append(result.DocumentChanges, &protocol.TextDocumentEdit{TextDocument: id, Edits: elements})
			continue
		}
		if result.Changes == nil {
			result.Changes = map[uri.URI][]protocol.TextEdit{}
		}
		result.Changes[uri.URI(place)] = changes
	}
	return result
}

// offer gives a client that knows commands only a command that does the action.
func (s *server) offer(action *protocol.CodeAction) protocol.CommandOrCodeAction {
	if s.client.codeActionLiterals {
		return action
	}
	if action.Edit == nil {
		return &action.Command
	}
	argument, err := encode(action.Edit)
	if err != nil {
		s.log("%v", err)
	}
	return &protocol.Command{Title: action.Title, Command: commandApply, Arguments: []protocol.LSPAny{protocol.LSPAny(argument)}}
}
