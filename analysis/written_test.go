package analysis_test

import (
	"testing"

	"github.com/lambdock/lambdock/analysis/handlers"
)

func TestWritten(t *testing.T) {
	const (
		handler = "export const handler = async () => {}\n"
		built   = "FROM public.ecr.aws/lambda/nodejs:24 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nFROM public.ecr.aws/lambda/nodejs:24\nCOPY --from=build /app/dist ./\nCMD [\"index.handler\"]\n"
	)
	tests := []struct {
		name, dockerfile string
		files            map[string]string
		compiled         string
		read             string
		answer           handlers.Answer
	}{
		{"bundled", built, map[string]string{"src/index.ts": handler}, "src/index.ts", "src/index.ts", handlers.Yes},
		{"the likeliest folder", "FROM public.ecr.aws/lambda/nodejs:24\nCOPY . .\nRUN npm ci && npm run build\nCMD [\"dist/api/index.handler\"]\n",
			map[string]string{"src/api/index.ts": handler, "src/index.ts": handler}, "src/api/index.ts", "src/api/index.ts", handlers.Yes},
		{"the only one with the handler", built, map[string]string{"src/index.ts": handler, "src/lib/index.ts": "export const x = 1\n"}, "src/index.ts", "src/index.ts", handlers.Yes},
		{"one of two", built, map[string]string{"a/index.ts": handler, "b/index.ts": handler}, "", "", handlers.Unknown},
		{"none", built, map[string]string{"src/main.ts": handler}, "", "", handlers.Unknown},
		{"what was fetched", built, map[string]string{"node_modules/x/index.js": handler}, "", "", handlers.Unknown},
		{"changed by a command", "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\nRUN ./patch\nCMD [\"app.handler\"]\n",
			map[string]string{"app.py": "def handler(event, context): ...\n"}, "", "app.py", handlers.Yes},
		{"perhaps defined by a command", "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\nRUN ./patch\nCMD [\"app.handler\"]\n",
			map[string]string{"app.py": "def other(event, context): ...\n"}, "", "app.py", handlers.Unknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.files["Dockerfile"] = test.dockerfile
			test.files["package.json"] = `{"scripts": {"build": "esbuild src/index.ts"}}`
			v := lint(t, project(test.files), "Dockerfile").Variants[0]
			if decided := v.Module(); decided.Read || decided.Compiled != "" {
				t.Fatalf("Module reads %q, compiled from %q", decided.Source.File.Path(), decided.Compiled)
			}
			got := v.Written()
			read := ""
			if got.Read {
				read = got.Source.File.Path()
			}
			if got.Compiled != test.compiled || read != test.read || got.Symbols != test.answer {
				t.Errorf("compiled from %q, read %q, defined %v", got.Compiled, read, got.Symbols)
			}
		})
	}
}
