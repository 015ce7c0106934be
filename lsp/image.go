package lsp

import (
	"context"
	"encoding/json"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	imageview "github.com/lambdock/lambdock/analysis/view"
	"github.com/lambdock/lambdock/codeactions/build"
)

const (
	// methodImage asks for what a Dockerfile would build, as package view documents it, with what its last build made.
	methodImage = "lambdock/image"
	// methodImages asks for the images of Lambda functions in the workspace.
	methodImages = "lambdock/images"
	// methodImageRefresh asks a client that shows images to fetch them again.
	methodImageRefresh = "lambdock/image/refresh"
)

type imageParams struct {
	TextDocument protocol.TextDocumentIdentifier `json:"textDocument"`
	// Function leaves the images of one function; empty asks for all.
	Function string `json:"function"`
}

// imageAnswer is a simulated image, and the images of the Dockerfile's last build, which hold until it changes.
type imageAnswer struct {
	*imageview.Document
	Built []build.ImageReport `json:"built"`
}

// image answers lambdock/image with an imageAnswer, null for a document that is no Dockerfile.
func (s *server) image(ctx context.Context, params *imageParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	if q == nil || q.own == nil || err != nil {
		return nil, err
	}
	document := imageview.Of(q.own.dockerfile, q.own.variants, params.Function)
	answer := imageAnswer{document, []build.ImageReport{}}
	answer.Built = append(answer.Built, q.world.builtBy(documentKey(string(params.TextDocument.URI), q.world.goos))...)
	body, err := json.Marshal(answer)
	if err != nil {
		return nil, fmt.Errorf("encoding the image: %w", err)
	}
	return json.RawMessage(body), nil
}

// listedImage is an image of a Lambda function: where its Dockerfile is, what it is, and whose.
type listedImage struct {
	URI       string   `json:"uri"`
	Path      string   `json:"path"` // of the Dockerfile, in the workspace
	Title     string   `json:"title"`
	Functions []string `json:"functions"`
}

// images answers lambdock/images with the images of the workspace that are Lambda functions', or may be, by path.
func (s *server) images(ctx context.Context, _ json.RawMessage) (any, error) {
	w := worldOf(ctx)
	list := []listedImage{}
	for _, m := range w.moments {
		v, err := m.view.wait(ctx)
		if err != nil {
			return nil, err
		}
		all, err := w.lintAll(ctx, m)
		if err != nil {
			return nil, err
		}
		for _, name := range v.dockerfiles {
			if found := all[name]; found != nil {
				list = append(list, w.listed(m, name, found.variants)...)
			}
		}
	}
	return jsonOf(struct {
		Images []listedImage `json:"images"`
	}{list})
}

func (w *world) listed(m *moment, name string, variants []*analysis.Variant) []listedImage {
	var list []listedImage
	uri, _ := w.uriOf(m, name)
	for _, v := range variants {
		if v.Image.Final == nil || v.Image.Class < image.Likely && len(v.Functions) == 0 {
			continue
		}
		i := listedImage{uri, name, imageview.Title(v), []string{}}
		for _, f := range v.Functions {
			i.Functions = append(i.Functions, f.Name)
		}
		list = append(list, i)
	}
	return list
}
