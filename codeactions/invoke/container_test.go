package invoke

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lambdock/lambdock/codeactions/engine"
	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

// buffer is a log that may be written and read at the same time.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// built builds an image with files beside its Dockerfile on the real engine.
func built(t *testing.T, dockerfile string, files map[string]string) (*engine.Engine, string) {
	t.Helper()
	e := enginetest.Engine(t)
	enginetest.Need(t, enginetest.LambdaPython, enginetest.Busybox)
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(dockerfile), 0o644); err != nil {
		t.Fatal(err)
	}
	ref := enginetest.Ref(t, e)
	if out, err := exec.Command(e.Program, "build", "-q", "-t", ref, dir).CombinedOutput(); err != nil {
		t.Fatalf("building: %v: %s", err, out)
	}
	return e, ref
}

const onLambda = "FROM public.ecr.aws/lambda/python:3.13\nCOPY . ${LAMBDA_TASK_ROOT}/\nCMD [\"app.handler\"]\n"

// running opens a function of an image; all is gone at the end of the test.
func opened(t *testing.T, e *engine.Engine, f Function) (*Local, *buffer) {
	t.Helper()
	log := &buffer{}
	if f.Timeout == 0 {
		f.Timeout = time.Minute
	}
	l := Open(e, f, log)
	t.Cleanup(func() {
		l.Close()
		if t.Failed() {
			t.Logf("the log says:\n%s", log)
		}
		out, err := exec.Command(e.Program, "ps", "-aq", "--filter", "label=dev.lambdock.run", "--filter", "ancestor="+f.Image).Output()
		if err != nil || len(out) > 0 {
			t.Errorf("containers stay: %s, %v", out, err)
		}
	})
	return l, log
}

func invoked(t *testing.T, l *Local, event string) *Outcome {
	t.Helper()
	o, err := l.Invoke(t.Context(), Event{Payload: []byte(event)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

const sampleCode = `
import json, os, sys, time, ctypes
count = 0
def handler(event, context):
    global count
    count += 1
    print("event", json.dumps(event), flush=True)
    what = event.get("do")
    if what == "fail":
        raise ValueError("no such order")
    if what == "sleep":
        time.sleep(60)
    if what == "exit":
        os._exit(3)
    if what == "eat":
        data = []
        while True:
            data.append(bytearray(16 << 20))
    if what == "write":
        open("/var/task/x", "w")
    if what == "tmp":
        with open("/tmp/x", "w") as f:
            f.write("kept")
        return os.listdir("/tmp")
    if what == "env":
        return {k: v for k, v in os.environ.items()}
    return {"event": event, "count": count, "uid": os.getuid(), "id": context.aws_request_id, "left": context.deadline > time.time() * 1000}
`

func TestAFunctionInAContainer(t *testing.T) {
	e, ref := built(t, onLambda, map[string]string{"app.py": sampleCode})
	l, log := opened(t, e, Function{Image: ref, Name: "orders", MemoryMB: 256, Environment: map[string]string{"TABLE": "a b", "AWS_REGION": "no"}, Region: "eu-west-1"})

	first := invoked(t, l, `{"name":"ü"}`)
	var got struct {
		Event map[string]string
		Count int
		UID   int
		ID    string
		Left  bool
	}
	if err := json.Unmarshal(first.Payload, &got); err != nil || got.Event["name"] != "ü" || got.Count != 1 || got.UID == 0 || got.ID != first.RequestID || !got.Left {
		t.Errorf("got %s, %v", first.Payload, err)
	}
	if first.Failed() || first.Init <= 0 || first.Duration <= 0 || first.Peak <= 0 || first.Billed() < first.Duration {
		t.Errorf("got %+v", first)
	}
	second := invoked(t, l, `{}`)
	if err := json.Unmarshal(second.Payload, &got); err != nil || got.Count != 2 || second.Init != 0 {
		t.Errorf("the second time: %s, %+v", second.Payload, second)
	}
	for _, line := range []string{"START RequestId: " + first.RequestID + " Version: $LATEST\n", "event {\"name\": \"\\u00fc\"}\n", "END RequestId: " + first.RequestID + "\nREPORT RequestId: " + first.RequestID + "\tDuration: ", "\tMemory Size: 256 MB\tMax Memory Used: "} {
		if !strings.Contains(log.String(), line) {
			t.Errorf("the log lacks %q", line)
		}
	}

	var env map[string]string
	if err := json.Unmarshal(invoked(t, l, `{"do":"env"}`).Payload, &env); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"TABLE": "a b", "AWS_REGION": "eu-west-1", "AWS_LAMBDA_FUNCTION_NAME": "orders", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "_HANDLER": "app.handler", "LAMBDA_TASK_ROOT": "/var/task", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand"} {
		if env[name] != want {
			t.Errorf("%s is %q, not %q", name, env[name], want)
		}
	}

	failed := invoked(t, l, `{"do":"fail"}`)
	if failed.ErrorType != "ValueError" || !strings.Contains(string(failed.Payload), "no such order") {
		t.Errorf("a handler that fails: %+v, %s", failed, failed.Payload)
	}
	if wrote := invoked(t, l, `{"do":"write"}`); wrote.ErrorType != "OSError" || !strings.Contains(string(wrote.Payload), "Read-only file system") {
		t.Errorf("a handler that writes: %+v, %s", wrote, wrote.Payload)
	}
	if tmp := invoked(t, l, `{"do":"tmp"}`); tmp.Failed() || !strings.Contains(string(tmp.Payload), "x") {
		t.Errorf("a handler that writes to /tmp: %s", tmp.Payload)
	}
	if after := invoked(t, l, `{}`); after.Init != 0 {
		t.Error("an error of the handler's ended the environment")
	}

	ended := invoked(t, l, `{"do":"exit"}`)
	if ended.ErrorType != errorExit || !strings.Contains(string(ended.Payload), "exit status 3") {
		t.Errorf("a handler that exits: %+v, %s", ended, ended.Payload)
	}
	again := invoked(t, l, `{"do":"tmp"}`)
	if again.Failed() || again.Init == 0 {
		t.Errorf("after the exit: %+v, %s", again, again.Payload)
	}
}

func TestMemoryAndTimeEnd(t *testing.T) {
	e, ref := built(t, onLambda, map[string]string{"app.py": sampleCode})
	l, log := opened(t, e, Function{Image: ref, MemoryMB: 128, Timeout: 3 * time.Second})
	if o := invoked(t, l, `{"do":"sleep"}`); o.ErrorType != errorTimeout || !strings.Contains(string(o.Payload), "Task timed out after 3.00 seconds") {
		t.Errorf("a handler that sleeps: %+v, %s", o, o.Payload)
	}
	if !strings.Contains(log.String(), "\tStatus: timeout") {
		t.Error("the report does not say so")
	}
	if o := invoked(t, l, `{"do":"eat"}`); o.ErrorType != errorMemory || o.Init == 0 {
		t.Errorf("a handler that eats memory: %+v, %s", o, o.Payload)
	}
	if o := invoked(t, l, `{}`); o.Failed() {
		t.Errorf("afterwards: %s", o.Payload)
	}
}

func TestImagesThatDoNotStart(t *testing.T) {
	for name, c := range map[string]struct {
		dockerfile string
		files      map[string]string
		command    []string
		kind, says string
	}{
		"no module": {onLambda, nil, nil, "Runtime.ImportModuleError", "No module named 'app'"},
		"no handler": {onLambda, map[string]string{"app.py": "def other(event, context): ...\n"}, nil, "Runtime.HandlerNotFound",
			"Handler 'handler' missing on module 'app'"},
		"a bad command": {onLambda, map[string]string{"app.py": sampleCode}, []string{"app.handler", "more"}, errorExit, "exit status 142"},
		"no client":     {"FROM busybox:latest\nCMD [\"true\"]\n", nil, nil, errorExit, "Runtime exited without providing a reason"},
		"no program":    {"FROM busybox:latest\nENTRYPOINT [\"/app\"]\n", nil, nil, errorEntrypoint, "/app"},
		"no format":     {"FROM busybox:latest\nCOPY app /app\nENTRYPOINT [\"/app\"]\n", map[string]string{"app": "\x7fELF no"}, nil, errorEntrypoint, "exec format error"},
		"not readable":  {"FROM busybox:latest\nCOPY app /app\nRUN chmod 700 /app\nENTRYPOINT [\"/app\"]\n", map[string]string{"app": "#!/bin/sh\n"}, nil, errorEntrypoint, "permission denied"},
		"a segfault":    {"FROM busybox:latest\nCMD [\"sh\", \"-c\", \"kill -SEGV $$\"]\n", nil, nil, errorExit, "Runtime exited"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, ref := built(t, c.dockerfile, c.files)
			l, _ := opened(t, e, Function{Image: ref, Command: c.command})
			o := invoked(t, l, `{}`)
			if o.ErrorType != c.kind || !strings.Contains(string(o.Payload), c.says) {
				t.Errorf("got %+v, %s", o, o.Payload)
			}
		})
	}
}

func TestAnImageThatIsNotThere(t *testing.T) {
	e := enginetest.Engine(t)
	l := Open(e, Function{Image: "lambdock-none:none"}, nil)
	defer l.Close()
	o, err := l.Invoke(t.Context(), Event{Payload: []byte("{}")}, nil)
	if err == nil || !strings.Contains(err.Error(), "lambdock-none") {
		t.Errorf("got %+v, %v", o, err)
	}
}

// adapter is an extension that is the runtime's client for a web server, as the Lambda Web Adapter is.
const adapter = `#!/usr/bin/python3
import http.client, json, os, sys, threading, time
api = os.environ["AWS_LAMBDA_RUNTIME_API"]
def call(method, path, body=None, headers={}):
    c = http.client.HTTPConnection(api)
    c.request(method, path, body, headers)
    r = c.getresponse()
    return r.headers, r.read()
h, _ = call("POST", "/2020-01-01/extension/register", json.dumps({"events": ["SHUTDOWN"]}), {"Lambda-Extension-Name": os.path.basename(sys.argv[0])})
me = {"Lambda-Extension-Identifier": h["Lambda-Extension-Identifier"]}
def events():
    while True:
        _, event = call("GET", "/2020-01-01/extension/event/next", None, me)
        if json.loads(event)["eventType"] == "SHUTDOWN":
            print("adapter shuts down", flush=True)
            os._exit(0)
threading.Thread(target=events, daemon=True).start()
while True:
    try:
        http.client.HTTPConnection("127.0.0.1", 18080).connect()
        break
    except OSError:
        time.sleep(0.02)
while True:
    h, event = call("GET", "/2018-06-01/runtime/invocation/next")
    web = http.client.HTTPConnection("127.0.0.1", 18080)
    web.request("POST", "/", event)
    answer = web.getresponse()
    call("POST", "/2018-06-01/runtime/invocation/%s/response" % h["Lambda-Runtime-Aws-Request-Id"], json.dumps({"statusCode": answer.status, "body": answer.read().decode()}))
`

const webServer = `
import http.server
class H(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"web saw " + body)
http.server.HTTPServer(("127.0.0.1", 18080), H).serve_forever()
`

func TestAnExtensionThatServesAWebServer(t *testing.T) {
	e, ref := built(t, "FROM public.ecr.aws/lambda/python:3.13\nCOPY adapter /opt/extensions/adapter\nCOPY web.py /var/task/\nENTRYPOINT []\nCMD [\"python3\", \"/var/task/web.py\"]\n", map[string]string{"adapter": adapter, "web.py": webServer})
	l, log := opened(t, e, Function{Image: ref})
	for range 2 {
		if o := invoked(t, l, `{"a":1}`); o.Failed() || !strings.Contains(string(o.Payload), `web saw {\"a\":1}`) {
			t.Errorf("got %+v, %s", o, o.Payload)
		}
	}
	l.Close()
	if !strings.Contains(log.String(), "adapter shuts down") {
		t.Error("the extension was not told to end")
	}
}

func TestCancelingEndsAnInvocation(t *testing.T) {
	e, ref := built(t, onLambda, map[string]string{"app.py": sampleCode})
	l, log := opened(t, e, Function{Image: ref})
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := fmt.Errorf("no more")
	go func() {
		for !strings.Contains(log.String(), "event") {
			time.Sleep(10 * time.Millisecond)
		}
		cancel(stop)
	}()
	if o, err := l.Invoke(ctx, Event{Payload: []byte(`{"do":"sleep"}`)}, nil); err == nil {
		t.Errorf("got %+v", o)
	}
	if o := invoked(t, l, `{}`); o.Failed() || o.Init == 0 {
		t.Errorf("afterwards: %+v, %s", o, o.Payload)
	}
}
