# make test is the whole gate: it sets up what it needs (as root), then checks and runs everything.
GO ?= go
export GOFLAGS ?=

.PHONY: build test check unit race fuzz bench generate update clean

build:
	$(GO) build -trimpath -ldflags '-s -w' -o bin/lambdock ./cmd/lambdock

test:
	.ci/setup
	.ci/test

# The fast part: no network, no editors.
unit:
	$(GO) test ./...

# Goldens, carets, pages and tables are rewritten from what the code says now.
generate update:
	$(GO) generate ./...
	$(GO) test ./rules ./analysis/... ./cmd/... -update

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

clean:
	rm -rf bin .cache
