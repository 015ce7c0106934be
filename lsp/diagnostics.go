package lsp

import (
	"context"
	"maps"
	"slices"
	"sync"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/lambdock/lambdock/analysis"
)

// The kinds of diagnostic reports. Source: LSP 3.17, DocumentDiagnosticReportKind.
const (
	fullReport      = "full"
	unchangedReport = "unchanged"
)

// answers remembers what a client that fetches diagnostics was answered, so that a report that comes with another says only what is new,
// what is gone is taken back, and the client is asked to fetch again when it knows less than was found since.
type answers struct {
	mu     sync.Mutex
	newest map[string]answer          // given to the client, by documentKey
	found  map[string]answer          // by the publisher, by documentKey
	with   map[string]map[string]bool // the files of the folder that were reported with a document, by its documentKey
	doubts map[string]place           // files whose newest answer is not what the publisher found
}

// answer is a report without its items.
type answer struct {
	id      string
	version int32 // -1 when the file is not open
}

func answerOf(r *report) answer {
	if r.version == nil {
		return answer{r.id, -1}
	}
	return answer{r.id, *r.version}
}

func newAnswers() *answers {
	return &answers{
		newest: map[string]answer{}, found: map[string]answer{},
		with: map[string]map[string]bool{}, doubts: map[string]place{},
	}
}

// give remembers a report that the client is about to get, and says whether it is news, and whether the publisher found otherwise.
// Nothing found is no news on a file that was never reported on.
func (a *answers) give(key string, file place, r *report) (news, doubt bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	before, known := a.newest[key]
	now := answerOf(r)
	news = known && before.id != now.id || !known && len(r.items) > 0
	a.newest[key] = now
	if found, ok := a.found[key]; ok && found != now {
		a.doubts[key], doubt = file, true
	}
	return news, doubt
}

// find remembers what the publisher found in a file, and says whether the client, who was told otherwise or nothing, should fetch again.
// A document that was edited is fetched again without being told.
func (a *answers) find(key string, r *report) (stale bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	before, known := a.found[key]
	now := answerOf(r)
	a.found[key] = now
	if given, ok := a.newest[key]; ok && given.version == now.version {
		return given.id != now.id
	}
	if now.version >= 0 && (!known || before.version != now.version) {
		return false
	}
	return known && before.id != now.id || !known && len(r.items) > 0
}

// doubtful are the files to look at again.
func (a *answers) doubtful() map[string]place {
	a.mu.Lock()
	defer a.mu.Unlock()
	doubts := a.doubts
	a.doubts = map[string]place{}
	return doubts
}

// together adds files to those that were ever reported with a document, and gives them all.
func (a *answers) together(key string, files []string) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.with[key] == nil {
		a.with[key] = map[string]bool{}
	}
	for _, file := range files {
		a.with[key][file] = true
	}
	return sorted(a.with[key])
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
	s.give(m, file, r)
	others, err := s.relatedReports(ctx, w, m, file, own, r)
	if err != nil {
		return nil, err
	}
	// Neovim (0.12) does not look at what comes with an unchanged report.
	if len(others) == 0 && params.PreviousResultID != nil && *params.PreviousResultID == r.id {
		return &protocol.RelatedUnchangedDocumentDiagnosticReport{
			UnchangedDocumentDiagnosticReport: protocol.UnchangedDocumentDiagnosticReport{Kind: unchangedReport, ResultID: r.id},
		}, nil
	}
	return &protocol.RelatedFullDocumentDiagnosticReport{FullDocumentDiagnosticReport: r.full(), RelatedDocuments: others}, nil
}

// give remembers a report that the client is about to get, says whether it is news, and has the publisher look again when that found otherwise.
func (s *server) give(m *moment, file string, r *report) (news bool) {
	news, doubt := s.answers.give(documentKey(r.uri, s.goos), place{m.folder, file}, r)
	if doubt {
		s.publish.wake()
	}
	return news
}

func (r *report) full() protocol.FullDocumentDiagnosticReport {
	return protocol.FullDocumentDiagnosticReport{Kind: fullReport, ResultID: &r.id, Items: r.items}
}

// relatedReports are the reports, as far as they are news, on the other files that a Dockerfile's findings lie in, or that rest on a file that is none.
func (s *server) relatedReports(ctx context.Context, w *world, m *moment, file string, own *findings, r *report) (map[uri.URI]protocol.FullDocumentDiagnosticReportOrUnchangedDocumentDiagnosticReport, error) {
	if !s.client.relatedDocuments {
		return nil, nil
	}
	resting := []*findings{own}
	if own == nil {
		all, err := w.lintAll(ctx, m)
		if err != nil {
			return nil, err
		}
		resting = restingOn(all, file)
	}
	var files []string
	for _, found := range resting {
		files = append(files, found.name)
		files = append(files, slices.Collect(maps.Keys(found.byFile))...)
	}
	reports := map[uri.URI]protocol.FullDocumentDiagnosticReportOrUnchangedDocumentDiagnosticReport{}
	for _, other := range s.answers.together(documentKey(r.uri, s.goos), files) {
		if other == file {
			continue
		}
		var lists [][]analysis.Diagnostic
		for _, found := range m.knownIn(other) {
			lists = append(lists, found.byFile[other])
		}
		beside := s.report(w, m, other, union(append(lists, w.ranIn(m, other))...))
		if s.give(m, other, beside) {
			full := beside.full()
			reports[uri.URI(beside.uri)] = &full
		}
	}
	return reports, nil
}

// restingOn are the findings that a change of a file's text may change.
func restingOn(all map[string]*findings, file string) []*findings {
	var resting []*findings
	for _, found := range all {
		if found.restsOn(change{path: file}) {
			resting = append(resting, found)
		}
	}
	return resting
}
