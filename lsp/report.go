package lsp

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/lambdock/lambdock/analysis"
)

// report is all that is found in one file, as the protocol says it.
type report struct {
	uri     string
	version *int32 // of the open document
	items   []protocol.Diagnostic
	id      string // equal for equal items
}

// report puts findings of one file, from any number of Dockerfiles, together.
func (s *server) report(w *world, m *moment, name string, found []analysis.Diagnostic) *report {
	r := &report{items: []protocol.Diagnostic{}}
	r.uri, r.version = w.uriOf(m, name)
	for _, d := range found {
		r.items = append(r.items, s.diagnostic(w, m, d))
	}
	sum := fnv.New128a()
	for i := range r.items {
		body, err := protocol.Marshal(&r.items[i])
		if err != nil {
			s.log("encoding a diagnostic: %v", err)
		}
		_, _ = sum.Write(append(body, '\n')) // a hash takes all
	}
	r.id = fmt.Sprintf("%x", sum.Sum(nil))
	return r
}

func (s *server) diagnostic(w *world, m *moment, d analysis.Diagnostic) protocol.Diagnostic {
	p := protocol.Diagnostic{
		Range:    s.client.encoding.spanRange(d.File, d.Span),
		Severity: severityOf(d.Severity),
		Code:     protocol.String(d.Rule.Name),
		Source:   protocol.NewOptional(name),
		Message:  protocol.String(d.Message),
	}
	if tag, ok := tagOf(d.Rule.Mark); ok && slices.Contains(s.client.diagnosticTags, tag) {
		p.Tags = protocol.NewDiagnosticTags(tag)
	}
	if href := s.opts.DocURL(d.Rule.Name); href != "" && s.client.codeDescription {
		p.CodeDescription = protocol.CodeDescription{Href: uri.URI(href)}
	}
	if s.client.relatedInformation {
		for _, r := range d.Related {
			place, _ := w.uriOf(m, r.File.Path())
			p.RelatedInformation = append(p.RelatedInformation, protocol.DiagnosticRelatedInformation{
				Location: protocol.Location{URI: uri.URI(place), Range: s.client.encoding.spanRange(r.File, r.Span)},
				Message:  r.Message,
			})
		}
	}
	return p
}

func tagOf(m analysis.Mark) (tag protocol.DiagnosticTag, ok bool) {
	switch m {
	case analysis.Unnecessary:
		return protocol.DiagnosticTagUnnecessary, true
	case analysis.Deprecated:
		return protocol.DiagnosticTagDeprecated, true
	}
	return 0, false
}

func severityOf(s analysis.Severity) protocol.DiagnosticSeverity {
	switch s {
	case analysis.Error:
		return protocol.DiagnosticSeverityError
	case analysis.Warning:
		return protocol.DiagnosticSeverityWarning
	case analysis.Info:
		return protocol.DiagnosticSeverityInformation
	}
	return protocol.DiagnosticSeverityHint
}

// union puts the findings of several Dockerfiles in one file in order, each once.
func union(lists ...[]analysis.Diagnostic) []analysis.Diagnostic {
	all := slices.Concat(lists...)
	slices.SortStableFunc(all, compareDiagnostics)
	return slices.CompactFunc(all, func(a, b analysis.Diagnostic) bool { return compareDiagnostics(a, b) == 0 })
}

func compareDiagnostics(a, b analysis.Diagnostic) int {
	return cmp.Or(
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Span.End, b.Span.End),
		cmp.Compare(a.Rule.Name, b.Rule.Name),
		cmp.Compare(a.Message, b.Message),
	)
}

// foundIn are the findings in one file of a folder, and for a Dockerfile its own. What other Dockerfiles say about a
// Dockerfile counts only as far as it is known already; for any other file all of them are linted.
func (w *world) foundIn(ctx context.Context, m *moment, file string) ([]analysis.Diagnostic, *findings, error) {
	var own *findings
	var lists [][]analysis.Diagnostic
	if m.isDockerfile(file) {
		found, err := m.findings(ctx, w.lens, file)
		if err != nil {
			return nil, nil, err
		}
		own = found
		lists = append(lists, own.byFile[file])
	} else if _, err := w.lintAll(ctx, m); err != nil {
		return nil, nil, err
	}
	for _, found := range m.knownIn(file) {
		lists = append(lists, found.byFile[file])
	}
	return union(append(lists, w.ranIn(m, file))...), own, nil
}

// lintAll lints every subject of a folder that is at home there.
func (w *world) lintAll(ctx context.Context, m *moment) (map[string]*findings, error) {
	v, err := m.view.wait(ctx)
	if err != nil {
		return nil, err
	}
	all := make(map[string]*findings, len(v.subjects))
	for _, name := range v.subjects {
		if !w.livesIn(m, name) {
			continue
		}
		found, err := m.findings(ctx, w.lens, name)
		if err != nil {
			return nil, err
		}
		all[name] = found
	}
	return all, nil
}

// livesIn reports whether a file of a folder belongs to it, and not to a folder of the workspace further down.
func (w *world) livesIn(m *moment, name string) bool {
	if m.folder.root == "" || len(w.moments) == 1 {
		return true
	}
	home, _ := w.home(joinPath(m.folder.root, name, w.goos))
	return home == m
}
