package lsp

import (
	"encoding/json"
	"maps"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/codeactions/build"
	"go.lsp.dev/protocol"
)

// ran is what the last run of a Dockerfile found in it, and what the last build made. It holds until the Dockerfile changes, or is run again.
type ran struct {
	place place
	found []analysis.Diagnostic
	built []build.ImageReport
}

// forgetRun takes back what the run of the Dockerfile before found.
func (s *server) forgetRun(r *run) {
	s.change(func(w *world) *world { return w.withRun(r.key, &ran{place: r.place, built: w.builtBy(r.key)}) })
}

// keepRun has the findings of a run shown, unless the Dockerfile was changed meanwhile.
func (s *server) keepRun(r *run, end *runEnd) {
	text := r.result.File.Source.Text()
	s.change(func(w *world) *world {
		if d := w.docs[r.key]; d != nil && d.text() != text {
			return w
		}
		built := end.Built
		if built == nil {
			built = w.builtBy(r.key)
		}
		return w.withRun(r.key, &ran{r.place, end.Found, built})
	})
}

// builtBy are the images that the last build of a Dockerfile made.
func (w *world) builtBy(key string) []build.ImageReport {
	if r := w.ran[key]; r != nil {
		return r.built
	}
	return nil
}

// withRun is the world after a run of a Dockerfile, by its documentKey.
func (w *world) withRun(key string, r *ran) *world {
	next := *w
	next.ran = maps.Clone(w.ran)
	if next.ran == nil {
		next.ran = map[string]*ran{}
	}
	next.ran[key] = r
	return &next
}

// ranBefore are the findings of runs that still hold after changes of files.
func (w *world) ranBefore(changes []fileChange) map[string]*ran {
	kept := w.ran
	for _, c := range changes {
		key := documentKey(uriOfPath(c.path, w.goos), w.goos)
		if r := kept[key]; r != nil && len(r.found)+len(r.built) > 0 {
			kept = maps.Clone(kept)
			kept[key] = &ran{place: r.place}
		}
	}
	return kept
}

// ranIn are the findings of the last run that lie in a file.
func (w *world) ranIn(m *moment, file string) []analysis.Diagnostic {
	for _, r := range w.ran {
		if r.place.folder == m.folder && r.place.name == file {
			return r.found
		}
	}
	return nil
}

// runActions offer the runs on the last FROM, and on what starts the image.
func (r actionRequest) runActions(own *findings) []protocol.CommandOrCodeAction {
	if own == nil || own.dockerfile == nil || !r.server.canRun(r.world) {
		return nil
	}
	i := mainImage(own)
	if i == nil {
		return nil
	}
	var actions []protocol.CommandOrCodeAction
	at := r.server.client.encoding.spanRange(own.dockerfile.Source, i.Final.From.Span)
	if !touches(at, r.params.Range) {
		return nil
	}
	argument := protocol.LSPAny(jsonURI(string(r.params.TextDocument.URI)))
	for _, offered := range offeredRuns {
		title := runners[offered].title
		kind := protocol.CodeActionKind("source." + offered)
		actions = append(actions, r.server.offer(&protocol.CodeAction{
			Title: title, Kind: &kind, Command: protocol.Command{Title: title, Command: offered, Arguments: []protocol.LSPAny{argument}},
		}))
	}
	return actions
}

// offeredRuns are the commands that lenses and actions offer, in their order.
var offeredRuns = []string{commandBuild, commandInvoke, commandDeploy}

// canRun reports whether runs are offered.
func (s *server) canRun(w *world) bool { return s.installed && !w.lens.preferences.untrusted }

func jsonURI(uri string) json.RawMessage {
	return json.RawMessage(`{"uri":` + string(quoted(uri)) + `}`)
}

// mainImage is the image of a Dockerfile that is a Lambda function's, or may be one; nil without one.
func mainImage(own *findings) *image.Image {
	for _, v := range withOwn(own.variants) {
		if v.Image.Final != nil && v.Image.Class != image.NotLambda {
			return v.Image
		}
	}
	return nil
}
