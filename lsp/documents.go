package lsp

import (
	"encoding/json"
	"fmt"
	"path"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
)

// document is one version of a text that the editor has open.
type document struct {
	uri      string // as the client spelled it
	key      string // documentKey of uri
	path     string // the local path; empty when the document is no local file
	language string
	version  int32
	file     *source.File     // named by the path's base name; only its text and lines are of use
	memory   *analysis.Memory // of all versions
}

// The parameters of text synchronization, read more leniently than the protocol's types are: the URI stays as the client
// spelled it, a version may be null, and a number may be written as 1.0. A change that is not taken in would leave the
// server with another text than the editor's.
type (
	wirePosition struct{ Line, Character float64 }
	wireRange    struct{ Start, End wirePosition }
	wireChange   struct {
		Range *wireRange
		Text  string
	}
	wireDocument struct {
		URI        string
		LanguageID string `json:"languageId"`
		Version    *float64
		Text       string
	}
	wireSync struct {
		TextDocument   wireDocument
		ContentChanges []wireChange
		Text           *string // of didSave
	}
)

// readSync reads the parameters of a text synchronization notification.
func readSync(raw json.RawMessage) (*wireSync, error) {
	var params wireSync
	if err := json.Unmarshal(raw, &params); err != nil {
		return nil, errParams{fmt.Errorf("decoding text synchronization: %w", err)}
	}
	if params.TextDocument.URI == "" {
		return nil, errParams{fmt.Errorf("decoding text synchronization: there is no textDocument.uri")}
	}
	return &params, nil
}

func newDocument(w wireDocument, goos string) *document {
	d := &document{memory: &analysis.Memory{}, uri: w.URI, key: documentKey(w.URI, goos), language: w.LanguageID, version: versionOr(w.Version, 0)}
	name := path.Base(w.URI)
	if local, ok := pathOfURI(w.URI, goos); ok {
		d.path = local
		_, name = splitPath(local, goos)
	} else if d.isDockerfile() {
		name = "Dockerfile"
	}
	d.file = source.New(name, w.Text)
	return d
}

// isDockerfile reports whether the editor says that the text is a Dockerfile, whatever its name.
func (d *document) isDockerfile() bool {
	return d.language == "dockerfile" || d.language == "containerfile"
}

func versionOr(v *float64, otherwise int32) int32 {
	if v == nil {
		return otherwise
	}
	return int32(clampInt(*v))
}

// changed is the document after changes, each of which counts on the text that the one before it left.
func (d *document) changed(changes []wireChange, version *float64, e encoding) *document {
	next := *d
	next.version = versionOr(version, d.version+1)
	for _, c := range changes {
		text := c.Text
		if c.Range != nil {
			start := e.offset(next.file, c.Range.Start.Line, c.Range.Start.Character)
			end := max(start, e.offset(next.file, c.Range.End.Line, c.Range.End.Character))
			old := next.file.Text()
			text = old[:start] + c.Text + old[end:]
		}
		next.file = source.New(d.file.Path(), text)
	}
	return &next
}

// text is the whole text of the document.
func (d *document) text() string { return d.file.Text() }
