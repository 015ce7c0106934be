package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"sync"
	"time"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/codeactions/awsapi"
	"github.com/lambdock/lambdock/codeactions/build"
	"github.com/lambdock/lambdock/codeactions/engine"
	"github.com/lambdock/lambdock/codeactions/invoke"
)

// The commands that run something; each takes one object {"uri": …} of a Dockerfile, with what a runRequest has besides.
const (
	commandBuild  = name + ".build"
	commandInvoke = name + ".invoke"
	commandDeploy = name + ".deploy"
)

// Tools are what runs work with.
type Tools struct {
	// Installed reports whether a container engine could be there; without one no run is offered.
	Installed func() bool
	// Engine finds the engine to use: a kind, a path, or by itself where wanted is empty.
	Engine func(ctx context.Context, wanted string) (*engine.Engine, error)
	// AWS gives access to an account, of AWS's own configuration where profile and region are empty.
	AWS func(ctx context.Context, profile, region string) (*awsapi.Clients, error)
	Now func() time.Time
}

// SystemTools are those of this machine.
func SystemTools() Tools {
	return Tools{
		Installed: func() bool { return engine.Installed(engine.System{}) },
		Engine: func(ctx context.Context, wanted string) (*engine.Engine, error) {
			return engine.Detect(ctx, engine.System{}, wanted)
		},
		AWS: awsapi.Load,
		Now: time.Now,
	}
}

// runRequest is the argument of a command that runs something. All but the URI may be left out.
type runRequest struct {
	URI      string `json:"uri"`
	Function string `json:"function"` // of those that run the Dockerfile
	Engine   string `json:"engine"`
	Context  string `json:"context"` // relative to the folder of the workspace
	Target   string `json:"target"`
	Platform string `json:"platform"`
	// Of invoke: the event as JSON, else a kind of event that is made up.
	Event  json.RawMessage `json:"event"`
	Sample string          `json:"sample"`
	// Of deploy:
	Profile    string `json:"profile"`
	Region     string `json:"region"`
	Repository string `json:"repository"`
	Role       string `json:"role"`
	Alias      string `json:"alias"`
	Rollback   bool   `json:"rollback"`
	DryRun     bool   `json:"dryRun"`
}

// run is a run that is under way.
type run struct {
	runRequest
	server  *server
	id      string
	command string
	key     string // documentKey of the Dockerfile
	title   string
	place   place
	root    string           // the folder of the workspace on the disk
	result  *analysis.Result // of the Dockerfile, as it is on the disk
	engine  *engine.Engine
	began   time.Time
	log     *runLog
	report  func(message string, percent int)
}

// runEnd is what a run came to.
type runEnd struct {
	// Result is the answer to the command, as JSON.
	Result any
	Failed bool
	// Message is for the person who started it, and Short for a lens: "built, 182 MB".
	Message, Short string
	Found          []analysis.Diagnostic
	// Built are the images that it made; nil where it made none.
	Built []build.ImageReport
}

// errUntrusted reports a workspace whose files must start nothing.
var errUntrusted = errors.New("the workspace is not trusted, so nothing is run")

// runners carry out what the commands say. What is wrong with the run itself is an error; what it found wrong is in its end.
var runners = map[string]struct {
	title string // above the Dockerfile, and of its progress
	run   func(*run, context.Context) (*runEnd, error)
}{
	commandBuild:  {"Build image", (*run).build},
	commandInvoke: {"Invoke locally", (*run).invoke},
	commandDeploy: {"Deploy", (*run).deploy},
}

// runs are those under way, and what the last ones came to.
type runs struct {
	mu     sync.Mutex
	next   int
	under  map[string]context.CancelFunc // by runName
	tokens map[string]context.CancelFunc // by progress token
	last   map[string]lastRun            // by runName
	closed bool                          // no further one begins
	ending sync.WaitGroup
}

// lastRun is what a lens says of a run that ended.
type lastRun struct {
	short string
	at    time.Time
}

func newRuns() *runs {
	return &runs{under: map[string]context.CancelFunc{}, tokens: map[string]context.CancelFunc{}, last: map[string]lastRun{}}
}

func runName(key, command string) string { return command + " " + key }

// begin takes a place among the runs; there is one run of a kind of a Dockerfile at a time.
func (r *runs) begin(name string, cancel context.CancelFunc) (id string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed || r.under[name] != nil {
		return "", false
	}
	r.next++
	r.under[name] = cancel
	r.ending.Add(1)
	return strconv.Itoa(r.next), true
}

func (r *runs) finish(name, token string, last lastRun) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.under, name)
	delete(r.tokens, token)
	if last.short != "" {
		r.last[name] = last
	}
	r.ending.Done()
}

// cancelAll ends all runs and waits until what they started is gone.
func (r *runs) cancelAll() {
	r.mu.Lock()
	r.closed = true
	for _, cancel := range r.under {
		cancel()
	}
	r.mu.Unlock()
	r.ending.Wait()
}

// hear has the end of a progress token end a run.
func (r *runs) hear(token string, cancel context.CancelFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tokens[token] = cancel
}

// said is what the last run of a kind of a Dockerfile came to, and how long ago; empty when there was none.
func (r *runs) said(key, command string, now time.Time) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	last, ok := r.last[runName(key, command)]
	if !ok {
		return ""
	}
	return last.short + " " + ago(now.Sub(last.at))
}

// ago is a time in the past, in the greatest unit that fits.
func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s ago", int(max(d, 0).Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h ago", int(d.Hours()))
}

// execute runs a command to its end, and answers with what it came to.
func (s *server) execute(ctx context.Context, command string, argument json.RawMessage, token protocol.ProgressToken) (any, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r, err := s.newRun(ctx, command, argument)
	if err != nil {
		return nil, err
	}
	name := runName(r.key, command)
	id, ok := s.runs.begin(name, cancel)
	if !ok {
		return nil, errCode{codeInvalidRequest, fmt.Sprintf("%s is under way already", r.title)}
	}
	r.id, r.began = id, s.opts.Tools.Now()
	s.forgetRun(r)
	ended := s.progress(ctx, r, token, cancel)
	r.log = newRunLog(r)
	end, err := s.carryOut(ctx, r)
	r.log.flush()
	last := lastRun{at: s.opts.Tools.Now()}
	if end != nil {
		last.short = end.Short
	}
	s.runs.finish(name, ended.token, last)
	ended.end(ctx, end, err)
	return s.conclude(ctx, r, end, err)
}

// carryOut finds the engine and runs.
func (s *server) carryOut(ctx context.Context, r *run) (*runEnd, error) {
	var err error
	if r.engine, err = s.opts.Tools.Engine(ctx, r.Engine); err != nil {
		return nil, err
	}
	return runners[r.command].run(r, ctx)
}

// conclude shows what a run came to.
func (s *server) conclude(ctx context.Context, r *run, end *runEnd, err error) (any, error) {
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		s.show(protocol.MessageTypeError, fmt.Sprintf("%s: %v", name, err))
		return nil, errCode{codeRequestFailed, err.Error()}
	}
	s.keepRun(r, end)
	kind := protocol.MessageTypeInfo
	if end.Failed {
		kind = protocol.MessageTypeError
	}
	if end.Message != "" {
		s.show(kind, name+": "+end.Message)
	}
	s.session.working.Go(func() { s.refresh(stale{shown: true}) })
	return jsonOf(end.Result)
}

// jsonOf is a value that is not the protocol's as JSON.
func jsonOf(v any) (json.RawMessage, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encoding the result: %w", err)
	}
	return body, nil
}

// chooseFunction asks which function is meant, where several run the Dockerfile and none was named.
func (r *run) chooseFunction(ctx context.Context) error {
	var several *invoke.SeveralError
	if _, _, err := invoke.Choose(r.result, r.Function); !errors.As(err, &several) {
		return err
	}
	answer, err := r.askPerson(ctx, runQuestion{Message: fmt.Sprintf("Several functions run %s. Which one?", several.Dockerfile), Answers: several.Names})
	if err == nil && answer == "" {
		err = errors.New("no function was chosen")
	}
	r.Function = answer
	return err
}

// newRun finds out what a command is about. The error says why it cannot be run.
func (s *server) newRun(ctx context.Context, command string, argument json.RawMessage) (*run, error) {
	r := &run{server: s, command: command, title: runners[command].title}
	if err := json.Unmarshal(argument, &r.runRequest); err != nil || r.URI == "" {
		return nil, errParams{fmt.Errorf(`%s takes {"uri": …}`, command)}
	}
	w := worldOf(ctx)
	if w.lens.preferences.untrusted {
		return nil, errCode{codeRequestFailed, errUntrusted.Error()}
	}
	m, file := w.find(r.URI)
	if m == nil || m.folder.root == "" || !m.isDockerfile(file) {
		return nil, errParams{fmt.Errorf("%s is no Dockerfile on this machine", r.URI)}
	}
	own, err := m.findings(ctx, w.lens, file)
	if err != nil {
		return nil, err
	}
	if own.dockerfile == nil || len(own.variants) == 0 {
		return nil, errParams{fmt.Errorf("%s is no Dockerfile", file)}
	}
	if text, err := fs.ReadFile(m.folder.disk, file); err != nil || string(text) != own.dockerfile.Source.Text() {
		return nil, errCode{codeRequestFailed, fmt.Sprintf("%s has changes that are not saved: an engine reads what is on the disk", file)}
	}
	r.key, r.place, r.root = documentKey(r.URI, s.goos), place{m.folder, file}, m.folder.root
	r.result = &analysis.Result{File: own.dockerfile, Variants: own.variants}
	return r, nil
}
