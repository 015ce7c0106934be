package invoke

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// Serve answers the Invoke API on an address of loopback until ctx ends, as the emulator in AWS's base images does: at lambda.InvocationPath,
// for curl and the AWS SDKs. ready takes the address when it is open.
func Serve(ctx context.Context, f Invoker, port int, ready func(url string)) error {
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("opening the Invoke API: %w", err)
	}
	server := &http.Server{Handler: Handler(f), BaseContext: func(net.Listener) context.Context { return ctx }, ReadHeaderTimeout: time.Minute}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	ready("http://localhost:" + portOf(listener.Addr()) + lambda.InvocationPath)
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving the Invoke API: %w", err)
	}
	return nil
}

func portOf(a net.Addr) string {
	_, port, _ := net.SplitHostPort(a.String()) // an address of a listener always has one
	return port
}

// Handler answers the Invoke API. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
func Handler(f Invoker) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /2015-03-31/functions/{name}/invocations", func(w http.ResponseWriter, r *http.Request) { answerInvoke(f, w, r) })
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

func answerInvoke(f Invoker, w http.ResponseWriter, r *http.Request) {
	if name := r.PathValue("name"); name != "function" {
		w.Header().Set("X-Amzn-Errortype", "ResourceNotFoundException")
		refuse(w, http.StatusNotFound, "ResourceNotFoundException", "Function not found: "+name+"; it is called function here")
		return
	}
	payload, err := io.ReadAll(http.MaxBytesReader(w, r.Body, lambda.MaxPayloadBytes))
	if err != nil {
		w.Header().Set("X-Amzn-Errortype", "RequestTooLargeException")
		refuse(w, http.StatusRequestEntityTooLarge, "RequestTooLargeException", fmt.Sprintf("an event has %d bytes at most", lambda.MaxPayloadBytes))
		return
	}
	if len(payload) == 0 {
		payload = []byte("{}")
	}
	clientContext, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Amz-Client-Context"))
	if err != nil || !json.Valid(payload) {
		w.Header().Set("X-Amzn-Errortype", "InvalidRequestContentException")
		refuse(w, http.StatusBadRequest, "InvalidRequestContentException", "the event is not JSON, or the client context not in base64")
		return
	}
	event := Event{Payload: payload, ClientContext: string(clientContext), TraceID: r.Header.Get("X-Amzn-Trace-Id")}
	stream := &streamWriter{w: w}
	outcome, err := f.Invoke(r.Context(), event, stream)
	if err != nil {
		w.Header().Set("X-Amzn-Errortype", "ServiceException")
		refuse(w, http.StatusBadGateway, "ServiceException", err.Error())
		return
	}
	if stream.begun {
		return
	}
	h := w.Header()
	h.Set("Content-Type", outcome.ContentType)
	h.Set("X-Amzn-Requestid", outcome.RequestID)
	h.Set("X-Amz-Executed-Version", version)
	if outcome.Failed() {
		h.Set("X-Amz-Function-Error", "Unhandled")
	}
	_, _ = w.Write(outcome.Payload) // who asked may be gone
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
	if flusher, ok := s.w.(http.Flusher); ok {
		flusher.Flush()
	}
	return n, err
}
