// Package lsp is the language server: the only package that knows the Language Server Protocol, one file a feature.
package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/analysis/lambda"
)

const (
	name = "lambdock"
	// drainTime is how long answers that are still being worked out may keep the server alive once the client is gone.
	drainTime = time.Second
)

// Options are what the server is made of.
type Options struct {
	Version string
	Rules   []*analysis.Rule
	// Today is the day that decides what is deprecated; it is asked anew for every linting.
	Today func() lambda.Date
	// DocURL is the address of a rule's page, empty when it has none. It may be nil.
	DocURL func(rule string) string
	// Log takes what goes wrong; standard error, as a rule.
	Log io.Writer
	// Linter makes the engine for one moment of a folder. It is the project itself when Linter is nil.
	Linter func(*analysis.Project) Linter
	// Tools are what runs work with. The zero Tools offer none.
	Tools Tools
}

// server answers one client.
type server struct {
	opts    Options
	goos    string
	session *session
	client  client
	publish *publisher
	answers *answers
	runs    *runs
	// installed reports that there may be a container engine.
	installed bool
	// pollInterval is how often files are looked at when the client does not watch them.
	pollInterval time.Duration

	mu    sync.Mutex // held while the next world is put together
	world *world

	logMu sync.Mutex
}

// Serve speaks the protocol over in and out until the client exits or goes away. It gives the exit status of the process:
// 0 when the client shut the server down first, else 1.
func Serve(ctx context.Context, in io.Reader, out io.Writer, opts Options) (exit int) {
	return newServer(in, out, opts).serve(ctx)
}

func (s *server) serve(ctx context.Context) (exit int) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go s.publish.run(ctx)
	go s.poll(ctx)
	exit = s.session.serve(ctx)
	s.runs.cancelAll()
	s.drain()
	return exit
}

func newServer(in io.Reader, out io.Writer, opts Options) *server {
	s := &server{opts: opts, goos: runtime.GOOS, answers: newAnswers(), runs: newRuns(), pollInterval: pollInterval}
	if opts.Log == nil {
		s.opts.Log = io.Discard
	}
	if opts.DocURL == nil {
		s.opts.DocURL = func(string) string { return "" }
	}
	if opts.Linter == nil {
		s.opts.Linter = func(p *analysis.Project) Linter { return p }
	}
	s.session = newSession(in, out, s.log)
	s.session.handler = s.methods()
	s.session.bind = func(ctx context.Context) context.Context { return context.WithValue(ctx, worldKey{}, s.now()) }
	s.world = &world{goos: s.goos, lens: s.lens(nil, preferences{}), docs: map[string]*document{}}
	s.publish = newPublisher(s)
	return s
}

func (s *server) lens(settings *config.Config, p preferences) *lens {
	return &lens{
		settings: settings, preferences: p, linter: s.opts.Linter, log: s.log,
		project: func() *analysis.Project { return &analysis.Project{Rules: s.opts.Rules, Today: s.opts.Today()} },
	}
}

func (s *server) log(format string, args ...any) {
	s.logMu.Lock()
	defer s.logMu.Unlock()
	fmt.Fprintf(s.opts.Log, name+": "+format+"\n", args...)
}

// drain lets requests and diagnostics that are under way come to an end, for a while.
func (s *server) drain() {
	done := make(chan struct{})
	go func() {
		s.session.working.Wait()
		s.publish.settle()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(drainTime):
	}
}

type worldKey struct{}

// worldOf is the world that a request sees.
func worldOf(ctx context.Context) *world { return ctx.Value(worldKey{}).(*world) }

func (s *server) now() *world {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.world
}

// change moves on to the next world, which must be put together without waiting for anything.
func (s *server) change(next func(*world) *world) {
	s.mu.Lock()
	s.world = next(s.world)
	s.mu.Unlock()
	s.publish.wake()
}

// methods is what the server can do; capabilities says the same to the client.
func (s *server) methods() router {
	return router{
		methodInitialize: request(s.initialize),
		methodShutdown:   func(context.Context, json.RawMessage) (any, error) { return nil, nil },

		protocol.MethodInitialized:                        func(context.Context, json.RawMessage) (any, error) { s.initialized(); return nil, nil },
		protocol.MethodTextDocumentDidOpen:                synchronization(s.didOpen),
		protocol.MethodTextDocumentDidChange:              synchronization(s.didChange),
		protocol.MethodTextDocumentDidSave:                synchronization(s.didSave),
		protocol.MethodTextDocumentDidClose:               synchronization(s.didClose),
		protocol.MethodWorkspaceDidChangeWatchedFiles:     notification(s.didChangeWatchedFiles),
		protocol.MethodWorkspaceDidChangeWorkspaceFolders: notification(s.didChangeWorkspaceFolders),
		protocol.MethodWorkspaceDidChangeConfiguration:    s.didChangeConfiguration,

		protocol.MethodTextDocumentDiagnostic:  request(s.documentDiagnostic),
		protocol.MethodWorkspaceDiagnostic:     request(s.workspaceDiagnostic),
		protocol.MethodTextDocumentCodeAction:  request(s.codeAction),
		protocol.MethodWorkspaceExecuteCommand: request(s.executeCommand),
		protocol.MethodTextDocumentHover:       request(s.hover),
		protocol.MethodTextDocumentCompletion:  request(s.completion),
		protocol.MethodCompletionItemResolve:   request(s.resolveCompletion),

		protocol.MethodTextDocumentDefinition:        request(s.definition),
		protocol.MethodTextDocumentReferences:        request(s.references),
		protocol.MethodTextDocumentDocumentHighlight: request(s.documentHighlight),
		protocol.MethodTextDocumentPrepareRename:     request(s.prepareRename),
		protocol.MethodTextDocumentRename:            request(s.rename),

		protocol.MethodTextDocumentDocumentSymbol: request(s.documentSymbol),
		protocol.MethodTextDocumentFoldingRange:   request(s.foldingRange),
		protocol.MethodTextDocumentSelectionRange: request(s.selectionRange),
		protocol.MethodTextDocumentDocumentLink:   request(s.documentLink),
		protocol.MethodTextDocumentSignatureHelp:  request(s.signatureHelp),
		protocol.MethodTextDocumentInlayHint:      request(s.inlayHint),
		protocol.MethodTextDocumentCodeLens:       request(s.codeLens),
		protocol.MethodWorkspaceWillRenameFiles:   request(s.willRenameFiles),
		protocol.MethodWorkspaceSymbol:            request(s.workspaceSymbol),

		protocol.MethodWindowWorkDoneProgressCancel: s.cancelProgress,

		methodImage:     request(s.image),
		methodImages:    s.images,
		methodTemplates: s.templates,
		methodEvents:    s.events,
		methodTemplate:  request(s.template),
	}
}

func (s *server) initialize(_ context.Context, params *protocol.InitializeParams) (any, error) {
	s.client = clientOf(params)
	s.installed = s.opts.Tools.Installed != nil && s.opts.Tools.Installed()
	s.settingsFromOptions(params.InitializationOptions)
	s.change(func(w *world) *world { return w.withRoots(s.rootsOf(params)) })
	return &protocol.InitializeResult{
		Capabilities: s.capabilities(),
		ServerInfo:   protocol.ServerInfo{Name: name, Version: protocol.NewOptional(s.opts.Version)},
	}, nil
}

func (s *server) capabilities() protocol.ServerCapabilities {
	return protocol.ServerCapabilities{
		PositionEncoding: s.client.encoding.kind(),
		TextDocumentSync: &protocol.TextDocumentSyncOptions{
			OpenClose: ptr(true), Change: ptr(protocol.TextDocumentSyncKindIncremental), Save: protocol.Boolean(true),
		},
		CodeActionProvider: &protocol.CodeActionOptions{
			CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix, kindFixAll},
		},
		HoverProvider:             protocol.Boolean(true),
		DefinitionProvider:        protocol.Boolean(true),
		ReferencesProvider:        protocol.Boolean(true),
		DocumentHighlightProvider: protocol.Boolean(true),
		RenameProvider:            &protocol.RenameOptions{PrepareProvider: ptr(true)},
		DocumentSymbolProvider:    protocol.Boolean(true),
		FoldingRangeProvider:      protocol.Boolean(true),
		SelectionRangeProvider:    protocol.Boolean(true),
		DocumentLinkProvider:      &protocol.DocumentLinkOptions{},
		InlayHintProvider:         protocol.Boolean(true),
		CodeLensProvider:          &protocol.CodeLensOptions{},
		WorkspaceSymbolProvider:   protocol.Boolean(true),
		SignatureHelpProvider:     &protocol.SignatureHelpOptions{TriggerCharacters: []string{" ", "-", "="}},
		CompletionProvider: &protocol.CompletionOptions{
			TriggerCharacters: []string{":", "$", "{", "\"", "/", "=", "-", "."}, ResolveProvider: ptr(true),
		},
		DiagnosticProvider: &protocol.DiagnosticOptions{
			Identifier: ptr(name), InterFileDependencies: true, WorkspaceDiagnostics: true,
		},
		ExecuteCommandProvider: protocol.ExecuteCommandOptions{Commands: s.commands(), WorkDoneProgressOptions: protocol.WorkDoneProgressOptions{WorkDoneProgress: ptr(true)}},
		Workspace: &protocol.WorkspaceOptions{
			WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{
				Supported: ptr(true), ChangeNotifications: protocol.Boolean(true),
			},
			FileOperations: &protocol.FileOperationOptions{WillRename: protocol.FileOperationRegistrationOptions{
				Filters: []protocol.FileOperationFilter{{Scheme: ptr("file"), Pattern: protocol.FileOperationPattern{Glob: "**/*"}}},
			}},
		},
	}
}

// rootsOf are the workspace's folders on this machine: workspaceFolders, else rootUri, else rootPath, else none.
func (s *server) rootsOf(params *protocol.InitializeParams) []string {
	if folders, ok := params.WorkspaceFolders.Get(); ok {
		return s.localFolders(folders)
	}
	if root, ok := pathOfURI(s.rootURI(params), s.goos); ok {
		return []string{root}
	}
	return nil
}

// rootURI is what clients say that know no workspaceFolders, or "".
func (s *server) rootURI(params *protocol.InitializeParams) string {
	//lint:ignore SA1019 Neovim 0.7 and others send nothing else
	uri, path := params.RootURI, params.RootPath
	if uri != nil {
		return string(*uri)
	}
	if p, ok := path.Get(); ok && p != "" {
		return uriOfPath(p, s.goos)
	}
	return ""
}

func (s *server) localFolders(folders []protocol.WorkspaceFolder) []string {
	var roots []string
	for _, f := range folders {
		if root, ok := pathOfURI(string(f.URI), s.goos); ok {
			roots = append(roots, root)
		}
	}
	return roots
}

// initialized is when the client may be asked: for its settings, and to watch files.
func (s *server) initialized() {
	s.publish.begin()
	s.session.working.Go(func() {
		s.register()
		s.pullConfiguration()
	})
}
