package image

import (
	"testing"
	"testing/fstest"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

func TestClass(t *testing.T) {
	const (
		python  = "FROM python:3.12-slim\n"
		adapter = "COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter\n"
	)
	function := Inputs{Evidence: []Evidence{{Class: Certain, Text: "function f uses this Dockerfile"}}}
	manifests := Inputs{Context: fstest.MapFS{
		"requirements.txt":     {Data: []byte("boto3\nawslambdaric==4.0.1\n")},
		"web/requirements.txt": {Data: []byte("boto3\n")},
		"ui/package.json":      {Data: []byte(`{"dependencies": {"aws-lambda-ric": "^4"}}`)},
		"go.mod":               {Data: []byte("module x\nrequire github.com/aws/aws-lambda-go v1.55.1\n")},
		"client.sh":            {Data: []byte("#!/bin/sh\nexec python -m awslambdaric \"$@\"\n")},
		"pack.sh":              {Data: []byte("#!/bin/sh\nset -e\nbundle install\nzip -qr /output/lambda.zip .\n"), Mode: 0o755},
		"serve.sh":             {Data: []byte("#!/bin/sh\nzip -qr /tmp/x.zip .\nexec /lambda-entrypoint.sh \"$@\"\n"), Mode: 0o755},
		"either.sh":            {Data: []byte("#!/bin/sh\nif a; then exec gunicorn x; fi\nexec python -m awslambdaric \"$@\"\n")},
	}}
	tests := []struct {
		name, file, dockerfile string
		in                     Inputs
		want                   Class
	}{
		{"Lambda base", "", pythonBase + `CMD ["app.handler"]`, Inputs{}, Certain},
		{"Lambda base alone", "", pythonBase, Inputs{}, Certain},
		{"Lambda base through aliases", "", "FROM public.ecr.aws/lambda/python:3.12 AS a\nFROM a AS b\nFROM b", Inputs{}, Certain},
		{"Lambda base through an argument", "", "ARG B=public.ecr.aws/lambda/python:3.12\nFROM $B", Inputs{}, Certain},
		{"Lambda base of unknown tag", "", "ARG V\nFROM public.ecr.aws/lambda/python:$V", Inputs{}, Certain},
		{"Lambda base on Docker Hub", "", "FROM amazon/aws-lambda-python:3.12", Inputs{}, Certain},
		{"copy of a Lambda base", "", "FROM 123456789012.dkr.ecr.eu-west-1.amazonaws.com/lambda/python:3.12", Inputs{}, Likely},
		{"client in the command line", "", python + `ENTRYPOINT ["python", "-m", "awslambdaric"]`, Inputs{}, Certain},
		{"client in a shell's line", "", python + "ENTRYPOINT exec python -m awslambdaric app.handler", Inputs{}, Certain},
		{"adapter", "", python + adapter + `CMD ["python", "app.py"]`, Inputs{}, Certain},
		{"adapter of a stage", "", "FROM public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 AS a\n" + python + "COPY --from=a /lambda-adapter /opt/extensions/", Inputs{}, Certain},
		{"task root on another base", "", python + "ENV LAMBDA_TASK_ROOT=/f", Inputs{}, Likely},
		{"task root that is used", "", python + "COPY . ${LAMBDA_TASK_ROOT}", Inputs{}, Likely},
		{"working directory", "", python + "WORKDIR \"/var/task/\"", Inputs{}, Likely},
		{"working directory of a server", "", python + "WORKDIR /var/task\nCMD [\"gunicorn\", \"app:app\"]", Inputs{}, Weak},
		{"working directory of a script", "", python + "WORKDIR /var/task\nENTRYPOINT [\"sh\", \"/var/task/entrypoint.sh\"]", Inputs{}, Weak},
		{"working directory of a program", "", "FROM scratch\nWORKDIR /var/task\nENTRYPOINT [\"/var/task/main\"]", Inputs{}, Likely},
		{"working directory of an installed program", "", python + "WORKDIR /var/task\nENTRYPOINT [\"cookiecutter\"]", Inputs{}, Weak},
		{"working directory of a handler without a client", "", python + "WORKDIR /var/task\nCMD [\"app.handler\"]", Inputs{}, Likely},
		{"working directory of a bootstrap", "", python + "WORKDIR /var/task\nENTRYPOINT [\"bootstrap\"]", Inputs{}, Likely},
		{"working directory of a like name", "", python + "WORKDIR /var/tasks", Inputs{}, NotLambda},
		{"client that is installed", "", python + "RUN pip install 'awslambdaric~=2.0'", Inputs{}, Likely},
		{"client that a heredoc installs", "", python + "RUN <<EOF\npip install awslambdaric\nEOF", Inputs{}, Likely},
		{"emulator", "", python + "ADD https://github.com/aws/aws-lambda-runtime-interface-emulator/releases/latest/download/aws-lambda-rie /usr/bin/", Inputs{}, Likely},
		{"image that brings a client", "", "FROM bref/php-83:2\nCMD [\"index.php\"]", Inputs{}, Likely},
		{"image that is known to bring a client", "", "FROM umihico/aws-lambda-selenium-python:latest\nCOPY main.py ./\nCMD [\"main.handler\"]", Inputs{}, Likely},
		{"image for Lambda's virtual machines", "", "FROM public.ecr.aws/lambda/microvms:al2023-minimal\nCMD [\"/server\"]", Inputs{}, NotLambda},
		{"derived image that was built here", "", "FROM my-lambda-base\nCMD [\"app.handler\"]", Inputs{}, NotLambda},
		{"name of the file", "lambda.Dockerfile", python, Inputs{}, Weak},
		{"name of the folder", "lambda/x/Dockerfile", python, Inputs{}, Weak},
		{"command that could be a handler", "", python + "WORKDIR /app\nCOPY app.py .\nCMD [\"app.handler\"]", Inputs{Context: filesOf("app.py")}, Weak},
		{"command that is a handler in the task root", "", python + "WORKDIR /var/task\nCOPY app.py .\nCMD [\"app.handler\"]", Inputs{Context: filesOf("app.py")}, Certain},
		{"command whose module is not there", "", python + "WORKDIR /app\nCOPY app.py .\nCMD [\"gpu.handler\"]", Inputs{Context: filesOf("app.py")}, NotLambda},
		{"client in a manifest", "", python + "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCMD [\"app.handler\"]", manifests, Likely},
		{"client in a manifest of a shape", "", "FROM node:22\nCOPY ui/package*.json ./\nCMD [\"index.handler\"]", manifests, Likely},
		{"client in a manifest of a stage that is copied from", "", "FROM python:3.12 AS b\nADD [\"requirements.txt\", \"/\"]\n" + python + "COPY --from=b /f /f\nCMD [\"app.handler\"]", manifests, Likely},
		{"client in a manifest of a stage beside", "", "FROM python:3.12 AS b\nCOPY requirements.txt .\n" + python + "CMD [\"app.handler\"]", manifests, NotLambda},
		{"client in a manifest of a server", "", python + "COPY requirements.txt .\nCMD [\"gunicorn\", \"app:app\"]", manifests, Weak},
		{"client in a manifest of a folder", "", python + "COPY . .\nCMD [\"app.handler\"]", manifests, NotLambda},
		{"manifest without a client", "", python + "COPY web/requirements.txt .\nCMD [\"app.handler\"]", manifests, NotLambda},
		{"manifest that another image brings", "", python + "COPY --from=example/x requirements.txt .\nCMD [\"app.handler\"]", manifests, NotLambda},
		{"Go's library", "", "FROM golang:1.25 AS b\nCOPY go.mod go.sum ./\nRUN go build\nFROM scratch\nCOPY --from=b /main /main\nENTRYPOINT [\"/main\"]", manifests, Weak},
		{"script that may start a client", "", python + "COPY either.sh /\nENTRYPOINT [\"/either.sh\"]", manifests, Likely},
		{"script that starts a client", "", python + "COPY client.sh /\nENTRYPOINT [\"/client.sh\"]", manifests, Certain},
		{"nothing", "", python + `CMD ["python", "handler.py"]`, Inputs{}, NotLambda},
		{"nothing but a function", "", "FROM scratch\nCOPY main /\nENTRYPOINT [\"/main\"]", function, Certain},
		{"unknown base", "", "ARG B\nFROM $B\nCMD [\"app.handler\"]", Inputs{}, NotLambda},
		{"unknown base of a function", "", "ARG B\nFROM $B\nCMD [\"app.handler\"]", function, Certain},
		{"empty", "", "", Inputs{}, NotLambda},
		{"empty, of a function", "", "", function, NotLambda},

		{"Lambda base that makes a zip for scratch", "", "FROM public.ecr.aws/lambda/python:3.12 AS b\nRUN zip -r /l.zip .\nFROM scratch\nCOPY --from=b /l.zip /", Inputs{}, NotLambda},
		{"CMD that prints", "", pythonBase + "RUN pip install -t /asset x\nCMD [\"echo\", \"hello\"]", Inputs{}, NotLambda},
		{"CMD that prints in shell form", "", pythonBase + "CMD echo hello", Inputs{}, NotLambda},
		{"CMD that copies out", "", pythonBase + "CMD [\"/bin/cp\", \"/l.zip\", \"/out\"]", Inputs{}, NotLambda},
		{"no CMD and a zip", "", pythonBase + "RUN cd /opt && zip -r9 /l.zip python", Inputs{}, NotLambda},
		{"no CMD and packages for a layer", "", pythonBase + "WORKDIR /asset\nRUN pip install -r requirements.txt --no-cache-dir -t /asset/python", Inputs{}, NotLambda},
		{"no CMD and packages for a layer by uv", "", pythonBase + "RUN uv pip install --target=/asset x", Inputs{}, NotLambda},
		{"no CMD and packages in the task root", "", pythonBase + "RUN pip install -r requirements.txt --target \"${LAMBDA_TASK_ROOT}\"", Inputs{}, Certain},
		{"no CMD and packages in /opt", "", pythonBase + "RUN python -m pip install --target /opt/python x", Inputs{}, Certain},
		{"a handler and packages aside", "", pythonBase + "RUN pip install -t /x y\nENV PYTHONPATH=/x\nCMD [\"app.handler\"]", Inputs{}, Certain},
		{"no CMD and a tar", "", pythonBase + "RUN tar -czf /l.tgz /opt", Inputs{}, NotLambda},
		{"no CMD and what tar unpacks", "", pythonBase + "RUN curl -L x | tar -xz", Inputs{}, Certain},
		{"zip is installed", "", pythonBase + "RUN dnf install -y zip", Inputs{}, Certain},
		{"zip beside a handler", "", pythonBase + "RUN zip -r x.zip .\nCMD [\"app.handler\"]", Inputs{}, Certain},
		{"SAM's image for builds", "", "FROM public.ecr.aws/sam/build-python3.12\nRUN pip install x", Inputs{}, NotLambda},
		{"final stage is another's", "", "FROM public.ecr.aws/lambda/python:3.12 AS fn\nCMD [\"a.b\"]\nFROM python:3.12 AS web\nCMD [\"flask\", \"run\"]", Inputs{}, NotLambda},
		{"target is Lambda's", "", "FROM public.ecr.aws/lambda/python:3.12 AS fn\nCMD [\"a.b\"]\nFROM python:3.12 AS web\nCMD [\"flask\", \"run\"]", Inputs{Target: "fn"}, Certain},
		{"target is another's", "", "FROM python:3.12 AS web\nCMD [\"flask\", \"run\"]\n" + pythonBase, Inputs{Target: "web"}, NotLambda},
		{"target beside the one with a client", "", "FROM python:3.12-slim AS base\nRUN pip install awslambdaric\nFROM base AS dev\nRUN pip install pytest\nFROM base AS fn\n" + `ENTRYPOINT ["python", "-m", "awslambdaric"]`, Inputs{Target: "dev"}, NotLambda},
		{"target with the client", "", "FROM python:3.12-slim AS base\nRUN pip install awslambdaric\nFROM base AS fn\n" + `ENTRYPOINT ["python", "-m", "awslambdaric"]` + "\nFROM base AS dev\nRUN pip install pytest", Inputs{Target: "fn"}, Certain},
		{"stage on one with a client", "", "FROM python:3.12-slim AS fn\nRUN pip install awslambdaric\n" + `ENTRYPOINT ["python", "-m", "awslambdaric"]` + "\nFROM fn\nENTRYPOINT [\"/x\"]", Inputs{}, Likely},
		{"build tool on provided", "", "FROM public.ecr.aws/lambda/provided:al2023\nENTRYPOINT [\"cargo\", \"build\"]", Inputs{}, NotLambda},
		{"abandoned images for builds", "", "FROM lambci/lambda:build-ruby2.5\nCMD bash", Inputs{}, NotLambda},
		{"job of another service", "", pythonBase + `ENTRYPOINT ["python", "batch_processor.py"]`, Inputs{}, NotLambda},
		{"job in shell form", "", pythonBase + `ENTRYPOINT python batch_processor.py`, Inputs{}, NotLambda},
		{"interpreter before CMD", "", "FROM public.ecr.aws/lambda/nodejs:22\nENTRYPOINT [\"node\"]\nCMD [\"handlers/handler.js\"]", Inputs{}, NotLambda},
		{"no entry point and a server", "", pythonBase + "ENTRYPOINT []\nCMD [\"uvicorn\", \"app:app\"]", Inputs{}, NotLambda},
		{"job that is a function's", "", pythonBase + `ENTRYPOINT ["python", "batch_processor.py"]`, function, Certain},
		{"runtime that the author starts", "", pythonBase + `ENTRYPOINT ["/var/lang/bin/python3", "/var/runtime/bootstrap.py"]`, Inputs{}, Certain},
		{"program on provided", "", "FROM public.ecr.aws/lambda/provided:al2023\nENTRYPOINT [\"/main\"]", Inputs{}, Certain},
		{"script that makes an archive", "", pythonBase + "COPY pack.sh /\nENTRYPOINT [\"/pack.sh\"]", manifests, NotLambda},
		{"script that makes an archive and starts the runtime", "", pythonBase + "COPY serve.sh /\nENTRYPOINT [\"/serve.sh\"]\nCMD [\"a.b\"]", manifests, Certain},
		{"script on a Lambda base", "", pythonBase + `ENTRYPOINT ["bash", "/entry.sh"]`, Inputs{}, Certain},
		{"CMD runs Python", "", pythonBase + `CMD ["python", "app.py"]`, Inputs{}, Certain},
		{"tests", "", pythonBase + `CMD ["pytest"]`, Inputs{}, NotLambda},
		{"tests of a module", "", pythonBase + `CMD ["python", "-m", "pytest", "tests"]`, Inputs{}, NotLambda},
		{"tests of a package", "", "FROM public.ecr.aws/lambda/nodejs:22\nCMD npm run test", Inputs{}, NotLambda},
		{"named for another service", "ecs.Dockerfile", pythonBase + `CMD ["app.handler"]`, Inputs{}, NotLambda},
		{"adapter, named for another service", "Dockerfile.fargate", python + adapter, Inputs{}, NotLambda},
		{"named for both", "Dockerfile.lambda-ecs", pythonBase + `CMD ["app.handler"]`, Inputs{}, Certain},
		{"named for another service, of a function", "ecs.Dockerfile", pythonBase, function, Certain},

		{"a comment says yes", "", "# lambdock lambda\n" + python, Inputs{}, Certain},
		{"a comment says yes, with reasons", "", "#  lambdock  lambda  because\n" + python, Inputs{}, Certain},
		{"a comment says no", "", "# lambdock not-lambda\n" + pythonBase, Inputs{}, NotLambda},
		{"a comment says no to a function", "", pythonBase + "# lambdock not-lambda\nCMD [\"a.b\"]", function, NotLambda},
		{"a comment of another kind", "", "# lambdock ignore-file=x\n# lambdocks lambda\n" + python, Inputs{}, NotLambda},
		{"a comment about nothing", "", "# lambdock lambda\n", Inputs{}, NotLambda},
		{"the configuration says yes", "", python, Inputs{Evidence: []Evidence{{Class: Certain, Override: true}}}, Certain},
		{"the configuration says no", "", pythonBase, Inputs{Evidence: []Evidence{{Override: true, Against: true}}}, NotLambda},
		{"a comment before the configuration", "", "# lambdock lambda\n" + python, Inputs{Evidence: []Evidence{{Override: true, Against: true}}}, Certain},
		{"weak evidence of the workspace", "", python, Inputs{Evidence: []Evidence{{Class: Weak}}}, Weak},
		{"evidence of the workspace against it", "", pythonBase, Inputs{Evidence: []Evidence{{Class: Certain, Against: true}}}, NotLambda},
		{"weaker evidence of the workspace against it", "", pythonBase, Inputs{Evidence: []Evidence{{Class: Likely, Against: true}}}, Certain},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := "Dockerfile"
			if tt.file != "" {
				file = tt.file
			}
			i := Simulate(dockerfile.Parse(source.New(file, tt.dockerfile)), tt.in)
			if i.Class != tt.want {
				t.Errorf("%s\ngot %d, want %d because of %+v", tt.dockerfile, i.Class, tt.want, i.Evidence)
			}
		})
	}
}

func TestEvidence(t *testing.T) {
	i := simulate("FROM public.ecr.aws/lambda/python:3.12\nCOPY a ${LAMBDA_TASK_ROOT}\nCOPY b ${LAMBDA_TASK_ROOT}\nCMD [\"echo\"]\n", Inputs{})
	want := []struct {
		class      Class
		against    bool
		text, span string
	}{
		{Certain, false, "the final stage's base is public.ecr.aws/lambda/python", "public.ecr.aws/lambda/python:3.12"},
		{Likely, false, "LAMBDA_TASK_ROOT is used", "COPY a ${LAMBDA_TASK_ROOT}"},
		{Certain, true, "the command is no handler, but tests or builds something", `CMD ["echo"]`},
	}
	if len(i.Evidence) != len(want) {
		t.Fatalf("got %+v", i.Evidence)
	}
	for n, e := range i.Evidence {
		w := want[n]
		if e.Class != w.class || e.Against != w.against || e.Text != w.text || e.File.Slice(e.Span) != w.span {
			t.Errorf("got %v %v %q at %q, want %+v", e.Class, e.Against, e.Text, e.File.Slice(e.Span), w)
		}
	}
}
