package lsp

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkFirst is the time from opening a file in a workspace of 500 functions, of which nothing is known, to the first answer about it.
func BenchmarkFirst(b *testing.B) {
	contents := monorepo(500)
	root := files(b, contents)
	for _, tt := range []struct{ name, file, language, method string }{
		{"codeLens/Dockerfile", "functions/fn250/Dockerfile", "dockerfile", "textDocument/codeLens"},
		{"codeLens/app.py", "functions/fn250/app.py", "python", "textDocument/codeLens"},
		{"diagnostic/Dockerfile", "functions/fn250/Dockerfile", "dockerfile", "textDocument/diagnostic"},
		{"documentSymbol/Dockerfile", "functions/fn250/Dockerfile", "dockerfile", "textDocument/documentSymbol"},
	} {
		b.Run(tt.name, func(b *testing.B) {
			var times []time.Duration
			for b.Loop() {
				e := startEditor(b, realOptions())
				e.initialize(root, everything)
				uri := uriIn(root, tt.file)
				began := time.Now()
				e.open(uri, tt.language, contents[tt.file])
				e.ask(tt.method, fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uri))
				times = append(times, time.Since(began))
				_ = e.in.Close()
				<-e.exit
			}
			percentiles(b, times)
		})
	}
}
