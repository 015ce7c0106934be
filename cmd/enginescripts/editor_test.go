package enginescripts

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lambdock/lambdock/codeactions/deploy/awstest"
	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

// editor is a client of the server's that waits for one message after another.
type editor struct {
	t     *testing.T
	in    io.WriteCloser
	inbox chan string
	id    int
	// says are the person's answers to questions, by a part of the question; asked are the questions.
	says  map[string]string
	asked []string
}

// startEditor starts a server with further variables, as NAME=value.
func startEditor(t *testing.T, root string, env ...string) *editor {
	t.Helper()
	cmd := exec.Command(filepath.Join(programFolder(t), "lambdock"), "lsp")
	cmd.Env = append(os.Environ(), env...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	e := &editor{t: t, in: in, inbox: make(chan string, 1000)}
	go e.read(bufio.NewReader(out))
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait() // without a shutdown before, its status is 1
	})
	e.ask("initialize", fmt.Sprintf(`{"processId":null,"rootUri":"file://%s","capabilities":{},"initializationOptions":{"runLog":true,"runQuestion":true}}`, root))
	e.send(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	return e
}

func (e *editor) read(r *bufio.Reader) {
	defer close(e.inbox)
	for {
		header, err := textproto.NewReader(r).ReadMIMEHeader()
		if err != nil {
			return
		}
		n, _ := strconv.Atoi(header.Get("Content-Length")) // a length of 0 shows as a message that is none
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		e.inbox <- string(body)
	}
}

func (e *editor) send(body string) {
	if _, err := fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		e.t.Fatal(err)
	}
}

// ask sends a request and gives the answer, passing over what comes before it, which it gives too.
func (e *editor) ask(method, params string) (answer, before string) {
	e.t.Helper()
	e.id++
	e.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, e.id, method, params))
	for end := time.After(2 * time.Minute); ; {
		select {
		case m, ok := <-e.inbox:
			var head struct {
				ID     *int
				Method string
				Params struct{ Message, Detail string }
			}
			if !ok || json.Unmarshal([]byte(m), &head) != nil {
				e.t.Fatalf("the server ended, or wrote %q", m)
			}
			if head.ID != nil && head.Method == "" && *head.ID == e.id {
				return m, before
			}
			if head.Method == "lambdock/question" {
				e.asked = append(e.asked, head.Params.Message+"\n"+head.Params.Detail)
				e.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"result":%s}`, *head.ID, e.sayTo(head.Params.Message)))
			}
			before += m + "\n"
		case <-end:
			e.t.Fatalf("no answer to %s; before it came %s", method, before)
		}
	}
}

// sayTo is the person's answer to a question, as JSON.
func (e *editor) sayTo(question string) string {
	for part, answer := range e.says {
		if strings.Contains(question, part) {
			return strconv.Quote(answer)
		}
	}
	return "null"
}

func TestAnEditorBuildsAndInvokes(t *testing.T) {
	enginetest.Engine(t)
	enginetest.Need(t, enginetest.LambdaPython)
	root := filepath.Join(t.TempDir(), "edited") // its name is that of the image
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("app.py", "def handler(event, context): return {'got': event}\n")
	good := "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ${LAMBDA_TASK_ROOT}/\nCMD [\"app.handler\"]\n"
	bad := strings.Replace(good, "CMD", "RUN echo it broke >&2; exit 5\nCMD", 1)
	write("Dockerfile", bad)
	e, uri := startEditor(t, root), "file://"+root+"/Dockerfile"
	run := func(command, more string) (answer, before string) {
		return e.ask("workspace/executeCommand", fmt.Sprintf(`{"command":%q,"arguments":[{"uri":%q%s}]}`, command, uri, more))
	}
	open := func(version int, text string) {
		write("Dockerfile", text)
		body, _ := json.Marshal(text) // a string always is JSON
		e.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":%q,"languageId":"dockerfile","version":%d,"text":%s}}}`, uri, version, body))
	}

	open(1, bad)
	answer, log := run("lambdock.build", "")
	if !strings.Contains(answer, `"ok":false`) || !strings.Contains(answer, `"line":3`) || !strings.Contains(log, "it broke") {
		t.Errorf("a build that fails: %s\n%s", answer, log)
	}
	_, shown := e.ask("textDocument/hover", fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":0,"character":6}}`, uri))
	if all := log + shown; !strings.Contains(all, "build-failed") {
		// The diagnostics may come after the answer.
		if _, more := run("lambdock.build", ""); !strings.Contains(more, "build-failed") {
			t.Errorf("no diagnostic says so: %s", all)
		}
	}

	open(2, good)
	if answer, log := run("lambdock.build", ""); !strings.Contains(answer, `"ok":true`) {
		t.Errorf("a build: %s\n%s", answer, log)
	}
	if answer, log := run("lambdock.invoke", `,"event":{"a":1}`); !strings.Contains(answer, `"response":{"got":{"a":1}}`) || !strings.Contains(log, "START RequestId") {
		t.Errorf("an invocation: %s\n%s", answer, log)
	}
	write("app.py", "def other(event, context): ...\n")
	if answer, _ := run("lambdock.invoke", ""); !strings.Contains(answer, `"error":"Runtime.HandlerNotFound"`) {
		t.Errorf("an invocation that fails: %s", answer)
	}
}

func TestAnEditorDeploys(t *testing.T) {
	engine := enginetest.Engine(t)
	enginetest.Need(t, enginetest.LambdaPython)
	cloud := awstest.Start(t, engine)
	root := filepath.Join(t.TempDir(), "deployed")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"app.py":     "def handler(event, context): return event\n",
		"Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ${LAMBDA_TASK_ROOT}/\nCMD [\"app.handler\"]\n",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	e, function := startEditor(t, root, cloud.Env()...), enginetest.Name()
	deploy := func(says map[string]string, more string) string {
		e.says, e.asked = says, nil
		answer, _ := e.ask("workspace/executeCommand", fmt.Sprintf(`{"command":"lambdock.deploy","arguments":[{"uri":"file://%s/Dockerfile"%s}]}`, root, more))
		return answer
	}
	role := "no function " + function
	if answer := deploy(nil, ""); !strings.Contains(answer, "no file says which function is meant") || len(e.asked) != 1 {
		t.Errorf("without a name: %s, asked %q", answer, e.asked)
	}
	if answer := deploy(map[string]string{"name of the Lambda function": function}, ""); !strings.Contains(answer, "to create it takes a role") || len(e.asked) != 2 {
		t.Errorf("without a role: %s, asked %q", answer, e.asked)
	}
	if answer := deploy(map[string]string{role: "Use a role of the account…", "name or the ARN": "nobody"}, fmt.Sprintf(`,"function":%q`, function)); !strings.Contains(answer, "has no role nobody") || len(e.asked) != 3 {
		t.Errorf("with a role that is not there: %s, asked %q", answer, e.asked)
	}
	answers := map[string]string{"name of the Lambda function": function, role: "Create a role with the basic execution policy"}
	if answer := deploy(answers, ""); !strings.Contains(answer, `"deployed":false`) || len(e.asked) != 3 || !strings.Contains(e.asked[2], function+", is created") {
		t.Errorf("declined: %s, asked %q", answer, e.asked)
	}
	answers["Deploy "+function+"?"] = "Deploy"
	if answer := deploy(answers, ""); !strings.Contains(answer, `"deployed":true`) || !strings.Contains(answer, `"functionVersion":"1"`) {
		t.Errorf("confirmed: %s", answer)
	}
	if said := cloud.CLI(t, "lambda", "get-function", "--function-name", function, "--query", "Configuration.PackageType", "--output", "text"); said != "Image" {
		t.Errorf("the aws command line says %q", said)
	}
}
