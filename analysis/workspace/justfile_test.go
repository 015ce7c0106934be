package workspace

import "testing"

func TestJustfileBuilds(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"variables", `-- fn/justfile --
set dotenv-load
set shell := ["bash", "-uc"]
docker := "docker"
file := name + ".lambda"  # a comment
name := 'Dockerfile'
version := ` + "`git describe`" + `
alias b := build

# builds it
build tag="a:b": deps
    @{{docker}} build -f {{file}} -t app:{{version}} \
        --build-arg A={{ tag }} .
`, []string{`docker "{{docker}} build" dockerfile=fn/Dockerfile.lambda context=fn arg.A=? tag=?`}},
		{"paths and flags", `-- fn/.justfile --
root := justfile_directory() / ".."
flags := ("--provenance=" + "false")
other:
	docker build {{flags}} {{root}}/other
	-docker buildx build "{{ justfile_directory() }}"
`, []string{
			`docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[{{flags}}]`,
			`buildx "docker buildx build" dockerfile=fn/Dockerfile context=fn`}},
		{"parameters hide variables", `-- Justfile --
dir := "fn"
one dir:
  docker build {{dir}}
two +DIRS="fn":
  docker build {{DIRS}}
three:
  docker build {{dir}}
`, []string{
			`docker "docker build" dockerfile=? context=? target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`,
			`docker "docker build" dockerfile=? context=? target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`,
			`docker "docker build" dockerfile=fn/Dockerfile context=fn`}},
		{"each line its shell, scripts one", `-- justfile --
lines:
    cd fn
    docker build other
script:
    #!/usr/bin/env bash
    set -e
    cd fn
    if true; then
        docker build .
    fi
python:
    #!/usr/bin/env python3
    docker build other
[script]
marked:
    cd fn
    docker build .
`, []string{
			`docker "docker build" dockerfile=other/Dockerfile context=other`,
			`docker "docker build" dockerfile=fn/Dockerfile context=fn`,
			`docker "docker build" dockerfile=fn/Dockerfile context=fn`}},
		{"folders", `-- justfile --
set working-directory := "fn"
a:
  docker build .
[working-directory: '../other']
b:
  docker build .
`, []string{`docker "docker build" dockerfile=fn/Dockerfile context=fn`, `docker "docker build" dockerfile=other/Dockerfile context=other`}},
		{"exported", `-- justfile --
export BUILDX_NO_DEFAULT_ATTESTATIONS := "1"
text := '''
docker build fn
'''
a:
  docker build other
`, []string{`docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[export BUILDX_NO_DEFAULT_ATTESTATIONS := "1"]`}},
		{"exported elsewhere", "-- justfile --\nset dotenv-load := true\na:\n  docker build other\n-- .env --\nBUILDX_NO_DEFAULT_ATTESTATIONS=1\n",
			[]string{`docker "docker build" dockerfile=other/Dockerfile context=other provenance=undecided[set dotenv-load := true]`}},
		{"another shell", "-- justfile --\nset shell := ['pwsh', '-c']\na:\n  docker build other\n", nil},
		{"imported", "-- build/image.just --\na:\n  docker build fn\n  docker build {{justfile_directory()}}/other\n  docker build {{source_directory()}}/../other\n", []string{
			`docker "docker build" dockerfile=fn/Dockerfile context=fn`,
			`docker "docker build" dockerfile=? context=?`,
			`docker "docker build" dockerfile=other/Dockerfile context=other`}},
		{"a value that stands for itself", "-- justfile --\na := b\nb := a\nx:\n  docker build -t {{ a }} other\n", []string{`docker "docker build" dockerfile=other/Dockerfile context=other tag=?`}},
		{"started in an environment", "-- a.sh --\nBUILDX_NO_DEFAULT_ATTESTATIONS=1 just x\n-- justfile --\nx:\n  docker build other\n", []string{`docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[a.sh:BUILDX_NO_DEFAULT_ATTESTATIONS=1]`}},
	})
}
