package lsp

import (
	"encoding/json"
	"fmt"
	"testing"
)

// TestPreferences turns kinds of hints and lenses off and on.
func TestPreferences(t *testing.T) {
	root := files(t, map[string]string{"app.py": "def handler(event, context): ...\n"})
	e := startEditor(t, realOptions())
	e.initialize(root, refreshes)
	uri := uriIn(root, "Dockerfile")
	e.open(uri, "dockerfile", "FROM public.ecr.aws/lambda/python:3.13\nRUN yum install -y gcc\nCOPY app.py .\nCMD [\"app.handler\"]\n")
	count := func(method, more string) int {
		var list []any
		if err := json.Unmarshal(e.ask(method, fmt.Sprintf(`{"textDocument":{"uri":%q}%s}`, uri, more)).Result, &list); err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	for _, tt := range []struct {
		settings               string
		hints, lenses, symbols int
	}{
		{`{}`, 4, 1, 5},
		{`{"inlayHints":false,"codeLens":false,"generic":false}`, 0, 0, 0},
		{`{"inlayHints":{"base":false,"copies":false,"handler":null},"codeLens":{"runs":false}}`, 2, 1, 5},
		{`{"inlayHints":7,"codeLens":["runs"],"generic":null}`, 4, 1, 5},
		{`{"codeLens":{"findings":false},"inlayHints":{"entrypoint":false}}`, 3, 0, 5},
	} {
		e.forget()
		e.notify("workspace/didChangeConfiguration", `{"settings":{"lambdock":`+tt.settings+`}}`)
		hints := count("textDocument/inlayHint", `,"range":{"start":{"line":0,"character":0},"end":{"line":9,"character":0}}`)
		lenses, symbols := count("textDocument/codeLens", ""), count("textDocument/documentSymbol", "")
		if hints != tt.hints || lenses != tt.lenses || symbols != tt.symbols {
			t.Errorf("with %s: %d hints, %d lenses, %d symbols; want %d, %d, %d", tt.settings, hints, lenses, symbols, tt.hints, tt.lenses, tt.symbols)
		}
	}
	e.await("a refresh of hints", func(m wireMessage) bool { return m.Method == "workspace/inlayHint/refresh" })
}

// TestBesideAnotherServer has what any server for Dockerfiles offers left to another one.
func TestBesideAnotherServer(t *testing.T) {
	root := files(t, map[string]string{"app.py": "def handler(event, context): ...\n"})
	e := startEditor(t, realOptions())
	e.initialize(root, everything)
	uri := uriIn(root, "Dockerfile")
	e.open(uri, "dockerfile", "FROM public.ecr.aws/lambda/python:3.13 AS build\nARG X=1\nFROM build\nCOPY --from=build $X ${LAMBDA_TASK_ROOT}/\nCOPY app.py .\nCMD [\"app.handler\"]\n\n")
	size := func(method string, line, character int, more string) int {
		m := e.ask(method, fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":%d,"character":%d}%s}`, uri, line, character, more))
		if m.Error != nil || string(m.Result) == "null" {
			return 0
		}
		return len(decoded[[]any](m.Result))
	}
	for _, tt := range []struct {
		generic                                                    string
		words, flags, stages, variables, definition, uses, handler int
	}{
		{"true", 11, 6, 2, 7, 1, 3, 2},
		{"false", 4, 0, 1, 2, 0, 0, 2},
	} {
		e.notify("workspace/didChangeConfiguration", `{"settings":{"lambdock":{"generic":`+tt.generic+`}}}`)
		got := fmt.Sprint(
			size("textDocument/completion", 6, 0, ""), size("textDocument/completion", 3, 7, ""), size("textDocument/completion", 3, 12, ""), size("textDocument/completion", 3, 19, ""),
			size("textDocument/definition", 3, 14, ""), size("textDocument/references", 3, 14, `,"context":{"includeDeclaration":true}`),
			size("textDocument/references", 5, 10, `,"context":{"includeDeclaration":true}`))
		if want := fmt.Sprint(tt.words, tt.flags, tt.stages, tt.variables, tt.definition, tt.uses, tt.handler); got != want {
			t.Errorf("generic %s: %s, want %s", tt.generic, got, want)
		}
	}
}
