package lsp

import (
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis/image"
)

// stale is what a client that fetches it does not know the newest of.
type stale struct {
	diagnostics bool
	// shown reports that lenses and hints may show what was true before.
	shown bool
}

// methods are the requests that have a client fetch again what is stale, as far as it knows them.
func (s stale) methods(c client) []string {
	var methods []string
	if s.diagnostics && c.refreshesDiagnostics {
		methods = append(methods, protocol.MethodWorkspaceDiagnosticRefresh)
	}
	if s.shown && c.refreshesLenses {
		methods = append(methods, protocol.MethodWorkspaceCodeLensRefresh)
	}
	if s.shown && c.refreshesHints {
		methods = append(methods, protocol.MethodWorkspaceInlayHintRefresh)
	}
	if (s.shown || s.diagnostics) && c.refreshesImages {
		methods = append(methods, methodImageRefresh)
	}
	return methods
}

// refresh asks the client to fetch again what is stale. While it is being asked it is not asked a second time, but afterwards.
func (p *publisher) refresh() {
	known := p.stale
	if len(known.methods(p.server.client)) == 0 {
		return
	}
	select {
	case p.refreshing <- struct{}{}:
	default:
		return
	}
	p.stale = stale{}
	p.server.session.working.Go(func() {
		p.server.refresh(known)
		<-p.refreshing
		p.wake()
	})
}

// refresh asks the client to fetch what it does not know the newest of.
func (s *server) refresh(known stale) {
	for _, method := range known.methods(s.client) {
		s.ask(method, nil, nil)
	}
}

// shownElsewhere is what lenses and hints show of a Dockerfile's findings although nobody edited their own document: equal findings show the same.
func shownElsewhere(f *findings) string {
	var b strings.Builder
	for _, v := range withOwn(f.variants) {
		if v.Image.Final == nil || v.Image.Class == image.NotLambda {
			continue
		}
		m := v.Module()
		fmt.Fprintln(&b, v.Image.Start.Handler.Text, m.Presence, m.Module, m.Name.Name, m.Name.Span, v.Image.Inputs.Args, len(f.byFile[f.name]))
	}
	return b.String()
}
