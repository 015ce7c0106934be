package lsp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
)

// lambdock is the program itself, built once for all tests that need it.
var lambdock = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "lambdock")
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "lambdock")
	if runtime.GOOS == windows {
		name += ".exe"
	}
	out, err := exec.Command("go", "build", "-o", name, "github.com/lambdock/lambdock/cmd/lambdock").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building lambdock: %w\n%s", err, out)
	}
	return name, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if builtLambdock {
		if name, err := lambdock(); err == nil {
			_ = os.RemoveAll(filepath.Dir(name))
		}
	}
	os.Exit(code)
}

var builtLambdock bool

func program(t testing.TB) string {
	t.Helper()
	builtLambdock = true
	name, err := lambdock()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

type pipeEnds struct {
	io.Reader
	io.WriteCloser
}

// independent is a client that knows nothing of this project's transport.
type independent struct {
	protocol.UnimplementedClient
	server    protocol.Server
	conn      jsonrpc2.Conn
	exit      func() int
	published chan *protocol.PublishDiagnosticsParams
}

func (c *independent) PublishDiagnostics(_ context.Context, p *protocol.PublishDiagnosticsParams) error {
	c.published <- p
	return nil
}

func (c *independent) connect(t *testing.T, in io.WriteCloser, out io.Reader) context.Context {
	c.published = make(chan *protocol.PublishDiagnosticsParams, 100)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	ctx, c.conn, c.server = protocol.NewClient(ctx, c, jsonrpc2.NewStream(pipeEnds{out, in}))
	return ctx
}

// inMemory runs the server in this process.
func inMemory(t *testing.T) (*independent, context.Context) {
	serverIn, in := io.Pipe()
	out, serverOut := io.Pipe()
	status := make(chan int, 1)
	go func() {
		status <- Serve(context.Background(), serverIn, serverOut, realOptions())
		_ = serverOut.Close()
	}()
	c := &independent{exit: func() int { return <-status }}
	t.Cleanup(func() { _ = in.Close() })
	return c, c.connect(t, in, out)
}

// overStdio runs the program.
func overStdio(t *testing.T) (*independent, context.Context) {
	cmd := exec.Command(program(t), "lsp", "--stdio", "--clientProcessId", "1")
	cmd.Env = append(os.Environ(), "PATH=") // no container engine is to be found
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = &logBuffer{}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	wait := func() int {
		once.Do(func() { _ = cmd.Wait() }) // the status is looked at, the error is the same
		return cmd.ProcessState.ExitCode()
	}
	t.Cleanup(func() {
		_ = in.Close()
		wait()
		if t.Failed() {
			t.Logf("standard error: %s", cmd.Stderr)
		}
	})
	c := &independent{exit: wait}
	return c, c.connect(t, in, out)
}

// await waits for diagnostics with these codes for a file.
func (c *independent) await(t *testing.T, ctx context.Context, u uri.URI, codes ...string) []protocol.Diagnostic {
	t.Helper()
	for {
		select {
		case p := <-c.published:
			var got []string
			for _, d := range p.Diagnostics {
				got = append(got, string(d.Code.(protocol.String)))
			}
			if p.URI == u && slices.Equal(got, codes) {
				return p.Diagnostics
			}
		case <-ctx.Done():
			t.Fatalf("no diagnostics %q for %s", codes, u)
		}
	}
}

const lambdaDockerfile = "FROM public.ecr.aws/lambda/python:3.12\nRUN yum install -y gcc\nCOPY app.py ${LAMBDA_TASK_ROOT}/\nCMD [\"app.handler\"]\n"

func lambdaProject(t *testing.T) string {
	return files(t, map[string]string{"Dockerfile": lambdaDockerfile, "app.py": "def handler(event, context):\n    return 1\n"})
}

func codeOf(err error) int64 {
	var e *jsonrpc2.Error
	if errors.As(err, &e) {
		return int64(e.Code)
	}
	return 0
}

// TestConformance has the client of another project go through a whole session.
func TestConformance(t *testing.T) {
	for name, start := range map[string]func(*testing.T) (*independent, context.Context){"in memory": inMemory, "over stdio": overStdio} {
		t.Run(name, func(t *testing.T) {
			root := lambdaProject(t)
			c, ctx := start(t)
			if _, err := c.conn.Call(ctx, "textDocument/hover", protocol.HoverParams{}, nil); codeOf(err) != codeServerNotInit {
				t.Errorf("before initialize: %v", err)
			}
			rootURI, dockerfile, app := uri.File(root), uri.File(root+"/Dockerfile"), uri.File(root+"/app.py")
			//lint:ignore SA1019 the server must take what older clients send
			params := &protocol.InitializeParams{RootURI: &rootURI}
			params.Capabilities.Workspace = &protocol.WorkspaceClientCapabilities{WorkspaceEdit: &protocol.WorkspaceEditClientCapabilities{DocumentChanges: ptr(true)}}
			params.Capabilities.TextDocument = &protocol.TextDocumentClientCapabilities{CodeAction: &protocol.CodeActionClientCapabilities{
				CodeActionLiteralSupport: protocol.ClientCodeActionLiteralOptions{CodeActionKind: protocol.ClientCodeActionKindOptions{ValueSet: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix}}},
			}}
			result, err := c.server.Initialize(ctx, params)
			if err != nil || result.Capabilities.DiagnosticProvider == nil {
				t.Fatalf("initialize: %+v, %v", result, err)
			}
			must(t, c.server.Initialized(ctx, &protocol.InitializedParams{}))
			text := lambdaDockerfile
			must(t, c.server.DidOpen(ctx, opened(dockerfile, "dockerfile", text)))
			found := c.await(t, ctx, dockerfile, "yum-on-al2023")
			c.features(t, ctx, dockerfile)
			text = c.applyPreferred(t, ctx, dockerfile, text, found)
			if !strings.Contains(text, "RUN dnf install -y gcc\n") {
				t.Errorf("fixed: %q", text)
			}
			must(t, c.server.DidChange(ctx, &protocol.DidChangeTextDocumentParams{
				TextDocument:   protocol.VersionedTextDocumentIdentifier{TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: dockerfile}, Version: 2},
				ContentChanges: []protocol.TextDocumentContentChangeEvent{&protocol.TextDocumentContentChangeWholeDocument{Text: text}},
			}))
			c.await(t, ctx, dockerfile)
			must(t, c.server.DidOpen(ctx, opened(app, "python", "def other(event, context):\n    return 1\n")))
			c.await(t, ctx, dockerfile, "handler-function-not-found")
			c.misbehave(t, ctx, dockerfile)
			must(t, c.server.Shutdown(ctx))
			if _, err := c.conn.Call(ctx, "textDocument/codeAction", nil, nil); codeOf(err) != codeInvalidRequest {
				t.Errorf("after shutdown: %v", err)
			}
			must(t, c.server.Exit(ctx))
			if status := c.exit(); status != 0 {
				t.Errorf("exit status %d", status)
			}
		})
	}
}

func opened(u uri.URI, language protocol.LanguageKind, text string) *protocol.DidOpenTextDocumentParams {
	return &protocol.DidOpenTextDocumentParams{TextDocument: protocol.TextDocumentItem{URI: u, LanguageID: language, Version: 1, Text: text}}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// features asks for all that is shown of a document; the client takes only what the protocol knows.
func (c *independent) features(t *testing.T, ctx context.Context, u uri.URI) {
	t.Helper()
	document := protocol.TextDocumentIdentifier{URI: u}
	at := protocol.TextDocumentPositionParams{TextDocument: document, Position: protocol.Position{Line: 3, Character: 8}}
	whole := protocol.Range{End: protocol.Position{Line: 9}}
	hover, err := c.server.Hover(ctx, &protocol.HoverParams{TextDocumentPositionParams: at})
	must(t, err)
	symbols, err := c.server.DocumentSymbol(ctx, &protocol.DocumentSymbolParams{TextDocument: document})
	must(t, err)
	folds, err := c.server.FoldingRanges(ctx, &protocol.FoldingRangeParams{TextDocument: document})
	must(t, err)
	selections, err := c.server.SelectionRange(ctx, &protocol.SelectionRangeParams{TextDocument: document, Positions: []protocol.Position{at.Position}})
	must(t, err)
	links, err := c.server.DocumentLink(ctx, &protocol.DocumentLinkParams{TextDocument: document})
	must(t, err)
	help, err := c.server.SignatureHelp(ctx, &protocol.SignatureHelpParams{TextDocumentPositionParams: at})
	must(t, err)
	hints, err := c.server.InlayHint(ctx, &protocol.InlayHintParams{TextDocument: document, Range: whole})
	must(t, err)
	lenses, err := c.server.CodeLens(ctx, &protocol.CodeLensParams{TextDocument: document})
	must(t, err)
	found, err := c.server.Symbols(ctx, &protocol.WorkspaceSymbolParams{Query: "app"})
	must(t, err)
	got := fmt.Sprint(hover != nil, help != nil, len(symbols.(protocol.SymbolInformationSlice)), len(folds), len(selections), len(links), len(hints), len(lenses), len(found.(protocol.SymbolInformationSlice)))
	if want := "true true 5 1 1 3 4 0 1"; got != want {
		t.Errorf("features: %s, want %s", got, want)
	}
}

// applyPreferred asks for the actions on the first finding and does the preferred one as an editor does.
func (c *independent) applyPreferred(t *testing.T, ctx context.Context, u uri.URI, text string, found []protocol.Diagnostic) string {
	t.Helper()
	actions, err := c.server.CodeAction(ctx, &protocol.CodeActionParams{
		TextDocument: protocol.TextDocumentIdentifier{URI: u}, Range: found[0].Range, Context: protocol.CodeActionContext{Diagnostics: found[:1]},
	})
	must(t, err)
	for _, a := range actions {
		action, ok := a.(*protocol.CodeAction)
		if !ok || !is(action.IsPreferred) {
			continue
		}
		if len(action.Diagnostics) != 1 || action.Diagnostics[0].Code != found[0].Code {
			t.Errorf("the action is about %+v", action.Diagnostics)
		}
		file := source.New("Dockerfile", text)
		var edits []analysis.Edit
		for _, e := range action.Edit.DocumentChanges[0].(*protocol.TextDocumentEdit).Edits {
			change := e.(*protocol.TextEdit)
			edits = append(edits, analysis.Edit{File: file, Span: utf16Columns.span(file, change.Range), New: change.NewText})
		}
		text, err = analysis.Apply(text, edits)
		must(t, err)
		return text
	}
	t.Fatalf("no action is preferred: %+v", actions)
	return ""
}

// misbehave sends what a server must survive.
func (c *independent) misbehave(t *testing.T, ctx context.Context, u uri.URI) {
	t.Helper()
	must(t, c.conn.Notify(ctx, "no/such", map[string]int{"x": 1}))
	must(t, c.conn.Notify(ctx, "$/no-such", nil))
	must(t, c.conn.Notify(ctx, "textDocument/didChange", "no parameters"))
	if _, err := c.conn.Call(ctx, "no/such", nil, nil); codeOf(err) != codeMethodNotFound {
		t.Errorf("an unknown method: %v", err)
	}
	if _, err := c.conn.Call(ctx, "textDocument/codeAction", "no parameters", nil); codeOf(err) != codeInvalidParams {
		t.Errorf("parameters that are none: %v", err)
	}
	cancelled, cancel := context.WithTimeout(ctx, time.Nanosecond)
	defer cancel()
	if err := protocol.Call(cancelled, c.conn, "textDocument/diagnostic", &protocol.DocumentDiagnosticParams{TextDocument: protocol.TextDocumentIdentifier{URI: u}}, nil); err == nil {
		t.Error("a cancelled request was answered")
	}
	report, err := c.server.Diagnostic(ctx, &protocol.DocumentDiagnosticParams{TextDocument: protocol.TextDocumentIdentifier{URI: u}})
	must(t, err)
	if full, ok := report.(*protocol.RelatedFullDocumentDiagnosticReport); !ok || len(full.Items) != 1 {
		t.Errorf("pulled %+v", report)
	}
}

func TestProgramExitStatus(t *testing.T) {
	c, ctx := overStdio(t)
	_, err := c.server.Initialize(ctx, &protocol.InitializeParams{})
	must(t, err)
	must(t, c.server.Exit(ctx))
	if status := c.exit(); status != 1 {
		t.Errorf("exit without shutdown ends with status %d", status)
	}
}
