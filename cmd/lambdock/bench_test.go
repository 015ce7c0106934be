package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

const benchedDockerfile = `# syntax=docker/dockerfile:1
ARG PYTHON=3.13
FROM public.ecr.aws/lambda/python:${PYTHON} AS build
RUN dnf install -y gcc gcc-c++ make && dnf clean all
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --target /opt/packages --requirement requirements.txt

FROM public.ecr.aws/lambda/python:${PYTHON}
ENV PYTHONPATH=/opt/packages \
    LOG_LEVEL=info
COPY --from=build /opt/packages /opt/packages
COPY app.py lib.py ${LAMBDA_TASK_ROOT}/
LABEL org.opencontainers.image.source=https://github.com/example/example
CMD ["app.handler"]
`

// benchedTree writes n functions, each with its Dockerfile, sources and build script, in a workspace of its own.
func benchedTree(b *testing.B, n int) string {
	b.Helper()
	root := b.TempDir()
	write := func(name, text string) {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	write(".git/HEAD", "")
	for i := range n {
		dir := fmt.Sprintf("services/%04d/", i)
		write(dir+"Dockerfile", benchedDockerfile)
		write(dir+"app.py", "import lib\n\n\ndef handler(event, context):\n    return lib.answer(event)\n")
		write(dir+"lib.py", "def answer(event):\n    return event\n")
		write(dir+"requirements.txt", "requests==2.32.5\n")
		write(dir+"build.sh", "#!/bin/sh\ndocker buildx build --provenance=false -t example .\n")
	}
	return root
}

// lintIn is a whole run without the start of a process.
func lintIn(b *testing.B, args ...string) {
	root := rootCommand()
	root.SetOut(io.Discard)
	root.SetArgs(append([]string{"lint", "--today", "2026-11-24"}, args...))
	if err := root.Execute(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkLintOne(b *testing.B) {
	b.Chdir(benchedTree(b, 1))
	b.ReportAllocs()
	for b.Loop() {
		lintIn(b, "services/0000/Dockerfile")
	}
}

func BenchmarkLintTree1000(b *testing.B) {
	b.Chdir(benchedTree(b, 1000))
	b.ReportAllocs()
	for b.Loop() {
		lintIn(b)
	}
}

// BenchmarkProcess compares whole processes: lambdock lint on one Dockerfile, and a program that only runs BuildKit's parser on it.
// They run in turns; the medians are reported in milliseconds, with their ratio and, on Linux, lambdock's peak memory.
func BenchmarkProcess(b *testing.B) {
	lambdock, baseline := buildProgram(b, "."), buildProgram(b, "./testdata/baseline")
	dir := filepath.Join(benchedTree(b, 1), "services/0000")
	var ours, theirs []time.Duration
	for b.Loop() {
		ours = append(ours, elapsed(b, dir, lambdock, "lint", "Dockerfile"))
		theirs = append(theirs, elapsed(b, dir, baseline, "Dockerfile"))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(milliseconds(median(ours)), "lambdock-ms")
	b.ReportMetric(milliseconds(median(theirs)), "baseline-ms")
	b.ReportMetric(float64(median(ours))/float64(median(theirs)), "ratio")
	if runtime.GOOS == "linux" {
		b.ReportMetric(peak(b, dir, lambdock, "lint", "Dockerfile")/1e6, "peak-MB")
	}
}

// build builds a package as a release is built, and gives the program.
func buildProgram(b *testing.B, pkg string) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "program")
	if out, err := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, pkg).CombinedOutput(); err != nil {
		b.Fatalf("building %s: %v\n%s", pkg, err, out)
	}
	return program
}

func elapsed(b *testing.B, dir, program string, args ...string) time.Duration {
	b.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	start := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatalf("running %s: %v", program, err)
	}
	return time.Since(start)
}

func peak(b *testing.B, dir, program string, args ...string) float64 {
	b.Helper()
	cmd := exec.Command(buildProgram(b, "./testdata/peak"), append([]string{program}, args...)...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("measuring %s: %v", program, err)
	}
	bytes, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	if err != nil {
		b.Fatal(err)
	}
	return bytes
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
