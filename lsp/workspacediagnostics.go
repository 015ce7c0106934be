package lsp

import (
	"context"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// partSize is how many reports a part of a workspace report holds.
const partSize = 50

// workspaceReport is an answer to workspace/diagnostic in the making. A client that takes parts of it gets what is found as it is found.
type workspaceReport struct {
	server   *server
	world    *world
	token    protocol.ProgressToken // nil for a client that takes it whole
	previous map[string]string      // ids that the client knows, by documentKey
	given    map[string]string      // ids that are in the answer already
	items    []protocol.WorkspaceDocumentDiagnosticReport
	parts    int // sent
}

func (s *server) workspaceDiagnostic(ctx context.Context, params *protocol.WorkspaceDiagnosticParams) (any, error) {
	a := &workspaceReport{
		server: s, world: worldOf(ctx), token: params.PartialResultToken,
		previous: map[string]string{}, given: map[string]string{}, items: []protocol.WorkspaceDocumentDiagnosticReport{},
	}
	for _, p := range params.PreviousResultIds {
		a.previous[documentKey(string(p.URI), s.goos)] = p.Value
	}
	for _, m := range a.world.moments {
		if err := a.collect(ctx, m); err != nil {
			return nil, err
		}
	}
	for _, p := range params.PreviousResultIds {
		if a.given[documentKey(string(p.URI), s.goos)] == "" {
			a.add(&report{uri: string(p.URI), version: s.versionOf(a.world, string(p.URI)), items: []protocol.Diagnostic{}})
		}
	}
	if a.parts > 0 { // then all of it comes in parts (LSP 3.18, "Partial Result Progress")
		a.send()
	}
	return &protocol.WorkspaceDiagnosticReport{Items: a.items}, nil
}

// collect adds the reports on all files of a folder with findings. Where parts are taken, each Dockerfile is reported on as soon as it is linted,
// and again if another one turns out to say something about it.
func (a *workspaceReport) collect(ctx context.Context, m *moment) error {
	v, err := m.view.wait(ctx)
	if err != nil {
		return err
	}
	files := map[string]bool{}
	for _, name := range v.subjects {
		if !a.world.livesIn(m, name) {
			continue
		}
		found, err := m.findings(ctx, a.world.lens, name)
		if err != nil {
			return err
		}
		for file := range found.byFile {
			files[file] = true
		}
		if a.token != nil && files[name] {
			a.add(a.server.report(a.world, m, name, found.byFile[name]))
		}
	}
	for _, file := range sorted(files) {
		found, _, err := a.world.foundIn(ctx, m, file)
		if err != nil {
			return err
		}
		a.add(a.server.report(a.world, m, file, found))
	}
	return nil
}

// add takes a report into the answer, unless it is there already.
func (a *workspaceReport) add(r *report) {
	key := documentKey(r.uri, a.server.goos)
	if r.id != "" && a.given[key] == r.id {
		return
	}
	a.given[key] = r.id
	if r.id != "" && a.previous[key] == r.id {
		a.items = append(a.items, &protocol.WorkspaceUnchangedDocumentDiagnosticReport{
			UnchangedDocumentDiagnosticReport: protocol.UnchangedDocumentDiagnosticReport{Kind: unchangedReport, ResultID: r.id},
			URI:                               uri.URI(r.uri), Version: r.version,
		})
	} else {
		a.items = append(a.items, &protocol.WorkspaceFullDocumentDiagnosticReport{
			FullDocumentDiagnosticReport: r.full(), URI: uri.URI(r.uri), Version: r.version,
		})
	}
	if a.token != nil && len(a.items) >= partSize {
		a.send()
	}
}

// send gives the client the part that is there.
func (a *workspaceReport) send() {
	part, err := encode(&protocol.WorkspaceDiagnosticReportPartialResult{Items: a.items})
	if err != nil {
		a.server.log("%v", err)
		return
	}
	a.server.session.notify(protocol.MethodProgress, &protocol.ProgressParams{Token: a.token, Value: protocol.LSPAny(part)})
	a.items = []protocol.WorkspaceDocumentDiagnosticReport{}
	a.parts++
}

func (s *server) versionOf(w *world, place string) *int32 {
	if d := w.docs[documentKey(place, s.goos)]; d != nil {
		return &d.version
	}
	return nil
}
