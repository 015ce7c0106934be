package lsp

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"
)

// methodQuestion is the request that puts a question of a run before the person, of clients that ask for it with initializationOptions
// {"runQuestion": true}. Its answer is one of the answers, or null. Other clients get window/showMessageRequest.
const methodQuestion = name + "/question"

// runQuestion are the parameters of methodQuestion.
type runQuestion struct {
	Message string `json:"message"`
	// Detail is what the person should have read before answering; it may have several lines.
	Detail string `json:"detail,omitempty"`
	// Answers are those of which the person chooses one; without any the answer is a text.
	Answers []string `json:"answers,omitempty"`
}

// answerCancel is given to clients that show a question without a way to leave it.
const answerCancel = "Cancel"

// askPerson puts a question before the person, for as long as the run goes on; no answer is an empty one.
func (r *run) askPerson(ctx context.Context, q runQuestion) (answer string, err error) {
	s := r.server
	if s.client.runQuestion {
		body, err := jsonOf(q)
		if err != nil {
			return "", err
		}
		err = s.session.ask(ctx, methodQuestion, body, &answer)
		return answer, err
	}
	params := &protocol.ShowMessageRequestParams{Type: protocol.MessageTypeInfo, Message: strings.TrimPrefix(q.Detail+"\n"+q.Message, "\n")}
	for _, a := range append(q.Answers, answerCancel) {
		params.Actions = append(params.Actions, protocol.MessageActionItem{Title: a})
	}
	var chosen protocol.MessageActionItem
	if err := s.session.ask(ctx, protocol.MethodWindowShowMessageRequest, params, &chosen); err != nil || chosen.Title == answerCancel {
		return "", err
	}
	return chosen.Title, nil
}

// askText has the person write something; empty is no answer, as of clients that have no way to ask for a text.
func (r *run) askText(ctx context.Context, message string) string {
	if !r.server.client.runQuestion {
		return ""
	}
	answer, _ := r.askPerson(ctx, runQuestion{Message: message}) // no answer leaves what failed for the want of it
	return answer
}
