package invoke

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// invocation is one call on its way through the APIs.
type invocation struct {
	Event
	id       string
	deadline time.Time
	stream   Stream
	done     chan *result // takes one
}

func newInvocation(event Event, stream Stream) *invocation {
	id := random(16)
	id = id[:8] + "-" + id[8:12] + "-4" + id[13:16] + "-8" + id[17:20] + "-" + id[20:]
	event.TraceID = cmp.Or(event.TraceID, fmt.Sprintf("Root=1-%08x-%s;Parent=%s;Sampled=0", time.Now().Unix(), random(12), random(8)))
	return &invocation{Event: event, id: id, stream: stream, done: make(chan *result, 1)}
}

// handler answers the APIs of the execution environment.
func (e *environment) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+runtimePrefix+"invocation/next", e.nextInvocation)
	mux.HandleFunc("POST "+runtimePrefix+"invocation/{id}/response", e.response)
	mux.HandleFunc("POST "+runtimePrefix+"invocation/{id}/error", e.invocationError)
	mux.HandleFunc("POST "+runtimePrefix+"init/error", e.initFailed)
	e.handleExtensions(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		e.contacted = true
		e.mu.Unlock()
		mux.ServeHTTP(w, r)
	})
}

// nextInvocation holds the runtime's question until there is an invocation.
func (e *environment) nextInvocation(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	busy := e.active != nil
	e.mu.Unlock()
	if busy {
		refuse(w, http.StatusForbidden, "InvalidStateTransition", "State transition from InvocationInProgress to InvocationNext is not allowed: the invocation before has no response")
		return
	}
	e.change(func() { e.runtimeUp = true })
	select {
	case call := <-e.calls:
		e.hand(w, call)
	case <-r.Context().Done():
	}
}

// hand gives an invocation to the runtime.
func (e *environment) hand(w http.ResponseWriter, call *invocation) {
	e.mu.Lock()
	e.active = call
	e.mu.Unlock()
	h := w.Header()
	h.Set("Content-Type", jsonType)
	h.Set("Content-Length", strconv.Itoa(len(call.Payload)))
	h.Set("Lambda-Runtime-Aws-Request-Id", call.id)
	h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(call.deadline.UnixMilli(), 10))
	h.Set("Lambda-Runtime-Invoked-Function-Arn", e.function.arn())
	h.Set("Lambda-Runtime-Trace-Id", call.TraceID)
	if call.ClientContext != "" {
		h.Set("Lambda-Runtime-Client-Context", call.ClientContext)
	}
	_, _ = w.Write(call.Payload) // a runtime that is gone is noticed by its process
}

// take gives the invocation that a runtime answers, once.
func (e *environment) take(w http.ResponseWriter, r *http.Request) *invocation {
	e.mu.Lock()
	call := e.active
	if call != nil && call.id == r.PathValue("id") {
		e.active = nil
		e.mu.Unlock()
		return call
	}
	e.mu.Unlock()
	refuse(w, http.StatusBadRequest, "InvalidRequestID", "Invalid request ID")
	return nil
}

func (e *environment) response(w http.ResponseWriter, r *http.Request) {
	call := e.take(w, r)
	if call == nil {
		return
	}
	streamed := strings.EqualFold(r.Header.Get(modeHeader), "streaming")
	limit, kept := int64(maxResponse), &bytes.Buffer{}
	into := io.Writer(kept)
	if streamed {
		limit = lambda.MaxStreamedBytes
		if call.stream != nil {
			call.stream.Begin(r.Header.Get("Content-Type"))
			into = call.stream
		}
	}
	n, err := io.Copy(into, io.LimitReader(r.Body, limit+1))
	res := &result{payload: kept.Bytes(), contentType: r.Header.Get("Content-Type"), streamed: streamed}
	if streamed && res.contentType == httpType {
		res.http, res.payload = splitHTTP(res.payload)
	}
	switch {
	case n > limit:
		res = failure(errorTooLarge, "", fmt.Sprintf("Response payload size exceeded maximum allowed payload size (%d bytes).", limit))
		res.fatal = false
		refuse(w, http.StatusRequestEntityTooLarge, errorTooLarge, "the response is too large")
	case err != nil && streamed:
		res = failure("Runtime.TruncatedResponse", call.id, "the response broke off: "+err.Error())
	case err != nil:
		res = failure(errorUnknown, call.id, "reading the response: "+err.Error())
	default:
		if kind := r.Trailer.Get(errorTypeHeader); kind != "" {
			res = streamError(kind, r.Trailer.Get(errorBodyTrailer))
		}
		accept(w)
	}
	call.done <- res
}

// streamError is the error that a runtime puts behind a response that it streamed in part.
func streamError(kind, encoded string) *result {
	res := failure(kind, "", "the function failed while it streamed its response")
	if body, err := decodeTrailer(encoded); err == nil && json.Valid(body) {
		res.payload = body
	}
	res.streamed, res.fatal = true, false
	return res
}

func (e *environment) invocationError(w http.ResponseWriter, r *http.Request) {
	call := e.take(w, r)
	if call == nil {
		return
	}
	res, err := reported(r)
	if err != nil {
		res = failure(errorUnknown, call.id, "reading the error: "+err.Error())
	}
	accept(w)
	call.done <- res
}

func (e *environment) initFailed(w http.ResponseWriter, r *http.Request) {
	res, err := reported(r)
	if err != nil {
		res = failure(errorUnknown, "", "reading the error: "+err.Error())
	}
	res.fatal = true
	accept(w)
	e.change(func() { e.initError = res })
}

// reported reads an error that a runtime reports.
func reported(r *http.Request) (*result, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, lambda.MaxPayloadBytes+1))
	if err == nil && len(body) > lambda.MaxPayloadBytes {
		err = errors.New("it is too large")
	}
	if err != nil {
		return nil, err
	}
	var said struct{ ErrorType string }
	_ = json.Unmarshal(body, &said) // an error may have any form
	kind := cmp.Or(said.ErrorType, r.Header.Get(errorTypeHeader), errorUnknown)
	if len(body) == 0 {
		res := failure(kind, "", "the function said no more")
		res.fatal = false
		return res, nil
	}
	return &result{payload: body, contentType: jsonType, errorType: kind}, nil
}

func accept(w http.ResponseWriter) { answer(w, http.StatusAccepted, map[string]string{"status": "OK"}) }

func refuse(w http.ResponseWriter, status int, kind, message string) {
	answer(w, status, map[string]string{"errorMessage": message, "errorType": kind})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // who asked may be gone
}
