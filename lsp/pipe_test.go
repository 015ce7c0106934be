package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for what must come; nothing is decided by it but failure.
const patience = 20 * time.Second

// editor is a client that writes and reads raw messages, so that a test says exactly what goes over the wire.
type editor struct {
	t    testing.TB
	in   *io.PipeWriter
	exit chan int
	log  *logBuffer

	mu      sync.Mutex
	arrived *sync.Cond
	inbox   []wireMessage
	ended   bool
	answers map[string]string // to the server's requests, by method
	nextID  int
}

type wireMessage struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *rpcError       `json:"error"`
}

// logBuffer is a log that may be written and read at the same time.
type logBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func startEditor(t testing.TB, opts Options, alter ...func(*server)) *editor {
	serverIn, in := io.Pipe()
	out, serverOut := io.Pipe()
	e := &editor{t: t, in: in, exit: make(chan int, 1), log: &logBuffer{}, answers: map[string]string{}}
	e.arrived = sync.NewCond(&e.mu)
	opts.Log = e.log
	s := newServer(serverIn, serverOut, opts)
	for _, f := range alter {
		f(s)
	}
	go func() {
		e.exit <- s.serve(context.Background())
		_ = serverOut.Close()
	}()
	go e.read(out)
	t.Cleanup(func() { _ = in.Close() })
	return e
}

// answer sets what the editor answers to the server's requests of a method from now on.
func (e *editor) answer(method, result string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.answers[method] = result
}

func (e *editor) read(out io.Reader) {
	r := bufio.NewReader(out)
	for {
		header, err := textproto.NewReader(r).ReadMIMEHeader()
		var body []byte
		if err == nil {
			n, _ := strconv.Atoi(header.Get("Content-Length"))
			body = make([]byte, n)
			_, err = io.ReadFull(r, body)
		}
		e.mu.Lock()
		var m wireMessage
		if err != nil {
			e.ended = true
		} else if json.Unmarshal(body, &m) != nil {
			e.t.Errorf("the server wrote %q", body)
		}
		e.inbox = append(e.inbox, m)
		answer := e.answers[m.Method]
		e.arrived.Broadcast()
		e.mu.Unlock()
		if err != nil {
			return
		}
		if m.Method != "" && len(m.ID) > 0 {
			if answer == "" {
				answer = "null"
			}
			// Beside reading: the pipes hold nothing, and the server may be writing too.
			go func() {
				_, _ = io.WriteString(e.in, framed(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":%s}`, m.ID, answer)))
			}()
		}
	}
}

// raw sends one message.
func (e *editor) raw(body string) {
	e.bytes(framed(body))
}

func framed(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

func (e *editor) bytes(text string) {
	if _, err := io.WriteString(e.in, text); err != nil {
		e.t.Logf("writing to the server: %v", err)
	}
}

func (e *editor) notify(method, params string) {
	e.raw(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, params))
}

// send sends a request and gives its id.
func (e *editor) send(method, params string) string {
	e.mu.Lock()
	e.nextID++
	id := strconv.Itoa(e.nextID)
	e.mu.Unlock()
	if params != "" {
		params = `,"params":` + params
	}
	e.raw(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":%q%s}`, id, method, params))
	return id
}

// ask sends a request and waits for its answer.
func (e *editor) ask(method, params string) wireMessage { return e.answerTo(e.send(method, params)) }

func (e *editor) answerTo(id string) wireMessage {
	return e.await("the answer to "+id, func(m wireMessage) bool { return m.Method == "" && string(m.ID) == id })
}

// await takes the first message that fits out of the inbox, and waits for it if need be.
func (e *editor) await(what string, fits func(wireMessage) bool) wireMessage {
	e.t.Helper()
	deadline := time.AfterFunc(patience, func() { e.mu.Lock(); e.ended = true; e.arrived.Broadcast(); e.mu.Unlock() })
	defer deadline.Stop()
	e.mu.Lock()
	defer e.mu.Unlock()
	for {
		if at := slices.IndexFunc(e.inbox, fits); at >= 0 {
			m := e.inbox[at]
			e.inbox = slices.Delete(e.inbox, at, at+1)
			return m
		}
		if e.ended {
			e.t.Fatalf("%s did not come; the log says:\n%s", what, e.log)
		}
		e.arrived.Wait()
	}
}

// received are the messages that no test step asked for, all of them once the server has ended.
func (e *editor) received() []wireMessage {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.inbox)
}

// forget empties the inbox.
func (e *editor) forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.inbox = nil
}

// published waits for diagnostics of a document that fit a line "severity? code" list, and gives them.
func (e *editor) published(uri string, want ...string) []wireDiagnostic {
	e.t.Helper()
	var got []wireDiagnostic
	e.await(fmt.Sprintf("diagnostics %q of %s", want, uri), func(m wireMessage) bool {
		if m.Method != "textDocument/publishDiagnostics" {
			return false
		}
		var p struct {
			URI         string
			Diagnostics []wireDiagnostic
		}
		if json.Unmarshal(m.Params, &p) != nil || p.URI != uri {
			return false
		}
		got = p.Diagnostics
		return slices.Equal(codesOf(got), want)
	})
	return got
}

type wireDiagnostic struct {
	Range struct {
		Start, End struct{ Line, Character int }
	}
	Severity int
	Code     string
	Source   string
	Message  string
}

func (d wireDiagnostic) String() string {
	return fmt.Sprintf("%s@%d:%d-%d:%d", d.Code, d.Range.Start.Line, d.Range.Start.Character, d.Range.End.Line, d.Range.End.Character)
}

func codesOf(list []wireDiagnostic) []string {
	var codes []string
	for _, d := range list {
		codes = append(codes, d.Code)
	}
	return codes
}

// initialize opens the session over a folder, "" for none, with the client's capabilities.
func (e *editor) initialize(root, capabilities string) wireMessage {
	uri := "null"
	if root != "" {
		uri = strconv.Quote(uriOfPath(root, "linux"))
	}
	answer := e.ask("initialize", fmt.Sprintf(`{"processId":null,"rootUri":%s,"capabilities":%s}`, uri, capabilities))
	if answer.Error != nil {
		e.t.Fatalf("initialize: %v", answer.Error)
	}
	e.notify("initialized", `{}`)
	return answer
}

func (e *editor) open(uri, language, text string) {
	e.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":%q,"version":1,"text":%s}}`, uri, language, quote(text)))
}

func (e *editor) change(uri string, version int, text string) {
	e.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"text":%s}]}`, uri, version, quote(text)))
}

func quote(text string) string {
	body, _ := json.Marshal(text)
	return string(body)
}

// files writes a workspace, and gives its root.
func files(t testing.TB, contents map[string]string) string {
	root := t.TempDir()
	for name, text := range contents {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
