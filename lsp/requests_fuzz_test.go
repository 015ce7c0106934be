package lsp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/source"
)

// fuzzedFiles are the workspace in which a document is fuzzed.
var fuzzedFiles = map[string]string{
	"Dockerfile":            "FROM public.ecr.aws/lambda/python:3.13\nCOPY src/ app.py ./\nCMD [\"app.handler\"]\n",
	"app.py":                "def handler(event, context):\n    \"\"\"Answers.\"\"\"\n",
	"src/orders.py":         "def handler(event, context): ...\n",
	".dockerignore":         "*.md\n",
	"java/Dockerfile":       "FROM public.ecr.aws/lambda/java:21\nCOPY . .\nCMD [\"example.App::handle\"]\n",
	"java/example/App.java": "package example;\npublic class App { public String handle(String in) { return in; } }\n",
	"template.yaml": "Resources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties:\n      PackageType: Image\n      ImageConfig:\n        Command: [app.handler]\n" +
		"    Metadata:\n      Dockerfile: Dockerfile\n      DockerContext: .\n",
	"build.sh": "docker buildx build --push -f Dockerfile .\n",
}

var fuzzedNames = []string{"Dockerfile", "template.yaml", "app.py", "build.sh", "java/Dockerfile", "java/example/App.java"}

// FuzzRequests asks everything at any place of any document, edits it there, and asks again: nothing panics, nothing hangs, and all places that are named lie in their document.
func FuzzRequests(f *testing.F) {
	for n, name := range fuzzedNames {
		f.Add(uint8(n), fuzzedFiles[name], uint16(1), uint16(6), "$")
	}
	f.Add(uint8(0), "ARG V=ü\nFROM public.ecr.aws/lambda/python:${V} AS b\nFROM b\r\nCOPY --from=b <<EOF /x𝒳\nEOF\nENV A=$V B='$V'\nCMD app.handler", uint16(3), uint16(4), "\n\\\n")
	f.Add(uint8(0), "# lambdock ignore=yum-on-al2023\nRUN --mount=type=bind,from=x <<-\"E\" cat\n\tE\nONBUILD COPY a ${b:-}\nENTRYPOINT [\"", uint16(4), uint16(99), "\x00")
	f.Add(uint8(0), "ARG =ü\nFROM public.ecr.aws/lambda/python:${V}\nENV =a\n", uint16(0), uint16(4), "\n")
	root := files(f, fuzzedFiles)
	f.Fuzz(func(t *testing.T, which uint8, text string, line, character uint16, insert string) {
		name := fuzzedNames[int(which)%len(fuzzedNames)]
		opts := realOptions()
		e := startEditor(t, opts)
		defer func() { _ = e.in.Close() }()
		e.initialize(root, everything)
		d := &fuzzed{e: e, uri: uriIn(root, name), text: strings.ToValidUTF8(text, "?")}
		e.open(d.uri, languageOf(name), d.text)
		d.askAll(t, int(line), int(character))
		d.edit(int(line), int(character), strings.ToValidUTF8(insert, "?"))
		d.askAll(t, int(line), int(character))
		if log := e.log.String(); strings.Contains(log, "panic") {
			t.Errorf("the log says:\n%s", log)
		}
	})
}

// fuzzed is a document that a fuzzer edits.
type fuzzed struct {
	e       *editor
	uri     string
	text    string
	version int
}

func (d *fuzzed) edit(line, character int, insert string) {
	src := source.New("x", d.text)
	at := src.UTF16Offset(source.Position{Line: line, Column: character})
	d.text = d.text[:at] + insert + d.text[at:]
	d.version += 2
	place := fmt.Sprintf(`{"line":%d,"character":%d}`, line, character)
	d.e.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"range":{"start":%s,"end":%s},"text":%s}]}`, d.uri, d.version, place, place, quoted(insert)))
}

// requests are the parameters of every kind of request about a place, by method.
func (d *fuzzed) requests(line, character int) map[string]string {
	document := fmt.Sprintf(`{"textDocument":{"uri":%q}`, d.uri)
	place := fmt.Sprintf(`{"line":%d,"character":%d}`, line, character)
	whole := fmt.Sprintf(`{"start":{"line":0,"character":0},"end":{"line":%d,"character":0}}`, strings.Count(d.text, "\n")+1)
	at := document + `,"position":` + place
	return map[string]string{
		"textDocument/hover": at + "}", "textDocument/completion": at + "}", "textDocument/definition": at + "}",
		"textDocument/references": at + `,"context":{"includeDeclaration":true}}`, "textDocument/documentHighlight": at + "}",
		"textDocument/prepareRename": at + "}", "textDocument/rename": at + `,"newName":"renamed"}`, "textDocument/signatureHelp": at + "}",
		"textDocument/documentSymbol": document + "}", "textDocument/foldingRange": document + "}", "textDocument/documentLink": document + "}", "textDocument/codeLens": document + "}",
		"textDocument/selectionRange": document + `,"positions":[` + place + `]}`, "textDocument/inlayHint": document + `,"range":` + whole + "}",
		"textDocument/diagnostic": document + "}", "textDocument/codeAction": document + `,"range":` + whole + `,"context":{"diagnostics":[]}}`,
		"workspace/willRenameFiles": fmt.Sprintf(`{"files":[{"oldUri":%q,"newUri":%q}]}`, d.uri, d.uri+"x"),
		"workspace/symbol":          `{"query":"a"}`, "workspace/diagnostic": `{"previousResultIds":[]}`,
	}
}

// askAll sends every kind of request about a place, and looks at the answers.
func (d *fuzzed) askAll(t *testing.T, line, character int) {
	src := source.New("x", d.text)
	for method, params := range d.requests(line, character) {
		m := d.e.ask(method, params)
		if m.Error != nil {
			if m.Error.Code == codeInternalError {
				t.Errorf("%s: %s", method, m.Error.Message)
			}
			continue
		}
		var result any
		if err := json.Unmarshal(m.Result, &result); err != nil {
			t.Fatalf("%s: %v", method, err)
		}
		d.inside(t, method, src, result, true)
		switch method {
		case "textDocument/completion":
			d.completions(t, src, m.Result, source.Position{Line: line, Column: character})
		case "textDocument/selectionRange":
			nested(t, result)
		}
	}
}

// inside holds that all places in an answer lie in the document, as far as they are in it and not in another.
func (d *fuzzed) inside(t *testing.T, method string, src *source.File, answer any, own bool) {
	switch v := answer.(type) {
	case []any:
		for _, item := range v {
			d.inside(t, method, src, item, own)
		}
	case map[string]any:
		if uri, ok := v["uri"].(string); ok {
			own = uri == d.uri
		}
		if uri, ok := v["targetUri"].(string); ok {
			own = uri == d.uri
		}
		if document, ok := v["textDocument"].(map[string]any); ok {
			own = document["uri"] == d.uri
		}
		if line, ok := v["line"].(float64); ok && own {
			character, _ := v["character"].(float64)
			at := source.Position{Line: int(line), Column: int(character)}
			if back := src.UTF16Position(src.UTF16Offset(at)); back != at {
				t.Errorf("%s names %v, which is not in %q", method, at, src.Text())
			}
		}
		if first, ok := v["startLine"].(float64); ok {
			if last, _ := v["endLine"].(float64); last <= first || int(last) >= src.Lines() {
				t.Errorf("%s folds %v to %v of %d lines", method, first, last, src.Lines())
			}
		}
		if selection, ok := v["selectionRange"]; ok && !holds(v["range"], selection) {
			t.Errorf("%s: the selection %v lies outside of %v", method, selection, v["range"])
		}
		for key, item := range v {
			d.inside(t, method, src, item, own && key != "command" && key != "relatedInformation" && key != "location" || key == "edit")
		}
	}
}

// completions holds what the protocol wants of an item's range: that it is in one line, and holds the place that was asked about.
func (d *fuzzed) completions(t *testing.T, src *source.File, result json.RawMessage, asked source.Position) {
	at := src.UTF16Position(src.UTF16Offset(asked))
	for _, item := range decoded[[]wireItem](result) {
		r := item.TextEdit.Range
		if r.Start.Line != at.Line || r.End.Line != at.Line || r.Start.Character > at.Column || r.End.Character < at.Column {
			t.Errorf("%q replaces %v, which does not hold %v in %q", item.Label, r, at, src.Text())
		}
	}
}

// nested holds that each range of a selection lies in its parent.
func nested(t *testing.T, result any) {
	list, _ := result.([]any)
	for _, item := range list {
		for at, _ := item.(map[string]any); at != nil; {
			parent, _ := at["parent"].(map[string]any)
			if parent != nil && !holds(parent["range"], at["range"]) {
				t.Errorf("%v lies outside of its parent %v", at["range"], parent["range"])
			}
			at = parent
		}
	}
}

// holds reports whether a range of the wire lies in another.
func holds(outer, inner any) bool {
	place := func(r any, end string) float64 {
		at := r.(map[string]any)[end].(map[string]any)
		return at["line"].(float64)*1e6 + at["character"].(float64)
	}
	return place(outer, "start") <= place(inner, "start") && place(inner, "end") <= place(outer, "end")
}
