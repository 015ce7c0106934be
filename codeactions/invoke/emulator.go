package invoke

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/codeactions/engine"
)

// emulatorPort is where the emulator in a container listens.
var emulatorPort = strconv.Itoa(lambda.EmulatorPort)

// ErrNoEmulator reports an image that holds no emulator, or starts none.
var ErrNoEmulator = errors.New("the image has no emulator that answers on port " + emulatorPort + ": leave --emulator image away, or use an image of AWS's")

// emulated is a function that runs behind the emulator of its image, as AWS documents it. The emulator's own limits are those that hold.
type emulated struct {
	engine  *engine.Engine
	log     *log
	closing context.Context
	end     context.CancelFunc

	mu       sync.Mutex // held while the function is invoked: the emulator breaks when it is called twice at once
	function Function
	current  *running
	post     func(ctx context.Context, payload []byte) (*answered, error)
}

// OpenEmulator makes a function that runs behind the emulator in its image. out takes what is written there. Nothing runs before the first invocation.
func OpenEmulator(e *engine.Engine, f Function, out io.Writer) Invoker {
	m := &emulated{engine: e, function: f.withDefaults(), log: newLog(out)}
	m.closing, m.end = context.WithCancel(context.Background())
	return m
}

// answered is the emulator's answer.
type answered struct {
	status      int
	contentType string
	body        []byte
}

// Invoke implements Invoker. Nothing is streamed.
func (m *emulated) Invoke(ctx context.Context, event Event, _ Stream) (*Outcome, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closing.Err() != nil {
		return nil, ErrClosed
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(m.closing, cancel)()
	m.log.keepAnew()
	if m.current != nil && m.hasExited() {
		m.current = nil
	}
	if m.current == nil {
		if err := m.start(ctx); err != nil {
			return nil, err
		}
	}
	begin := time.Now()
	answer, err := m.post(ctx, event.Payload)
	if err != nil {
		m.drop()
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, fmt.Errorf("asking the emulator: %w", err)
	}
	o := &Outcome{Payload: answer.body, ContentType: cmp.Or(answer.contentType, jsonType), Duration: time.Since(begin), MemoryMB: m.function.MemoryMB, ErrorType: answer.errorType()}
	m.log.settle(ctx)
	o.LogTail = m.log.tail()
	return o, nil
}

// errorType finds out what the emulator does not say by a header: whether the function failed.
func (a *answered) errorType() string {
	var said struct{ ErrorType, ErrorMessage *string }
	isObject := json.Unmarshal(a.body, &said) == nil && said.ErrorMessage != nil
	switch {
	case isObject && said.ErrorType != nil:
		return cmp.Or(*said.ErrorType, errorUnknown)
	case a.status != http.StatusOK && len(a.body) == 0:
		return errorEntrypoint
	case a.status != http.StatusOK || isObject:
		return errorUnknown
	case strings.HasPrefix(string(a.body), "Task timed out after "):
		return errorTimeout
	}
	return ""
}

func (m *emulated) hasExited() bool {
	select {
	case <-m.current.exited():
		return true
	default:
		return false
	}
}

// start starts the container and waits until the emulator in it answers.
func (m *emulated) start(ctx context.Context) error {
	f := m.function
	environment := maps.Clone(f.Environment)
	if environment == nil {
		environment = map[string]string{}
	}
	maps.Copy(environment, map[string]string{
		"AWS_LAMBDA_FUNCTION_NAME": f.Name, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(f.MemoryMB),
		"AWS_LAMBDA_FUNCTION_TIMEOUT": strconv.Itoa(max(1, int(f.Timeout/time.Second))), "AWS_REGION": f.Region,
	})
	remote := engine.IsRemote(m.engine.Endpoint(ctx))
	container := newContainer(f, environment)
	if !remote {
		container.Publish = []string{"127.0.0.1::" + emulatorPort}
	}
	m.current = run(m.engine, container, m.log)
	expired := time.After(lambda.InitLimit)
	for {
		m.post = m.way(ctx, remote)
		if m.post != nil {
			return nil
		}
		select {
		case <-m.current.exited():
			ended := m.current.exit(ctx)
			m.current = nil
			if ended.err != nil {
				return ended.err
			}
			return fmt.Errorf("the container ended with status %d before it answered: %w", ended.status, ErrNoEmulator)
		case <-ctx.Done():
			m.drop()
			return context.Cause(ctx)
		case <-expired:
			m.drop()
			return ErrNoEmulator
		case <-time.After(askAgain):
		}
	}
}

// way is how the emulator is asked; nil while it does not answer.
func (m *emulated) way(ctx context.Context, remote bool) func(context.Context, []byte) (*answered, error) {
	state, err := m.engine.Container(ctx, m.current.name)
	if err != nil || !state.State.Running {
		return nil
	}
	if remote {
		if _, err := m.inside(ctx, []byte("{}"), "/"); err != nil {
			return nil
		}
		return func(ctx context.Context, payload []byte) (*answered, error) {
			return m.inside(ctx, payload, lambda.InvocationPath)
		}
	}
	ports := state.NetworkSettings.Ports[emulatorPort+"/tcp"]
	if len(ports) == 0 {
		return nil
	}
	base := "http://127.0.0.1:" + ports[0].HostPort
	if _, err := post(ctx, base+"/", nil); err != nil {
		return nil
	}
	return func(ctx context.Context, payload []byte) (*answered, error) {
		return post(ctx, base+lambda.InvocationPath, payload)
	}
}

func post(ctx context.Context, url string, payload []byte) (*answered, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, lambda.MaxStreamedBytes))
	return &answered{response.StatusCode, response.Header.Get("Content-Type"), body}, err
}

// inside asks with the curl of the image: no port of another machine's need be open. The status comes behind the body.
func (m *emulated) inside(ctx context.Context, payload []byte, path string) (*answered, error) {
	var out bytes.Buffer
	argv := []string{"curl", "-sS", "-X", "POST", "--data-binary", "@-", "-w", "\n%{http_code}", "http://127.0.0.1:" + emulatorPort + path}
	if err := m.engine.Exec(ctx, m.current.name, argv, engine.Streams{Stdin: bytes.NewReader(payload), Stdout: &out}); err != nil {
		return nil, err
	}
	at := bytes.LastIndexByte(out.Bytes(), '\n')
	status, err := strconv.Atoi(out.String()[at+1:])
	if err != nil || at < 0 || status == 0 {
		return nil, errors.New("curl told no status")
	}
	return &answered{status: status, body: out.Bytes()[:at]}, nil
}

func (m *emulated) drop() {
	if m.current != nil {
		m.current.kill()
		m.current = nil
	}
}

// Load implements Invoker.
func (m *emulated) Load(f Function) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop()
	m.function = f.withDefaults()
}

// Close implements Invoker.
func (m *emulated) Close() {
	m.end()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop()
}
