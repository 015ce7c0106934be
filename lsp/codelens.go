package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/codeactions"
)

// The kinds of lenses, as settings name them.
const (
	lensRuns     = "runs"     // build, invoke, deploy
	lensFindings = "findings" // how much is found in the Dockerfile
	lensHandlers = "handlers" // whose handler a function is
)

// The commands of lenses. fixAll takes {"uri": …}; open takes a place, as textDocument/definition gives it.
const (
	commandFixAll = name + ".fixAll"
	commandOpen   = name + ".open"
)

// mostHandlerLenses bounds the lenses above one function.
const mostHandlerLenses = 3

// codeLens is a line above a text that says something or does something.
type codeLens struct {
	at       source.Span
	title    string
	command  string
	argument any
}

func (s *server) codeLens(ctx context.Context, params *protocol.CodeLensParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	list := []protocol.CodeLens{}
	if q == nil || err != nil {
		return list, err
	}
	place := string(params.TextDocument.URI)
	var found []codeLens
	if v := q.variant(); v != nil && v.Image.Final != nil && v.Image.Class != image.NotLambda {
		all, _, err := q.world.foundIn(ctx, q.moment, q.file)
		if err != nil {
			return nil, err
		}
		found = s.dockerfileLenses(v.Image, q.file, place, all)
	} else if q.own == nil {
		if found, err = q.handlerLenses(ctx); err != nil {
			return nil, err
		}
	}
	for _, l := range found {
		if !q.offers(l) {
			continue
		}
		argument, err := encode(l.argument)
		if err != nil {
			return nil, err
		}
		list = append(list, protocol.CodeLens{
			Range: q.span(l.at), Command: protocol.Command{Title: l.title, Command: l.command, Arguments: []protocol.LSPAny{protocol.LSPAny(argument)}},
		})
	}
	return list, nil
}

// offers reports whether the server can do what a lens offers, and its kind is wanted.
func (q *question) offers(l codeLens) bool {
	kind := lensRuns
	switch l.command {
	case commandFixAll:
		kind = lensFindings
	case commandOpen:
		kind = lensHandlers
	}
	if kind == lensRuns && !q.server.canRun(q.world) {
		return false
	}
	return q.world.lens.preferences.CodeLens.on(kind) && slices.Contains(q.server.commands(), l.command)
}

// dockerfileLenses stand above the final stage: the runs, then what is found in the file.
func (s *server) dockerfileLenses(i *image.Image, file, place string, found []analysis.Diagnostic) []codeLens {
	at, about := i.Final.From.KeywordSpan, jsonURI(place)
	var lenses []codeLens
	for _, command := range offeredRuns {
		lenses = append(lenses, codeLens{at, s.runTitle(documentKey(place, s.goos), command), command, about})
	}
	if len(found) > 0 {
		lenses = append(lenses, codeLens{at, findingsTitle(file, found), commandFixAll, about})
	}
	return lenses
}

// runTitle is what a run does, and what it came to when it was last done.
func (s *server) runTitle(key, command string) string {
	title := runners[command].title
	if s.opts.Tools.Now == nil {
		return title
	}
	if said := s.runs.said(key, command, s.opts.Tools.Now()); said != "" {
		title += " · " + said
	}
	return title
}

func quoted(text string) []byte {
	body, _ := json.Marshal(text) // a string always marshals
	return body
}

// findingsTitle counts findings, and those that can be fixed in their file without asking.
func findingsTitle(file string, found []analysis.Diagnostic) string {
	fixable := 0
	for _, d := range found {
		if len(d.Fixes) > 0 && d.Fixes[0].Safe && codeactions.FixesOnly(file, d) {
			fixable++
		}
	}
	title := counted(len(found), "finding")
	if fixable > 0 {
		title += fmt.Sprintf(", %d fixable", fixable)
	}
	return title
}

// handlerLenses say of the functions of a source whose handlers they are.
func (q *question) handlerLenses(ctx context.Context) ([]codeLens, error) {
	uses, err := q.uses(ctx)
	var lenses []codeLens
	above := map[source.Span]int{}
	for _, u := range uses {
		m := u.variant.Written()
		if !m.Read || m.Source.File.Path() != q.file || m.Name.Name == "" {
			continue
		}
		if above[m.Name.Span]++; above[m.Name.Span] > mostHandlerLenses {
			continue
		}
		place := q.location(u.target)
		lenses = append(lenses, codeLens{m.Name.Span, "Lambda handler of " + u.title(), commandOpen, &place})
	}
	slices.SortStableFunc(lenses, func(a, b codeLens) int { return a.at.Start - b.at.Start })
	for n, l := range lenses {
		if more := above[l.at] - mostHandlerLenses; more > 0 && (n == len(lenses)-1 || lenses[n+1].at != l.at) {
			lenses[n].title += fmt.Sprintf(" and %d more", more)
		}
	}
	return lenses, err
}

// title is what has the handler: a Dockerfile, or a function of a template.
func (u use) title() string {
	for _, f := range u.variant.Functions {
		if f.File.Path() == u.file.Path() && f.Command.Span.Overlaps(u.span) {
			return f.Name + " in " + u.file.Path()
		}
	}
	return u.file.Path()
}

// fixAllIn has the client fix what can be fixed without asking in a document.
func (s *server) fixAllIn(ctx context.Context, argument json.RawMessage) error {
	var named struct{ URI string }
	if err := json.Unmarshal(argument, &named); err != nil || named.URI == "" {
		return errParams{fmt.Errorf(`%s takes {"uri": …}`, commandFixAll)}
	}
	w := worldOf(ctx)
	m, file := w.find(named.URI)
	if m == nil {
		return errParams{fmt.Errorf("%s is not known", named.URI)}
	}
	found, own, err := w.foundIn(ctx, m, file)
	if err != nil {
		return err
	}
	edit, err := actionRequest{server: s, world: w, moment: m, file: file}.fixAllEdit(ctx, found, own)
	if err != nil {
		return err
	}
	if edit == nil {
		s.show(protocol.MessageTypeInfo, name+": nothing here can be fixed without asking")
		return nil
	}
	s.ask(protocol.MethodWorkspaceApplyEdit, &protocol.ApplyWorkspaceEditParams{Label: ptr(fixAllTitle), Edit: *edit}, nil)
	return nil
}

// openPlace has the client show a place of a file, or says where it is when the client cannot.
func (s *server) openPlace(argument json.RawMessage) error {
	var place protocol.Location
	if err := decode(argument, &place); err != nil || place.URI == "" {
		return errParams{fmt.Errorf("%s takes a location", commandOpen)}
	}
	if !s.client.showsDocuments {
		file, _ := pathOfURI(string(place.URI), s.goos)
		s.show(protocol.MessageTypeInfo, fmt.Sprintf("%s: %s:%d", name, file, place.Range.Start.Line+1))
		return nil
	}
	params := &protocol.ShowDocumentParams{URI: uri.URI(place.URI), TakeFocus: ptr(true), Selection: &place.Range}
	s.ask(protocol.MethodWindowShowDocument, params, nil)
	return nil
}
