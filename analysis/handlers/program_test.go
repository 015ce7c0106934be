package handlers

import (
	"slices"
	"testing"

	"github.com/lambdock/lambdock/analysis/source"
)

var goPrograms = []struct {
	name  string
	files map[string]string
	entry string
	at    string
	calls bool
}{
	{"a function", map[string]string{"main.go": "package main\n\nimport \"github.com/aws/aws-lambda-go/lambda\"\n\n// handle answers.\nfunc handle(ctx context.Context, e Event) error { return nil }\n\nfunc main() { lambda.Start(handle) }\n"}, "handle", "main.go", true},
	{"in another file", map[string]string{"handler.go": "package main\n\nfunc handle() {}\n", "main.go": "package main\n\nimport aws \"github.com/aws/aws-lambda-go/lambda\"\n\nfunc main() { aws.StartWithContext(ctx, handle) }\n"}, "handle", "handler.go", true},
	{"a method", map[string]string{"main.go": "package main\n\nimport \"github.com/aws/aws-lambda-go/lambda\"\n\nfunc main() { lambda.Start(app.Handle) }\n"}, "main", "main.go", true},
	{"a closure", map[string]string{"main.go": "package main\n\nimport \"github.com/aws/aws-lambda-go/lambda\"\n\nfunc main() {\n\tgo run()\n\tlambda.Start(func() {})\n}\n\nfunc run() {}\n"}, "main", "main.go", true},
	{"a client of another name", map[string]string{"main.go": "package main\n\nimport \"example.com/lambda\"\n\nfunc handle() {}\nfunc main() { lambda.Start(handle) }\n"}, "main", "main.go", false},
	{"half a file", map[string]string{"main.go": "package main\n\nfunc main() {\n\tif x {\n"}, "main", "main.go", false},
	{"a library", map[string]string{"main.go": "package app\n\nfunc main() {}\n"}, "", "", false},
	{"nothing", map[string]string{"main.go": ""}, "", "", false},
}

func TestGoPrograms(t *testing.T) {
	for _, test := range goPrograms {
		t.Run(test.name, func(t *testing.T) {
			var files []*source.File
			for name, text := range test.files {
				files = append(files, source.New(name, text))
			}
			p, ok := ReadGoProgram(files)
			at := ""
			if ok {
				at = p.Module.File.Path()
			}
			if p.Entry.Name != test.entry || at != test.at || p.Client != test.calls || ok != (test.entry != "") {
				t.Errorf("%v: entry %q in %q, client %v", ok, p.Entry.Name, at, p.Client)
			}
			if ok && p.Module.File.Slice(p.Entry.Span) != test.entry {
				t.Errorf("the entry stands at %q", p.Module.File.Slice(p.Entry.Span))
			}
		})
	}
}

func TestSignaturesOfPrograms(t *testing.T) {
	golang := read(t, "main.go", goPrograms[0].files["main.go"])
	if n, _ := golang.Has("handle"); n.Doc != "handle answers." || n.Signature != "func handle(ctx context.Context, e Event) error" || !slices.Equal(n.Params, []string{"ctx context.Context", "e Event"}) {
		t.Errorf("got %q, %q, %q", n.Doc, n.Signature, n.Params)
	}
	rust := read(t, "main.rs", rustPrograms[0].text)
	if n, _ := rust.Has("handle"); n.Doc != "Answers." || n.Signature != "pub(crate) async fn handle<'a>(event: LambdaEvent<Value>) -> Result<Value, Error>" || !n.Async || !slices.Equal(n.Params, []string{"event: LambdaEvent<Value>"}) {
		t.Errorf("got %q, %q, %q", n.Doc, n.Signature, n.Params)
	}
}

var rustPrograms = []struct {
	name, text, entry string
	calls             bool
}{
	{"a function", "use lambda_runtime::{run, service_fn, LambdaEvent};\n\n/// Answers.\n#[instrument]\npub(crate) async fn handle<'a>(event: LambdaEvent<Value>) -> Result<Value, Error> {\n    let c = '\"'; let d = b'\\''; let r = r#\"fn main() { \"# ; let s = \"a\n } fn\"; /* a /* { */ */\n    Ok(json!({ \"a\": 1 }))\n}\n\n#[tokio::main]\nasync fn main() -> Result<(), Error> {\n    run(service_fn(handle)).await\n}\n", "handle", true},
	{"a closure", "#[tokio::main]\nasync fn main() { lambda_http::run(service_fn(|e| handle(e))).await }\nasync fn handle(e: Request) {}\n", "main", true},
	{"of another module", "mod app;\nuse lambda_http::run;\nfn main() { run(service_fn(app::handle)) }\n", "main", true},
	{"no client", "fn handle() {}\nfn main() { service_fn(handle) }\n", "main", false},
	{"a library", "pub fn handle<'a>(x: &'a str) -> char { 'a' }\n", "", false},
	{"half a file", "fn main() { let x = \"", "main", false},
}

func TestRustPrograms(t *testing.T) {
	for _, test := range rustPrograms {
		t.Run(test.name, func(t *testing.T) {
			p, ok := ReadRustProgram(source.New("main.rs", test.text))
			if p.Entry.Name != test.entry || p.Client != test.calls || ok != (test.entry != "") {
				t.Errorf("%v: entry %q, client %v", ok, p.Entry.Name, p.Client)
			}
		})
	}
}

func FuzzPrograms(f *testing.F) {
	for _, p := range goPrograms {
		for _, text := range p.files {
			f.Add(text)
		}
	}
	for _, p := range rustPrograms {
		f.Add(p.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		golang := source.New("main.go", text)
		checkModule(t, read(t, "main.go", text))
		checkModule(t, read(t, "main.rs", text))
		if p, ok := ReadGoProgram([]*source.File{golang}); ok && p.Module.File.Slice(p.Entry.Span) != p.Entry.Name {
			t.Fatalf("%q stands at %q", p.Entry.Name, p.Module.File.Slice(p.Entry.Span))
		}
		if p, ok := ReadRustProgram(source.New("main.rs", text)); ok && p.Module.File.Slice(p.Entry.Span) != p.Entry.Name {
			t.Fatalf("%q stands at %q", p.Entry.Name, p.Module.File.Slice(p.Entry.Span))
		}
	})
}
