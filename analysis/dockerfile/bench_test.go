package dockerfile_test

import (
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

// sixtyLines is a function's Dockerfile of the usual kind.
const sixtyLines = `# syntax=docker/dockerfile:1
ARG PYTHON_VERSION=3.12

# The builder holds compilers, the final image does not.
FROM public.ecr.aws/lambda/python:${PYTHON_VERSION} AS builder
ARG PIP_INDEX_URL
ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONDONTWRITEBYTECODE=1

RUN dnf install -y \
        gcc \
        gcc-c++ \
        # for psycopg2
        postgresql-devel \
        git \
    && dnf clean all \
    && rm -rf /var/cache/dnf

WORKDIR /build
COPY pyproject.toml poetry.lock ./
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --upgrade pip poetry && \
    poetry export -f requirements.txt --output requirements.txt --without-hashes && \
    pip install -r requirements.txt --target /build/python

COPY src/ ./src/
COPY scripts/compile.sh /usr/local/bin/compile
RUN chmod +x /usr/local/bin/compile && compile --optimize 2 ./src

FROM node:20-alpine AS assets
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci --ignore-scripts
COPY web/ ./
RUN npm run build -- --mode production

FROM public.ecr.aws/lambda/python:${PYTHON_VERSION}
LABEL org.opencontainers.image.title="orders" \
      org.opencontainers.image.vendor="Example Ltd" \
      org.opencontainers.image.source="https://example.com/orders"

ENV APP_ENV=production
ENV LOG_LEVEL=info TZ="UTC"
ENV PYTHONPATH="${LAMBDA_TASK_ROOT}/python:${LAMBDA_TASK_ROOT}"

COPY --from=builder /build/python ${LAMBDA_TASK_ROOT}/python
COPY --from=builder --chmod=755 /build/src ${LAMBDA_TASK_ROOT}/src
COPY --from=assets /web/dist ${LAMBDA_TASK_ROOT}/static
COPY app.py settings.toml ${LAMBDA_TASK_ROOT}/

RUN <<EOF
set -e
python -m compileall ${LAMBDA_TASK_ROOT}
find / -name '*.pyc' -size 0 -delete
EOF

HEALTHCHECK --interval=30s CMD curl -f http://localhost:8080/ || exit 1
USER 1000
CMD ["app.handler"]
`

var twoThousandLines = sixtyLines + strings.Repeat(sixtyLines[strings.Index(sixtyLines, "\n")+1:], 31)

func BenchmarkParse60(b *testing.B)   { benchmarkParse(b, sixtyLines) }
func BenchmarkParse2000(b *testing.B) { benchmarkParse(b, twoThousandLines) }
func BenchmarkParse60Broken(b *testing.B) {
	benchmarkParse(b, strings.Replace(sixtyLines, "ENV APP_ENV=production", "ENV APP_ENV", 1))
}
func BenchmarkBuildKitAlone60(b *testing.B)   { benchmarkBuildKit(b, sixtyLines) }
func BenchmarkBuildKitAlone2000(b *testing.B) { benchmarkBuildKit(b, twoThousandLines) }

func benchmarkParse(b *testing.B, text string) {
	src := source.New("Dockerfile", text)
	b.ReportAllocs()
	for b.Loop() {
		dockerfile.Parse(src)
	}
}

func benchmarkBuildKit(b *testing.B, text string) {
	b.ReportAllocs()
	for b.Loop() {
		result, err := parser.Parse(strings.NewReader(text))
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := instructions.Parse(result.AST, linter.New(&linter.Config{})); err != nil {
			b.Fatal(err)
		}
	}
}

func TestBenchmarkFilesAreHealthy(t *testing.T) {
	for _, text := range []string{sixtyLines, twoThousandLines} {
		for _, e := range parse(text).Errors {
			t.Errorf("%v %s", e.Span, e.Message)
		}
		if problem := compare(text); problem != "" {
			t.Error(problem)
		}
	}
}
