package lsp

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/lambdock/lambdock/analysis/source"
)

// frame puts messages behind headers.
func frame(bodies ...string) []byte {
	var b bytes.Buffer
	for _, body := range bodies {
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	return b.Bytes()
}

const opening = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`

// FuzzServe holds that no bytes make the server panic or hang.
func FuzzServe(f *testing.F) {
	open := `{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"untitled:x","languageId":"dockerfile","version":1,"text":"FROM bad\n"}}}`
	change := `{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"untitled:x","version":2},"contentChanges":[{"range":{"start":{"line":0,"character":1},"end":{"line":9,"character":9}},"text":"ü"}]}}`
	action := `{"jsonrpc":"2.0","id":2,"method":"textDocument/codeAction","params":{"textDocument":{"uri":"untitled:x"},"range":{"start":{"line":0,"character":0},"end":{"line":9,"character":9}},"context":{"diagnostics":[]}}}`
	initialized := `{"jsonrpc":"2.0","method":"initialized","params":{}}`
	f.Add(frame(opening, initialized, open, change, action, `{"jsonrpc":"2.0","id":3,"method":"shutdown"}`, `{"jsonrpc":"2.0","method":"exit"}`))
	f.Add(frame(opening, initialized, open, `{"jsonrpc":"2.0","id":"a","method":"textDocument/diagnostic","params":{"textDocument":{"uri":"untitled:x"}}}`, `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"a"}}`))
	f.Add(frame(opening, `{"jsonrpc":"2.0","id":null,"result":1}`, `{"jsonrpc":"2.0","id":0,"error":{}}`, `[]`, `{}`, ``, `{"id":-1,"method":"workspace/diagnostic","params":{"previousResultIds":[]}}`))
	f.Add([]byte("Content-Length: 99999999999999999999\r\n\r\n{}"))
	f.Add([]byte("Content-Length: 2\r\nContent-Length: -2\r\n\r\n{}\r\n\r\n"))
	f.Fuzz(func(t *testing.T, input []byte) {
		if bytes.Contains(input, []byte("file:")) {
			t.Skip("the machine's own files are not to decide")
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			opts := testOptions
			opts.Log = io.Discard
			Serve(context.Background(), bytes.NewReader(append(frame(opening), input...)), io.Discard, opts)
		}()
		select {
		case <-done:
		case <-time.After(patience):
			t.Fatal("the server hangs")
		}
	})
}

// FuzzChange holds that changes at any place leave a text, and that positions lead back to their bytes.
func FuzzChange(f *testing.F) {
	f.Add("FROM ü𝒳\r\nCMD x", 0.0, 5.0, 1.0, 2.0, "y", false)
	f.Add("", 9.0, 9.0, -1.0, 0.5, "", true)
	f.Fuzz(func(t *testing.T, text string, line, column, endLine, endColumn float64, with string, utf8 bool) {
		e := utf16Columns
		if utf8 {
			e = utf8Columns
		}
		d := &document{file: source.New("Dockerfile", text)}
		next := d.changed([]wireChange{{&wireRange{wirePosition{line, column}, wirePosition{endLine, endColumn}}, with}}, nil, e)
		if !strings.Contains(next.text(), with) || len(next.text()) > len(text)+len(with) {
			t.Fatalf("%q became %q", text, next.text())
		}
		at := e.offset(d.file, line, column)
		p := e.position(d.file, at)
		if again := e.offset(d.file, float64(p.Line), float64(p.Character)); again != at {
			t.Fatalf("byte %d of %q is at %v, which is byte %d", at, text, p, again)
		}
	})
}
