package lsp

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"go.lsp.dev/protocol"
)

// answerTime is how long the server waits for a client's answer: a person may have to give it.
const answerTime = time.Minute

// client is what the client said that it can do.
type client struct {
	encoding encoding

	pullsDiagnostics, refreshesDiagnostics, relatedDocuments bool
	refreshesLenses, refreshesHints                          bool
	relatedInformation, codeDescription                      bool
	diagnosticTags                                           []protocol.DiagnosticTag

	codeActionLiterals, documentChanges, appliesEdits, showsDocuments bool

	configuration, watchesFiles, watchesConfiguration bool

	// showsProgress reports that the server may begin to show progress, runLog that the client takes the logs of runs by methodLog,
	// runQuestion that it takes their questions by methodQuestion.
	showsProgress, runLog, runQuestion bool

	// refreshesImages reports that it shows images, and takes methodImageRefresh.
	refreshesImages bool

	// markdown reports that hovers may be written in Markdown, snippets that completions may have tab stops.
	markdown, snippets bool
	// nestedSymbols reports that symbols may lie in others.
	nestedSymbols bool
	// definitionLinks reports that a definition may come with the span that leads to it.
	definitionLinks bool
	// labelOffsets reports that the parts of a signature may be given by their places.
	labelOffsets bool
}

func clientOf(params *protocol.InitializeParams) client {
	var c client
	if general := params.Capabilities.General; general != nil {
		c.encoding = encodingFor(general.PositionEncodings)
	}
	if text := params.Capabilities.TextDocument; text != nil {
		c.textDocument(text)
	}
	if workspace := params.Capabilities.Workspace; workspace != nil {
		c.workspace(workspace)
	}
	if window := params.Capabilities.Window; window != nil {
		c.showsProgress = is(window.WorkDoneProgress)
		if window.ShowDocument != nil {
			c.showsDocuments = window.ShowDocument.Support
		}
	}
	var options struct {
		RunLog       bool `json:"runLog"`
		RunQuestion  bool `json:"runQuestion"`
		ImageRefresh bool `json:"imageRefresh"`
	}
	_ = json.Unmarshal(params.InitializationOptions, &options) // options of any other form ask for nothing
	c.runLog, c.runQuestion, c.refreshesImages = options.RunLog, options.RunQuestion, options.ImageRefresh
	return c
}

func (c *client) textDocument(text *protocol.TextDocumentClientCapabilities) {
	var diagnostics protocol.DiagnosticsCapabilities
	if text.PublishDiagnostics != nil {
		diagnostics = text.PublishDiagnostics.DiagnosticsCapabilities
	}
	c.relatedInformation, c.codeDescription = is(diagnostics.RelatedInformation), is(diagnostics.CodeDescriptionSupport)
	c.diagnosticTags = diagnostics.TagSupport.ValueSet
	if pull := text.Diagnostic; pull != nil {
		c.diagnosticTags = append(c.diagnosticTags, pull.TagSupport.ValueSet...)
		c.pullsDiagnostics, c.relatedDocuments = true, is(pull.RelatedDocumentSupport)
		c.relatedInformation = c.relatedInformation || is(pull.RelatedInformation)
		c.codeDescription = c.codeDescription || is(pull.CodeDescriptionSupport)
	}
	if text.Hover != nil {
		c.markdown = slices.Contains(text.Hover.ContentFormat, protocol.MarkupKindMarkdown)
	}
	if text.Completion != nil {
		c.snippets = is(text.Completion.CompletionItem.SnippetSupport)
	}
	if text.Definition != nil {
		c.definitionLinks = is(text.Definition.LinkSupport)
	}
	if text.DocumentSymbol != nil {
		c.nestedSymbols = is(text.DocumentSymbol.HierarchicalDocumentSymbolSupport)
	}
	if text.SignatureHelp != nil {
		c.labelOffsets = is(text.SignatureHelp.SignatureInformation.ParameterInformation.LabelOffsetSupport)
	}
	if text.CodeAction != nil {
		c.codeActionLiterals = len(text.CodeAction.CodeActionLiteralSupport.CodeActionKind.ValueSet) > 0
	}
}

func (c *client) workspace(workspace *protocol.WorkspaceClientCapabilities) {
	c.configuration, c.appliesEdits = is(workspace.Configuration), is(workspace.ApplyEdit)
	if workspace.WorkspaceEdit != nil {
		c.documentChanges = is(workspace.WorkspaceEdit.DocumentChanges)
	}
	if workspace.DidChangeWatchedFiles != nil {
		c.watchesFiles = is(workspace.DidChangeWatchedFiles.DynamicRegistration)
	}
	if workspace.DidChangeConfiguration != nil {
		c.watchesConfiguration = is(workspace.DidChangeConfiguration.DynamicRegistration)
	}
	if workspace.CodeLens != nil {
		c.refreshesLenses = is(workspace.CodeLens.RefreshSupport)
	}
	if workspace.InlayHint != nil {
		c.refreshesHints = is(workspace.InlayHint.RefreshSupport)
	}
	if workspace.Diagnostics != nil {
		c.refreshesDiagnostics = is(workspace.Diagnostics.RefreshSupport)
	}
}

// ask sends a request of the server's to the client, and logs what goes wrong. It must not be called on the reading goroutine.
func (s *server) ask(method string, params, result any) bool {
	ctx, cancel := context.WithTimeout(s.session.ctx, answerTime)
	defer cancel()
	if err := s.session.ask(ctx, method, params, result); err != nil {
		s.log("%v", err)
		return false
	}
	return true
}

// register asks for what a client tells only to those who registered for it: changes of any file, as any may be copied into an image, and of settings.
func (s *server) register() {
	var list []protocol.Registration
	if s.client.watchesFiles {
		options, err := encode(&protocol.DidChangeWatchedFilesRegistrationOptions{
			Watchers: []protocol.FileSystemWatcher{{GlobPattern: protocol.Pattern("**/*")}},
		})
		if err == nil {
			list = append(list, registration(protocol.MethodWorkspaceDidChangeWatchedFiles, options))
		}
	}
	if s.client.watchesConfiguration {
		list = append(list, registration(protocol.MethodWorkspaceDidChangeConfiguration, json.RawMessage(`{"section":"`+name+`"}`)))
	}
	if len(list) > 0 {
		s.ask(protocol.MethodClientRegisterCapability, &protocol.RegistrationParams{Registrations: list}, nil)
	}
}

func registration(method string, options json.RawMessage) protocol.Registration {
	return protocol.Registration{ID: name + ":" + method, Method: method, RegisterOptions: protocol.LSPAny(options)}
}

// show puts a message before the user.
func (s *server) show(kind protocol.MessageType, message string) {
	s.session.notify(protocol.MethodWindowShowMessage, &protocol.ShowMessageParams{Type: kind, Message: message})
}

// markup is a text in Markdown as the client can show it.
func (c client) markup(text string) *protocol.MarkupContent {
	if c.markdown {
		return &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: text}
	}
	return &protocol.MarkupContent{Kind: protocol.MarkupKindPlainText, Value: plain(text)}
}

// plain is Markdown without its marks, for clients that show text as it is.
func plain(text string) string {
	return strings.NewReplacer("**", "", "``", "", "`", "").Replace(text)
}
