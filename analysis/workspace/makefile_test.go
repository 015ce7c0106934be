package workspace

import "testing"

func TestMakefileBuilds(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"variables", "-- fn/Makefile --\nDOCKER ?= docker\nTAG := app:$(VERSION)\nFILE = $(NAME).lambda\nNAME = Dockerfile\n\nbuild: deps\n\t@$(DOCKER) build -f $(FILE) -t $(TAG) \\\n\t\t--build-arg A=${B} .\n",
			[]string{`docker "$(DOCKER) build" dockerfile=fn/Dockerfile.lambda context=fn arg.A=? tag=?`}},
		{"flags in a variable", "-- Makefile --\nFLAGS := --provenance=false\nFLAGS += --platform linux/arm64\nall:\n\tdocker build $(FLAGS) fn\n",
			[]string{`docker "docker build" dockerfile=fn/Dockerfile context=fn platform=linux/arm64 provenance=off[$(FLAGS)]`}},
		{"unknown flags", "-- Makefile --\nFLAGS ?=\nifdef X\nMORE = --push\nendif\nall:\n\tdocker build $(FLAGS) fn\n\tdocker build $(MORE) fn\n\tdocker build $(call f,x) fn\n",
			[]string{
				`docker "docker build" dockerfile=fn/Dockerfile context=fn target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`,
				`docker "docker build" dockerfile=fn/Dockerfile context=fn target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`,
				`docker "docker build" dockerfile=fn/Dockerfile context=fn target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`}},
		{"exported", "-- Makefile --\nexport BUILDX_NO_DEFAULT_ATTESTATIONS := 1\nall:\n\tcd fn && docker build .\n\tdocker build other\n",
			[]string{
				`docker "docker build" dockerfile=fn/Dockerfile context=fn provenance=off[export BUILDX_NO_DEFAULT_ATTESTATIONS := 1]`,
				`docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[export BUILDX_NO_DEFAULT_ATTESTATIONS := 1]`}},
		{"exported later", "-- Makefile --\nDOCKER_BUILDKIT = 0\nall:\n\tdocker build other\nexport DOCKER_BUILDKIT\n", []string{`classic "docker build" dockerfile=other/Dockerfile context=other`}},
		{"from an included file", "-- Makefile --\n-include .env\nexport\nall:\n\tdocker build other\n-- .env --\nBUILDX_NO_DEFAULT_ATTESTATIONS=1\n", []string{`docker "docker build" dockerfile=other/Dockerfile context=other provenance=undecided[.env]`}},
		{"not exported", "-- Makefile --\nBUILDX_NO_DEFAULT_ATTESTATIONS := 1\nall:\n\tdocker build other\n", []string{`docker "docker build" dockerfile=other/Dockerfile context=other`}},
		{"each line its shell", "-- Makefile --\nall:\n\tcd fn\n\tdocker build other\n", []string{`docker "docker build" dockerfile=other/Dockerfile context=other`}},
		{"one shell", "-- Makefile --\n.ONESHELL:\nall:\n\tcd fn\n\tdocker build .\n", []string{`docker "docker build" dockerfile=fn/Dockerfile context=fn`}},
		{"its folder", "-- fn/Makefile --\nROOT := $(shell git rev-parse --show-toplevel)\nHERE := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))\nall:\n\tdocker build -f $(CURDIR)/Dockerfile $(ROOT)\n\tdocker build $(HERE)\n\tdocker build $$(pwd)\n",
			[]string{
				`docker "docker build" dockerfile=fn/Dockerfile context=.`,
				`docker "docker build" dockerfile=fn/Dockerfile context=fn`,
				`docker "docker build" dockerfile=fn/Dockerfile context=fn`}},
		{"automatic variables", "-- Makefile --\nfn other:\n\tdocker build -t $@ other\n\t-docker build -t '$(X)' $@\n",
			[]string{`docker "docker build" dockerfile=other/Dockerfile context=other tag=?`,
				`docker "docker build" dockerfile=? context=? target=? platform=? tag=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`}},
		{"a variable that stands for itself", "-- Makefile --\nA = $(B)\nB = $(A)\nall:\n\tdocker build -t $(A) other\n", []string{`docker "docker build" dockerfile=other/Dockerfile context=other tag=?`}},
		{"conditions in a recipe", "-- Makefile --\nall: ; docker build other\nimage:\nifeq ($(X),1)\n\tdocker build fn\nelse ifdef Y\n\tdocker build --push fn\nelse\n\tdocker build other\nendif\n",
			[]string{`docker "docker build" dockerfile=other/Dockerfile context=other`, `docker "docker build" dockerfile=fn/Dockerfile context=fn`,
				`docker "docker build" dockerfile=fn/Dockerfile context=fn push=on`, `docker "docker build" dockerfile=other/Dockerfile context=other`}},
		{"included", "-- build/docker.mk --\nimage:\n\tdocker build fn\n", []string{`docker "docker build" dockerfile=fn/Dockerfile context=fn`}},
	})
}

func TestPackageJSONBuilds(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"scripts", "-- fn/package.json --\n{\n\t\"scripts\": {\n\t\t\"build\": \"docker build -t \\\"a b\\\" .\",\n\t\t\"push\": \"cross-env BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker build ../other\"\n\t}\n}\n",
			[]string{`docker "docker build" dockerfile=fn/Dockerfile context=fn tag=a b`,
				`docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[BUILDX_NO_DEFAULT_ATTESTATIONS=1]`}},
		{"broken", "-- package.json --\n{\"scripts\": {\"build\": \"docker build .\"", nil},
	})
}

func TestReadmeBuilds(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"fences", "-- fn/README.md --\n# x\n\n    docker build .\n\n```python\ndocker build .\n```\n\n```bash\n# comment\ndocker build -t x -f Dockerfile.lambda .\n```\n\n  ```console\n  $ cd ../other && docker build \\\n      --tag y .\n  docker build output\n  ```\n",
			[]string{`docker "docker build" dockerfile=fn/Dockerfile.lambda context=fn tag=x prose`,
				`docker "docker build" dockerfile=other/Dockerfile context=other tag=y prose`}},
		{"docs", "-- docs/deploy.md --\n~~~sh\ndocker build fn\n~~~\n-- notes.md --\n```sh\ndocker build fn\n```\n",
			[]string{`docker "docker build" dockerfile=fn/Dockerfile context=fn prose`}},
	})
}
