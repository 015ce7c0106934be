package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/sourcegraph/jsonrpc2"
	"github.com/tliron/glsp"
)

// Error codes of JSON-RPC 2.0 and of the LSP specification ("Base Protocol", ErrorCodes).
const (
	codeParseError         = -32700
	codeInvalidRequest     = -32600
	codeMethodNotFound     = -32601
	codeInvalidParams      = -32602
	codeInternalError      = -32603
	codeServerNotInit      = -32002
	codeContentModified    = -32801
	codeRequestCancelled   = -32800
	codeRequestFailed      = -32803
	methodCancel           = "$/cancelRequest"
	methodInitialize       = "initialize"
	methodShutdown         = "shutdown"
	methodExit             = "exit"
	exitClean, exitUnclean = 0, 1
)

// The states of a session, in the order in which it goes through them.
const (
	fresh int32 = iota
	ready
	down
)

// glspContext is glsp's contract for a message: method, raw parameters, a live context, and the way back to the client.
type glspContext = glsp.Context

// session drives one connection. Notifications, initialize and shutdown run on the reading goroutine, in order; other
// requests run at the same time, each with a context that $/cancelRequest ends.
type session struct {
	frames  *frames
	handler glsp.Handler
	log     func(format string, args ...any)
	// bind gives a request, while it is still on the reading goroutine, the state of the world that it will see.
	bind func(context.Context) context.Context

	ctx      context.Context
	conn     *jsonrpc2.Conn
	attached chan struct{} // closed when conn is set
	state    atomic.Int32
	working  sync.WaitGroup

	mu      sync.Mutex
	running map[string]context.CancelFunc // requests not answered yet, by keyOf
}

func newSession(in io.Reader, out io.Writer, log func(string, ...any)) *session {
	return &session{
		frames: newFrames(in, out, log), log: log, attached: make(chan struct{}),
		running: map[string]context.CancelFunc{},
	}
}

// serve reads messages until the client exits or goes away, and says how the process ends: 0 after a shutdown, else 1.
// Requests may still be running then.
func (s *session) serve(ctx context.Context) int {
	s.ctx = ctx
	s.conn = jsonrpc2.NewConn(ctx, s.frames, s, jsonrpc2.SetLogger(logger(s.log)))
	close(s.attached)
	<-s.conn.DisconnectNotify()
	if s.state.Load() == down {
		return exitClean
	}
	return exitUnclean
}

// Handle takes one message. It runs on the reading goroutine.
func (s *session) Handle(_ context.Context, _ *jsonrpc2.Conn, req *jsonrpc2.Request) {
	<-s.attached
	switch {
	case req.Notif:
		s.notification(req)
	case s.refuses(req):
	case req.Method == methodInitialize || req.Method == methodShutdown:
		s.lifecycle(req)
	default:
		s.request(req)
	}
}

func (s *session) notification(req *jsonrpc2.Request) {
	switch state := s.state.Load(); {
	case req.Method == methodExit:
		_ = s.conn.Close() // it can only say that it was closed already
	case req.Method == methodCancel:
		s.cancel(req)
	case state == ready:
		if _, err := s.call(s.ctx, req); err != nil && !errors.Is(err, errNoMethod) {
			s.log("%s: %v", req.Method, err)
		}
	}
}

// refuses answers requests that come at the wrong time.
func (s *session) refuses(req *jsonrpc2.Request) bool {
	var failure *rpcError
	switch state := s.state.Load(); {
	case state == down:
		failure = &rpcError{codeInvalidRequest, "the server was shut down"}
	case state == fresh && req.Method != methodInitialize:
		failure = &rpcError{codeServerNotInit, "the server was not initialized"}
	case state == ready && req.Method == methodInitialize:
		failure = &rpcError{codeInvalidRequest, "the server was initialized already"}
	default:
		return false
	}
	s.answer(req, nil, failure)
	return true
}

func (s *session) lifecycle(req *jsonrpc2.Request) {
	result, err := s.call(s.ctx, req)
	if err == nil {
		s.state.Store(map[string]int32{methodInitialize: ready, methodShutdown: down}[req.Method])
	}
	s.answer(req, result, failureOf(err))
}

func (s *session) request(req *jsonrpc2.Request) {
	ctx, cancel := context.WithCancel(s.bind(s.ctx))
	key := keyOf(req.ID)
	s.mu.Lock()
	_, taken := s.running[key]
	if !taken {
		s.running[key] = cancel
	}
	s.mu.Unlock()
	if taken {
		cancel()
		s.answer(req, nil, &rpcError{codeInvalidRequest, "a request of that id is still running"})
		return
	}
	s.working.Go(func() {
		defer cancel()
		result, err := s.call(ctx, req)
		if s.finish(key) != nil {
			s.answer(req, result, failureOf(err))
		}
	})
}

// finish takes a request off the list, which gives the right to answer it. It is nil for a request that was answered.
func (s *session) finish(key string) context.CancelFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	cancel := s.running[key]
	delete(s.running, key)
	return cancel
}

// cancel answers a request at once; what still computes for it is not waited for.
func (s *session) cancel(req *jsonrpc2.Request) {
	var params struct {
		ID json.RawMessage `json:"id"`
	}
	if req.Params == nil || json.Unmarshal(*req.Params, &params) != nil {
		s.log("%s: no id", methodCancel)
		return
	}
	key, ok := idKey(params.ID)
	if cancel := s.finish(key); ok && cancel != nil {
		cancel()
		if err := s.frames.reply(params.ID, nil, &rpcError{codeRequestCancelled, "the request was cancelled"}); err != nil {
			s.log("%s: %v", methodCancel, err)
		}
	}
}

// errNoMethod is a method that the server does not have.
var errNoMethod = errors.New("method not found")

// errParams is a request whose parameters are not what the method takes.
type errParams struct{ error }

// errCode is an error that carries its own code to the client.
type errCode struct {
	code    int64
	message string
}

func (e errCode) Error() string { return e.message }

// call hands a message to the handler. A panic in it is logged and becomes an error.
func (s *session) call(ctx context.Context, req *jsonrpc2.Request) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.log("panic in %s: %v\n%s", req.Method, p, debug.Stack())
			err = fmt.Errorf("panic in %s: %v", req.Method, p)
		}
	}()
	message := &glspContext{Method: req.Method, Context: ctx, Notify: s.notify, Call: func(method string, params, result any) {
		if err := s.ask(ctx, method, params, result); err != nil {
			s.log("%s: %v", method, err)
		}
	}}
	if req.Params != nil {
		message.Params = *req.Params
	}
	result, validMethod, validParams, err := s.handler.Handle(message)
	switch {
	case !validMethod:
		return nil, errNoMethod
	case !validParams:
		return nil, errParams{fmt.Errorf("the parameters of %s are not valid: %w", req.Method, err)}
	}
	return result, err
}

func failureOf(err error) *rpcError {
	var params errParams
	var coded errCode
	switch {
	case err == nil:
		return nil
	case errors.As(err, &coded):
		return &rpcError{coded.code, coded.message}
	case errors.As(err, &params):
		return &rpcError{codeInvalidParams, params.Error()}
	case errors.Is(err, errNoMethod):
		return &rpcError{codeMethodNotFound, "the method is not supported"}
	case errors.Is(err, context.Canceled):
		return &rpcError{codeRequestCancelled, "the request was cancelled"}
	}
	return &rpcError{codeInternalError, err.Error()}
}

// answer responds to a request. A result that cannot be encoded becomes an error.
func (s *session) answer(req *jsonrpc2.Request, result any, failure *rpcError) {
	var encoded json.RawMessage
	if failure == nil && result != nil {
		body, err := encode(result)
		if err != nil {
			failure = &rpcError{codeInternalError, err.Error()}
		}
		encoded = body
	}
	if err := s.frames.reply(json.RawMessage(keyOf(req.ID)), encoded, failure); err != nil {
		s.log("%s: %v", req.Method, err)
	}
}

// keyOf is the id's idKey, which is also its JSON. jsonrpc2 keeps negative numbers in a uint64.
func keyOf(id jsonrpc2.ID) string {
	if id.IsString {
		quoted, _ := json.Marshal(id.Str) // a string always marshals
		return string(quoted)
	}
	return strconv.FormatInt(int64(id.Num), 10)
}

// notify sends a notification to the client.
func (s *session) notify(method string, params any) {
	encoded, err := encode(params)
	if err == nil {
		err = s.frames.notify(method, encoded)
	}
	if err != nil {
		s.log("%s: %v", method, err)
	}
}

// ask sends a request to the client, without parameters if those are nil, and waits for the answer, which it decodes into result unless that is nil.
// It must not be called on the reading goroutine, which reads the answer.
func (s *session) ask(ctx context.Context, method string, params, result any) error {
	var encoded any // jsonrpc2 leaves out what is nil
	if params != nil {
		raw, err := encode(params)
		if err != nil {
			return err
		}
		encoded = raw
	}
	var answer json.RawMessage
	if err := s.conn.Call(ctx, method, encoded, &answer); err != nil {
		return fmt.Errorf("asking the client for %s: %w", method, err)
	}
	if result == nil || len(answer) == 0 || string(answer) == "null" { // null says the same as nothing
		return nil
	}
	return decode(answer, result)
}

// logger gives jsonrpc2 the server's log.
type logger func(format string, args ...any)

func (l logger) Printf(format string, args ...any) { l(format, args...) }
