package lsp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/rules"
)

// realOptions are those of the program.
func realOptions() Options {
	opts := testOptions
	opts.Linter, opts.Rules = nil, rules.All()
	return opts
}

// lambdaFile is a Dockerfile of that many lines.
func lambdaFile(lines int) string {
	var b strings.Builder
	b.WriteString("FROM public.ecr.aws/lambda/python:3.12\n")
	for n := 1; n < lines-1; n++ {
		fmt.Fprintf(&b, "RUN echo %d && pip install --no-cache-dir package%d\n", n, n)
	}
	b.WriteString("CMD [\"app.handler\"]\n")
	return b.String()
}

// BenchmarkKeystroke is the time from a change of one character to the diagnostics of its version, over an in-memory connection.
func BenchmarkKeystroke(b *testing.B) {
	for _, lines := range []int{60, 2000} {
		b.Run(fmt.Sprintf("lines=%d", lines), func(b *testing.B) {
			root := files(b, map[string]string{"app.py": "def handler(event, context): pass\n"})
			e := startEditor(b, realOptions())
			e.initialize(root, noCapabilities)
			uri := uriIn(root, "Dockerfile")
			e.open(uri, "dockerfile", lambdaFile(lines))
			e.publishedVersion(uri, 1)
			version := 1
			for b.Loop() {
				version++
				e.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"range":{"start":{"line":1,"character":9},"end":{"line":1,"character":10}},"text":"%d"}]}`, uri, version, version%10))
				e.publishedVersion(uri, version)
			}
		})
	}
}

func (e *editor) publishedVersion(uri string, version int) {
	e.await("diagnostics of a version", func(m wireMessage) bool {
		if m.Method != "textDocument/publishDiagnostics" {
			return false
		}
		var p struct {
			URI     string
			Version int
		}
		return json.Unmarshal(m.Params, &p) == nil && p.URI == uri && p.Version == version
	})
}

// BenchmarkInitialize is the time from the start of a server to its answer to initialize, without that of starting a process.
func BenchmarkInitialize(b *testing.B) {
	root := b.TempDir()
	for b.Loop() {
		e := startEditor(b, realOptions())
		e.initialize(root, modern)
		_ = e.in.Close()
		<-e.exit
	}
}

// BenchmarkKeystrokeAmongMany is a keystroke in one of 1,000 Dockerfiles.
func BenchmarkKeystrokeAmongMany(b *testing.B) {
	contents := map[string]string{}
	for n := range 1000 {
		contents[fmt.Sprintf("fn%d/Dockerfile", n)] = lambdaFile(10)
	}
	root := files(b, contents)
	e := startEditor(b, realOptions())
	e.initialize(root, noCapabilities)
	uri := uriIn(root, "fn7/Dockerfile")
	e.open(uri, "dockerfile", lambdaFile(10))
	e.ask("workspace/diagnostic", `{"previousResultIds":[]}`) // which waits until all are linted
	e.forget()
	version := 1
	for b.Loop() {
		version++
		e.change(uri, version, lambdaFile(10))
		e.publishedVersion(uri, version)
	}
}
