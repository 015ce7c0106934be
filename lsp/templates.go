package lsp

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lambdock/lambdock/codeactions/invoke"
	"github.com/lambdock/lambdock/codeactions/scaffold"
)

// The requests for new projects. methodTemplates takes nothing and gives {"templates": [{"id", "title", "language", "base", "packageManager"}]};
// methodTemplate takes {"id", "name"} and gives {"files": [{"path", "text"}]}, paths with slashes. The client writes them.
const (
	methodTemplates = "lambdock/templates"
	methodTemplate  = "lambdock/template"
	// methodEvents takes nothing and gives {"kinds": […]}, the events of AWS's services that an invocation can be given by their kind.
	methodEvents = "lambdock/events"
)

func (s *server) templates(context.Context, json.RawMessage) (any, error) {
	return jsonOf(map[string]any{"templates": scaffold.Templates()})
}

func (s *server) events(context.Context, json.RawMessage) (any, error) {
	return jsonOf(map[string]any{"kinds": invoke.Samples()})
}

type templateParams struct {
	ID   string `json:"id"`
	Name string `json:"name"` // of the project; may be empty
}

func (s *server) template(_ context.Context, params *templateParams) (any, error) {
	if params.ID == "" {
		return nil, errParams{errors.New("there is no id of a template")}
	}
	template, err := scaffold.Choose(scaffold.Choice{ID: params.ID})
	if err != nil {
		return nil, errParams{err}
	}
	return jsonOf(map[string]any{"files": template.Files(params.Name, s.opts.Today())})
}
