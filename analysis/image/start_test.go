package image

import (
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/source"
)

var startNames = map[StartKind]string{StartUnknown: "?", LambdaEntrypoint: "entrypoint", Client: "client", Adapter: "adapter", Script: "script", Program: "program"}

var handlerNames = map[HandlerState]string{HandlerUnknown: "?", HandlerMissing: "missing", NoHandler: "none"}

// startShown is a Start in tests: its kind, the language, the handler.
func startShown(s Start) string {
	handler := handlerNames[s.Handler.State]
	if s.Handler.State == HandlerGiven {
		handler = "=" + s.Handler.Text
	}
	return strings.Join(strings.Fields(startNames[s.Kind]+" "+string(s.Language)+" "+handler), " ")
}

func overridden(words ...string) *Argv {
	argv := &Argv{Set: true, File: source.New("template.yaml", "")}
	for _, w := range words {
		argv.Words = append(argv.Words, Arg{Text: w, Known: true})
	}
	return argv
}

func TestStart(t *testing.T) {
	const (
		python = "FROM python:3.12-slim\n"
		node   = "FROM node:22\n"
		unset  = "FROM example/base\n"
		client = "ENTRYPOINT [\"python\", \"-m\", \"awslambdaric\"]\n"
	)
	tests := []struct {
		name, dockerfile string
		in               Inputs
		want             string
	}{
		{"handler", pythonBase + `CMD ["app.handler"]`, Inputs{}, "entrypoint python =app.handler"},
		{"last CMD counts", pythonBase + "CMD [\"a.b\"]\nCMD [\"c.d\"]", Inputs{}, "entrypoint python =c.d"},
		{"no CMD", pythonBase, Inputs{}, "entrypoint python missing"},
		{"empty CMD", pythonBase + "CMD []", Inputs{}, "entrypoint python missing"},
		{"shell form", pythonBase + "CMD app.handler", Inputs{}, "entrypoint python ?"},
		{"two arguments", pythonBase + `CMD ["app.handler", "x"]`, Inputs{}, "entrypoint python ?"},
		{"template in the handler", pythonBase + `CMD ["{{ name }}.handler"]`, Inputs{}, "entrypoint python ?"},
		{"variables are not expanded", pythonBase + `ENV A=app` + "\n" + `CMD ["$A.handler"]`, Inputs{}, "entrypoint python =$A.handler"},
		{"handler of a wrapper", pythonBase + `CMD ["datadog_lambda.handler.handler"]`, Inputs{}, "entrypoint python =datadog_lambda.handler.handler"},
		{"Java without a method", "FROM public.ecr.aws/lambda/java:21\nCMD [\"com.example.App\"]", Inputs{}, "entrypoint java =com.example.App"},
		{"assembly", "FROM public.ecr.aws/lambda/dotnet:8\nCMD [\"Assembly\"]", Inputs{}, "entrypoint dotnet =Assembly"},
		{"any string on provided", "FROM public.ecr.aws/lambda/provided:al2023\nCMD [\"function.handler\"]", Inputs{}, "entrypoint provided =function.handler"},
		{"unknown tag", "ARG V\nFROM public.ecr.aws/lambda/nodejs:$V\nCMD [\"index.handler\"]", Inputs{}, "entrypoint nodejs =index.handler"},
		{"broken CMD", pythonBase + "CMDD [\"app.handler\"]", Inputs{}, "entrypoint python ?"},
		{"broken ENTRYPOINT", pythonBase + "ENTRYPIONT [\"x\"]\nCMD [\"app.handler\"]", Inputs{}, "? python ?"},
		{"broken EXPOSE and HEALTHCHECK", pythonBase + "CMD [\"app.handler\"]\nEXPOSE x\nHEALTHCHECK CDM x", Inputs{}, "entrypoint python =app.handler"},
		{"broken FROM", pythonBase + "CMD [\"app.handler\"]\nFORM public.ecr.aws/lambda/nodejs:22\nCOPY a b", Inputs{}, "? python ?"},
		{"CMD that cannot be read before ENTRYPOINT", pythonBase + "CMD --x [\"a.b\"]\nENTRYPOINT [\"/lambda-entrypoint.sh\"]", Inputs{}, "entrypoint python ?"},

		{"inherited CMD", "FROM public.ecr.aws/lambda/python:3.12 AS a\nCMD [\"app.handler\"]\nFROM a", Inputs{}, "entrypoint python =app.handler"},
		{"ENTRYPOINT clears an inherited CMD", "FROM public.ecr.aws/lambda/python:3.12 AS a\nCMD [\"app.handler\"]\nFROM a\nENTRYPOINT [\"/lambda-entrypoint.sh\"]", Inputs{}, "entrypoint python missing"},
		{"ENTRYPOINT keeps the stage's own CMD", pythonBase + "CMD [\"app.handler\"]\nENTRYPOINT [\"/lambda-entrypoint.sh\"]", Inputs{}, "entrypoint python =app.handler"},
		{"CMD that a trigger sets is the stage's own", "FROM public.ecr.aws/lambda/python:3.12 AS a\nONBUILD CMD [\"app.handler\"]\nFROM a\nENTRYPOINT [\"/lambda-entrypoint.sh\"]", Inputs{}, "entrypoint python =app.handler"},
		{"other target", "FROM public.ecr.aws/lambda/python:3.12 AS a\nCMD [\"app.handler\"]\nFROM scratch", Inputs{Target: "A"}, "entrypoint python =app.handler"},

		{"restated entry point", pythonBase + "ENTRYPOINT [\"/lambda-entrypoint.sh\"]\nCMD [\"app.handler\"]", Inputs{}, "entrypoint python =app.handler"},
		{"restated with the handler", pythonBase + `ENTRYPOINT ["/lambda-entrypoint.sh", "app.handler"]`, Inputs{}, "entrypoint python =app.handler"},
		{"behind a wrapper", pythonBase + "ENTRYPOINT [\"tini\", \"-v\", \"--\", \"/lambda-entrypoint.sh\"]\nCMD [\"app.handler\"]", Inputs{}, "entrypoint python =app.handler"},
		{"behind env", pythonBase + "ENTRYPOINT [\"env\", \"A=1\", \"/lambda-entrypoint.sh\"]\nCMD [\"app.handler\"]", Inputs{}, "entrypoint python =app.handler"},
		{"handed to a shell", pythonBase + "ENTRYPOINT [\"bash\", \"/lambda-entrypoint.sh\"]\nCMD [\"app.handler\"]", Inputs{}, "entrypoint python =app.handler"},
		{"in a shell's line", pythonBase + "ENTRYPOINT [\"sh\", \"-c\", \"./setup && exec /lambda-entrypoint.sh $0\"]\nCMD [\"app.handler\"]", Inputs{}, "entrypoint python =app.handler"},
		{"shell form swallows CMD", pythonBase + "ENTRYPOINT /lambda-entrypoint.sh\nCMD [\"app.handler\"]", Inputs{}, "entrypoint python ?"},
		{"script of that name", python + "COPY lambda-entrypoint.sh /\nENTRYPOINT [\"/lambda-entrypoint.sh\"]\nCMD [\"app.handler\"]", Inputs{Context: filesOf("lambda-entrypoint.sh")}, "script ?"},
		{"copied from a Lambda base", python + "COPY --from=public.ecr.aws/lambda/python:3.12 /lambda-entrypoint.sh /\nENTRYPOINT [\"/lambda-entrypoint.sh\"]\nCMD [\"app.handler\"]", Inputs{}, "entrypoint =app.handler"},
		{"of a derived base", unset + "ENTRYPOINT [\"/lambda-entrypoint.sh\"]\nCMD [\"app.handler\"]", Inputs{}, "entrypoint =app.handler"},

		{"client", python + client + `CMD ["app.handler"]`, Inputs{}, "client python =app.handler"},
		{"client without a handler", python + client, Inputs{}, "client python missing"},
		{"client and handler in one", python + `ENTRYPOINT ["python", "-m", "awslambdaric", "app.handler"]`, Inputs{}, "client python =app.handler"},
		{"client in CMD", python + `CMD ["python", "-m", "awslambdaric", "app.handler"]`, Inputs{}, "client python =app.handler"},
		{"client in CMD behind the image's entry point", node + `CMD ["npx", "aws-lambda-ric", "index.handler"]`, Inputs{}, "client nodejs =index.handler"},
		{"client in CMD behind an unknown entry point", unset + `CMD ["npx", "aws-lambda-ric", "index.handler"]`, Inputs{}, "client nodejs ?"},
		{"client behind the emulator", python + "ENTRYPOINT [\"/usr/local/bin/aws-lambda-rie\", \"python\", \"-m\", \"awslambdaric\"]\nCMD [\"app.handler\"]", Inputs{}, "client python =app.handler"},
		{"client behind a wrapper", python + "ENTRYPOINT [\"ddtrace-run\", \"python\", \"-m\", \"awslambdaric\"]\nCMD [\"app.handler\"]", Inputs{}, "client python =app.handler"},
		{"client behind OpenTelemetry", python + "ENTRYPOINT [\"opentelemetry-instrument\", \"python\", \"-m\", \"awslambdaric\"]\nCMD [\"app.handler\"]", Inputs{}, "client python =app.handler"},
		{"client behind dumb-init", node + "ENTRYPOINT [\"dumb-init\", \"--\", \"npx\", \"aws-lambda-ric\"]\nCMD [\"index.handler\"]", Inputs{}, "client nodejs =index.handler"},
		{"client of a path", node + "ENTRYPOINT [\"node\", \"/function/node_modules/aws-lambda-ric/bin/index.mjs\"]\nCMD [\"index.handler\"]", Inputs{}, "client nodejs =index.handler"},
		{"client in poetry's environment", python + "ENTRYPOINT [\"poetry\", \"run\", \"python\", \"-m\", \"awslambdaric\"]\nCMD [\"app.handler\"]", Inputs{}, "client python =app.handler"},
		{".NET's client", "FROM mcr.microsoft.com/dotnet/runtime:8.0\nENTRYPOINT [\"/usr/bin/dotnet\", \"exec\", \"/var/task/bootstrap.dll\"]\nCMD [\"A::B::C\"]", Inputs{}, "client dotnet =A::B::C"},
		{"client in shell form", python + "ENTRYPOINT exec python -m awslambdaric app.handler", Inputs{}, "client python =app.handler"},
		{"client in shell form with Bash", python + "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nENTRYPOINT python -m awslambdaric app.handler", Inputs{}, "client python =app.handler"},
		{"client in shell form without a handler", python + "ENTRYPOINT python -m awslambdaric", Inputs{}, "client python missing"},
		{"client in shell form swallows CMD", python + "ENTRYPOINT python -m awslambdaric\nCMD [\"app.handler\"]", Inputs{}, "client python ?"},
		{"client in CMD's shell form", python + "CMD python -m awslambdaric app.handler", Inputs{}, "client python =app.handler"},
		{"client in sh -c", python + "ENTRYPOINT [\"sh\", \"-c\", \"exec python -m awslambdaric $@\", \"--\"]\nCMD [\"app.handler\"]", Inputs{}, "client python =app.handler"},
		{"client in sh -c, quoted", python + "ENTRYPOINT [\"sh\", \"-c\", \"exec python -m awslambdaric \\\"${@}\\\"\", \"--\"]\nCMD [\"app.handler\"]", Inputs{}, "client python =app.handler"},
		{"client in sh -c that takes $0", python + "ENTRYPOINT [\"/bin/bash\", \"-lc\", \"exec python -m awslambdaric $0\"]\nCMD [\"app.handler\"]", Inputs{}, "client python =app.handler"},
		{"client in sh -c that misses $0", python + "ENTRYPOINT [\"sh\", \"-c\", \"exec python -m awslambdaric $@\"]\nCMD [\"app.handler\"]", Inputs{}, "client python ?"},
		{"client in both branches", python + "ENTRYPOINT [\"sh\", \"-c\", \"if [ -z \\\"$AWS_LAMBDA_RUNTIME_API\\\" ]; then exec aws-lambda-rie python -m awslambdaric $1; else exec python -m awslambdaric $1; fi\", \"--\"]\nCMD [\"app.handler\"]", Inputs{}, "client python =app.handler"},
		{"client in branches with two handlers", python + "ENTRYPOINT if a; then python -m awslambdaric a.b; else python -m awslambdaric c.d; fi", Inputs{}, "client python ?"},
		{"handler out of a variable in a shell", python + "ENTRYPOINT python -m awslambdaric $HANDLER", Inputs{}, "client python ?"},
		{"Java's client", "FROM amazoncorretto:21\nENTRYPOINT [\"java\", \"-cp\", \"./*\", \"com.amazonaws.services.lambda.runtime.api.client.AWSLambda\"]\nCMD [\"App::handle\"]", Inputs{}, "client java =App::handle"},
		{"Ruby's client", "FROM ruby:3.4\nENTRYPOINT [\"aws_lambda_ric\"]\nCMD [\"app.App.handle\"]", Inputs{}, "client ruby =app.App.handle"},

		{"adapter", python + "COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter\nCMD python app.py", Inputs{}, "adapter none"},
		{"adapter of a stage", "FROM public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 AS a\n" + python + "COPY --from=a /lambda-adapter /opt/extensions/\nCMD [\"python\", \"app.py\"]", Inputs{}, "adapter none"},
		{"adapter of a stage by number", "FROM public.ecr.aws/awsguru/aws-lambda-adapter:0.9 AS lwa\n" + python + "COPY --from=0 /lambda-adapter /opt/extensions/lambda-adapter\nCMD [\"python\", \"app.py\"]", Inputs{}, "adapter none"},
		{"adapter of the context", python + "COPY lambda-adapter /opt/extensions/\nCMD [\"python\", \"app.py\"]", Inputs{Context: filesOf("lambda-adapter")}, "adapter none"},
		{"adapter behind a shell form", python + "COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter\nENTRYPOINT exec gunicorn app:app", Inputs{}, "adapter none"},
		{"layers that are added", python + "ADD layer.tar.gz /opt/\nCMD [\"python\", \"app.py\"]", Inputs{Context: filesOf("layer.tar.gz")}, "program none"},
		{"adapter in a base stage", "FROM python:3.12 AS a\nCOPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter\nFROM a\nCMD [\"python\", \"app.py\"]", Inputs{}, "adapter none"},
		{"adapter in a stage beside", "FROM python:3.12 AS a\nCOPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter\n" + python + "CMD [\"python\", \"app.py\"]", Inputs{}, "program none"},
		{"adapter as base", "FROM public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1\nCMD [\"x\"]", Inputs{}, "adapter none"},
		{"adapter that is downloaded", python + "RUN curl -o /opt/extensions/lambda-adapter https://example.com/x\nCMD [\"python\", \"app.py\"]", Inputs{}, "adapter none"},
		{"adapter's wrapper", "FROM public.ecr.aws/lambda/nodejs:22\nENV AWS_LAMBDA_EXEC_WRAPPER=/opt/bootstrap\nCMD [\"run.sh\"]", Inputs{}, "adapter nodejs none"},
		{"adapter's wrapper as entry point", python + "ENTRYPOINT /opt/bootstrap\nCMD [\"run.sh\"]", Inputs{}, "adapter none"},
		{"another wrapper", "FROM public.ecr.aws/lambda/nodejs:22\nENV AWS_LAMBDA_EXEC_WRAPPER=/opt/otel\nCMD [\"index.handler\"]", Inputs{}, "entrypoint nodejs =index.handler"},
		{"adapter's wrapper of the function", "FROM public.ecr.aws/lambda/nodejs:22\nCMD [\"run.sh\"]", Inputs{Override: Override{Environment: passed("AWS_LAMBDA_EXEC_WRAPPER=/opt/bootstrap")}}, "adapter nodejs none"},

		{"script", python + "COPY entry.sh /\nENTRYPOINT [\"/entry.sh\"]\nCMD [\"app.handler\"]", Inputs{Context: filesOf("entry.sh")}, "script ?"},
		{"script that a shell is given", python + "COPY entry /\nENTRYPOINT [\"/bin/bash\", \"-e\", \"/entry\"]", Inputs{Context: filesOf("entry")}, "script ?"},
		{"script in a heredoc", python + "COPY <<EOF /start\n#!/bin/sh\nEOF\nENTRYPOINT [\"/start\"]", Inputs{}, "script ?"},
		{"program", "FROM public.ecr.aws/lambda/provided:al2023\nENTRYPOINT [\"./main\"]", Inputs{}, "program provided none"},
		{"program in shell form", "FROM public.ecr.aws/lambda/provided:al2023\nENTRYPOINT ./lambda-handler", Inputs{}, "program provided none"},
		{"runtime that the author puts into Python's image", python + "COPY bootstrap /var/runtime/\nENTRYPOINT [\"/var/runtime/bootstrap\"]\nCMD [\"app.handler\"]", Inputs{Context: filesOf("bootstrap")}, "program none"},
		{"program on scratch", "FROM scratch\nCOPY main /\nENTRYPOINT [\"/main\"]", Inputs{}, "program none"},
		{"no entry point and the emulator in CMD", "FROM public.ecr.aws/lambda/provided:al2023\nENTRYPOINT []\nCMD [\"/usr/local/bin/aws-lambda-rie\", \"/var/task/bootstrap\"]", Inputs{}, "program provided none"},
		{"handler as program", python + `CMD ["app.handler"]`, Inputs{}, "program none"},
		{"nothing on an official image", python, Inputs{}, "? ?"},
		{"nothing on Node.js", node, Inputs{}, "? ?"},
		{"unknown entry point", unset + `CMD ["app.handler"]`, Inputs{}, "? ?"},
		{"unknown base", "ARG B\nFROM $B\nCMD [\"app.handler\"]", Inputs{}, "? ?"},
		{"no stage of that name", pythonBase, Inputs{Target: "x"}, "? ?"},

		{"command of the function", pythonBase + `CMD ["a.b"]`, Inputs{Override: Override{Command: overridden("c.d")}}, "entrypoint python =c.d"},
		{"command of the function, unknown", pythonBase + `CMD ["a.b"]`, Inputs{Override: Override{Command: &Argv{Set: true, Unknown: true}}}, "entrypoint python ?"},
		{"entry point of the function keeps CMD", pythonBase + `CMD ["a.b"]`, Inputs{Override: Override{Entrypoint: overridden("python", "-m", "awslambdaric")}}, "client python =a.b"},
		{"entry point of the function, half known", pythonBase + `CMD ["a.b"]`, Inputs{Override: Override{Entrypoint: &Argv{Set: true, Unknown: true, Words: []Arg{{Text: "x", Known: true}}}}}, "? python ?"},
		{"empty entry point of the function", pythonBase + `CMD ["a.b"]`, Inputs{Override: Override{Entrypoint: overridden()}}, "? python ?"},
		{"both of the function", unset, Inputs{Override: Override{Entrypoint: overridden("npx", "aws-lambda-ric"), Command: overridden("c.d")}}, "client nodejs =c.d"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := startShown(simulate(tt.dockerfile, tt.in).Start); got != tt.want {
				t.Errorf("%s\ngot %s, want %s", tt.dockerfile, got, tt.want)
			}
		})
	}
}

// TestHandlerPlace holds that the handler's span is its text, without quotes.
func TestHandlerPlace(t *testing.T) {
	for _, text := range []string{
		pythonBase + `CMD [ "app.handler" ]`,
		pythonBase + "ENTRYPOINT [\"/lambda-entrypoint.sh\",\\\n  \"app.handler\"]",
		"FROM python:3.12\nENTRYPOINT exec python -m awslambdaric 'app.handler'",
		"FROM python:3.12\nENTRYPOINT [\"sh\", \"-c\", \"exec python -m awslambdaric app.handler\"]",
		"FROM python:3.12\nENTRYPOINT [\"sh\", \"-c\", \"exec python -m awslambdaric $@\", \"--\", \"app.handler\"]",
	} {
		i := simulate(text, Inputs{})
		h := i.Start.Handler
		if got := strings.Trim(i.File.Source.Slice(h.Span), `'`); got != "app.handler" || h.Instruction == nil || h.File != nil {
			t.Errorf("%s\nthe handler is marked as %q in %v", text, got, h.Instruction)
		}
	}
	file := source.New("template.yaml", "Command: [app.handler]")
	command := &Argv{Set: true, File: file, Words: []Arg{{Text: "app.handler", Known: true, Span: source.Span{Start: 10, End: 21}}}}
	if h := simulate(pythonBase, Inputs{Override: Override{Command: command}}).Start.Handler; h.File != file || file.Slice(h.Span) != h.Text || h.Instruction != nil {
		t.Errorf("the function's handler is marked at %v", h.Span)
	}
}

func TestProgramThatStarts(t *testing.T) {
	i := simulate("FROM python:3.12\nWORKDIR /app\nCOPY bin/entry.sh .\nENTRYPOINT [\"tini\", \"--\", \"./entry.sh\"]", Inputs{Context: filesOf("bin/entry.sh")})
	if p := i.Start.Program; p.Path != "/app/entry.sh" || p.Origin.ContextPath != "bin/entry.sh" {
		t.Errorf("%s out of %q starts", p.Path, p.Origin.ContextPath)
	}
}

func TestSearchPath(t *testing.T) {
	const client = "ENTRYPOINT [\"python\", \"-m\", \"awslambdaric\"]\nCMD [\"app.handler\"]\n"
	tests := []struct {
		name, dockerfile string
		in               Inputs
		want             string
	}{
		{"Lambda's Python", pythonBase + `CMD ["a.b"]`, Inputs{}, "/var/task"},
		{"WORKDIR does not matter there", pythonBase + "WORKDIR /x\nCMD [\"a.b\"]", Inputs{}, "/var/task"},
		{"unknown PYTHONPATH", "ARG P\n" + pythonBase + "ARG P\nENV PYTHONPATH=$P\nCMD [\"a.b\"]", Inputs{}, "/var/task and more"},
		{"client looks into the working directory", "FROM python:3.12-slim\nWORKDIR /function\n" + client, Inputs{}, "/function"},
		{"client without a working directory", "FROM example/python\n" + client, Inputs{}, ""},
		{"client on an image that may set PYTHONPATH", "FROM example/python\nWORKDIR /f\n" + client, Inputs{}, "/f and more"},
		{"function that may set PYTHONPATH", pythonBase + `CMD ["a.b"]`, Inputs{Override: Override{EnvironmentOpen: true}}, "/var/task and more"},
		{"working directory of the function", "FROM python:3.12-slim\nWORKDIR /function\n" + client, Inputs{Override: Override{WorkDir: Value{Text: "/other", Known: true}}}, "/other"},
		{"Node.js's client", "FROM node:22\nWORKDIR /function\nENTRYPOINT [\"npx\", \"aws-lambda-ric\"]\nCMD [\"a.b\"]", Inputs{}, "/function"},
		{"PYTHONPATH does not matter for the first", pythonBase + "ENV PYTHONPATH=/lib\nCMD [\"a.b\"]", Inputs{}, "/var/task"},
		{"PYTHONPATH of the function", "FROM python:3.12\nARG P\nENV PYTHONPATH=$P\nWORKDIR /f\n" + client, Inputs{Override: Override{Environment: passed("PYTHONPATH=/lib")}}, "/f"},
		{"working directory of the function, unknown", "FROM python:3.12-slim\nWORKDIR /function\n" + client, Inputs{Override: Override{WorkDir: Value{Text: "${x}"}}}, ""},
		{"argument is no variable of the function", "FROM python:3.12-slim\nARG PYTHONPATH\nWORKDIR /f\n" + client, Inputs{}, "/f"},
		{"unknown tag", "ARG V\nFROM public.ecr.aws/lambda/python:$V\nCMD [\"a.b\"]", Inputs{}, "/var/task"},
		{"no tag", "FROM public.ecr.aws/lambda/nodejs\nCMD [\"a.b\"]", Inputs{}, "/var/task"},
		{"digest alone", "FROM public.ecr.aws/lambda/python@sha256:" + strings.Repeat("0", 64) + "\nCMD [\"a.b\"]", Inputs{}, "/var/task"},
		{"program", "FROM scratch\nENTRYPOINT [\"/main\"]", Inputs{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			handler := simulate(tt.dockerfile, tt.in).Start.Handler
			got := strings.Join(handler.SearchPath[:min(1, len(handler.SearchPath))], "")
			if handler.SearchOpen {
				got += " and more"
			}
			if got != tt.want {
				t.Errorf("%s\nlooks into %v (open: %v), want %q first", tt.dockerfile, handler.SearchPath, handler.SearchOpen, tt.want)
			}
		})
	}
	i := simulate("FROM python:3.12-slim\nWORKDIR /f\nENV PYTHONPATH=src:/lib\n"+client, Inputs{})
	if got := strings.Join(i.Start.Handler.SearchPath, ":"); !strings.HasPrefix(got, "/f:/f/src:/lib:") || i.Start.Version != "3.12" {
		t.Errorf("Python %s looks into %s", i.Start.Version, got)
	}
	node := "FROM node:22\nWORKDIR /function\nENV NODE_PATH=/opt/lib:more\nENTRYPOINT [\"npx\", \"aws-lambda-ric\"]\nCMD [\"a.b\"]"
	if got := strings.Join(simulate(node, Inputs{}).Start.Handler.SearchPath, ":"); got != "/function:/function/node_modules:/opt/lib:/function/more:/var/task" {
		t.Errorf("Node.js looks into %s", got)
	}
	python := simulate(pythonBase+"ENV PYTHONPATH=/var/task/vendor\nCMD [\"a.b\"]", Inputs{})
	if got := strings.Join(python.Start.Handler.SearchPath, ":"); !strings.Contains(got, "/var/task/vendor") {
		t.Errorf("Lambda's Python looks into %s", got)
	}
}
