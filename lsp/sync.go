package lsp

import (
	"context"
	"encoding/json"

	"go.lsp.dev/protocol"
)

// synchronization makes a method of a function that takes a change of an open document.
func synchronization(f func(*wireSync)) method {
	return func(_ context.Context, raw json.RawMessage) (any, error) {
		params, err := readSync(raw)
		if err != nil {
			return nil, err
		}
		f(params)
		return nil, nil
	}
}

func (s *server) didOpen(params *wireSync) {
	s.change(func(w *world) *world { return w.withDocument(newDocument(params.TextDocument, s.goos)) })
}

// didChange takes changes in the order in which they arrive, whatever their versions say. Of a document that was never opened it knows nothing.
func (s *server) didChange(params *wireSync) {
	s.change(func(w *world) *world {
		d := w.docs[documentKey(params.TextDocument.URI, s.goos)]
		if d == nil {
			s.log("%s was changed and is not open", params.TextDocument.URI)
			return w
		}
		return w.withDocument(d.changed(params.ContentChanges, params.TextDocument.Version, s.client.encoding))
	})
}

// didSave matters to clients that watch no files: the file may be new, and others may have changed with it.
func (s *server) didSave(params *wireSync) {
	if path, ok := pathOfURI(params.TextDocument.URI, s.goos); ok && !s.client.watchesFiles {
		s.change(func(w *world) *world { return w.withChanges([]fileChange{{path, true}}) })
	}
}

func (s *server) didClose(params *wireSync) {
	s.change(func(w *world) *world {
		d := w.docs[documentKey(params.TextDocument.URI, s.goos)]
		if d == nil {
			return w
		}
		return w.withoutDocument(d)
	})
}

func (s *server) didChangeWatchedFiles(_ context.Context, params *protocol.DidChangeWatchedFilesParams) {
	var changes []fileChange
	for _, event := range params.Changes {
		if path, ok := pathOfURI(string(event.URI), s.goos); ok {
			changes = append(changes, fileChange{path, event.Type != protocol.FileChangeTypeChanged})
		}
	}
	s.change(func(w *world) *world { return w.withChanges(changes) })
}

func (s *server) didChangeWorkspaceFolders(_ context.Context, params *protocol.DidChangeWorkspaceFoldersParams) {
	removed := s.localFolders(params.Event.Removed)
	s.change(func(w *world) *world {
		var roots []string
		for _, m := range w.moments {
			if !m.folder.lone && !s.among(removed, m.folder.root) {
				roots = append(roots, m.folder.root)
			}
		}
		for _, root := range s.localFolders(params.Event.Added) {
			if !s.among(roots, root) {
				roots = append(roots, root)
			}
		}
		return w.withRoots(roots)
	})
}

func (s *server) among(roots []string, root string) bool {
	for _, other := range roots {
		if samePath(other, root, s.goos) {
			return true
		}
	}
	return false
}
