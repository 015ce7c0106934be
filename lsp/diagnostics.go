package lsp

import (
	"context"
	"slices"
	"sync"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// The kinds of diagnostic reports. Source: LSP 3.17, DocumentDiagnosticReportKind.
const (
	fullReport      = "full"
	unchangedReport = "unchanged"
)

// related remembers in which other files a Dockerfile's findings were reported with it, so that they are taken back there too.
type related struct {
	mu    sync.Mutex
	files map[string][]string // by the Dockerfile's documentKey
}

// swap gives the files of last time.
func (r *related) swap(dockerfile string, files []string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.files[dockerfile]
	if r.files == nil {
		r.files = map[string][]string{}
	}
	r.files[dockerfile] = files
	return before
}

func (s *server) documentDiagnostic(ctx context.Context, params *protocol.DocumentDiagnosticParams) (any, error) {
	place := string(params.TextDocument.URI)
	if place == "" {
		return nil, errParams{errNoURI}
	}
	w := worldOf(ctx)
	m, file := w.find(place)
	if m == nil {
		return &protocol.RelatedFullDocumentDiagnosticReport{
			FullDocumentDiagnosticReport: protocol.FullDocumentDiagnosticReport{Kind: fullReport, Items: []protocol.Diagnostic{}},
		}, nil
	}
	found, own, err := w.foundIn(ctx, m, file)
	if err != nil {
		return nil, err
	}
	r := s.report(w, m, file, found)
	others, err := s.relatedReports(ctx, w, m, own)
	if err != nil {
		return nil, err
	}
	if params.PreviousResultID != nil && *params.PreviousResultID == r.id {
		return &protocol.RelatedUnchangedDocumentDiagnosticReport{
			UnchangedDocumentDiagnosticReport: protocol.UnchangedDocumentDiagnosticReport{Kind: unchangedReport, ResultID: r.id},
			RelatedDocuments:                  others,
		}, nil
	}
	return &protocol.RelatedFullDocumentDiagnosticReport{FullDocumentDiagnosticReport: r.full(), RelatedDocuments: others}, nil
}

func (r *report) full() protocol.FullDocumentDiagnosticReport {
	return protocol.FullDocumentDiagnosticReport{Kind: fullReport, ResultID: &r.id, Items: r.items}
}

// relatedReports are the reports on the other files that a Dockerfile's findings lie in, or lay in when it was asked last.
func (s *server) relatedReports(ctx context.Context, w *world, m *moment, own *findings) (map[uri.URI]protocol.FullDocumentDiagnosticReportOrUnchangedDocumentDiagnosticReport, error) {
	if own == nil || !s.client.relatedDocuments {
		return nil, nil
	}
	var files []string
	for file := range own.byFile {
		if file != own.name {
			files = append(files, file)
		}
	}
	key, _ := w.uriOf(m, own.name)
	reports := map[uri.URI]protocol.FullDocumentDiagnosticReportOrUnchangedDocumentDiagnosticReport{}
	for _, file := range append(s.related.swap(documentKey(key, s.goos), slices.Clone(files)), files...) {
		found := own.byFile[file]
		for _, other := range m.knownIn(file) {
			found = union(found, other.byFile[file])
		}
		r := s.report(w, m, file, found)
		full := r.full()
		reports[uri.URI(r.uri)] = &full
	}
	return reports, nil
}

func (s *server) workspaceDiagnostic(ctx context.Context, params *protocol.WorkspaceDiagnosticParams) (any, error) {
	w := worldOf(ctx)
	previous := map[string]string{}
	for _, p := range params.PreviousResultIds {
		previous[documentKey(string(p.URI), s.goos)] = p.Value
	}
	reports, err := s.allReports(ctx, w)
	if err != nil {
		return nil, err
	}
	result := &protocol.WorkspaceDiagnosticReport{Items: []protocol.WorkspaceDocumentDiagnosticReport{}}
	for _, r := range reports {
		key := documentKey(r.uri, s.goos)
		if id, known := previous[key]; known && id == r.id {
			result.Items = append(result.Items, &protocol.WorkspaceUnchangedDocumentDiagnosticReport{
				UnchangedDocumentDiagnosticReport: protocol.UnchangedDocumentDiagnosticReport{Kind: unchangedReport, ResultID: r.id},
				URI:                               uri.URI(r.uri), Version: r.version,
			})
		} else {
			result.Items = append(result.Items, &protocol.WorkspaceFullDocumentDiagnosticReport{
				FullDocumentDiagnosticReport: r.full(), URI: uri.URI(r.uri), Version: r.version,
			})
		}
		delete(previous, key)
	}
	for _, p := range params.PreviousResultIds {
		if _, gone := previous[documentKey(string(p.URI), s.goos)]; gone {
			result.Items = append(result.Items, &protocol.WorkspaceFullDocumentDiagnosticReport{
				FullDocumentDiagnosticReport: (&report{items: []protocol.Diagnostic{}}).full(), URI: p.URI, Version: s.versionOf(w, string(p.URI)),
			})
		}
	}
	return result, nil
}

func (s *server) versionOf(w *world, place string) *int32 {
	if d := w.docs[documentKey(place, s.goos)]; d != nil {
		return &d.version
	}
	return nil
}

// allReports are the reports on all files with findings, in the order of the folders and their paths.
func (s *server) allReports(ctx context.Context, w *world) ([]*report, error) {
	var reports []*report
	for _, m := range w.moments {
		all, err := w.lintAll(ctx, m)
		if err != nil {
			return nil, err
		}
		files := map[string]bool{}
		for _, found := range all {
			for file := range found.byFile {
				files[file] = true
			}
		}
		for _, file := range sorted(files) {
			found, _, err := w.foundIn(ctx, m, file)
			if err != nil {
				return nil, err
			}
			reports = append(reports, s.report(w, m, file, found))
		}
	}
	return reports, nil
}
