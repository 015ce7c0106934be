package lsp

import (
	"context"
	"slices"
	"strconv"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
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
	own *reading
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
		own, err := m.reading(ctx, w.lens, file)
		if err != nil {
			return nil, err
		}
		if own.dockerfile != nil {
			q.own, q.source = own, own.dockerfile.Source
		}
	}
	if q.source == nil {
		if q.source = q.open(file); q.source == nil {
			return nil, nil
		}
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

// variant is the first of the ways in which the Dockerfile is built, started as it says itself; nil if the document is none, or no image can be told from it.
func (q *question) variant() *analysis.Variant {
	if q.own == nil || len(q.own.variants) == 0 {
		return nil
	}
	return q.own.variants[0].Own()
}

// dockerfile is the document read as a Dockerfile; nil if it is none.
func (q *question) dockerfile() *dockerfile.File {
	if q.own == nil {
		return nil
	}
	return q.own.dockerfile
}

// variantOf is the variant of a function's Dockerfile that stands for the function; nil if there is none. The error is ctx's.
func (q *question) variantOf(ctx context.Context, f *workspace.Function) (*analysis.Variant, error) {
	if _, known := slices.BinarySearch(q.dockerfiles, f.Dockerfile.Text); !known || f.Dockerfile.State != workspace.Known {
		return nil, nil
	}
	found, err := q.moment.findings(ctx, q.world.lens, f.Dockerfile.Text)
	if err != nil {
		return nil, err
	}
	for _, v := range found.variants {
		if v.Image.Final != nil && slices.ContainsFunc(v.Functions, func(own *workspace.Function) bool { return own.Name == f.Name && own.File.Path() == f.File.Path() }) {
			return v, nil
		}
	}
	return nil, nil
}

// variantBuilt is the variant that a build makes; nil if there is none. The error is ctx's.
func (q *question) variantBuilt(ctx context.Context, b *workspace.Build) (*analysis.Variant, error) {
	if _, known := slices.BinarySearch(q.dockerfiles, b.Dockerfile.Text); !known || b.Dockerfile.State != workspace.Known {
		return nil, nil
	}
	found, err := q.moment.findings(ctx, q.world.lens, b.Dockerfile.Text)
	if err != nil {
		return nil, err
	}
	for _, v := range found.variants {
		if slices.Contains(v.Builds, b) {
			return v, nil
		}
	}
	return nil, nil
}

// noisyRules are the rules that find something in the document if it is a Dockerfile. They are none when ctx ends.
func (q *question) noisyRules(ctx context.Context) map[string]bool {
	noisy := map[string]bool{}
	if q.own == nil {
		return noisy
	}
	if found, err := q.moment.findings(ctx, q.world.lens, q.file); err == nil {
		for _, d := range found.byFile[q.file] {
			noisy[d.Rule.Name] = true
		}
	}
	return noisy
}

// spot is what a place in a variant's Dockerfile stands for. Stages and variables are nothing where another server looks after them.
func (q *question) spot(v *analysis.Variant, offset int) spot {
	at := locate(v.Image, offset)
	if !q.generic() && (at.kind == onStageName || at.kind == onVariable) {
		at.kind = onNothing
	}
	return at
}

func itoa(n int) string { return strconv.Itoa(n) }
