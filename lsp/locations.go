package lsp

import (
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/lambdock/lambdock/analysis/source"
)

// target is a place in a file of the workspace.
type target struct {
	file *source.File
	span source.Span
}

// location is a place in the protocol's form.
func (q *question) location(t target) protocol.Location {
	place, _ := q.world.uriOf(q.moment, t.file.Path())
	return protocol.Location{URI: uri.URI(place), Range: q.server.client.encoding.spanRange(t.file, t.span)}
}

func (q *question) locations(targets []target) protocol.LocationSlice {
	found := protocol.LocationSlice{}
	for _, t := range targets {
		found = append(found, q.location(t))
	}
	return found
}

// open is a file of the folder as it is at the question's moment; nil if it cannot be read.
func (q *question) open(name string) *source.File {
	text, err := q.moment.read(name)
	if err != nil {
		return nil
	}
	return source.New(name, text)
}
