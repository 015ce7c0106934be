package invoke

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// Handler answers the Invoke API, also where it streams. Invocations of the type Event are answered at once, and are not made again when they fail.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html and .../API_InvokeWithResponseStream.html
func Handler(f Invoker) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /2015-03-31/functions/{name}/invocations", func(w http.ResponseWriter, r *http.Request) { answerInvoke(f, w, r) })
	mux.HandleFunc("POST /2021-11-15/functions/{name}/response-streaming-invocations", func(w http.ResponseWriter, r *http.Request) { answerStreaming(f, w, r) })
	return refusePages(mux)
}

// refusePages keeps pages of the web from calling the function through a person's browser.
func refusePages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Origin") != "" {
			refuse(w, http.StatusForbidden, "AccessDeniedException", "browsers may not invoke the function")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The types of invocations.
const (
	typeAwaited = "RequestResponse"
	typeQueued  = "Event"
	typeDryRun  = "DryRun"
)

// request is a call of the Invoke API.
type request struct {
	event Event
	kind  string // one of the types
	tail  bool   // the end of the log is asked for
}

// readRequest reads a call; one that is refused is answered.
func readRequest(w http.ResponseWriter, r *http.Request) (*request, bool) {
	deny := func(status int, kind, message string) (*request, bool) {
		w.Header().Set("X-Amzn-Errortype", kind)
		refuse(w, status, kind, message)
		return nil, false
	}
	if name := r.PathValue("name"); name != "function" {
		return deny(http.StatusNotFound, "ResourceNotFoundException", "Function not found: "+name+"; it is called function here")
	}
	kind := cmp.Or(r.Header.Get("X-Amz-Invocation-Type"), typeAwaited)
	if kind != typeAwaited && kind != typeQueued && kind != typeDryRun {
		return deny(http.StatusBadRequest, "InvalidParameterValueException", "an invocation has the type RequestResponse, Event or DryRun, not "+kind)
	}
	payload, err := io.ReadAll(http.MaxBytesReader(w, r.Body, lambda.MaxPayloadBytes))
	if err != nil {
		return deny(http.StatusRequestEntityTooLarge, "RequestTooLargeException", fmt.Sprintf("an event has %d bytes at most", lambda.MaxPayloadBytes))
	}
	if len(payload) == 0 {
		payload = []byte("{}")
	}
	clientContext, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Amz-Client-Context"))
	if err != nil || !json.Valid(payload) {
		return deny(http.StatusBadRequest, "InvalidRequestContentException", "the event is not JSON, or the client context not in base64")
	}
	event := Event{Payload: payload, ClientContext: string(clientContext), TraceID: r.Header.Get("X-Amzn-Trace-Id")}
	return &request{event, kind, r.Header.Get("X-Amz-Log-Type") == "Tail"}, true
}

func answerInvoke(f Invoker, w http.ResponseWriter, r *http.Request) {
	call, ok := readRequest(w, r)
	switch {
	case !ok:
	case call.kind == typeDryRun:
		w.WriteHeader(http.StatusNoContent)
	case call.kind == typeQueued:
		// Who asked is gone by then; the function's end stops it. What comes of it is in the log.
		go func() { _, _ = f.Invoke(context.WithoutCancel(r.Context()), call.event, nil) }()
		w.WriteHeader(http.StatusAccepted)
	default:
		answerAwaited(f, w, r, call)
	}
}

func answerAwaited(f Invoker, w http.ResponseWriter, r *http.Request, call *request) {
	stream := &streamWriter{w: w}
	outcome, err := f.Invoke(r.Context(), call.event, stream)
	if stream.begun {
		return
	}
	if err != nil {
		notRun(w, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", outcome.ContentType)
	h.Set("X-Amzn-Requestid", outcome.RequestID)
	h.Set("X-Amz-Executed-Version", version)
	if call.tail {
		h.Set("X-Amz-Log-Result", base64.StdEncoding.EncodeToString(outcome.LogTail))
	}
	if outcome.Failed() {
		h.Set("X-Amz-Function-Error", "Unhandled")
	}
	_, _ = w.Write(outcome.Payload) // who asked may be gone
}

// notRun answers that the function could not be run at all.
func notRun(w http.ResponseWriter, err error) {
	w.Header().Set("X-Amzn-Errortype", "ServiceException")
	refuse(w, http.StatusBadGateway, "ServiceException", err.Error())
}

// streamWriter passes a streamed response on as it arrives.
type streamWriter struct {
	w     http.ResponseWriter
	begun bool
}

// Begin implements Stream.
func (s *streamWriter) Begin(contentType string) {
	s.begun = true
	s.w.Header().Set("Content-Type", cmp.Or(contentType, "application/octet-stream"))
	s.w.Header().Set("X-Amz-Executed-Version", version)
}

// Write implements Stream.
func (s *streamWriter) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	flush(s.w)
	return n, err
}

func flush(w http.ResponseWriter) {
	if flusher, ok := w.(http.Flusher); ok {
		flusher.Flush()
	}
}
