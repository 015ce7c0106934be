package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lambdock/lambdock/codeactions/awsapi"
	"github.com/lambdock/lambdock/codeactions/engine"
	"github.com/lambdock/lambdock/codeactions/failure"
)

// fakeDocker stands for an engine's client: what it does when it builds is the test's.
type fakeDocker struct {
	mu    sync.Mutex
	calls [][]string
	build func(ctx context.Context, progress io.Writer) error
}

func (f *fakeDocker) Find(program string) (string, error) { return program, nil }

func (f *fakeDocker) Run(ctx context.Context, c engine.Command) error {
	f.mu.Lock()
	f.calls = append(f.calls, c.Args)
	f.mu.Unlock()
	switch strings.Join(c.Args[1:3], " ") {
	case "buildx build":
		return f.build(ctx, c.Stderr)
	case "image inspect":
		fmt.Fprint(c.Stdout, `[{"Id":"sha256:1","Os":"linux","Architecture":"amd64","Size":182000000}]`)
	case "history --no-trunc":
		fmt.Fprint(c.Stdout, `{"CreatedBy":"COPY app.py","Size":"182000000"}`+"\n")
	}
	return nil
}

func (f *fakeDocker) tools() Tools {
	return Tools{
		Installed: func() bool { return true },
		Engine: func(context.Context, string) (*engine.Engine, error) {
			return &engine.Engine{Kind: engine.Docker, Program: "docker", Runner: f, HasBuildx: engine.Yes, Local: engine.Yes, Rootless: engine.No, OS: "linux", Arch: "amd64"}, nil
		},
		AWS: func(context.Context, string, string) (*awsapi.Clients, error) { return nil, errors.New("no account") },
		Now: func() time.Time { return time.Unix(1_800_000_000, 0) },
	}
}

const (
	vertex   = `{"vertexes":[{"digest":"sha256:a","name":"[2/2] RUN make","started":"2026-01-01T00:00:00Z"}]}` + "\n"
	runsFile = "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\nRUN make\nCMD [\"app.handler\"]\n"
	runsCan  = `{"window":{"workDoneProgress":true},"workspace":{"codeLens":{"refreshSupport":true}}}`
)

func buildsWell(_ context.Context, progress io.Writer) error {
	_, err := io.WriteString(progress, vertex+strings.Replace(vertex, `"started"`, `"completed":"2026-01-01T00:00:01Z","started"`, 1))
	return err
}

func failsOnMake(_ context.Context, progress io.Writer) error {
	fmt.Fprint(progress, vertex, `{"logs":[{"vertex":"sha256:a","stream":2,"data":"bm8gcnVsZQo="}]}`+"\n",
		strings.Replace(vertex, `"started"`, `"error":"exit code: 2","started"`, 1),
		"Dockerfile:3\n--------------------\n   2 |     COPY app.py ./\n   3 | >>> RUN make\n   4 |     CMD [\"app.handler\"]\n--------------------\n",
		"ERROR: failed to build: failed to solve: process \"/bin/sh -c make\" did not complete successfully: exit code: 2\n")
	return &engine.ExitError{Command: "docker buildx build", Status: 1}
}

// runsEditor is an editor over a project, whose engine is the fake one.
func runsEditor(t *testing.T, f *fakeDocker, capabilities, options string, others ...map[string]string) (e *editor, uri string) {
	t.Helper()
	all := map[string]string{"Dockerfile": runsFile, "app.py": "def handler(event, context): ...\n"}
	for _, more := range others {
		maps.Copy(all, more)
	}
	root := files(t, all)
	opts := realOptions()
	opts.Tools = f.tools()
	e = startEditor(t, opts)
	answer := e.ask("initialize", fmt.Sprintf(`{"processId":null,"rootUri":%q,"capabilities":%s,"initializationOptions":%s}`, uriOfPath(root, "linux"), capabilities, options))
	if answer.Error != nil {
		t.Fatal(answer.Error)
	}
	e.notify("initialized", `{}`)
	uri = uriIn(root, "Dockerfile")
	e.open(uri, "dockerfile", runsFile)
	return e, uri
}

func (e *editor) starts(command, uri string) string {
	return e.send("workspace/executeCommand", fmt.Sprintf(`{"command":%q,"arguments":[{"uri":%q}]}`, command, uri))
}

// progressed waits for a piece of progress that says something.
func (e *editor) progressed(kind, says string) {
	e.t.Helper()
	e.await(kind+" "+says, func(m wireMessage) bool {
		return m.Method == "$/progress" && strings.Contains(string(m.Params), `"kind":"`+kind+`"`) && strings.Contains(string(m.Params), says)
	})
}

func TestABuildIsARun(t *testing.T) {
	e, uri := runsEditor(t, &fakeDocker{build: buildsWell}, runsCan, `{"runLog":true}`)
	m := e.answerTo(e.starts("lambdock.build", uri))
	var result struct {
		OK     bool
		Images []struct{ Ref string }
	}
	if err := json.Unmarshal(m.Result, &result); err != nil || !result.OK || len(result.Images) != 1 {
		t.Fatalf("got %s, %v", m.Result, m.Error)
	}
	for _, step := range [][2]string{{"begin", "Build image"}, {"report", "RUN make"}, {"end", "built, 182 MB"}} {
		e.progressed(step[0], step[1])
	}
	e.await("the log", func(m wireMessage) bool {
		return m.Method == "lambdock/log" && strings.Contains(string(m.Params), `RUN make\n`) && strings.Contains(string(m.Params), uri)
	})
	e.await("a message", func(m wireMessage) bool {
		return m.Method == "window/showMessage" && strings.Contains(string(m.Params), "built "+result.Images[0].Ref)
	})
	e.await("a refresh", func(m wireMessage) bool { return m.Method == "workspace/codeLens/refresh" })
	got := titles(t, e.ask("textDocument/codeLens", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uri)))
	if want := []string{"Build image · built, 182 MB, 0 s ago", "Invoke locally", "Deploy"}; !slices.Equal(got, want) {
		t.Errorf("lenses %q", got)
	}
}

func TestAFailureHoldsUntilTheNextEdit(t *testing.T) {
	f := &fakeDocker{build: failsOnMake}
	e, uri := runsEditor(t, f, noCapabilities, `{}`)
	m := e.answerTo(e.starts("lambdock.build", uri))
	if !strings.Contains(string(m.Result), `"ok":false`) || !strings.Contains(string(m.Result), `"line":3`) {
		t.Errorf("got %s, %v", m.Result, m.Error)
	}
	found := e.published(uri, "build-failed")
	if got := found[0].String(); got != "build-failed@2:0-2:8" || !strings.Contains(found[0].Message, "no rule") {
		t.Errorf("got %s, %s", got, found[0].Message)
	}
	actions := e.ask("textDocument/codeAction", fmt.Sprintf(`{"textDocument":{"uri":%q},"range":{"start":{"line":2,"character":0},"end":{"line":2,"character":0}},"context":{"diagnostics":[]}}`, uri))
	if strings.Contains(string(actions.Result), "build-failed") {
		t.Errorf("a finding of a run is no rule's: %s", actions.Result)
	}
	e.change(uri, 2, runsFile+"# mended\n")
	e.published(uri)
	if m := e.answerTo(e.starts("lambdock.build", uri)); m.Error == nil || !strings.Contains(m.Error.Message, "not saved") {
		t.Errorf("a changed document: %s, %v", m.Result, m.Error)
	}
}

func TestARunIsCancelled(t *testing.T) {
	for _, way := range []string{"the request", "the progress", "the end"} {
		t.Run(way, func(t *testing.T) {
			begun, ended := make(chan struct{}), make(chan struct{})
			f := &fakeDocker{build: func(ctx context.Context, _ io.Writer) error {
				close(begun)
				<-ctx.Done()
				close(ended)
				return ctx.Err()
			}}
			e, uri := runsEditor(t, f, runsCan, `{}`)
			id := e.starts("lambdock.build", uri)
			<-begun
			if m := e.answerTo(e.starts("lambdock.build", uri)); m.Error == nil || !strings.Contains(m.Error.Message, "under way already") {
				t.Errorf("a second run: %s, %v", m.Result, m.Error)
			}
			if m := e.ask("textDocument/hover", fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":0,"character":30}}`, uri)); m.Error != nil || !strings.Contains(string(m.Result), "Python") {
				t.Errorf("a hover meanwhile: %s, %v", m.Result, m.Error)
			}
			switch way {
			case "the request":
				e.notify("$/cancelRequest", fmt.Sprintf(`{"id":%s}`, id))
				e.progressed("end", "cancelled")
			case "the progress":
				e.notify("window/workDoneProgress/cancel", `{"token":"lambdock-run-1"}`)
				if m := e.answerTo(id); m.Error == nil || m.Error.Code != codeRequestCancelled {
					t.Errorf("got %s, %v", m.Result, m.Error)
				}
			case "the end":
				_ = e.in.Close()
				<-e.exit
			}
			<-ended
		})
	}
}

func TestRunsAreRefused(t *testing.T) {
	f := &fakeDocker{build: buildsWell}
	e, uri := runsEditor(t, f, noCapabilities, `{"trusted":false}`)
	if got := titles(t, e.ask("textDocument/codeLens", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uri))); len(got) > 0 {
		t.Errorf("lenses in an untrusted workspace: %q", got)
	}
	for _, command := range offeredRuns {
		if m := e.answerTo(e.starts(command, uri)); m.Error == nil || !strings.Contains(m.Error.Message, "not trusted") {
			t.Errorf("%s in an untrusted workspace: %s, %v", command, m.Result, m.Error)
		}
	}
	if len(f.calls) > 0 {
		t.Errorf("the engine was called: %q", f.calls)
	}
	e, uri = runsEditor(t, f, noCapabilities, `{}`)
	for argument, says := range map[string]string{`{}`: "takes", `{"uri":"file:///nowhere/Dockerfile"}`: "no Dockerfile", `{"uri":"untitled:a"}`: "no Dockerfile"} {
		m := e.ask("workspace/executeCommand", fmt.Sprintf(`{"command":"lambdock.build","arguments":[%s]}`, argument))
		if m.Error == nil || !strings.Contains(m.Error.Message, says) {
			t.Errorf("%s: %s, %v", argument, m.Result, m.Error)
		}
	}
	if m := e.answerTo(e.starts("lambdock.deploy", uri)); m.Error == nil || !strings.Contains(m.Error.Message, "no account") {
		t.Errorf("without an account: %s, %v", m.Result, m.Error)
	}
}

func TestRunsAreActions(t *testing.T) {
	e, uri := runsEditor(t, &fakeDocker{build: buildsWell}, `{"textDocument":{"codeAction":{"codeActionLiteralSupport":{"codeActionKind":{"valueSet":[""]}}}}}`, `{}`)
	at := func(line int) string {
		return string(e.ask("textDocument/codeAction", fmt.Sprintf(`{"textDocument":{"uri":%q},"range":{"start":{"line":%d,"character":0},"end":{"line":%d,"character":0}},"context":{"diagnostics":[]}}`, uri, line, line)).Result)
	}
	for _, title := range []string{"Build image", "Invoke locally", "Deploy"} {
		if !strings.Contains(at(0), `"title":"`+title+`"`) || strings.Contains(at(1), title) {
			t.Errorf("%s is offered at %s, and elsewhere %s", title, at(0), at(1))
		}
	}
}

// TestFailuresNameRules holds the rules that failures name to those that there are.
func TestFailuresNameRules(t *testing.T) {
	s := newServer(nil, nil, realOptions())
	for _, f := range failure.Known(failure.Build | failure.Invoke | failure.Deploy) {
		if f.Rule != "" && !s.hasRule(f.Rule) {
			t.Errorf("%s names the rule %s", f.Name, f.Rule)
		}
	}
}

// TestSeveralFunctionsAreAskedFor runs a Dockerfile of two functions, of which the person names one, or none.
func TestSeveralFunctionsAreAskedFor(t *testing.T) {
	for options, c := range map[string]struct{ method, shows, answer string }{
		`{}`:                   {"window/showMessageRequest", `[{"title":"First"},{"title":"Second"},{"title":"Cancel"}]`, `{"title":"Second"}`},
		`{"runQuestion":true}`: {"lambdock/question", `{"message":"Several functions run Dockerfile. Which one?","answers":["First","Second"]}`, `"Second"`},
	} {
		e, uri := runsEditor(t, &fakeDocker{build: failsOnMake}, noCapabilities, options, map[string]string{
			"app.py":        "def handler(event, context): ...\ndef other(event, context): ...\n",
			"template.yaml": "Resources:\n" + functionOf("Second", "app.other") + functionOf("First", "app.handler"),
		})
		for _, command := range []string{commandInvoke, commandDeploy} {
			if m := e.answerTo(e.starts(command, uri)); m.Error == nil || !strings.Contains(m.Error.Message, "no function was chosen") {
				t.Errorf("%s without an answer: %s, %v", command, m.Result, m.Error)
			}
			e.await("the question", func(m wireMessage) bool { return m.Method == c.method && strings.Contains(string(m.Params), c.shows) })
		}
		e.answer(c.method, c.answer)
		if m := e.answerTo(e.starts(commandInvoke, uri)); !strings.Contains(string(m.Result), `"buildFailure":{`) {
			t.Errorf("with an answer: %s, %v", m.Result, m.Error)
		}
	}
}

func functionOf(name, command string) string {
	return fmt.Sprintf("  %s:\n    Type: AWS::Serverless::Function\n    Properties: {PackageType: Image, ImageConfig: {Command: [%s]}}\n    Metadata: {Dockerfile: Dockerfile, DockerContext: .}\n", name, command)
}
