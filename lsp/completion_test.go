package lsp

import (
	"fmt"
	"slices"
	"testing"

	"github.com/lambdock/lambdock/rules"
)

// TestEveryRuleIsOfferedInIgnoreComments keeps the list out of the goldens, which each new rule would change.
func TestEveryRuleIsOfferedInIgnoreComments(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile": "# lambdock ignore=\nFROM public.ecr.aws/lambda/python:3.13\n"})
	e := startEditor(t, realOptions())
	e.initialize(root, everything)
	answer := e.ask("textDocument/completion", fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":0,"character":18}}`, uriIn(root, "Dockerfile")))
	var offered []string
	for _, item := range decoded[[]wireItem](answer.Result) {
		offered = append(offered, item.Label)
	}
	for _, r := range rules.All() {
		if !slices.Contains(offered, r.Name) {
			t.Errorf("%s is not offered", r.Name)
		}
	}
}
