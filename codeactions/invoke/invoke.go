// Package invoke runs a function's image on this machine as Lambda would: it is the Runtime API and the Extensions API that the image's
// own runtime client asks, and gives the container what the service gives it: a read-only root file system, a /tmp, a user that is not
// root, its variables, and limits of memory and time. Nothing is added to the image.
package invoke

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// Function is what Lambda's configuration of a function says, for an image that an engine holds.
type Function struct {
	Name  string
	Image string
	// Platform is "linux/arm64"; empty for the image's own.
	Platform string
	// Entrypoint, Command and WorkDir replace the image's own where they are not empty.
	Entrypoint, Command []string
	WorkDir             string
	// Handler is the variable _HANDLER; the last word of the command, or of the image's, where it is empty.
	Handler string
	// Environment are the function's variables by name.
	Environment map[string]string
	Region      string
	MemoryMB    int           // 128 when zero
	Timeout     time.Duration // of an invocation; 3 s when zero
	StorageMB   int           // of /tmp; 512 when zero
}

func (f Function) withDefaults() Function {
	f.Name = cmp.Or(f.Name, "function")
	f.Region = cmp.Or(f.Region, defaultRegion)
	f.MemoryMB = cmp.Or(f.MemoryMB, lambda.DefaultMemoryMB)
	f.Timeout = cmp.Or(f.Timeout, lambda.DefaultTimeout)
	f.StorageMB = cmp.Or(f.StorageMB, lambda.DefaultStorageMB)
	return f
}

// arn is the function's address, in an account that stands for any.
func (f Function) arn() string {
	return fmt.Sprintf("arn:aws:lambda:%s:%s:function:%s", f.Region, account, f.Name)
}

// Event is what a function is invoked with.
type Event struct {
	Payload       []byte // JSON
	ClientContext string // JSON, as the header Lambda-Runtime-Client-Context has it
	TraceID       string // made up when empty
}

// Outcome is what came of an invocation.
type Outcome struct {
	RequestID   string
	Payload     []byte // the response, or the error as JSON
	ContentType string
	// Streamed reports that the function streamed its response.
	Streamed bool
	// HTTP is what a response for HTTP that was not streamed on has before its body: {"statusCode": …, "headers": …, "cookies": …}.
	HTTP json.RawMessage
	// ErrorType is the kind of error, "Runtime.ImportModuleError"; empty for a response.
	ErrorType string
	Init      time.Duration // zero unless the invocation waited for a start
	Duration  time.Duration
	MemoryMB  int   // the limit
	Peak      int64 // bytes of memory in use at most; zero when it is not known
	// LogTail is the end of what the log has of the invocation, 4 KB at most as in the Invoke API.
	LogTail []byte

	said string // of a process that ended before it asked for anything, the last that it wrote on standard error
}

// AsJSON is a payload as a value of JSON: as it is, or as a text where it is not JSON.
func AsJSON(payload []byte) json.RawMessage {
	if json.Valid(payload) {
		return payload
	}
	text, _ := json.Marshal(string(payload)) // a string always is JSON
	return text
}

// Failed reports that the function did not come to a response.
func (o *Outcome) Failed() bool { return o.ErrorType != "" }

// Complaint is all that tells why a function failed: the kind of error, the error, and the last words of a process that ended without any.
func (o *Outcome) Complaint() string {
	return strings.TrimSpace(o.ErrorType + " " + string(o.Payload) + "\n" + o.said)
}

// Invoker is a function that is kept running.
type Invoker interface {
	// Invoke invokes the function and waits for what comes of it. stream takes a response that the function streams as it arrives, which is not in the
	// Outcome then; it may be nil. A function that fails is an Outcome; the error is that it could not be run at all, ErrClosed, or ctx's.
	Invoke(ctx context.Context, event Event, stream Stream) (*Outcome, error)
	// Load ends what runs, so that the next invocation starts anew, as f says.
	Load(f Function)
	// Close ends the function and all that runs for it. It may be called more than once.
	Close()
}

// Local is a function that is kept running on this machine. Its methods may be called at any time; invocations wait for one another, as
// an execution environment of Lambda has one at a time.
type Local struct {
	sandbox sandbox
	log     *log
	turn    chan struct{} // holds a token while nobody invokes
	closing context.Context
	end     context.CancelFunc
	once    sync.Once
	// Of whoever has the turn:
	function Function
	ways     []way
	current  *environment
}

// ErrClosed reports a function that is not kept running any longer.
var ErrClosed = errors.New("the function was stopped")

// open makes a function of a sandbox. out takes what the function writes and Lambda's own lines; nothing runs before the first invocation.
func open(s sandbox, f Function, out io.Writer) *Local {
	l := &Local{function: f.withDefaults(), sandbox: s, log: newLog(out), turn: make(chan struct{}, 1)}
	l.closing, l.end = context.WithCancel(context.Background())
	l.turn <- struct{}{}
	return l
}

// Invoke implements Invoker.
func (l *Local) Invoke(ctx context.Context, event Event, stream Stream) (*Outcome, error) {
	select {
	case <-l.turn:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-l.closing.Done():
		return nil, ErrClosed
	}
	defer func() { l.turn <- struct{}{} }()
	if l.closing.Err() != nil {
		return nil, ErrClosed
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(l.closing, cancel)()
	outcome, err := l.invoke(ctx, event, stream)
	if err != nil && l.closing.Err() != nil {
		return nil, ErrClosed
	}
	return outcome, err
}

func (l *Local) invoke(ctx context.Context, event Event, stream Stream) (*Outcome, error) {
	call := newInvocation(event, stream)
	l.log.keepAnew()
	if l.current != nil && l.current.ended() {
		l.current.close()
		l.current = nil
	}
	initTime, failure, err := l.ready(ctx, call.id)
	if err != nil {
		return nil, err
	}
	l.log.line("START RequestId: %s Version: %s", call.id, version)
	begin := time.Now()
	result := failure
	if failure == nil {
		result, err = l.current.serve(ctx, call, l.function.Timeout)
	}
	took := time.Since(begin)
	if err != nil {
		l.drop()
		return nil, err
	}
	o := &Outcome{
		RequestID: call.id, Payload: result.payload, ContentType: cmp.Or(result.contentType, jsonType), Streamed: result.streamed, HTTP: result.http, ErrorType: result.errorType,
		Init: initTime, Duration: took, MemoryMB: l.function.MemoryMB, Peak: l.current.peak(ctx), said: result.said,
	}
	if result.fatal {
		l.drop()
	}
	l.log.settle(ctx)
	l.log.line("END RequestId: %s", call.id)
	l.log.line("%s", o.Report())
	o.LogTail = l.log.tail()
	return o, nil
}

// ready has an environment whose function can be invoked. Its start may fail in a way that is the function's, and so the invocation's result.
func (l *Local) ready(ctx context.Context, id string) (initTime time.Duration, failure *result, err error) {
	if l.current != nil {
		return 0, nil, nil
	}
	initTime, failure, err = l.start(ctx, id, lambda.InitLimit)
	if err == nil && failure != nil && failure.errorType == errorTimeout {
		// As in Lambda a start that takes longer than its own limit is made once more, within the invocation's.
		initTime, failure, err = l.start(ctx, id, max(l.function.Timeout, lambda.InitLimit))
	}
	return initTime, failure, err
}

// start makes the current environment, and waits until it can be used. Of several ways to the APIs the first is kept on which the function asks them anything.
func (l *Local) start(ctx context.Context, id string, limit time.Duration) (initTime time.Duration, failure *result, err error) {
	if l.ways == nil {
		if l.ways, err = l.sandbox.ways(ctx); err != nil {
			return 0, nil, err
		}
	}
	function := l.function
	if function.Handler == "" {
		if function.Handler, err = l.sandbox.handler(ctx, function); err != nil {
			return 0, nil, err
		}
	}
	for {
		l.drop()
		l.current, err = start(ctx, l.sandbox, function, l.ways[0], l.log)
		if err == nil {
			initTime, failure, err = l.current.initialize(ctx, id, limit)
		}
		heard := l.current != nil && l.current.heard()
		if heard {
			l.ways = l.ways[:1]
		}
		if ctx.Err() == nil && !heard && len(l.ways) > 1 {
			l.ways = l.ways[1:]
			continue
		}
		if err == nil && failure != nil {
			l.log.settle(ctx)
			l.log.line("INIT_REPORT Init Duration: %s ms\tPhase: init\tStatus: %s\tError Type: %s", milliseconds(initTime), failure.status(), failure.errorType)
		}
		if err != nil {
			l.drop()
		}
		return initTime, failure, err
	}
}

func (l *Local) drop() {
	if l.current != nil {
		l.current.close()
		l.current = nil
	}
}

// Load implements Invoker.
func (l *Local) Load(f Function) {
	select {
	case <-l.turn:
		l.drop()
		l.function = f.withDefaults()
		l.turn <- struct{}{}
	case <-l.closing.Done():
	}
}

// Close implements Invoker.
func (l *Local) Close() {
	l.once.Do(func() {
		l.end()
		<-l.turn
		l.drop()
	})
}
