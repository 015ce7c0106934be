package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
)

const noCapabilities = `{}`

func TestRequestsAtTheWrongTime(t *testing.T) {
	e := startEditor(t, testOptions)
	if m := e.ask("textDocument/codeAction", `{}`); m.Error == nil || m.Error.Code != codeServerNotInit {
		t.Errorf("before initialize: %v", m.Error)
	}
	if m := e.ask("shutdown", ""); m.Error == nil || m.Error.Code != codeServerNotInit {
		t.Errorf("shutdown before initialize: %v", m.Error)
	}
	e.initialize("", noCapabilities)
	if m := e.ask("initialize", `{"processId":null,"rootUri":null,"capabilities":{}}`); m.Error == nil || m.Error.Code != codeInvalidRequest {
		t.Errorf("a second initialize: %v", m.Error)
	}
	if m := e.ask("shutdown", ""); m.Error != nil || string(m.Result) != "null" {
		t.Errorf("shutdown: %v %s", m.Error, m.Result)
	}
	if m := e.ask("textDocument/codeAction", `{}`); m.Error == nil || m.Error.Code != codeInvalidRequest {
		t.Errorf("after shutdown: %v", m.Error)
	}
	e.raw(`{"jsonrpc":"2.0","method":"exit"}`)
	if code := <-e.exit; code != 0 {
		t.Errorf("exit status %d", code)
	}
}

func TestExitStatus(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(*editor)
		want int
	}{
		{"exit without shutdown", func(e *editor) { e.raw(`{"jsonrpc":"2.0","method":"exit"}`) }, 1},
		{"exit before initialize", func(e *editor) { e.raw(`{"jsonrpc":"2.0","method":"exit"}`) }, 1},
		{"the client is gone", func(e *editor) { _ = e.in.Close() }, 1},
		{"the client is gone after shutdown", func(e *editor) { e.ask("shutdown", ""); _ = e.in.Close() }, 0},
		{"a header without end", func(e *editor) { go func() { _, _ = io.WriteString(e.in, strings.Repeat("x", 100_000)) }() }, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := startEditor(t, testOptions)
			if !strings.Contains(tt.name, "before") {
				e.initialize("", noCapabilities)
			}
			tt.end(e)
			if code := <-e.exit; code != tt.want {
				t.Errorf("exit status %d, want %d", code, tt.want)
			}
		})
	}
}

func TestWhatIsNoMessage(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		code       int64
		id         string
	}{
		{"no JSON", `{"jsonrpc":"2.0","id":7,"method":`, codeParseError, "null"},
		{"not even text", "\x00\xff\xfe", codeParseError, "null"},
		{"a batch", `[{"jsonrpc":"2.0","id":7,"method":"shutdown"}]`, codeInvalidRequest, "null"},
		{"a string", `"shutdown"`, codeInvalidRequest, "null"},
		{"no method", `{"jsonrpc":"2.0","id":7}`, codeInvalidRequest, "7"},
		{"a method that is no string", `{"jsonrpc":"2.0","id":"x","method":1}`, codeInvalidRequest, `"x"`},
		{"an id that is none", `{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}`, codeInvalidRequest, "null"},
		{"an id that is a list", `{"jsonrpc":"2.0","id":[1],"method":"shutdown"}`, codeInvalidRequest, "null"},
		{"both request and response", `{"jsonrpc":"2.0","id":7,"method":"shutdown","result":1}`, codeInvalidRequest, "7"},
		{"nested too deep", strings.Repeat("[", 100_000), codeParseError, "null"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := startEditor(t, testOptions)
			e.initialize("", noCapabilities)
			e.raw(tt.body)
			m := e.await("a refusal", func(m wireMessage) bool { return m.Error != nil })
			if m.Error.Code != tt.code || string(m.ID) != tt.id {
				t.Errorf("error %d for id %s, want %d for %s", m.Error.Code, m.ID, tt.code, tt.id)
			}
			if m := e.ask("shutdown", ""); m.Error != nil {
				t.Errorf("it does not live on: %v", m.Error)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	const shutdown = `{"jsonrpc":"2.0","id":77,"method":"shutdown"}`
	for _, tt := range []struct{ name, header string }{
		{"as usual", "Content-Length: 45\r\n\r\n"},
		{"with a type", "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 45\r\n\r\n"},
		{"in lower case", "content-length:45\r\n\r\n"},
		{"bare line feeds", "Content-Length: 45\n\n"},
		{"after blank lines", "\r\n\r\nContent-Length: 45\r\n\r\n"},
		{"after one without length", "X: y\r\n\r\nContent-Length: 45\r\n\r\n"},
		{"after one with a negative length", "Content-Length: -1\r\n\r\nContent-Length: 45\r\n\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := startEditor(t, testOptions)
			e.initialize("", noCapabilities)
			e.bytes(tt.header + shutdown)
			if m := e.answerTo("77"); m.Error != nil {
				t.Error(m.Error)
			}
		})
	}
}

func TestMessagesThatAreTooLong(t *testing.T) {
	e := startEditor(t, testOptions)
	e.initialize("", noCapabilities)
	e.bytes(fmt.Sprintf("Content-Length: %d\r\n\r\n", maxMessage+10))
	e.bytes(strings.Repeat(" ", maxMessage+10))
	e.await("a refusal", func(m wireMessage) bool { return m.Error != nil && m.Error.Code == codeInvalidRequest })
	if m := e.ask("shutdown", ""); m.Error != nil {
		t.Error(m.Error)
	}
}

func TestIDs(t *testing.T) {
	for _, id := range []string{`0`, `-3`, `9007199254740993`, `"abc"`, `"\u00fc\"x"`, `""`} {
		t.Run(id, func(t *testing.T) {
			e := startEditor(t, testOptions)
			e.initialize("", noCapabilities)
			e.raw(`{"jsonrpc":"2.0","id":` + id + `,"method":"no/such"}`)
			m := e.await("the answer", func(m wireMessage) bool { return m.Error != nil })
			var want, got any
			_, _ = json.Unmarshal([]byte(id), &want), json.Unmarshal(m.ID, &got)
			if want != got || m.Error.Code != codeMethodNotFound {
				t.Errorf("answered %s with %d", m.ID, m.Error.Code)
			}
		})
	}
}

func TestMethodsAndParameters(t *testing.T) {
	e := startEditor(t, testOptions)
	e.initialize("", noCapabilities)
	for _, tt := range []struct {
		method, params string
		code           int64
	}{
		{"no/such", `{}`, codeMethodNotFound},
		{"$/such", `{}`, codeMethodNotFound},
		{"textDocument/codeAction", ``, codeInvalidParams},
		{"textDocument/codeAction", `null`, codeInvalidParams},
		{"textDocument/codeAction", `[]`, codeInvalidParams},
		{"textDocument/codeAction", `"x"`, codeInvalidParams},
		{"textDocument/codeAction", `{"textDocument":7}`, codeInvalidParams},
		{"textDocument/codeAction", `{}`, codeInvalidParams},
		{"textDocument/diagnostic", `{}`, codeInvalidParams},
		{"workspace/executeCommand", `{"command":"no.such"}`, codeInvalidParams},
		{"workspace/executeCommand", `{"command":"lambdock.showDocumentation","arguments":[{"rule":"no-such"}]}`, codeInvalidParams},
		{"workspace/executeCommand", `{"command":"lambdock.showDocumentation","arguments":[]}`, codeInvalidParams},
	} {
		if m := e.ask(tt.method, tt.params); m.Error == nil || m.Error.Code != tt.code {
			t.Errorf("%s %s: %v, want %d", tt.method, tt.params, m.Error, tt.code)
		}
	}
	for _, bad := range []string{`{}`, `null`, `[]`, `{"textDocument":{"uri":7}}`, `{"textDocument":{"uri":"file:///x"},"contentChanges":[{"range":1}]}`} {
		for _, method := range []string{"textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "workspace/didChangeWatchedFiles", "no/such", "$/such"} {
			e.notify(method, bad)
		}
	}
	if m := e.ask("shutdown", ""); m.Error != nil {
		t.Errorf("it does not live on: %v", m.Error)
	}
}

func TestCancellation(t *testing.T) {
	e := startEditor(t, testOptions)
	e.initialize("", noCapabilities)
	e.open("untitled:slow", "dockerfile", "FROM slow!\n")
	id := e.send("textDocument/diagnostic", `{"textDocument":{"uri":"untitled:slow"}}`)
	e.notify("$/cancelRequest", `{"id":`+id+`}`)
	if m := e.answerTo(id); m.Error == nil || m.Error.Code != codeRequestCancelled {
		t.Errorf("answer %s, error %v", m.Result, m.Error)
	}
	for _, params := range []string{`{"id":` + id + `}`, `{"id":99}`, `{"id":null}`, `{"id":{}}`, `{}`, `null`, `[]`} {
		e.notify("$/cancelRequest", params)
	}
	if m := e.ask("textDocument/diagnostic", `{"textDocument":{"uri":"untitled:slow"}}`); m.Error != nil {
		t.Errorf("the shared work was cancelled with the request: %v", m.Error)
	}
}

func TestPanicIsContained(t *testing.T) {
	e := startEditor(t, testOptions)
	e.initialize("", noCapabilities)
	e.open("untitled:x", "dockerfile", "FROM panic!\n")
	e.published("untitled:x")
	if m := e.ask("textDocument/diagnostic", `{"textDocument":{"uri":"untitled:x"}}`); m.Error != nil {
		t.Error(m.Error)
	}
	if !strings.Contains(e.log.String(), "the linter fell over") {
		t.Errorf("the log says %q", e.log)
	}
	e.change("untitled:x", 2, "FROM bad\n")
	e.published("untitled:x", "bad-word")
}

func TestPanicInAMethod(t *testing.T) {
	e := startEditor(t, testOptions, func(s *server) {
		s.session.handler.(router)["test/panic"] = func(context.Context, json.RawMessage) (any, error) { panic("fell over") }
	})
	e.initialize("", noCapabilities)
	e.notify("test/panic", `{}`)
	if m := e.ask("test/panic", `{}`); m.Error == nil || m.Error.Code != codeInternalError {
		t.Errorf("answer %s, error %v", m.Result, m.Error)
	}
	if m := e.ask("shutdown", ""); m.Error != nil {
		t.Errorf("it does not live on: %v", m.Error)
	}
}

func TestCapabilities(t *testing.T) {
	for _, tt := range []struct{ name, client, want string }{
		{"UTF-16 by default", `{}`, `"positionEncoding":"utf-16"`},
		{"UTF-8 when offered", `{"general":{"positionEncodings":["utf-16","utf-8"]}}`, `"positionEncoding":"utf-8"`},
		{"incremental synchronization", `{}`, `"change":2`},
		{"pull diagnostics", `{}`, `"diagnosticProvider":{"identifier":"lambdock","interFileDependencies":true,"workspaceDiagnostics":true}`},
		{"kinds of code actions", `{}`, `"codeActionKinds":["quickfix","source.fixAll.lambdock"]`},
		{"commands", `{}`, `"commands":["lambdock.showDocumentation","lambdock.open"]`},
		{"a command for edits", `{"workspace":{"applyEdit":true}}`, `"commands":["lambdock.showDocumentation","lambdock.open","lambdock.applyEdit","lambdock.fixAll"]`},
		{"its name", `{}`, `"serverInfo":{"name":"lambdock","version":"1.2.3"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if m := startEditor(t, testOptions).initialize("", tt.client); !strings.Contains(string(m.Result), tt.want) {
				t.Errorf("%s lacks %s", m.Result, tt.want)
			}
		})
	}
}
