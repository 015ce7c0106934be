package invoke

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// extension is one that registered: a program of lambda.ExtensionsDir, or a part of the runtime's process.
type extension struct {
	id, name string
	events   []string
	queue    chan any // events that it has not asked for yet
	ready    bool     // it asked for an event
	gone     bool     // it said that it failed
}

// queued is how many events may wait for an extension; further ones are dropped, as it does not ask for them.
const queued = 64

// Header names of the Extensions API.
const (
	extensionName       = "Lambda-Extension-Name"
	extensionIdentifier = "Lambda-Extension-Identifier"
	extensionFeature    = "Lambda-Extension-Accept-Feature"
)

func (e *environment) handleExtensions(mux *http.ServeMux) {
	mux.HandleFunc("POST "+extensionPrefix+"register", e.register)
	mux.HandleFunc("GET "+extensionPrefix+"event/next", e.nextEvent)
	mux.HandleFunc("POST "+extensionPrefix+"init/error", e.extensionFailed)
	mux.HandleFunc("POST "+extensionPrefix+"exit/error", e.extensionFailed)
	// Nothing is delivered: what functions write is shown as it comes. The answer is the one that emulators give.
	for _, path := range []string{telemetryPath, logsPath} {
		mux.HandleFunc("PUT "+path, func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusAccepted, map[string]string{"errorType": "Telemetry.NotSupported", "errorMessage": "Telemetry API is not supported"})
		})
	}
}

func (e *environment) register(w http.ResponseWriter, r *http.Request) {
	var wanted struct{ Events []string }
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err == nil && len(body) > 0 {
		err = json.Unmarshal(body, &wanted)
	}
	name := r.Header.Get(extensionName)
	if err != nil || name == "" {
		refuse(w, http.StatusBadRequest, "Extension.InvalidRequest", "an extension registers with the header "+extensionName+" and its events as JSON")
		return
	}
	x := &extension{id: random(16), name: name, events: wanted.Events, queue: make(chan any, queued)}
	e.change(func() { e.extensions = append(e.extensions, x) })
	w.Header().Set(extensionIdentifier, x.id)
	said := map[string]string{"functionName": e.function.Name, "functionVersion": version, "handler": e.function.Handler}
	if r.Header.Get(extensionFeature) == "accountId" {
		said["accountId"] = account
	}
	answer(w, http.StatusOK, said)
}

// known is the extension that a request comes from.
func (e *environment) known(w http.ResponseWriter, r *http.Request) *extension {
	id := r.Header.Get(extensionIdentifier)
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, x := range e.extensions {
		if x.id == id {
			return x
		}
	}
	refuse(w, http.StatusForbidden, "Extension.UnknownExtensionIdentifier", "no extension has this identifier")
	return nil
}

func (e *environment) nextEvent(w http.ResponseWriter, r *http.Request) {
	x := e.known(w, r)
	if x == nil {
		return
	}
	e.change(func() { x.ready = true })
	select {
	case event := <-x.queue:
		w.Header().Set("Lambda-Extension-Event-Identifier", random(16))
		answer(w, http.StatusOK, event)
	case <-r.Context().Done():
	}
}

func (e *environment) extensionFailed(w http.ResponseWriter, r *http.Request) {
	x := e.known(w, r)
	if x == nil {
		return
	}
	res, err := reported(r)
	accept(w)
	if err != nil {
		res = failure("Extension.Unknown", "", "extension "+x.name+" failed")
	}
	res.fatal = true
	e.change(func() {
		x.gone = true
		e.crashed = res
	})
}

// tell tells extensions of an invocation.
func (e *environment) tell(call *invocation) {
	e.send("INVOKE", map[string]any{
		"eventType": "INVOKE", "deadlineMs": call.deadline.UnixMilli(), "requestId": call.id, "invokedFunctionArn": e.function.arn(),
		"tracing": map[string]string{"type": "X-Amzn-Trace-Id", "value": call.TraceID},
	})
}

// send queues an event for all extensions that want its kind, and says how many those are.
func (e *environment) send(kind string, event any) (told int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, x := range e.extensions {
		if x.gone || !slices.Contains(x.events, kind) {
			continue
		}
		select {
		case x.queue <- event:
			told++
		default:
		}
	}
	return told
}

// shutDown gives extensions the time that they have to end.
func (e *environment) shutDown() {
	event := map[string]any{"eventType": "SHUTDOWN", "shutdownReason": "spindown", "deadlineMs": time.Now().Add(lambda.ShutdownLimit).UnixMilli()}
	if e.send("SHUTDOWN", event) == 0 {
		return
	}
	select {
	case <-e.quiet:
	case <-e.process.exited():
	case <-time.After(lambda.ShutdownLimit):
	}
}

// decodeTrailer reads an error's text as streaming runtimes send it behind a response.
func decodeTrailer(text string) ([]byte, error) { return base64.StdEncoding.DecodeString(text) }
