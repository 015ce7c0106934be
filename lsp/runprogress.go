package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"go.lsp.dev/protocol"
)

// methodLog is the notification that carries the log of a run to clients that ask for it with initializationOptions {"runLog": true}:
// {"run": …, "uri": …, "command": …, "text": …}. Other clients get window/logMessage.
const methodLog = name + "/log"

// runLogged are the parameters of methodLog.
type runLogged struct {
	Run     string `json:"run"`
	URI     string `json:"uri"`
	Command string `json:"command"`
	Text    string `json:"text"` // whole lines
}

// runLog is a writer that sends what is written to the client, whole lines at a time.
type runLog struct {
	run *run

	mu   sync.Mutex
	rest strings.Builder
}

func newRunLog(r *run) *runLog { return &runLog{run: r} }

// Write implements io.Writer and never fails.
func (l *runLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest.Write(p)
	text := l.rest.String()
	if at := strings.LastIndexByte(text, '\n'); at >= 0 {
		l.send(text[:at+1])
		l.rest.Reset()
		l.rest.WriteString(text[at+1:])
	}
	return len(p), nil
}

func (l *runLog) printf(format string, args ...any) { fmt.Fprintf(l, format+"\n", args...) }

// flush sends a last line that has no end.
func (l *runLog) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.rest.Len() > 0 {
		l.send(l.rest.String() + "\n")
		l.rest.Reset()
	}
}

func (l *runLog) send(text string) {
	s := l.run.server
	if s.client.runLog {
		body, err := jsonOf(runLogged{l.run.id, l.run.URI, l.run.command, text})
		if err == nil {
			s.session.notify(methodLog, body)
		}
		return
	}
	s.session.notify(protocol.MethodWindowLogMessage, &protocol.LogMessageParams{Type: protocol.MessageTypeLog, Message: strings.TrimSuffix(text, "\n")})
}

// runProgress is the progress of a run as the client shows it.
type runProgress struct {
	server *server
	token  string // empty for a client that shows none
	value  protocol.ProgressToken
}

// progress begins to show the progress of a run, with the token that the client gave or one that it is asked to make.
func (s *server) progress(ctx context.Context, r *run, token protocol.ProgressToken, cancel context.CancelFunc) *runProgress {
	p := &runProgress{server: s}
	r.report = func(string, int) {}
	if token == nil {
		if !s.client.showsProgress {
			return p
		}
		token = protocol.String(name + "-run-" + r.id)
		if s.session.ask(ctx, protocol.MethodWindowWorkDoneProgressCreate, &protocol.WorkDoneProgressCreateParams{Token: token}, nil) != nil {
			return p
		}
	}
	p.value, p.token = token, fmt.Sprint(token)
	s.runs.hear(p.token, cancel)
	p.send(&protocol.WorkDoneProgressBegin{Kind: "begin", Title: r.title, Message: ptr(r.place.name), Cancellable: ptr(true), Percentage: ptr(uint32(0))})
	last, lastPercent := "", 0
	r.report = func(message string, percent int) {
		percent = max(percent, lastPercent) // it must not go back
		if message == last && percent == lastPercent {
			return
		}
		last, lastPercent = message, percent
		p.send(&protocol.WorkDoneProgressReport{Kind: "report", Message: ptr(message), Percentage: ptr(uint32(min(percent, 100))), Cancellable: ptr(true)})
	}
	return p
}

func (p *runProgress) send(value any) {
	body, err := encode(value)
	if err != nil {
		p.server.log("%v", err)
		return
	}
	p.server.session.notify(protocol.MethodProgress, &protocol.ProgressParams{Token: p.value, Value: protocol.LSPAny(body)})
}

func (p *runProgress) end(ctx context.Context, end *runEnd, err error) {
	if p.token == "" {
		return
	}
	message := "ended"
	switch {
	case ctx.Err() != nil:
		message = "cancelled"
	case err != nil:
		message = err.Error()
	case end.Short != "":
		message = end.Short
	}
	p.send(&protocol.WorkDoneProgressEnd{Kind: "end", Message: ptr(message)})
}

// cancelProgress is the client's wish to end what a token stands for.
func (s *server) cancelProgress(_ context.Context, raw json.RawMessage) (any, error) {
	var params protocol.WorkDoneProgressCancelParams
	if err := decode(raw, &params); err != nil {
		return nil, errParams{err}
	}
	s.runs.mu.Lock()
	cancel := s.runs.tokens[fmt.Sprint(params.Token)]
	s.runs.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	return nil, nil
}
