# make test is the whole gate: it installs what it needs (as root, on Debian), then checks and runs everything.
GO ?= go

.PHONY: build test unit fuzz bench update clean

build:
	$(GO) build -trimpath -ldflags '-s -w' -o bin/lambdock ./cmd/lambdock

test:
	.ci/setup
	.ci/test

# The tests alone, without what only the gate checks.
unit:
	$(GO) test ./...

fuzz:
	.ci/fuzz

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

# Tables, pages, carets, goldens and the README's example are rewritten from what the code says now.
update:
	$(GO) generate ./...
	$(GO) test ./rules ./analysis/config ./analysis/report ./analysis/view ./cmd/lambdock -update

clean:
	rm -rf bin .cache
