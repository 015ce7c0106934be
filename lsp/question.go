package lsp

import (
	"context"
	"io/fs"
	"strconv"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// question is what a request asks about: a document of a folder as one moment shows it.
type question struct {
	server *server
	world  *world
	moment *moment
	// file is the document's path below the folder, source its text.
	file   string
	source *source.File
	// own is what is known of the document if it is a Dockerfile; else nil.
	own *findings
	// dockerfiles are those of the folder, and around what the files around them say; nil if nothing is known.
	dockerfiles []string
	around      *workspace.Workspace
}

// about opens a question about a document; nil when the document belongs to no folder or cannot be read. The error is ctx's.
func (s *server) about(ctx context.Context, document protocol.TextDocumentIdentifier) (*question, error) {
	if document.URI == "" {
		return nil, errParams{errNoURI}
	}
	w := worldOf(ctx)
	m, file := w.find(string(document.URI))
	if m == nil {
		return nil, nil
	}
	v, err := m.view.wait(ctx)
	if err != nil {
		return nil, err
	}
	q := &question{server: s, world: w, moment: m, file: file, dockerfiles: v.dockerfiles, around: v.around}
	if m.isDockerfile(file) {
		own, err := m.findings(ctx, w.lens, file)
		if err != nil {
			return nil, err
		}
		if own.dockerfile != nil {
			q.own, q.source = own, own.dockerfile.Source
		}
	}
	if q.source == nil {
		text, err := fs.ReadFile(m.overlay, file)
		if err != nil {
			return nil, nil
		}
		q.source = source.New(file, string(text))
	}
	return q, nil
}

// offset is the byte at a position of the document.
func (q *question) offset(p protocol.Position) int {
	return q.server.client.encoding.offset(q.source, float64(p.Line), float64(p.Character))
}

// span is the protocol's range of a span of the document.
func (q *question) span(s source.Span) protocol.Range {
	return q.server.client.encoding.spanRange(q.source, s)
}

// variant is the first of the ways in which the Dockerfile is built and used; nil if the document is none, or no image can be told from it.
func (q *question) variant() *analysis.Variant {
	if q.own == nil || len(q.own.variants) == 0 {
		return nil
	}
	return q.own.variants[0]
}

func itoa(n int) string { return strconv.Itoa(n) }
