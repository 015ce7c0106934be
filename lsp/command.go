package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/lambdock/lambdock/codeactions"
	"github.com/lambdock/lambdock/codeactions/engine"
)

// commandDocumentation shows the page of a rule; its argument is {"rule": NAME}.
const commandDocumentation = name + ".showDocumentation"

// commands are the commands that the client may ask for.
func (s *server) commands() []string {
	commands := []string{commandDocumentation, commandOpen}
	if s.client.appliesEdits {
		commands = append(commands, commandApply, commandFixAll)
	}
	if s.installed {
		commands = append(commands, offeredRuns...)
	}
	return commands
}

func (s *server) executeCommand(ctx context.Context, params *protocol.ExecuteCommandParams) (any, error) {
	var argument json.RawMessage
	if len(params.Arguments) > 0 {
		argument = json.RawMessage(params.Arguments[0])
	}
	switch params.Command {
	case commandBuild, commandInvoke, commandDeploy:
		if !s.installed {
			return nil, errCode{codeRequestFailed, engine.ErrNoEngine.Error()}
		}
		return s.execute(ctx, params.Command, argument, params.WorkDoneToken)
	case commandDocumentation:
		return nil, s.showDocumentation(argument)
	case commandFixAll:
		return nil, s.fixAllIn(ctx, argument)
	case commandOpen:
		return nil, s.openPlace(argument)
	case commandApply:
		var edit protocol.WorkspaceEdit
		if err := decode(argument, &edit); err != nil {
			return nil, errParams{err}
		}
		s.ask(protocol.MethodWorkspaceApplyEdit, &protocol.ApplyWorkspaceEditParams{Edit: edit}, nil)
		return nil, nil
	}
	return nil, errParams{fmt.Errorf("there is no command %q", params.Command)}
}

// documentationCommand leads to the page of a finding's rule. ok is false when there is no page.
func (s *server) documentationCommand(a codeactions.Action) (command protocol.Command, ok bool) {
	rule := a.Diagnostic.Rule.Name
	if s.opts.DocURL(rule) == "" {
		return protocol.Command{}, false
	}
	argument, err := json.Marshal(map[string]string{"rule": rule})
	if err != nil {
		return protocol.Command{}, false
	}
	return protocol.Command{Title: a.Title, Command: commandDocumentation, Arguments: []protocol.LSPAny{argument}}, true
}

// showDocumentation has the client open the page of a rule, or puts its address before the user when it cannot.
func (s *server) showDocumentation(argument json.RawMessage) error {
	var named struct{ Rule string }
	if err := json.Unmarshal(argument, &named); err != nil {
		return errParams{fmt.Errorf(`%s takes {"rule": NAME}: %w`, commandDocumentation, err)}
	}
	if !s.hasRule(named.Rule) {
		return errParams{fmt.Errorf("there is no rule %q", named.Rule)}
	}
	page := s.opts.DocURL(named.Rule)
	if s.client.showsDocuments {
		var shown protocol.ShowDocumentResult
		params := &protocol.ShowDocumentParams{URI: uri.URI(page), External: ptr(true)}
		if s.ask(protocol.MethodWindowShowDocument, params, &shown) && shown.Success {
			return nil
		}
	}
	s.show(protocol.MessageTypeInfo, page)
	return nil
}

func (s *server) hasRule(name string) bool {
	for _, r := range s.opts.Rules {
		if r.Name == name {
			return true
		}
	}
	return false
}

// sorted are the members of a set in order.
func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
