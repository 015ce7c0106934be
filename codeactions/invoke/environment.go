package invoke

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// result is what the APIs heard of an invocation or of a start.
type result struct {
	payload     []byte
	contentType string
	streamed    bool
	http        json.RawMessage // of a streamed response for HTTP, what comes before the body
	errorType   string          // empty for a response
	fatal       bool            // the environment is of no more use
	said        string          // of a process that ended before it asked for anything, the last that it wrote on standard error
}

func (r *result) status() string {
	if r.errorType == errorTimeout {
		return "timeout"
	}
	return "error"
}

// failure is an error in the form in which functions and the service answer it.
func failure(kind, id, message string) *result {
	if id != "" {
		message = "RequestId: " + id + " Error: " + message
	}
	payload, _ := json.Marshal(map[string]string{"errorType": kind, "errorMessage": message}) // strings always are JSON
	return &result{payload: payload, errorType: kind, fatal: true}
}

// environment is an execution environment: the APIs of the service, and the processes that ask them.
type environment struct {
	function Function
	log      *log
	process  process
	server   *http.Server
	begun    time.Time
	alive    context.Context
	end      context.CancelFunc

	mu         sync.Mutex
	changed    chan struct{} // closed, and made anew, with each change of what follows
	contacted  bool          // something asked the APIs
	runtimeUp  bool          // the runtime asked for an invocation
	initError  *result
	calls      chan *invocation
	active     *invocation // handed to the runtime and not answered
	launched   bool        // the programs of lambda.ExtensionsDir are started
	programs   int         // how many there are
	extensions []*extension
	crashed    *result // an extension ended

	quiet chan struct{} // closed when no program of lambda.ExtensionsDir runs any more
}

// start makes an environment and starts the function in it.
func start(ctx context.Context, s sandbox, f Function, w way, out *log) (*environment, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(w.listen, "0"))
	if err != nil {
		return nil, fmt.Errorf("opening the Runtime API on %s: %w", w.listen, err)
	}
	e := &environment{function: f, log: out, begun: time.Now(), changed: make(chan struct{}), calls: make(chan *invocation), quiet: make(chan struct{})}
	e.alive, e.end = context.WithCancel(context.Background())
	e.server = &http.Server{Handler: e.handler(), BaseContext: func(net.Listener) context.Context { return e.alive }, ReadHeaderTimeout: time.Minute}
	go func() { _ = e.server.Serve(listener) }() // until it is closed
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err == nil {
		e.process, err = s.start(ctx, f, w, variables(f, net.JoinHostPort(w.host, port), e.begun, random(16)), out)
	}
	if err != nil {
		e.end()
		_ = e.server.Close()
		return nil, err
	}
	go e.launch()
	return e, nil
}

// launch starts the extensions that lie in the image.
func (e *environment) launch() {
	programs, err := e.process.extensions(e.alive)
	e.change(func() { e.launched, e.programs = true, len(programs) })
	if err != nil && !e.endsSoon() {
		e.log.line("lambdock: the image's extensions are not started: %s", brief(err.Error()))
	}
	var running sync.WaitGroup
	for _, program := range programs {
		running.Go(func() {
			err := e.process.runExtension(e.alive, program)
			if e.alive.Err() == nil {
				e.change(func() {
					e.crashed = failure(errorExtension, "", fmt.Sprintf("extension %s ended: %v", program, cmp.Or(err, errEndedWell)))
				})
			}
		})
	}
	running.Wait()
	close(e.quiet)
}

// endLag is how long an engine's client may take to notice that its container is gone.
const endLag = time.Second

// endsSoon reports that the function's process is about to end: the engine's trouble with it is no news then.
func (e *environment) endsSoon() bool {
	select {
	case <-e.process.exited():
	case <-e.alive.Done():
	case <-time.After(endLag):
		return false
	}
	return true
}

// change changes what is guarded by mu, and wakes all that wait for it.
func (e *environment) change(apply func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	apply()
	close(e.changed)
	e.changed = make(chan struct{})
}

// initialize waits until runtime and extensions ask for work. The failure is the function's: its id is in the message.
func (e *environment) initialize(ctx context.Context, id string, limit time.Duration) (took time.Duration, failed *result, err error) {
	expired, stop := e.initTimer(limit)
	defer stop()
	for {
		e.mu.Lock()
		changed, initError := e.changed, cmp.Or(e.initError, e.crashed)
		up := e.runtimeUp && e.launched && len(e.extensions) >= e.programs && !slices.ContainsFunc(e.extensions, func(x *extension) bool { return !x.ready })
		e.mu.Unlock()
		switch {
		case initError != nil:
			return e.sinceStart(ctx), initError, nil
		case up:
			return e.sinceStart(ctx), nil, nil
		}
		select {
		case <-changed:
		case <-e.process.exited():
			// A runtime that reports why it failed ends at once: what it reported says more.
			e.mu.Lock()
			initError = e.initError
			e.mu.Unlock()
			took := time.Since(e.begun)
			if initError != nil {
				return took, initError, nil
			}
			result, err := e.exitResult(ctx, id)
			return took, result, err
		case <-expired:
			return limit, failure(errorTimeout, id, fmt.Sprintf("Task timed out after %.2f seconds", limit.Seconds())), nil
		case <-ctx.Done():
			return 0, nil, context.Cause(ctx)
		}
	}
}

// initTimer ends when the function's process ran for a limit. What the engine needs to start it does not count.
func (e *environment) initTimer(limit time.Duration) (expired <-chan struct{}, stop func()) {
	ctx, cancel := context.WithCancel(e.alive)
	done := make(chan struct{})
	go func() {
		for wait := limit; ; {
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
			wait = limit - e.sinceStart(ctx)
			if wait <= 0 {
				close(done)
				return
			}
		}
	}()
	return done, cancel
}

// sinceStart is how long the function's process runs.
func (e *environment) sinceStart(ctx context.Context) time.Duration {
	now := time.Now() // the engine takes a while to answer
	if at := e.process.startedAt(ctx); at.After(e.begun) {
		return now.Sub(at)
	}
	return now.Sub(e.begun)
}

// serve has the runtime work on an invocation.
func (e *environment) serve(ctx context.Context, call *invocation, timeout time.Duration) (*result, error) {
	call.deadline = time.Now().Add(timeout)
	expired := time.NewTimer(timeout)
	defer expired.Stop()
	e.tell(call)
	calls, done := e.calls, (<-chan *result)(nil)
	for {
		e.mu.Lock()
		changed, crashed := e.changed, e.crashed
		e.mu.Unlock()
		if crashed != nil {
			return crashed, nil
		}
		select {
		case calls <- call:
			calls, done = nil, call.done
		case result := <-done:
			return result, nil
		case <-changed:
		case <-e.process.exited():
			select {
			case result := <-call.done: // it answered and ended
				return result, nil
			default:
				return e.exitResult(ctx, call.id)
			}
		case <-expired.C:
			message := fmt.Sprintf("Task timed out after %.2f seconds", timeout.Seconds())
			e.log.line("%s %s %s", time.Now().UTC().Format("2006-01-02T15:04:05.000Z"), call.id, message)
			return failure(errorTimeout, call.id, message), nil
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// ended reports that no invocation can be made here any more.
func (e *environment) ended() bool {
	select {
	case <-e.process.exited():
		return true
	default:
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.crashed != nil
}

// heard reports whether anything asked the APIs.
func (e *environment) heard() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.contacted
}

// close ends the processes, extensions with time to end by themselves, and the APIs.
func (e *environment) close() {
	e.shutDown()
	e.process.kill()
	e.end()
	<-e.process.exited()
	_ = e.server.Close()
}

func random(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // it never fails
	return hex.EncodeToString(b)
}
