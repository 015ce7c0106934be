package lsp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

const refreshes = `{"workspace":{"applyEdit":true,"codeLens":{"refreshSupport":true},"inlayHint":{"refreshSupport":true}},"window":{"showDocument":{"support":true}}}`

func titles(t *testing.T, m wireMessage) []string {
	t.Helper()
	var lenses []struct{ Command struct{ Title string } }
	if err := json.Unmarshal(m.Result, &lenses); err != nil {
		t.Fatalf("%s: %v", m.Result, err)
	}
	var list []string
	for _, l := range lenses {
		list = append(list, l.Command.Title)
	}
	return list
}

func TestRunsAreOfferedAboveTheFinalStage(t *testing.T) {
	file := dockerfile.Parse(source.New("Dockerfile", "FROM public.ecr.aws/lambda/python:3.13 AS a\nFROM a\n"))
	i := image.Simulate(file, image.Inputs{})
	var got []string
	for _, l := range newServer(nil, nil, testOptions).dockerfileLenses(i, "Dockerfile", `file:///a "b"`, nil) {
		got = append(got, fmt.Sprintf("%d %s %s %s", l.at.Start, l.title, l.command, l.argument))
	}
	want := []string{
		`44 Build image lambdock.build {"uri":"file:///a \"b\""}`,
		`44 Invoke locally lambdock.invoke {"uri":"file:///a \"b\""}`,
		`44 Deploy lambdock.deploy {"uri":"file:///a \"b\""}`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLensOfFindingsFixesThem clicks on "1 finding, 1 fixable".
func TestLensOfFindingsFixesThem(t *testing.T) {
	root := files(t, map[string]string{"app.py": "def handler(event, context): ...\n"})
	e := startEditor(t, realOptions())
	e.initialize(root, refreshes)
	uri := uriIn(root, "Dockerfile")
	document := fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uri)
	e.open(uri, "dockerfile", "FROM public.ecr.aws/lambda/python:3.13\nRUN yum install -y gcc\nCOPY app.py .\nCMD [\"app.handler\"]\n")
	if got := titles(t, e.ask("textDocument/codeLens", document)); !slices.Equal(got, []string{"1 finding, 1 fixable"}) {
		t.Fatalf("lenses: %q", got)
	}
	e.answer("workspace/applyEdit", `{"applied":true}`)
	e.ask("workspace/executeCommand", fmt.Sprintf(`{"command":"lambdock.fixAll","arguments":[{"uri":%q}]}`, uri))
	edit := e.await("an edit", func(m wireMessage) bool { return m.Method == "workspace/applyEdit" })
	if !strings.Contains(string(edit.Params), `"newText":"dnf"`) {
		t.Errorf("the edit: %s", edit.Params)
	}
	e.change(uri, 2, "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py .\nCMD [\"app.handler\"]\n")
	e.ask("workspace/executeCommand", fmt.Sprintf(`{"command":"lambdock.fixAll","arguments":[{"uri":%q}]}`, uri))
	e.await("a message", func(m wireMessage) bool { return m.Method == "window/showMessage" })
	for _, argument := range []string{`7`, `{}`, `{"uri":"nowhere:x"}`} {
		if m := e.ask("workspace/executeCommand", `{"command":"lambdock.fixAll","arguments":[`+argument+`]}`); m.Error == nil || m.Error.Code != codeInvalidParams {
			t.Errorf("%s: %+v", argument, m)
		}
	}
}

// TestLensOfAHandlerLeadsToTheDockerfile has a lens come when the Dockerfile in another buffer names the function, and clicks on it.
func TestLensOfAHandlerLeadsToTheDockerfile(t *testing.T) {
	root := files(t, map[string]string{"app.py": "def handler(event, context): ...\n"})
	e := startEditor(t, realOptions())
	e.initialize(root, refreshes)
	app, uri := uriIn(root, "app.py"), uriIn(root, "Dockerfile")
	document := fmt.Sprintf(`{"textDocument":{"uri":%q}}`, app)
	e.open(app, "python", "def handler(event, context): ...\n")
	if got := titles(t, e.ask("textDocument/codeLens", document)); len(got) != 0 {
		t.Fatalf("lenses without a Dockerfile: %q", got)
	}
	e.open(uri, "dockerfile", "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py .\nCMD [\"app.handler\"]\n")
	e.await("a refresh of lenses", func(m wireMessage) bool { return m.Method == "workspace/codeLens/refresh" })
	e.await("a refresh of hints", func(m wireMessage) bool { return m.Method == "workspace/inlayHint/refresh" })
	if got := titles(t, e.ask("textDocument/codeLens", document)); !slices.Equal(got, []string{"Lambda handler of Dockerfile"}) {
		t.Fatalf("lenses: %q", got)
	}
	place := fmt.Sprintf(`{"uri":%q,"range":{"start":{"line":2,"character":6},"end":{"line":2,"character":17}}}`, uri)
	e.ask("workspace/executeCommand", `{"command":"lambdock.open","arguments":[`+place+`]}`)
	shown := e.await("a document", func(m wireMessage) bool { return m.Method == "window/showDocument" })
	if !strings.Contains(string(shown.Params), uri) || !strings.Contains(string(shown.Params), `"line":2`) {
		t.Errorf("shown: %s", shown.Params)
	}
	if m := e.ask("workspace/executeCommand", `{"command":"lambdock.open","arguments":[{}]}`); m.Error == nil || m.Error.Code != codeInvalidParams {
		t.Errorf("no place: %+v", m)
	}
}

// TestManyHandlersOfOneFunction has six functions share a handler.
func TestManyHandlersOfOneFunction(t *testing.T) {
	template := "Resources:\n"
	for n := range 6 {
		template += fmt.Sprintf("  F%d:\n    Type: AWS::Serverless::Function\n    Properties: {PackageType: Image, ImageConfig: {Command: [app.handler]}}\n    Metadata: {Dockerfile: Dockerfile, DockerContext: .}\n", n)
	}
	root := files(t, map[string]string{"Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py .\n", "app.py": "def handler(event, context): ...\n", "template.yaml": template})
	e := startEditor(t, realOptions())
	e.initialize(root, refreshes)
	got := titles(t, e.ask("textDocument/codeLens", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uriIn(root, "app.py"))))
	want := []string{"Lambda handler of F0 in template.yaml", "Lambda handler of F1 in template.yaml", "Lambda handler of F2 in template.yaml and 3 more"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
