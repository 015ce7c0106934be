package analysis_test

import (
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/handlers"
)

const (
	goMain   = "package main\n\nimport \"github.com/aws/aws-lambda-go/lambda\"\n\nfunc handle() {}\n\nfunc main() { lambda.Start(handle) }\n"
	rustMain = "use lambda_runtime::{run, service_fn};\n\nasync fn handle() {}\n\n#[tokio::main]\nasync fn main() { run(service_fn(handle)).await }\n"
	onGo     = "FROM golang:1.25 AS build\nWORKDIR /src\n"
	onRust   = "FROM rust:1.90 AS build\nWORKDIR /src\nCOPY . .\n"
	provided = "\nFROM public.ecr.aws/lambda/provided:al2023\n"
	crate    = "[package]\nname = \"orders\"\n"
)

var nativePrograms = []struct {
	name, dockerfile string
	files            map[string]string
	// at is the source of what runs.
	at, entry string
}{
	{"a file", onGo + "COPY . .\nRUN go build -ldflags=\"-s -w\" -o main main.go" + provided + "COPY --from=build /src/main /var/runtime/bootstrap\n",
		map[string]string{"main.go": goMain}, "main.go", "handle"},
	{"the folder that it runs in", onGo + "COPY go.mod main.go ./\nRUN CGO_ENABLED=0 go build -tags lambda.norpc -o /out/app" + provided + "COPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n",
		map[string]string{"main.go": goMain, "go.mod": "module example.com/a\n"}, "main.go", "handle"},
	{"another folder", onGo + "COPY . .\nRUN go build -o /out/ ./cmd/api ./cmd/worker" + provided + "COPY --from=build /out/worker ./worker\nENTRYPOINT [\"./worker\"]\n",
		map[string]string{"cmd/worker/main.go": goMain, "cmd/api/main.go": strings.Replace(goMain, "handle", "serve", 2)}, "cmd/api/main.go", "serve"},
	{"an import path", onGo + "COPY ./cmd/ /src/cmd\nCOPY go.* /src/\nRUN go build -o /app example.com/a/cmd/api" + provided + "COPY --from=build /app /bin/api\nENTRYPOINT [\"/bin/api\"]\n",
		map[string]string{"cmd/api/main.go": goMain, "go.mod": "module example.com/a // why\n"}, "cmd/api/main.go", "handle"},
	{"all of a folder", onGo + "COPY . .\nRUN go build -o bin/ ./cmd/..." + provided + "COPY --from=build /src/bin/worker ${LAMBDA_RUNTIME_DIR}/bootstrap\n",
		map[string]string{"cmd/worker/main.go": goMain, "cmd/api/main.go": goMain}, "cmd/worker/main.go", "handle"},
	{"changed directories", onGo + "COPY . .\nRUN cd services/api && go build -o ../../api . && mv ../../api /tmp/bootstrap" + provided + "COPY --from=build /tmp/bootstrap /var/runtime/\n",
		map[string]string{"services/api/main.go": goMain}, "services/api/main.go", "handle"},
	{"installed", onGo + "COPY . .\nRUN go install ./cmd/api" + provided + "COPY --from=build /go/bin/api /var/runtime/bootstrap\n",
		map[string]string{"cmd/api/main.go": goMain}, "cmd/api/main.go", "handle"},
	{"mounted", onGo + "RUN --mount=type=bind,target=. --mount=type=cache,target=/root/.cache go build -o /out/api ./cmd/api" + provided + "COPY --from=build /out /\nENTRYPOINT [\"/api\"]\n",
		map[string]string{"cmd/api/main.go": goMain}, "cmd/api/main.go", "handle"},
	{"through a stage", "FROM scratch AS sources\nCOPY app /app\n" + onGo + "COPY --from=sources /app .\nRUN go build -o /api ." + provided + "COPY --from=build /api /api\nENTRYPOINT /api\n",
		map[string]string{"app/main.go": goMain}, "app/main.go", "handle"},
	{"in the emulator", onGo + "COPY . .\nRUN go build -o /api ." + "\nFROM alpine\nCOPY --from=build /api /api\nCOPY entry.sh /\nENTRYPOINT [\"/entry.sh\"]\n# lambdock lambda\n",
		map[string]string{"main.go": goMain, "entry.sh": "#!/bin/sh\nif [ -z \"$AWS_LAMBDA_RUNTIME_API\" ]; then\n  exec /usr/bin/aws-lambda-rie /api\nfi\nexec /api\n"}, "main.go", "handle"},
	{"Go's old base", "FROM public.ecr.aws/lambda/go:1 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /main .\nFROM public.ecr.aws/lambda/go:1\nCOPY --from=build /main ${LAMBDA_TASK_ROOT}/main\nCMD [\"main\"]\n",
		map[string]string{"main.go": goMain}, "main.go", "handle"},
	{"built before", strings.TrimPrefix(provided, "\n") + "COPY bin/api ./main\nENTRYPOINT [\"./main\"]\n",
		map[string]string{"cmd/api/main.go": goMain, "cmd/tool/main.go": "package main\nfunc main() {}\n", "go.mod": "module a\n"}, "cmd/api/main.go", "handle"},
	{"built by make", onGo + "COPY . .\nRUN make" + provided + "COPY --from=build /src/bin/worker /var/runtime/bootstrap\n",
		map[string]string{"cmd/api/main.go": goMain}, "cmd/api/main.go", "handle"},
	{"one of two, built by make", onGo + "COPY . .\nRUN make" + provided + "COPY --from=build /src/bin/worker /var/runtime/bootstrap\n",
		map[string]string{"cmd/api/main.go": goMain, "cmd/other/main.go": goMain}, "", ""},
	{"downloaded", strings.TrimPrefix(provided, "\n") + "RUN curl -o /var/runtime/bootstrap https://example.com/bootstrap\n", map[string]string{"main.go": goMain}, "", ""},
	{"a crate", onRust + "RUN cargo build --release" + provided + "COPY --from=build /src/target/release/orders /var/runtime/bootstrap\n",
		map[string]string{"Cargo.toml": crate, "src/main.rs": rustMain}, "src/main.rs", "handle"},
	{"a binary of a folder", onRust + "RUN cargo build --release --bin worker --target x86_64-unknown-linux-musl" + provided + "COPY --from=build /src/target/x86_64-unknown-linux-musl/release/worker /app\nENTRYPOINT [\"/app\"]\n",
		map[string]string{"Cargo.toml": crate, "src/main.rs": "fn main() {}\n", "src/bin/worker.rs": rustMain}, "src/bin/worker.rs", "handle"},
	{"a named binary", onRust + "RUN cargo lambda build --release --arm64" + provided + "COPY --from=build /src/target/lambda/api/bootstrap /var/runtime/bootstrap\n",
		map[string]string{"Cargo.toml": crate + "\n[[bin]]\nname = \"worker\"\npath = \"worker.rs\"\n\n[[bin]]\nname = \"api\"\npath = \"src/api.rs\"\n", "src/api.rs": rustMain}, "src/api.rs", "handle"},
	{"a workspace", onRust + "RUN cargo build --release -p api && cp target/release/api /bootstrap" + provided + "COPY --from=build /bootstrap /var/runtime/\n",
		map[string]string{"Cargo.toml": "[workspace]\nmembers = [\"crates/*\"]\n", "crates/api/Cargo.toml": "[package]\nname = \"api\"\n", "crates/api/src/main.rs": rustMain}, "crates/api/src/main.rs", "handle"},
	{"a crate of a workspace", onRust + "WORKDIR /src/crates/api\nRUN cargo build" + provided + "COPY --from=build /src/target/debug/api /var/runtime/bootstrap\n",
		map[string]string{"Cargo.toml": "[workspace]\nmembers = [\"crates/api\"]\n", "crates/api/Cargo.toml": "[package]\nname = \"api\"\n", "crates/api/src/main.rs": rustMain}, "crates/api/src/main.rs", "handle"},
	{"installed by cargo", onRust + "RUN cargo install --path . --root /out" + provided + "COPY --from=build /out/bin/orders /var/runtime/bootstrap\n",
		map[string]string{"Cargo.toml": crate, "src/main.rs": rustMain}, "src/main.rs", "handle"},
	{"a crate that is built before", strings.TrimPrefix(provided, "\n") + "COPY target/lambda/api/bootstrap ${LAMBDA_RUNTIME_DIR}/bootstrap\n",
		map[string]string{"Cargo.toml": "[workspace]\nmembers = [\"crates/*\"]\n", "crates/api/Cargo.toml": "[package]\nname = \"api\"\n", "crates/api/src/main.rs": rustMain}, "crates/api/src/main.rs", "handle"},
	{"linked", onRust + "RUN cargo build" + provided + "COPY --from=build /src/target/debug/orders /opt/orders\nRUN ln -s /opt/orders /var/runtime/bootstrap\n",
		map[string]string{"Cargo.toml": crate, "src/main.rs": rustMain}, "src/main.rs", "handle"},
	{"a script", strings.TrimPrefix(provided, "\n") + "COPY bootstrap /var/runtime/bootstrap\nCOPY function.sh ./\nCMD [\"function.handler\"]\n",
		map[string]string{"bootstrap": "#!/bin/sh\nsource ./function.sh\n", "function.sh": "other () { :; }\nfunction handler() {\n  :\n}\n"}, "function.sh", "handler"},
	{"a script that loads JavaScript", strings.TrimPrefix(provided, "\n") + "COPY bootstrap /var/runtime/bootstrap\nCOPY . .\nCMD [\"src/app.handler\"]\n",
		map[string]string{"bootstrap": "#!/usr/bin/env bun\n", "src/app.ts": "export const handler = () => 1\n"}, "src/app.ts", "handler"},
	{"a script that loads what is not there", strings.TrimPrefix(provided, "\n") + "COPY bootstrap /var/runtime/bootstrap\nCMD [\"app.handler\"]\n",
		map[string]string{"bootstrap": "#!/bin/sh\n"}, "bootstrap", ""},
}

func TestNativePrograms(t *testing.T) {
	for _, test := range nativePrograms {
		t.Run(test.name, func(t *testing.T) {
			test.files["Dockerfile"] = test.dockerfile
			v := lint(t, project(test.files), "Dockerfile").Variants[0]
			if decided := v.Module(); decided.Read || decided.Compiled != "" {
				t.Fatalf("Module reads %q, compiled from %q", decided.Source.File.Path(), decided.Compiled)
			}
			got := v.Written()
			at := ""
			if got.Read {
				at = got.Source.File.Path()
			}
			script := got.Read && strings.HasPrefix(test.files["bootstrap"], "#!")
			if at != test.at || got.Name.Name != test.entry || got.Read != (got.Symbols == handlers.Yes) || got.Compiled != at && !script {
				t.Errorf("compiled from %q, read %q, entry %q, defined %v", got.Compiled, at, got.Name.Name, got.Symbols)
			}
			if got.Name.Name != "" && got.Source.File.Slice(got.Name.Span) != test.entry {
				t.Errorf("the entry stands at %q of %s", got.Source.File.Slice(got.Name.Span), got.Source.File.Path())
			}
		})
	}
}

// TestNativeProgramWithoutClient reads a program whose client only a package that it imports may call.
func TestNativeProgramWithoutClient(t *testing.T) {
	v := lint(t, project(map[string]string{
		"Dockerfile": onGo + "COPY . .\nRUN go build -o /main ." + provided + "COPY --from=build /main /main\nENTRYPOINT [\"/main\"]\n",
		"main.go":    "package main\n\nimport \"example.com/a/server\"\n\nfunc main() { server.Run() }\n",
	}), "Dockerfile").Variants[0]
	if got := v.Written(); !got.Read || got.Name.Name != "main" || got.Symbols != handlers.Unknown {
		t.Errorf("read %v, entry %q, defined %v, want main, and not known", got.Read, got.Name.Name, got.Symbols)
	}
}
