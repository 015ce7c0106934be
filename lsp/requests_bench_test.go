package lsp

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// realisticFile is a Dockerfile of that many lines with one of each kind of line, over and over.
func realisticFile(lines int) string {
	var b strings.Builder
	b.WriteString("FROM public.ecr.aws/lambda/python:3.13 AS build\nARG LEVEL=info\n")
	for n := 0; strings.Count(b.String(), "\n") < lines-6; n++ {
		fmt.Fprintf(&b, "RUN pip install --no-cache-dir --target /packages package%d\nENV NAME%d=$LEVEL\nCOPY app.py /build/\n", n, n)
	}
	b.WriteString("FROM public.ecr.aws/lambda/python:3.13\nRUN dnf install -y gcc\nCOPY --from=build /packages ${LAMBDA_TASK_ROOT}\nCOPY app.py ${LAMBDA_TASK_ROOT}/\nCMD [\"app.handler\"]\n")
	return b.String()
}

// monorepo are so many functions, each with its folder, in one template.
func monorepo(functions int) map[string]string {
	contents := map[string]string{}
	var template strings.Builder
	template.WriteString("Resources:\n")
	for n := range functions {
		dir := fmt.Sprintf("functions/fn%03d", n)
		contents[dir+"/Dockerfile"] = realisticFile(20)
		contents[dir+"/app.py"] = "import json\n\n\ndef handler(event, context):\n    return json.dumps(event)\n"
		fmt.Fprintf(&template, "  Fn%03d:\n    Type: AWS::Serverless::Function\n    Properties:\n      PackageType: Image\n    Metadata:\n      Dockerfile: Dockerfile\n      DockerContext: %s\n", n, dir)
	}
	contents["template.yaml"] = template.String()
	return contents
}

// BenchmarkRequests is the time from a request to its answer, over an in-memory connection, in microseconds at the median and at the 99th percentile.
// Play ten thousand of each with: go test ./lsp -run '^$' -bench Requests -benchtime 10000x
func BenchmarkRequests(b *testing.B) {
	for _, tt := range []struct {
		name, file string
		files      map[string]string
	}{
		{"lines=60", "Dockerfile", map[string]string{"Dockerfile": realisticFile(60), "app.py": "def handler(event, context): ...\n"}},
		{"lines=2000", "Dockerfile", map[string]string{"Dockerfile": realisticFile(2000), "app.py": "def handler(event, context): ...\n"}},
		{"functions=500", "functions/fn250/Dockerfile", monorepo(500)},
	} {
		b.Run(tt.name, func(b *testing.B) {
			p := startPlayer(b, tt.files, tt.file)
			for _, kind := range slices.Sorted(slices.Values(sortedKeys(p.requests))) {
				b.Run(kind, p.play(kind))
			}
			b.Run("keystroke+completion", p.typing)
		})
	}
}

// player sends requests about one document, and times the answers.
type player struct {
	e        *editor
	uri      string
	requests map[string]func(line int) (method, params string)
	lines    []string
	version  int
}

func startPlayer(b *testing.B, contents map[string]string, file string) *player {
	root := files(b, contents)
	p := &player{e: startEditor(b, realOptions()), uri: uriIn(root, file), lines: strings.Split(contents[file], "\n"), version: 1}
	p.e.initialize(root, everything)
	p.e.open(p.uri, "dockerfile", contents[file])
	p.e.ask("workspace/diagnostic", `{"previousResultIds":[]}`) // which waits until all are linted
	document := fmt.Sprintf(`{"textDocument":{"uri":%q}`, p.uri)
	at := func(method, more string) func(int) (string, string) {
		return func(line int) (string, string) {
			return method, fmt.Sprintf(`%s,"position":{"line":%d,"character":%d}%s}`, document, line, len(p.lines[line])/2, more)
		}
	}
	of := func(method, more string) func(int) (string, string) {
		return func(int) (string, string) { return method, document + more + "}" }
	}
	screen := func(method, more string) func(int) (string, string) {
		return func(line int) (string, string) {
			return method, fmt.Sprintf(`%s,"range":{"start":{"line":%d,"character":0},"end":{"line":%d,"character":0}}%s}`, document, line, line+50, more)
		}
	}
	p.requests = map[string]func(int) (string, string){
		"hover": at("textDocument/hover", ""), "completion": at("textDocument/completion", ""), "definition": at("textDocument/definition", ""),
		"references": at("textDocument/references", `,"context":{"includeDeclaration":true}`), "documentHighlight": at("textDocument/documentHighlight", ""),
		"prepareRename": at("textDocument/prepareRename", ""), "signatureHelp": at("textDocument/signatureHelp", ""),
		"documentSymbol": of("textDocument/documentSymbol", ""), "foldingRange": of("textDocument/foldingRange", ""), "documentLink": of("textDocument/documentLink", ""),
		"codeLens": of("textDocument/codeLens", ""), "diagnostic": of("textDocument/diagnostic", ""),
		"inlayHint": screen("textDocument/inlayHint", ""), "codeAction": screen("textDocument/codeAction", `,"context":{"diagnostics":[]}`),
		"workspaceSymbol": func(int) (string, string) { return "workspace/symbol", `{"query":"fn25"}` },
	}
	return p
}

func (p *player) play(kind string) func(b *testing.B) {
	return func(b *testing.B) {
		var times []time.Duration
		random := rand.New(rand.NewPCG(1, 2))
		for b.Loop() {
			method, params := p.requests[kind](random.IntN(len(p.lines)))
			began := time.Now()
			m := p.e.ask(method, params)
			times = append(times, time.Since(began))
			if m.Error != nil && kind != "prepareRename" {
				b.Fatalf("%s: %s", method, m.Error.Message)
			}
		}
		percentiles(b, times)
	}
}

// typing is a character that is typed, and the completion that it asks for, in the last line.
func (p *player) typing(b *testing.B) {
	var times []time.Duration
	last := len(p.lines) - 2
	method, params := p.requests["completion"](last)
	for b.Loop() {
		p.version++
		began := time.Now()
		p.e.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"range":{"start":{"line":%d,"character":8},"end":{"line":%d,"character":9}},"text":"%d"}]}`, p.uri, p.version, last, last, p.version%10))
		p.e.ask(method, params)
		times = append(times, time.Since(began))
		p.e.forget()
	}
	percentiles(b, times)
}

func percentiles(b *testing.B, times []time.Duration) {
	slices.Sort(times)
	at := func(share float64) float64 {
		return float64(times[int(share*float64(len(times)-1))].Nanoseconds()) / 1e3
	}
	b.ReportMetric(at(0.5), "p50-µs")
	b.ReportMetric(at(0.99), "p99-µs")
}

// BenchmarkEdits is a random edit after the other, whose diagnostics nobody waits for. Its metric is what the heap holds at the end, which more edits must not make more:
// go test ./lsp -run '^$' -bench Edits -benchtime 100000x
func BenchmarkEdits(b *testing.B) {
	text := realisticFile(60)
	root := files(b, map[string]string{"app.py": "def handler(event, context): ...\n"})
	e := startEditor(b, realOptions())
	e.initialize(root, everything)
	uri := uriIn(root, "Dockerfile")
	e.open(uri, "dockerfile", text)
	random := rand.New(rand.NewPCG(1, 2))
	version := 1
	for b.Loop() {
		version++
		line := random.IntN(60)
		place := fmt.Sprintf(`{"line":%d,"character":%d}`, line, random.IntN(40))
		end, insert := place, string("$\"\\ \nAx"[random.IntN(7)])
		if version%2 == 0 {
			end, insert = fmt.Sprintf(`{"line":%d,"character":%d}`, line, 40+random.IntN(40)), "app.py /x"
		}
		e.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"range":{"start":%s,"end":%s},"text":%s}]}`, uri, version, place, end, quote(insert)))
		if version%200 == 0 {
			e.change(uri, version, text)
			e.ask("textDocument/diagnostic", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uri))
			e.forget()
		}
	}
	e.ask("textDocument/diagnostic", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uri))
	e.forget()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/1e6, "heap-MB")
}
