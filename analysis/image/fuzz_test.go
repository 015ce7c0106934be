package image

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// FuzzSimulate holds that no Dockerfile makes the simulation panic, and that all it marks lies in the file.
func FuzzSimulate(f *testing.F) {
	for _, seed := range []string{
		sixtyLines,
		"ARG V\nFROM public.ecr.aws/lambda/python:${V} AS a\nONBUILD CMD [\"a.b\"]\nFROM A\nENTRYPOINT exec /lambda-entrypoint.sh \"$@\"\n",
		"FROM python:3.12\nENTRYPOINT [\"sh\", \"-c\", \"exec python -m awslambdaric \\\"$0\\\"\"]\nCMD [\"app.handler\"]\n",
		"FROM python:3.12\nENTRYPOINT if a; then aws-lambda-rie python -m awslambdaric 'é.b'; else \\\n  exec python -m awslambdaric c.d; fi\n",
		"# escape=`\nFROM scratch\nENV A=`$B C=${D:-\"x y\"} 'E'=1\nWORKDIR C:\\x`\n",
		"FROM public.ecr.aws/lambda/nodejs:22\nRUN [\"sh\", \"-c\", \"x \\\"y\\\"\"]\nRUN [\"yum\"]\nSHELL [\"pwsh\"]\nRUN <<EOF\n#!/bin/bash\n$X\nEOF\n",
		"# lambdock not-lambda\nFROM x\nCMD\nENTRYPOINT []\nENV\nARG\nUSER\nSHELL x\nRNU y\nFORM z\n",
		"FROM python:3.12\nCOPY entry.sh requirements.txt /\nENTRYPOINT [\"/entry.sh\"]\nCMD [\"app.handler\"]\n",
		"FROM node:22\nCOPY <<'E' /e\n#!/bin/bash\nexec npx aws-lambda-ric \"$@\"\nE\nCOPY package*.json ./\nENTRYPOINT [\"tini\", \"/e\"]\nENV A=${B//b/${C#$D}}\n",
		"FROM {{ a }}\nCMD [\"{{ b }}.c\"]\n",
	} {
		f.Add(seed)
	}
	context := filesOf("app.py", "src/app.py")
	context["entry.sh"] = &fstest.MapFile{Data: []byte("#!/bin/sh\nexec python -m awslambdaric \"$@\"\n")}
	context["requirements.txt"] = &fstest.MapFile{Data: []byte("awslambdaric\n")}
	f.Fuzz(func(t *testing.T, text string) {
		i := simulate(text, Inputs{Context: context, Platform: "linux/arm64"})
		for _, at := range marked(i) {
			if at.Start < 0 || at.End < at.Start || at.End > len(text) {
				t.Fatalf("%q: %v lies outside", text, at)
			}
		}
		if i.Final != nil {
			for _, dir := range append(i.Start.Handler.SearchPath, "/var/task") {
				for _, name := range []string{i.Start.Handler.Text, i.Start.Handler.Text + ".py", "app.py"} {
					i.Final.Lookup(dir + "/" + name)
				}
			}
		}
		if i.Final == nil && i.Class != NotLambda {
			t.Fatalf("%q: a function without a stage", text)
		}
	})
}

// marked are all spans of an image.
func marked(i *Image) []source.Span {
	spans := []source.Span{i.Start.Handler.Span}
	values := func(all ...Value) {
		for _, v := range all {
			spans = append(spans, v.Because...)
		}
	}
	argv := func(args []Arg) {
		for _, a := range args {
			spans = append(spans, a.Span)
		}
	}
	argv(i.Start.Argv)
	for _, e := range i.Evidence {
		spans = append(spans, e.Span)
	}
	for _, s := range i.Stages {
		values(s.Base.Ref, s.Platform, s.WorkDir, s.User)
		argv(s.Entrypoint.Words)
		argv(s.Cmd.Words)
		for _, name := range s.Env.Names() {
			v, _ := s.Env.Lookup(name)
			values(v)
		}
		for _, step := range s.Steps {
			values(step.WorkDir, step.User)
			if script := step.Script(); script != nil {
				spans = append(spans, commandSpans(script)...)
			}
		}
	}
	return spans
}

func commandSpans(script *shell.Script) (spans []source.Span) {
	for _, c := range script.Commands {
		spans = append(spans, c.Span)
		for _, w := range c.Words {
			spans = append(spans, w.Span())
		}
	}
	return spans
}

// TestMuchOfOneKind simulates files of half a megabyte and more; each would take minutes if it were quadratic.
func TestMuchOfOneKind(t *testing.T) {
	const much = 30_000
	for name, text := range map[string]string{
		"stages":              strings.Repeat("FROM a\n", much),
		"named stages":        strings.Repeat("FROM scratch AS ab\n", much),
		"stages in a chain":   "FROM scratch AS a\n" + strings.Repeat("FROM a AS a\nENV A=$B\n", much/2),
		"variables":           "FROM x\n" + strings.Repeat("ENV A=1 B=$C\n", much),
		"arguments":           strings.Repeat("ARG A=$A\n", much) + "FROM $A",
		"pairs":               "FROM x\nENV " + strings.Repeat("A=$B ", much),
		"working directory":   "FROM scratch\n" + strings.Repeat("WORKDIR a\n", much),
		"copies of a stage":   "FROM x AS a\nFROM x\n" + strings.Repeat("COPY --from=a a b\n", much),
		"triggers":            "FROM x AS a\n" + strings.Repeat("ONBUILD ENV A=1\n", much/2) + strings.Repeat("FROM a\n", much),
		"words of a command":  "FROM x\nCMD [" + strings.Repeat("\"tini\", ", much) + "\"\"]",
		"shell line":          "FROM x\nENTRYPOINT " + strings.Repeat("python -m awslambdaric a;", much/2),
		"comments":            strings.Repeat("# lambdock x\n", much) + "FROM x",
		"doubled values":      "FROM scratch\nENV A=xx\n" + strings.Repeat("ENV A=$A$A\n", 200),
		"nested replacements": "FROM scratch\nENV A=" + strings.Repeat("a", 1000) + "\n" + strings.Repeat("ENV B=${A//a/${A//a/$A}}\n", much/2),
		"patterns":            "FROM scratch\nENV A=" + strings.Repeat("a", 20_000) + " P=" + strings.Repeat("*a", 1000) + "b\n" + strings.Repeat("ENV B=${A#$P}\n", much),
		"long patterns":       "FROM scratch\nENV A=a\n" + strings.Repeat("ENV B=${A#"+strings.Repeat("*", 2000)+"}\n", 250),
		"unknown arguments":   "FROM scratch\nARG A\n" + strings.Repeat("ENV A=$A/$A\n", much),
	} {
		t.Run(name, func(t *testing.T) { simulate(text, Inputs{}) })
	}
}

// sixtyLines is a Dockerfile of the usual length.
const sixtyLines = `# syntax=docker/dockerfile:1
ARG PYTHON_VERSION=3.12
ARG FUNCTION_DIR="/function"

# The builder has compilers.
FROM public.ecr.aws/lambda/python:${PYTHON_VERSION} AS builder
ARG FUNCTION_DIR
ARG TARGETARCH
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN dnf install -y \
      gcc-c++ \
      git \
      tar \
    && dnf clean all
WORKDIR ${FUNCTION_DIR}
COPY pyproject.toml poetry.lock ./
RUN pip install --no-cache-dir poetry==1.8.3 \
    && poetry export -f requirements.txt --output requirements.txt --without-hashes \
    && pip install --no-cache-dir -r requirements.txt --target "${FUNCTION_DIR}"
RUN if [ "$TARGETARCH" = "arm64" ]; then \
      curl -sSL -o /tmp/tool.tgz "https://example.com/tool-arm64.tgz"; \
    else \
      curl -sSL -o /tmp/tool.tgz "https://example.com/tool-amd64.tgz"; \
    fi \
    && mkdir -p /opt/tool \
    && tar -xzf /tmp/tool.tgz -C /opt/tool

FROM node:22-slim AS assets
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci
COPY web/ .
RUN npm run build

FROM public.ecr.aws/lambda/python:${PYTHON_VERSION} AS base
ARG FUNCTION_DIR
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    APP_HOME=${LAMBDA_TASK_ROOT}/app \
    LOG_LEVEL=INFO
LABEL org.opencontainers.image.source="https://example.com/app" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=builder ${FUNCTION_DIR} ${LAMBDA_TASK_ROOT}
COPY --from=builder /opt/tool /opt/tool
COPY --from=assets /web/dist ${APP_HOME}/static

FROM base AS test
COPY tests/ ${LAMBDA_TASK_ROOT}/tests/
RUN pip install pytest && python -m pytest tests

FROM base
ARG GIT_SHA
ENV GIT_SHA=${GIT_SHA}
COPY src/ ${LAMBDA_TASK_ROOT}/
COPY config/*.yaml ${APP_HOME}/config/
RUN chmod -R o+rX ${LAMBDA_TASK_ROOT} \
    && find ${LAMBDA_TASK_ROOT} -name '*.pyc' -delete \
    && rm -rf /tmp/*
USER 1000
CMD ["app.main.handler"]
`

func BenchmarkSimulate(b *testing.B) {
	context := filesOf("pyproject.toml", "poetry.lock", "web/package.json", "web/package-lock.json", "web/index.ts", "src/app/main.py", "config/a.yaml", "tests/x.py")
	for name, text := range map[string]string{
		"60 lines":   sixtyLines,
		"2000 lines": strings.Repeat(sixtyLines[strings.Index(sixtyLines, "# The builder"):], 33),
	} {
		file := dockerfile.Parse(source.New("Dockerfile", text))
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Simulate(file, Inputs{Context: context, Platform: "linux/arm64"})
			}
		})
	}
}

func BenchmarkEnvLookup(b *testing.B) {
	env := simulate(sixtyLines, Inputs{}).Final.Env
	b.ReportAllocs()
	for b.Loop() {
		env.Lookup("LAMBDA_TASK_ROOT")
	}
}
