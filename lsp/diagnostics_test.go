package lsp

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const pulls = `{"textDocument":{"diagnostic":{"relatedDocumentSupport":true}},"workspace":{"diagnostics":{"refreshSupport":true}}}`

func uriIn(root, name string) string { return uriOfPath(root+"/"+name, "linux") }

func TestPushedDiagnostics(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile": "FROM x\n"})
	e := startEditor(t, testOptions)
	e.initialize(root, `{"textDocument":{"publishDiagnostics":{"codeDescriptionSupport":true}}}`)
	uri := uriIn(root, "Dockerfile")
	e.open(uri, "dockerfile", "FROM ü𝒳bad\r\nCMD bad\n")
	m := e.await("diagnostics", func(m wireMessage) bool { return m.Method == "textDocument/publishDiagnostics" })
	want := fmt.Sprintf(`{"uri":%q,"version":1,"diagnostics":[`+
		`{"range":{"start":{"line":0,"character":8},"end":{"line":0,"character":11}},"severity":2,"code":"bad-word","codeDescription":{"href":"https://example.com/rules/bad-word"},"source":"lambdock","message":"the word is bad"},`+
		`{"range":{"start":{"line":1,"character":4},"end":{"line":1,"character":7}},"severity":2,"code":"bad-word","codeDescription":{"href":"https://example.com/rules/bad-word"},"source":"lambdock","message":"the word is bad"}]}`, uri)
	if string(m.Params) != want {
		t.Errorf("got  %s\nwant %s", m.Params, want)
	}
	e.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":2},"contentChanges":[
		{"range":{"start":{"line":0,"character":8},"end":{"line":0,"character":11}},"text":"good"},
		{"range":{"start":{"line":1,"character":0},"end":{"line":1,"character":3}},"text":"RUN"}]}`, uri))
	if got := e.published(uri, "bad-word"); got[0].String() != "bad-word@1:4-1:7" {
		t.Error(got)
	}
}

func TestUTF8Positions(t *testing.T) {
	e := startEditor(t, testOptions)
	e.initialize("", `{"general":{"positionEncodings":["utf-8"]}}`)
	e.open("untitled:x", "dockerfile", "FROM ü𝒳bad\n")
	if got := e.published("untitled:x", "bad-word"); got[0].String() != "bad-word@0:11-0:14" {
		t.Error(got)
	}
}

func TestChangesThatAreOdd(t *testing.T) {
	const uri = "untitled:x"
	change := func(version, changes string) string {
		return fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%s},"contentChanges":%s}`, uri, version, changes)
	}
	for _, tt := range []struct{ name, params string }{
		{"a version that is null", change("null", `[{"text":"FROM bad\n"}]`)},
		{"a version that goes back", change("0", `[{"text":"FROM bad\n"}]`)},
		{"numbers with a point", change("2.0", `[{"range":{"start":{"line":0.0,"character":5.0},"end":{"line":0,"character":6}},"text":"bad"}]`)},
		{"an end behind the line", change("2", `[{"range":{"start":{"line":0,"character":5},"end":{"line":0,"character":4000000000}},"text":"bad"}]`)},
		{"lines behind the end", change("2", `[{"range":{"start":{"line":99,"character":0},"end":{"line":4000000000,"character":9}},"text":"bad"}]`)},
		{"negative places", change("2", `[{"range":{"start":{"line":-1,"character":-1},"end":{"line":0,"character":-7}},"text":"bad"}]`)},
		{"an end before the start", change("2", `[{"range":{"start":{"line":0,"character":6},"end":{"line":0,"character":5}},"text":"bad"}]`)},
		{"no changes, then one", change("2", `[]`) + "\x00" + change("3", `[{"text":"bad"}]`)},
		{"a range length that is wrong", change("2", `[{"range":{"start":{"line":0,"character":5},"end":{"line":0,"character":6}},"rangeLength":99,"text":"bad"}]`)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := startEditor(t, testOptions)
			e.initialize("", noCapabilities)
			e.open(uri, "dockerfile", "FROM x\n")
			for _, params := range strings.Split(tt.params, "\x00") {
				e.notify("textDocument/didChange", params)
			}
			e.published(uri, "bad-word")
		})
	}
}

func TestDocumentsThatAreNotOpen(t *testing.T) {
	e := startEditor(t, testOptions)
	e.initialize("", noCapabilities)
	e.change("untitled:x", 2, "FROM bad\n")
	e.notify("textDocument/didClose", `{"textDocument":{"uri":"untitled:x"}}`)
	e.open("untitled:x", "dockerfile", "FROM bad\n")
	e.published("untitled:x", "bad-word")
	e.open("untitled:x", "dockerfile", "FROM bad bad\n")
	e.published("untitled:x", "bad-word", "bad-word")
	e.notify("textDocument/didClose", `{"textDocument":{"uri":"untitled:x"}}`)
	e.published("untitled:x")
}

func TestHandlerSourceInAnotherBuffer(t *testing.T) {
	root := files(t, map[string]string{"fn/Dockerfile": "FROM x\nCMD app.handler\n", "fn/app.py": "def handler(): 1\n"})
	e := startEditor(t, testOptions)
	e.initialize(root, noCapabilities)
	dockerfile, app := uriIn(root, "fn/Dockerfile"), uriIn(root, "fn/app.py")
	e.open(app, "python", "def main(): 1\n")
	e.published(dockerfile, "no-handler")
	e.change(app, 2, "def handler(): 1\n")
	e.published(dockerfile)
	e.change(app, 3, "def other(): 1\n")
	e.published(dockerfile, "no-handler")
	e.notify("textDocument/didClose", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, app))
	e.published(dockerfile)
}

func TestFilesThatAreNotOpen(t *testing.T) {
	root := files(t, map[string]string{"a/Dockerfile": "FROM bad\n", "node_modules/x/Dockerfile": "FROM bad\n", "Makefile": "all:\n\tdocker build .\n"})
	e := startEditor(t, testOptions)
	e.initialize(root, noCapabilities)
	dockerfile, makefile := uriIn(root, "a/Dockerfile"), uriIn(root, "Makefile")
	e.published(dockerfile, "bad-word")
	e.published(makefile, "no-switch")
	changed := func(kind int, names ...string) {
		var events []string
		for _, name := range names {
			events = append(events, fmt.Sprintf(`{"uri":%q,"type":%d}`, uriIn(root, name), kind))
		}
		e.notify("workspace/didChangeWatchedFiles", `{"changes":[`+strings.Join(events, ",")+`]}`)
	}
	write(t, root, "a/Dockerfile", "FROM good\n")
	changed(2, "a/Dockerfile")
	e.published(dockerfile)
	write(t, root, "b/Dockerfile", "FROM bad\n")
	changed(1, "b")
	e.published(uriIn(root, "b/Dockerfile"), "bad-word")
	if err := os.RemoveAll(filepath.Join(root, "b")); err != nil {
		t.Fatal(err)
	}
	changed(3, "b")
	e.published(uriIn(root, "b/Dockerfile"))
	write(t, root, "c.Dockerfile", "FROM bad\n")
	changed(1, "c.Dockerfile")
	e.published(uriIn(root, "c.Dockerfile"), "bad-word")
	write(t, root, "Makefile", "all:\n\tdocker build --off .\n")
	changed(2, "Makefile")
	e.published(makefile)
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestFindingOfManyDockerfilesIsToldOnce(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile": "FROM x\n", "b.Dockerfile": "FROM x\n", "Makefile": "docker build"})
	e := startEditor(t, testOptions)
	e.initialize(root, noCapabilities)
	e.published(uriIn(root, "Makefile"), "no-switch")
}

func TestSettingsThatCannotBeUsed(t *testing.T) {
	e := startEditor(t, testOptions)
	e.initialize("", noCapabilities)
	e.notify("workspace/didChangeConfiguration", `{"settings":{"lambdock":{"severity":{"bad-word":7}}}}`)
	e.await("a message", func(m wireMessage) bool {
		return m.Method == "window/showMessage" && strings.Contains(string(m.Params), `"type":1`)
	})
}

func TestLoneFile(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile.release": "FROM x\nCMD app.handler\n", "Dockerfile": "FROM bad\n", "deep/Dockerfile": "FROM bad\n", "app.py": "def handler(): 1\n"})
	e := startEditor(t, testOptions)
	e.initialize("", noCapabilities)
	uri := uriIn(root, "Dockerfile.release")
	e.open(uri, "dockerfile", "FROM x\nCMD app.handler\n")
	e.published(uri)
	e.open(uriIn(root, "app.py"), "python", "\n")
	e.published(uri, "no-handler")
	e.notify("textDocument/didClose", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uriIn(root, "app.py")))
	e.published(uri)
	e.change(uri, 2, "FROM bad\n")
	e.published(uri, "bad-word")
	e.notify("textDocument/didClose", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uri))
	e.published(uri)
	e.ask("shutdown", "")
	for _, m := range e.received() {
		if strings.Contains(string(m.Params), uriIn(root, "Dockerfile")+`"`) || strings.Contains(string(m.Params), "deep") {
			t.Errorf("a file that was not opened was told of: %s", m.Params)
		}
	}
}

func TestWorkspaceFolders(t *testing.T) {
	one, two := files(t, map[string]string{"Dockerfile": "FROM bad\n"}), files(t, map[string]string{"Dockerfile": "FROM bad\n"})
	e := startEditor(t, testOptions)
	e.initialize(one, noCapabilities)
	e.published(uriIn(one, "Dockerfile"), "bad-word")
	folder := func(root string) string { return fmt.Sprintf(`[{"uri":%q,"name":"x"}]`, uriOfPath(root, "linux")) }
	e.notify("workspace/didChangeWorkspaceFolders", `{"event":{"added":`+folder(two)+`,"removed":`+folder(one)+`}}`)
	e.published(uriIn(one, "Dockerfile"))
	e.published(uriIn(two, "Dockerfile"), "bad-word")
}

func TestNestedFolders(t *testing.T) {
	root := files(t, map[string]string{"in/Dockerfile": "FROM bad\n", "Dockerfile": "FROM bad\n"})
	e := startEditor(t, testOptions)
	outer, inner := uriOfPath(root, "linux"), uriIn(root, "in")
	e.ask("initialize", fmt.Sprintf(`{"processId":null,"rootUri":null,"capabilities":{},"workspaceFolders":[{"uri":%q,"name":"o"},{"uri":%q,"name":"i"}]}`, outer, inner))
	e.notify("initialized", `{}`)
	e.published(uriIn(root, "in/Dockerfile"), "bad-word")
	e.published(uriIn(root, "Dockerfile"), "bad-word")
	e.open(uriIn(root, "in/Dockerfile"), "dockerfile", "FROM good\n")
	e.published(uriIn(root, "in/Dockerfile"))
}

func TestSpellingOfTheClientIsKept(t *testing.T) {
	root := files(t, map[string]string{"a+b/Dockerfile": "FROM bad\n"})
	e := startEditor(t, testOptions)
	e.initialize(root, noCapabilities)
	e.published(uriIn(root, "a+b/Dockerfile"), "bad-word")
	theirs := "file://" + root + "/a+b/Dockerfile"
	e.open(theirs, "dockerfile", "FROM bad\n")
	e.published(uriIn(root, "a+b/Dockerfile"))
	e.published(theirs, "bad-word")
}

func TestConfiguration(t *testing.T) {
	e := startEditor(t, testOptions)
	e.answer("workspace/configuration", `[{"ignore":["bad-word"]}]`)
	e.initialize("", `{"workspace":{"configuration":true,"didChangeConfiguration":{"dynamicRegistration":true},"didChangeWatchedFiles":{"dynamicRegistration":true}}}`)
	m := e.await("a registration", func(m wireMessage) bool { return m.Method == "client/registerCapability" })
	for _, want := range []string{`"method":"workspace/didChangeWatchedFiles"`, `"globPattern":"**/*"`, `"method":"workspace/didChangeConfiguration"`} {
		if !strings.Contains(string(m.Params), want) {
			t.Errorf("%s lacks %s", m.Params, want)
		}
	}
	m = e.await("a question for the settings", func(m wireMessage) bool { return m.Method == "workspace/configuration" })
	if !strings.Contains(string(m.Params), `"section":"lambdock"`) {
		t.Errorf("asked with %s", m.Params)
	}
	e.notify("workspace/didChangeConfiguration", `{"settings":null}`)
	e.await("a second question for the settings", func(m wireMessage) bool { return m.Method == "workspace/configuration" })
}

func TestNothingIsAskedOfAClientThatCannotAnswer(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile": "FROM bad\n"})
	e := startEditor(t, testOptions)
	e.initialize(root, `{"workspace":{"didChangeWatchedFiles":{"dynamicRegistration":false}},"textDocument":{"diagnostic":{}}}`)
	e.open(uriIn(root, "Dockerfile"), "dockerfile", "FROM bad\n")
	e.ask("textDocument/diagnostic", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uriIn(root, "Dockerfile")))
	e.ask("shutdown", "")
	e.notify("exit", "null")
	<-e.exit
	for _, m := range e.received() {
		if m.Method != "" {
			t.Errorf("the server sent %s %s", m.Method, m.Params)
		}
	}
}

type pulled struct {
	Kind             string
	ResultID         string
	Items            []wireDiagnostic
	RelatedDocuments map[string]pulled
	URI              string
}

func (e *editor) pull(uri, previous string) pulled {
	e.t.Helper()
	params := fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uri)
	if previous != "" {
		params = fmt.Sprintf(`{"textDocument":{"uri":%q},"previousResultId":%q}`, uri, previous)
	}
	m := e.ask("textDocument/diagnostic", params)
	if m.Error != nil {
		e.t.Fatal(m.Error)
	}
	var p pulled
	if err := json.Unmarshal(m.Result, &p); err != nil {
		e.t.Fatal(err)
	}
	return p
}

func TestPulledDiagnostics(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile": "FROM x\n", "Makefile": "docker build"})
	e := startEditor(t, testOptions)
	e.initialize(root, pulls)
	uri, makefile := uriIn(root, "Dockerfile"), uriIn(root, "Makefile")
	e.open(uri, "dockerfile", "FROM bad\n")
	first := e.pull(uri, "")
	if first.Kind != "full" || fmt.Sprint(first.Items) != "[bad-word@0:5-0:8]" {
		t.Errorf("first: %+v", first)
	}
	if related := first.RelatedDocuments[makefile]; fmt.Sprint(codesOf(related.Items)) != "[no-switch]" {
		t.Errorf("related: %+v", first.RelatedDocuments)
	}
	if again := e.pull(uri, first.ResultID); again.Kind != "unchanged" || again.ResultID != first.ResultID {
		t.Errorf("again: %+v", again)
	}
	e.change(uri, 2, "FROM good\n")
	if fixed := e.pull(uri, first.ResultID); fixed.Kind != "full" || len(fixed.Items) != 0 {
		t.Errorf("fixed: %+v", fixed)
	}
	e.open(makefile, "makefile", "docker build --off")
	if fixed := e.pull(uri, ""); len(fixed.RelatedDocuments[makefile].Items) != 0 || fixed.RelatedDocuments[makefile].Kind != "full" {
		t.Errorf("the related finding is not taken back: %+v", fixed.RelatedDocuments)
	}
	if m := e.pull(makefile, ""); m.Kind != "full" || len(m.Items) != 0 {
		t.Errorf("Makefile: %+v", m)
	}
	if other := e.pull("untitled:other", ""); other.Kind != "full" || other.Items == nil {
		t.Errorf("a document that is not open: %+v", other)
	}
}

const badFunction = "Resources:\n  bad:\n    Type: AWS::Serverless::Function\n    Properties: {PackageType: Image}\n"

// TestFilesAround says that a template has findings of its own, opened or not, and without any Dockerfile.
func TestFilesAround(t *testing.T) {
	root := files(t, map[string]string{"template.yaml": badFunction})
	e := startEditor(t, testOptions)
	e.initialize(root, noCapabilities)
	uri := uriIn(root, "template.yaml")
	if got := e.published(uri, "bad-word"); got[0].String() != "bad-word@1:2-1:5" {
		t.Error(got)
	}
	e.open(uri, "yaml", strings.Replace(badFunction, "bad", "good", 1))
	e.published(uri)
	e.change(uri, 2, badFunction)
	e.published(uri, "bad-word")
	e.change(uri, 3, "Resources: {}\n")
	e.published(uri)
}

func TestPulledDiagnosticsOfFilesAround(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile": "FROM bad\n", "template.yaml": badFunction})
	e := startEditor(t, testOptions)
	e.initialize(root, pulls)
	uri := uriIn(root, "template.yaml")
	if got := fmt.Sprint(e.pull(uri, "").Items); got != "[bad-word@1:2-1:5]" {
		t.Error(got)
	}
	e.open(uri, "yaml", "\n"+badFunction)
	if got := fmt.Sprint(e.pull(uri, "").Items); got != "[bad-word@2:2-2:5]" {
		t.Error(got)
	}
}

// TestFilesAroundALoneDocument says that a folder which was not opened is not searched: its template counts when it is open itself.
func TestFilesAroundALoneDocument(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile": "FROM bad\n", "template.yaml": badFunction})
	e := startEditor(t, testOptions)
	e.initialize("", pulls)
	e.open(uriIn(root, "Dockerfile"), "dockerfile", "FROM bad\n")
	e.pull(uriIn(root, "Dockerfile"), "")
	if m := e.ask("workspace/diagnostic", `{"previousResultIds":[]}`); strings.Contains(string(m.Result), "template.yaml") {
		t.Errorf("%s", m.Result)
	}
	e.open(uriIn(root, "template.yaml"), "yaml", badFunction)
	if got := fmt.Sprint(e.pull(uriIn(root, "template.yaml"), "").Items); got != "[bad-word@1:2-1:5]" {
		t.Error(got)
	}
}

func TestRelatedReportsOnWhatRestsOnAFile(t *testing.T) {
	root := files(t, map[string]string{"fn/Dockerfile": "FROM x\nCMD app.handler\n", "fn/app.py": "def handler(): 1\n", "other/Dockerfile": "FROM bad\n"})
	e := startEditor(t, testOptions)
	e.initialize(root, pulls)
	dockerfile, app := uriIn(root, "fn/Dockerfile"), uriIn(root, "fn/app.py")
	e.open(dockerfile, "dockerfile", "FROM x\nCMD app.handler\n")
	first := e.pull(dockerfile, "")
	e.open(app, "python", "\n")
	report := e.pull(app, "")
	with := report.RelatedDocuments
	if len(with) != 1 || fmt.Sprint(codesOf(with[dockerfile].Items)) != "[no-handler]" {
		t.Errorf("with the first change: %+v", with)
	}
	if again := e.pull(app, report.ResultID); again.Kind != "unchanged" || len(again.RelatedDocuments) != 0 {
		t.Errorf("what is no news is reported again: %+v", again)
	}
	if again := e.pull(dockerfile, with[dockerfile].ResultID); again.Kind != "unchanged" || again.ResultID == first.ResultID {
		t.Errorf("again: %+v", again)
	}
	e.change(app, 2, "def handler(): 1\n")
	if with := e.pull(app, report.ResultID).RelatedDocuments; len(with) != 1 || with[dockerfile].Kind != "full" || len(with[dockerfile].Items) != 0 {
		t.Errorf("with the second change: %+v", with)
	}
}

func TestRefreshWhenAnotherFileChanges(t *testing.T) {
	root := files(t, map[string]string{"Dockerfile": "FROM x\nCMD app.handler\n", "app.py": "def handler(): 1\n"})
	e := startEditor(t, testOptions)
	e.initialize(root, pulls)
	uri := uriIn(root, "Dockerfile")
	e.open(uri, "dockerfile", "FROM x\nCMD app.handler\n")
	first := e.pull(uri, "")
	e.open(uriIn(root, "app.py"), "python", "\n")
	m := e.await("a refresh", func(m wireMessage) bool { return m.Method == "workspace/diagnostic/refresh" })
	if m.Params != nil {
		t.Errorf("it has parameters: %s", m.Params)
	}
	if second := e.pull(uri, first.ResultID); fmt.Sprint(codesOf(second.Items)) != "[no-handler]" {
		t.Errorf("second: %+v", second)
	}
}

func TestWorkspaceDiagnostics(t *testing.T) {
	root := files(t, map[string]string{"a/Dockerfile": "FROM bad\n", "b/Dockerfile": "FROM x\n", "Makefile": "docker build"})
	e := startEditor(t, testOptions)
	e.initialize(root, pulls)
	ask := func(previous string) []pulled {
		var report struct{ Items []pulled }
		m := e.ask("workspace/diagnostic", `{"previousResultIds":`+previous+`}`)
		if err := json.Unmarshal(m.Result, &report); err != nil {
			t.Fatalf("%s: %v", m.Result, err)
		}
		return report.Items
	}
	all := ask(`[]`)
	if len(all) != 2 || all[0].URI != uriIn(root, "Makefile") || all[1].URI != uriIn(root, "a/Dockerfile") {
		t.Fatalf("all: %+v", all)
	}
	e.open(uriIn(root, "a/Dockerfile"), "dockerfile", "FROM good\n")
	next := ask(fmt.Sprintf(`[{"uri":%q,"value":%q},{"uri":%q,"value":%q}]`, all[0].URI, all[0].ResultID, all[1].URI, all[1].ResultID))
	if len(next) != 2 || next[0].Kind != "unchanged" || next[1].Kind != "full" || len(next[1].Items) != 0 {
		t.Errorf("next: %+v", next)
	}
}

// TestWorkspaceDiagnosticsInParts has many Dockerfiles reported part by part, and the rest at the end.
func TestWorkspaceDiagnosticsInParts(t *testing.T) {
	contents := map[string]string{"Makefile": "docker build"}
	for n := range 2*partSize + 7 {
		contents[fmt.Sprintf("fn%03d/Dockerfile", n)] = "FROM bad\n"
	}
	e := startEditor(t, testOptions)
	e.initialize(files(t, contents), pulls)
	last := e.ask("workspace/diagnostic", `{"previousResultIds":[],"partialResultToken":"parts"}`)
	if string(last.Result) != `{"items":[]}` {
		t.Errorf("the answer: %s", last.Result)
	}
	reported := map[string]int{}
	for _, m := range e.received() {
		if m.Method != "$/progress" {
			continue
		}
		part := decoded[struct {
			Token string
			Value struct{ Items []pulled }
		}](m.Params)
		if part.Token != "parts" || len(part.Value.Items) == 0 || len(part.Value.Items) > partSize {
			t.Errorf("a part of %q with %d reports", part.Token, len(part.Value.Items))
		}
		for _, r := range part.Value.Items {
			reported[r.URI] += len(r.Items)
		}
	}
	if len(reported) != len(contents) {
		t.Errorf("%d files are reported on, want %d", len(reported), len(contents))
	}
	for uri, n := range reported {
		if n != 1 {
			t.Errorf("%s: %d findings", uri, n)
		}
	}
}

func TestTags(t *testing.T) {
	for _, tt := range []struct{ name, capabilities, tags string }{
		{"both", `{"textDocument":{"publishDiagnostics":{"tagSupport":{"valueSet":[1,2]}}}}`, "[[2] [1]]"},
		{"one", `{"textDocument":{"publishDiagnostics":{"tagSupport":{"valueSet":[1]}}}}`, "[[] [1]]"},
		{"none", noCapabilities, "[[] []]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			root := files(t, map[string]string{"app.py": "def handler(event, context): ...\n"})
			e := startEditor(t, realOptions())
			e.initialize(root, tt.capabilities)
			uri := uriIn(root, "Dockerfile")
			e.open(uri, "dockerfile", "FROM public.ecr.aws/lambda/python:3.8\nCOPY app.py .\nEXPOSE 8080\nCMD [\"app.handler\"]\n")
			var p struct{ Diagnostics []struct{ Tags []int } }
			e.await("diagnostics", func(m wireMessage) bool {
				return m.Method == "textDocument/publishDiagnostics" && json.Unmarshal(m.Params, &p) == nil && len(p.Diagnostics) > 0
			})
			var tags [][]int
			for _, d := range p.Diagnostics {
				tags = append(tags, d.Tags)
			}
			if fmt.Sprint(tags) != tt.tags {
				t.Errorf("tags %v, want %s", tags, tt.tags)
			}
		})
	}
}
