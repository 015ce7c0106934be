package lsp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

const modern = `{"textDocument":{"codeAction":{"codeActionLiteralSupport":{"codeActionKind":{"valueSet":["quickfix"]}}}},"workspace":{"workspaceEdit":{"documentChanges":true}},"window":{"showDocument":{"support":true}}}`

// actions asks for code actions on a range and gives each as one line.
func (e *editor) actions(uri, span, context string) []string {
	e.t.Helper()
	m := e.ask("textDocument/codeAction", fmt.Sprintf(`{"textDocument":{"uri":%q},"range":%s,"context":%s}`, uri, span, context))
	if m.Error != nil {
		e.t.Fatal(m.Error)
	}
	var list []struct {
		Title       string
		Kind        string
		IsPreferred bool
		Edit        json.RawMessage
		Command     json.RawMessage
		Arguments   json.RawMessage
		Diagnostics json.RawMessage
	}
	if err := json.Unmarshal(m.Result, &list); err != nil {
		e.t.Fatalf("%s: %v", m.Result, err)
	}
	lines := []string{}
	for _, a := range list {
		line := a.Kind + ": " + a.Title
		if a.IsPreferred {
			line += " (preferred)"
		}
		lines = append(lines, strings.TrimSpace(line+" "+string(a.Edit)+string(a.Command)+string(a.Arguments)))
	}
	return lines
}

func check(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s:\n%s\nwant:\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

const (
	atBad = `{"start":{"line":1,"character":5},"end":{"line":1,"character":5}}`
	none  = `{"diagnostics":[]}`
)

func change1(uri, version, edits string) string {
	return fmt.Sprintf(`{"documentChanges":[{"textDocument":{"uri":%q,"version":%s},"edits":[%s]}]}`, uri, version, edits)
}

func edit(line, from, to int, text string) string {
	return fmt.Sprintf(`{"range":{"start":{"line":%d,"character":%d},"end":{"line":%d,"character":%d}},"newText":%q}`, line, from, line, to, text)
}

func TestQuickFixes(t *testing.T) {
	const uri = "untitled:x"
	e := startEditor(t, testOptions)
	e.initialize("", modern)
	e.open(uri, "dockerfile", "FROM x\n  RUN bad\n")
	good, fair := edit(1, 6, 9, "good"), edit(1, 6, 9, "fair")
	ignore := edit(1, 2, 2, "# lambdock ignore=bad-word\n  ")
	all := []string{
		"quickfix: Write good (preferred) " + change1(uri, "1", good),
		"quickfix: Write fair " + change1(uri, "1", fair),
		"quickfix: Ignore bad-word for this instruction " + change1(uri, "1", ignore),
		`quickfix: Show documentation of bad-word {"title":"Show documentation of bad-word","command":"lambdock.showDocumentation","arguments":[{"rule":"bad-word"}]}`,
	}
	check(t, "on the word", e.actions(uri, `{"start":{"line":1,"character":7},"end":{"line":1,"character":7}}`, none), all...)
	check(t, "beside the word", e.actions(uri, atBad, none))
	named := `[{"range":{"start":{"line":1,"character":6},"end":{"line":1,"character":9}},"code":"bad-word","message":"x","data":{"mine":1}}]`
	check(t, "beside the word, and named", e.actions(uri, atBad, `{"diagnostics":`+named+`}`), all...)
	check(t, "only refactorings", e.actions(uri, atBad, `{"diagnostics":`+named+`,"only":["refactor"]}`))
	check(t, "only quick fixes of a kind that is not there", e.actions(uri, atBad, `{"diagnostics":`+named+`,"only":["quickfix.other"]}`))
	check(t, "only quick fixes", e.actions(uri, atBad, `{"diagnostics":`+named+`,"only":["quickfix"]}`), all...)

	m := e.ask("textDocument/codeAction", fmt.Sprintf(`{"textDocument":{"uri":%q},"range":%s,"context":{"diagnostics":%s}}`, uri, atBad, named))
	if !strings.Contains(string(m.Result), `"code":"bad-word"`) || !strings.Contains(string(m.Result), `"data":{"mine":1}`) {
		t.Errorf("the diagnostic does not come back as it was: %s", m.Result)
	}
}

func TestFixAll(t *testing.T) {
	const uri = "untitled:x"
	e := startEditor(t, testOptions)
	e.initialize("", modern)
	e.open(uri, "dockerfile", "FROM bad\nRUN x\nRUN bad\n")
	want := "source.fixAll.lambdock: Fix all lambdock problems " + change1(uri, "1", edit(0, 5, 7, "goo")+","+edit(2, 4, 6, "goo"))
	for _, only := range []string{"source", "source.fixAll", "source.fixAll.lambdock"} {
		check(t, only, e.actions(uri, atBad, `{"diagnostics":[],"only":["`+only+`"]}`), want)
	}
	check(t, "another linter's", e.actions(uri, atBad, `{"diagnostics":[],"only":["source.fixAll.eslint"]}`))
	e.change(uri, 2, "FROM x\n")
	check(t, "nothing to fix", e.actions(uri, atBad, `{"diagnostics":[],"only":["source.fixAll"]}`))
}

func TestFixesInOtherFiles(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile": "FROM x\n", "Makefile": "a:\n\tdocker build .\n"})
	e := startEditor(t, testOptions)
	e.initialize(root, modern)
	makefile := uriIn(root, "Makefile")
	e.published(makefile, "no-switch")
	at := `{"start":{"line":1,"character":3},"end":{"line":1,"character":3}}`
	want := "quickfix: Switch it off (preferred) " + change1(makefile, "null", edit(1, 13, 13, " --off"))
	if got := e.actions(makefile, at, none); len(got) != 2 || got[0] != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	check(t, "fix all in a Makefile", e.actions(makefile, at, `{"diagnostics":[],"only":["source.fixAll"]}`),
		"source.fixAll.lambdock: Fix all lambdock problems "+change1(makefile, "null", edit(1, 13, 13, " --off")))
	write(t, root, "Makefile", "b:\n\n\tdocker build .\n") // and nobody told the server
	if got := e.actions(makefile, at, none); len(got) != 1 || !strings.Contains(got[0], "Show documentation") {
		t.Errorf("a fix was offered for a text that is gone: %q", got)
	}
}

func TestActionsForOldClients(t *testing.T) {
	const uri = "untitled:x"
	e := startEditor(t, testOptions)
	e.answer("workspace/applyEdit", `{"applied":true}`)
	e.initialize("", `{"workspace":{"applyEdit":true}}`)
	e.open(uri, "dockerfile", "FROM x\nRUN bad\n")
	m := e.ask("textDocument/codeAction", fmt.Sprintf(`{"textDocument":{"uri":%q},"range":%s,"context":{"diagnostics":[]}}`, uri, atBad))
	var commands []struct {
		Title, Command string
		Arguments      []json.RawMessage
	}
	if err := json.Unmarshal(m.Result, &commands); err != nil || len(commands) != 4 {
		t.Fatalf("%s: %v", m.Result, err)
	}
	wantEdit := fmt.Sprintf(`{"changes":{%q:[%s]}}`, uri, edit(1, 4, 7, "good"))
	if c := commands[0]; c.Title != "Write good" || c.Command != "lambdock.applyEdit" || string(c.Arguments[0]) != wantEdit {
		t.Errorf("got %+v", c)
	}
	if m := e.ask("workspace/executeCommand", fmt.Sprintf(`{"command":%q,"arguments":[%s]}`, commands[0].Command, commands[0].Arguments[0])); m.Error != nil {
		t.Error(m.Error)
	}
	applied := e.await("an edit", func(m wireMessage) bool { return m.Method == "workspace/applyEdit" })
	if string(applied.Params) != `{"edit":`+wantEdit+`}` {
		t.Errorf("applied %s", applied.Params)
	}
}

func TestShowDocumentation(t *testing.T) {
	const command = `{"command":"lambdock.showDocumentation","arguments":[{"rule":"bad-word"}]}`
	e := startEditor(t, testOptions)
	e.answer("window/showDocument", `{"success":true}`)
	e.initialize("", modern)
	if m := e.ask("workspace/executeCommand", command); m.Error != nil {
		t.Error(m.Error)
	}
	m := e.await("a page", func(m wireMessage) bool { return m.Method == "window/showDocument" })
	if string(m.Params) != `{"uri":"https://example.com/rules/bad-word","external":true}` {
		t.Errorf("shown %s", m.Params)
	}
	e = startEditor(t, testOptions)
	e.initialize("", noCapabilities)
	e.ask("workspace/executeCommand", command)
	e.await("a message", func(m wireMessage) bool {
		return m.Method == "window/showMessage" && strings.Contains(string(m.Params), "https://example.com/rules/bad-word")
	})
}
