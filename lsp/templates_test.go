package lsp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestTemplatesAreGiven(t *testing.T) {
	e := startEditor(t, realOptions())
	e.initialize("", noCapabilities)
	var list struct{ Templates []struct{ ID, Title string } }
	if m := e.ask("lambdock/templates", ""); m.Error != nil || json.Unmarshal(m.Result, &list) != nil || len(list.Templates) < 10 {
		t.Fatalf("got %s, %v", m.Result, m.Error)
	}
	for _, template := range list.Templates {
		var project struct{ Files []struct{ Path, Text string } }
		m := e.ask("lambdock/template", fmt.Sprintf(`{"id":%q,"name":"shop"}`, template.ID))
		if m.Error != nil || json.Unmarshal(m.Result, &project) != nil || len(project.Files) < 4 || project.Files[0].Path != "Dockerfile" {
			t.Errorf("%s: %s, %v", template.ID, m.Result, m.Error)
		}
	}
	if m := e.ask("lambdock/events", ""); m.Error != nil || !strings.Contains(string(m.Result), `"apigateway-http"`) {
		t.Errorf("got %s, %v", m.Result, m.Error)
	}
	for _, params := range []string{`{}`, `{"id":"cobol"}`} {
		if m := e.ask("lambdock/template", params); m.Error == nil || m.Error.Code != codeInvalidParams {
			t.Errorf("%s: %s, %v", params, m.Result, m.Error)
		}
	}
}

func TestAnEmptyDockerfileIsCompletedWhole(t *testing.T) {
	e := startEditor(t, realOptions())
	root := files(t, nil)
	e.initialize(root, noCapabilities)
	uri := uriIn(root, "Dockerfile")
	at := fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":0,"character":2}}`, uri)
	e.open(uri, "dockerfile", "py\n")
	m := e.ask("textDocument/completion", at)
	if got := string(m.Result); !strings.Contains(got, `"label":"python-aws-pip"`) || !strings.Contains(got, `CMD [\"app.handler\"]`) || strings.Contains(got, "{{") {
		t.Errorf("got %s", got)
	}
	e.change(uri, 2, "py\nFROM a\n")
	if got := string(e.ask("textDocument/completion", at).Result); strings.Contains(got, "python-aws-pip") {
		t.Errorf("in a file that is begun: %s", got)
	}
}
