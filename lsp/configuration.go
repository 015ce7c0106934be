package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis/config"
)

// settingsFromOptions takes settings that the client gives with initialize, for clients that have no other way.
func (s *server) settingsFromOptions(options protocol.LSPAny) {
	if section := sectionOf(json.RawMessage(options)); section != nil {
		s.configure(section)
	}
}

// didChangeConfiguration is the push form. A client that can be asked is asked: what it pushes may be another server's section, or nothing.
func (s *server) didChangeConfiguration(_ context.Context, params json.RawMessage) (any, error) {
	if s.client.configuration {
		s.session.working.Go(s.pullConfiguration)
		return nil, nil
	}
	var pushed struct {
		Settings json.RawMessage `json:"settings"`
	}
	if err := json.Unmarshal(params, &pushed); err != nil {
		return nil, errParams{err}
	}
	if section := sectionOf(pushed.Settings); section != nil {
		s.configure(section)
	}
	return nil, nil
}

// sectionOf is the value of "lambdock" in settings, or the settings themselves when they have no such key; nil when they are no object.
func sectionOf(settings json.RawMessage) json.RawMessage {
	var sections map[string]json.RawMessage
	if json.Unmarshal(settings, &sections) != nil || sections == nil {
		return nil
	}
	if section, ok := sections[name]; ok {
		return section
	}
	return settings
}

// pullConfiguration asks the client for the section "lambdock".
func (s *server) pullConfiguration() {
	if !s.client.configuration {
		return
	}
	var values []protocol.LSPAny
	params := &protocol.ConfigurationParams{Items: []protocol.ConfigurationItem{{Section: ptr(name)}}}
	if s.ask(protocol.MethodWorkspaceConfiguration, params, &values) && len(values) > 0 {
		s.configure(json.RawMessage(values[0]))
	}
}

// configure looks at the world with other settings. Settings that cannot be used are shown to the user, and the old ones stay.
func (s *server) configure(settings json.RawMessage) {
	if bytes.Equal(bytes.TrimSpace(settings), jsonNull) {
		settings = nil
	}
	parsed, err := config.FromSettings(settings)
	if err != nil {
		s.show(protocol.MessageTypeError, name+": "+err.Error())
		return
	}
	preferred := preferencesOf(settings)
	before := s.now().lens.preferences
	s.change(func(w *world) *world { return w.withLens(s.lens(parsed, preferred)) })
	if !reflect.DeepEqual(before, preferred) {
		s.session.working.Go(func() { s.refresh(stale{shown: true}) })
	}
}
