package lsp

import (
	"context"
	"encoding/json"
	"fmt"

	"go.lsp.dev/protocol"

	imageview "github.com/lambdock/lambdock/analysis/view"
)

// methodImage asks for what a Dockerfile would build, as package view documents it.
const methodImage = "lambdock/image"

type imageParams struct {
	TextDocument protocol.TextDocumentIdentifier `json:"textDocument"`
	// Function leaves the images of one function; empty asks for all.
	Function string `json:"function"`
}

// image answers lambdock/image with an imageview.Document, null for a document that is no Dockerfile.
func (s *server) image(ctx context.Context, params *imageParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	if q == nil || q.own == nil || err != nil {
		return nil, err
	}
	body, err := json.Marshal(imageview.Of(q.own.dockerfile, q.own.variants, params.Function))
	if err != nil {
		return nil, fmt.Errorf("encoding the image: %w", err)
	}
	return json.RawMessage(body), nil
}
