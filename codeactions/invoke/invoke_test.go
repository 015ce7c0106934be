package invoke

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// fake is a sandbox in this process: its function is a client of the Runtime API.
type fake struct {
	function   func(r *runtime)
	ended      exit // once the function returns
	elsewhere  bool // the first way leads nowhere
	programs   []string
	extension  func(ctx context.Context, r *runtime) error
	startCount int
}

// runtime is what the function of a fake sandbox sees.
type runtime struct {
	t    *testing.T
	api  string
	env  map[string]string
	ctx  context.Context
	next string // the id of the invocation
}

func (r *runtime) ask(method, path string, header http.Header, body io.Reader) (*http.Response, string) {
	request, err := http.NewRequestWithContext(r.ctx, method, "http://"+r.api+path, body)
	if err != nil {
		r.t.Error(err)
		return nil, ""
	}
	for name := range header {
		request.Header.Set(name, header.Get(name))
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, ""
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response, string(text)
}

// event waits for an invocation; it is nil when the environment ends.
func (r *runtime) event() (event []byte, ok bool) {
	response, text := r.ask("GET", runtimePrefix+"invocation/next", nil, nil)
	if response == nil || response.StatusCode != http.StatusOK {
		return nil, false
	}
	r.next = response.Header.Get("Lambda-Runtime-Aws-Request-Id")
	return []byte(text), r.next != ""
}

func (r *runtime) post(path string, header http.Header, body io.Reader) int {
	response, _ := r.ask("POST", runtimePrefix+path, header, body)
	if response == nil {
		return 0
	}
	return response.StatusCode
}

func (r *runtime) answer(text string) int {
	return r.post("invocation/"+r.next+"/response", nil, strings.NewReader(text))
}

func (f *fake) ways(context.Context) ([]way, error) {
	here := way{listen: "127.0.0.1", host: "127.0.0.1"}
	if f.elsewhere {
		return []way{{listen: "127.0.0.1", host: "127.0.0.1", network: "nowhere"}, here}, nil
	}
	return []way{here}, nil
}

func (f *fake) handler(context.Context, Function) (string, error) { return "app.handler", nil }

type fakeProcess struct {
	fake   *fake
	api    string
	cancel context.CancelFunc
	done   chan struct{}
}

func (f *fake) start(_ context.Context, _ Function, w way, variables map[string]string, _ io.Writer) (process, error) {
	ctx, cancel := context.WithCancel(context.Background())
	p := &fakeProcess{fake: f, api: variables["AWS_LAMBDA_RUNTIME_API"], cancel: cancel, done: make(chan struct{})}
	f.startCount++
	go func() {
		defer close(p.done)
		if w.network != "nowhere" {
			f.function(&runtime{t: &testing.T{}, api: p.api, env: variables, ctx: ctx})
		}
	}()
	return p, nil
}

func (p *fakeProcess) exited() <-chan struct{}                      { return p.done }
func (p *fakeProcess) exit(context.Context) exit                    { return p.fake.ended }
func (p *fakeProcess) startedAt(context.Context) time.Time          { return time.Time{} }
func (p *fakeProcess) peak(context.Context) int64                   { return 0 }
func (p *fakeProcess) kill()                                        { p.cancel() }
func (p *fakeProcess) extensions(context.Context) ([]string, error) { return p.fake.programs, nil }
func (p *fakeProcess) runExtension(ctx context.Context, _ string) error {
	return p.fake.extension(ctx, &runtime{t: &testing.T{}, api: p.api, ctx: ctx})
}

// echoes answers each event with itself.
func echoes(r *runtime) {
	for {
		event, ok := r.event()
		if !ok {
			return
		}
		r.answer(string(event))
	}
}

func faked(t *testing.T, f *fake, function Function) (*Local, *buffer) {
	t.Helper()
	log := &buffer{}
	l := open(f, function, log)
	t.Cleanup(l.Close)
	return l, log
}

func TestStreamedResponses(t *testing.T) {
	for name, c := range map[string]struct {
		trailer, want, kind string
	}{
		"whole":  {"", "first second", ""},
		"broken": {"Function.Boom", "first second", "Function.Boom"},
	} {
		t.Run(name, func(t *testing.T) {
			l, _ := faked(t, &fake{function: func(r *runtime) {
				for {
					if _, ok := r.event(); !ok {
						return
					}
					request, _ := http.NewRequestWithContext(r.ctx, "POST", "http://"+r.api+runtimePrefix+"invocation/"+r.next+"/response", io.MultiReader(strings.NewReader("first "), strings.NewReader("second")))
					request.Header.Set(modeHeader, "streaming")
					request.Trailer = http.Header{}
					if c.trailer != "" {
						request.Trailer.Set(errorTypeHeader, c.trailer)
						request.Trailer.Set(errorBodyTrailer, base64.StdEncoding.EncodeToString([]byte(`{"errorMessage":"late"}`)))
					}
					if response, err := http.DefaultClient.Do(request); err == nil {
						response.Body.Close()
					}
				}
			}}, Function{})
			var stream bytes.Buffer
			o, err := l.Invoke(t.Context(), Event{Payload: []byte("{}")}, NewBodyStream(&stream, nil))
			if err != nil || !o.Streamed || o.ErrorType != c.kind || stream.String() != c.want {
				t.Errorf("got %+v, %q, %v", o, stream.String(), err)
			}
			if c.kind != "" && !strings.Contains(string(o.Payload), "late") {
				t.Errorf("the error is %s", o.Payload)
			}
			again, err := l.Invoke(t.Context(), Event{Payload: []byte("{}")}, nil)
			if err != nil || again.Init != 0 || c.kind == "" && string(again.Payload) != c.want {
				t.Errorf("without a stream: %+v, %s, %v", again, again.Payload, err)
			}
		})
	}
}

func TestWhatRuntimesMustNotDo(t *testing.T) {
	statuses := make(chan int, 3)
	l, _ := faked(t, &fake{function: func(r *runtime) {
		for {
			if _, ok := r.event(); !ok {
				return
			}
			response, _ := r.ask("GET", runtimePrefix+"invocation/next", nil, nil)
			if response == nil {
				return
			}
			statuses <- response.StatusCode
			statuses <- r.post("invocation/other/response", nil, strings.NewReader("{}"))
			statuses <- r.post("invocation/"+r.next+"/response", nil, strings.NewReader(strings.Repeat("x", maxResponse+1)))
		}
	}}, Function{})
	o, err := l.Invoke(t.Context(), Event{Payload: []byte("{}")}, nil)
	if err != nil || o.ErrorType != errorTooLarge {
		t.Errorf("got %+v, %v", o, err)
	}
	for _, want := range []int{http.StatusForbidden, http.StatusBadRequest, http.StatusRequestEntityTooLarge} {
		if got := <-statuses; got != want {
			t.Errorf("status %d, want %d", got, want)
		}
	}
}

func TestTheSecondWayIsTaken(t *testing.T) {
	f := &fake{function: echoes, elsewhere: true}
	l, log := faked(t, f, Function{})
	for range 2 {
		if o, err := l.Invoke(t.Context(), Event{Payload: []byte(`{"a":1}`)}, nil); err != nil || string(o.Payload) != `{"a":1}` {
			t.Errorf("got %+v, %v", o, err)
		}
	}
	if f.startCount != 2 || strings.Contains(log.String(), "INIT_REPORT") {
		t.Errorf("%d starts, log %s", f.startCount, log)
	}
}

func TestInvocationsWaitForOneAnother(t *testing.T) {
	var mu sync.Mutex
	at := 0
	l, _ := faked(t, &fake{function: func(r *runtime) {
		for {
			event, ok := r.event()
			if !ok {
				return
			}
			mu.Lock()
			at++
			mu.Unlock()
			r.answer(string(event))
		}
	}}, Function{})
	var working sync.WaitGroup
	for i := range 8 {
		working.Go(func() {
			event := fmt.Sprintf(`{"n":%d}`, i)
			if o, err := l.Invoke(t.Context(), Event{Payload: []byte(event)}, nil); err != nil || string(o.Payload) != event {
				t.Errorf("%s is answered with %+v, %v", event, o, err)
			}
		})
	}
	working.Wait()
	if at != 8 {
		t.Errorf("%d invocations", at)
	}
	l.Close()
	l.Close()
	if _, err := l.Invoke(t.Context(), Event{Payload: []byte("{}")}, nil); !errors.Is(err, ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

func TestExtensions(t *testing.T) {
	events := make(chan string, 10)
	f := &fake{function: echoes, programs: []string{"/opt/extensions/watcher"}, extension: func(ctx context.Context, r *runtime) error {
		response, _ := r.ask("POST", extensionPrefix+"register", http.Header{extensionName: {"watcher"}}, strings.NewReader(`{"events":["INVOKE","SHUTDOWN"]}`))
		if response == nil {
			return errors.New("no answer")
		}
		me := http.Header{extensionIdentifier: {response.Header.Get(extensionIdentifier)}}
		for {
			response, text := r.ask("GET", extensionPrefix+"event/next", me, nil)
			if response == nil {
				return ctx.Err()
			}
			events <- text
			if strings.Contains(text, "SHUTDOWN") {
				return nil
			}
		}
	}}
	l, _ := faked(t, f, Function{Name: "orders"})
	if o, err := l.Invoke(t.Context(), Event{Payload: []byte("{}")}, nil); err != nil || o.Failed() {
		t.Fatalf("got %+v, %v", o, err)
	}
	if got := <-events; !strings.Contains(got, `"INVOKE"`) || !strings.Contains(got, "function:orders") {
		t.Errorf("the first event is %s", got)
	}
	l.Close()
	if got := <-events; !strings.Contains(got, `"SHUTDOWN"`) {
		t.Errorf("the last event is %s", got)
	}
	f.extension = func(context.Context, *runtime) error { return errors.New("exit status 7") }
	l, _ = faked(t, f, Function{})
	o, err := l.Invoke(t.Context(), Event{Payload: []byte("{}")}, nil)
	if err != nil || o.ErrorType != errorExtension || !strings.Contains(string(o.Payload), "exit status 7") {
		t.Errorf("an extension that ends: %+v, %s, %v", o, o.Payload, err)
	}
}

func TestTheInvokeAPI(t *testing.T) {
	l, _ := faked(t, &fake{function: func(r *runtime) {
		for {
			event, ok := r.event()
			if !ok {
				return
			}
			if strings.Contains(string(event), "fail") {
				r.post("invocation/"+r.next+"/error", http.Header{errorTypeHeader: {"Function.Failed"}}, strings.NewReader(`{"errorMessage":"no"}`))
				continue
			}
			r.answer(string(event))
		}
	}}, Function{})
	server := httptest.NewServer(Handler(l))
	defer server.Close()
	for name, c := range map[string]struct {
		path, origin, event string
		status              int
		failed, says        string
	}{
		"an event":         {lambda.InvocationPath, "", `{"a":1}`, 200, "", `{"a":1}`},
		"a failure":        {lambda.InvocationPath, "", `{"do":"fail"}`, 200, "Unhandled", `"no"`},
		"another function": {"/2015-03-31/functions/other/invocations", "", `{}`, 404, "", "ResourceNotFoundException"},
		"no event":         {lambda.InvocationPath, "", "", 200, "", "{}"},
		"not JSON":         {lambda.InvocationPath, "", "{", 400, "", "InvalidRequestContent"},
		"a page":           {lambda.InvocationPath, "https://example.com", `{}`, 403, "", "browsers"},
		"a large event":    {lambda.InvocationPath, "", `"` + strings.Repeat("x", lambda.MaxPayloadBytes) + `"`, 413, "", "RequestTooLarge"},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+c.path, strings.NewReader(c.event))
			if err != nil {
				t.Fatal(err)
			}
			if c.origin != "" {
				request.Header.Set("Origin", c.origin)
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			text, _ := io.ReadAll(response.Body)
			if response.StatusCode != c.status || response.Header.Get("X-Amz-Function-Error") != c.failed || !strings.Contains(string(text), c.says) {
				t.Errorf("got %d, %v, %s", response.StatusCode, response.Header, text)
			}
		})
	}
}

func TestTheClientContext(t *testing.T) {
	l, _ := faked(t, &fake{function: func(r *runtime) {
		response, _ := r.ask("GET", runtimePrefix+"invocation/next", nil, nil)
		r.next = response.Header.Get("Lambda-Runtime-Aws-Request-Id")
		r.answer(response.Header.Get("Lambda-Runtime-Client-Context"))
	}}, Function{})
	server := httptest.NewServer(Handler(l))
	defer server.Close()
	for header, want := range map[string]string{"no base64": `"InvalidRequestContentException"`, base64.StdEncoding.EncodeToString([]byte(`{"custom":{"a":"b"}}`)): `{"custom":{"a":"b"}}`} {
		request, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+lambda.InvocationPath, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Amz-Client-Context", header)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if text, _ := io.ReadAll(response.Body); !strings.Contains(string(text), want) {
			t.Errorf("%s: got %s", header, text)
		}
	}
}

func TestServe(t *testing.T) {
	l, _ := faked(t, &fake{function: echoes}, Function{})
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	urls := make(chan string, 1)
	go func() { served <- Serve(ctx, l, 0, func(url string) { urls <- url }) }()
	url := <-urls
	response, err := http.Post(strings.Replace(url, "localhost", "127.0.0.1", 1), jsonType, strings.NewReader(`{"served":true}`))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if text, _ := io.ReadAll(response.Body); string(text) != `{"served":true}` {
		t.Errorf("got %s", text)
	}
	stop()
	if err := <-served; err != nil {
		t.Errorf("its end: %v", err)
	}
}

func TestSamples(t *testing.T) {
	for _, kind := range []string{"alb", "apigateway-http", "apigateway-rest", "dynamodb", "eventbridge", "function-url", "kinesis", "s3", "scheduled", "sns", "sqs"} {
		if event, ok := Sample(kind); !ok || len(event) == 0 {
			t.Errorf("there is no %s", kind)
		}
	}
	if _, ok := Sample("../invoke"); ok {
		t.Error("a path is a kind")
	}
}

func TestWatch(t *testing.T) {
	files := fstest.MapFS{"fn/app.py": {Data: []byte("a"), ModTime: time.Unix(1, 0)}, "fn/.git/HEAD": {}, "fn/Dockerfile": {}, "template.yaml": {}}
	watched := Watched{
		Root: files, Folder: "fn", Files: []string{"template.yaml", "fn/Dockerfile", "fn/Dockerfile.dockerignore"},
		Ignored: func(name string, _ bool) bool { return name == ".git" || name == "Dockerfile" },
	}
	before := watched.fingerprint()
	files["fn/.git/HEAD"], files["other.py"] = &fstest.MapFile{Data: []byte("x")}, &fstest.MapFile{}
	if watched.fingerprint() != before {
		t.Error("what does not count makes a change")
	}
	for _, name := range []string{"fn/app.py", "fn/new.py", "fn/Dockerfile", "fn/Dockerfile.dockerignore", "template.yaml"} {
		files[name] = &fstest.MapFile{Data: []byte("a"), ModTime: time.Unix(2, 0)}
		after := watched.fingerprint()
		if after == before {
			t.Errorf("a change of %s is not seen", name)
		}
		before = after
	}
	watcher := NewWatcher(watched)
	files["fn/newer.py"] = &fstest.MapFile{} // while nobody waits
	if err := watcher.Wait(t.Context()); err != nil {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*lookAgain)
	defer cancel()
	watched.Files = append(watched.Files, "other.py")
	watcher.Look(watched)
	if err := watcher.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("without a change: %v", err)
	}
}
