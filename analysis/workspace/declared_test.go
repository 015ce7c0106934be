package workspace

import "testing"

func TestComposeBuilds(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"forms", `-- compose.yaml --
x-build: &base
  context: .
  dockerfile: fn/Dockerfile.lambda
  args: [A=1, B]
services:
  short: {build: fn, image: "a:b"}
  long:
    platform: linux/amd64
    build:
      <<: *base
      target: t
      provenance: false
      sbom: true
      args:
        A: 2
        C:
  inline:
    build:
      context: .
      dockerfile_inline: FROM scratch
  variable:
    build: $DIR
  image:
    image: x
`,
			[]string{
				`compose "short" dockerfile=fn/Dockerfile context=fn tag=a:b`,
				`compose "long" dockerfile=fn/Dockerfile.lambda context=. target=t arg.A=2 arg.C=? platform=linux/amd64 provenance=off[provenance: false] sbom=on[sbom: true]`,
				`compose "variable" dockerfile=? context=?`,
			}},
		{"in a folder", "-- other/docker-compose.yml --\nservices:\n  a:\n    build:\n      context: ..\n      dockerfile: other/Dockerfile\n  b:\n    build: {}\n", []string{
			`compose "a" dockerfile=other/Dockerfile context=.`, `compose "b" dockerfile=other/Dockerfile context=other`}},
		{"switched off by the command", "-- compose.yml --\nservices:\n  a:\n    build: fn\n-- Makefile --\nup:\n\tBUILDX_NO_DEFAULT_ATTESTATIONS=1 docker compose up --build\n", []string{
			`compose "a" dockerfile=fn/Dockerfile context=fn provenance=off[Makefile:BUILDX_NO_DEFAULT_ATTESTATIONS=1]`}},
		{"built by the classic builder", "-- compose.yml --\nservices:\n  a:\n    build: fn\n-- up.sh --\nexport DOCKER_BUILDKIT=0\ndocker compose build\n", []string{
			`compose "a" dockerfile=fn/Dockerfile context=fn provenance=undecided[up.sh:DOCKER_BUILDKIT=0]`}},
		{"another file switched off", "-- compose.yml --\nservices:\n  a:\n    build: fn\n-- Makefile --\nup:\n\tdocker-compose -f other.yml build --provenance=false\n", []string{
			`compose "a" dockerfile=fn/Dockerfile context=fn`}},
	})
}

func TestBakeBuilds(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"hcl", `-- docker-bake.hcl --
variable "DIR" { default = "fn" }
variable "TAG" {}
group "default" { targets = ["a", "b"] }
target "_common" {
  platforms = ["linux/amd64"]
  attest = [{ type = "provenance", disabled = true }]
}
target "a" {
  inherits = ["_common"]
  context = DIR
  tags = ["x:${TAG}"]
  args = { A = "1" }
}
target "b" {
  context = "."
  dockerfile = "${DIR}/Dockerfile.lambda"
  attest = ["type=sbom", "type=provenance,mode=max"]
  output = ["type=registry"]
}
target "c" {
  dockerfile-inline = "FROM scratch"
}
target "d" {}
`,
			[]string{
				`bake "a" dockerfile=fn/Dockerfile context=fn arg.A=1 platform=linux/amd64 tag=? provenance=off[{ type = "provenance", disabled = true }]`,
				`bake "b" dockerfile=fn/Dockerfile.lambda context=. provenance=on[type=provenance,mode=max] sbom=on[type=sbom] push=on`,
				`bake "d" dockerfile=Dockerfile context=.`,
			}},
		{"json", `-- docker-bake.json --
{"group": {"default": {"targets": ["a"]}}, "target": {
	"a": {"context": "fn", "attest": ["type=provenance,disabled=true"], "platforms": ["linux/arm64"]},
	"b": {"inherits": ["a"], "context": "other", "attest": [{"type": "provenance", "disabled": false}]}}}
`,
			[]string{
				`bake "a" dockerfile=fn/Dockerfile context=fn platform=linux/arm64 provenance=off[type=provenance,disabled=true]`,
				`bake "b" dockerfile=other/Dockerfile context=other platform=linux/arm64 provenance=on[{"type": "provenance", "disabled": false}]`,
			}},
		{"switched off by the command", "-- docker-bake.hcl --\ntarget \"a\" {\n  context = \"fn\"\n}\n-- build.sh --\ndocker buildx bake --set '*.attest=type=provenance,disabled=true' a\n", []string{
			`bake "a" dockerfile=fn/Dockerfile context=fn provenance=off[build.sh:--set '*.attest=type=provenance,disabled=true']`}},
		{"switched off by the action", "-- docker-bake.hcl --\ntarget \"a\" {\n  context = \"fn\"\n}\n-- .github/workflows/x.yml --\njobs: {a: {steps: [{uses: docker/bake-action@v5, with: {provenance: false}}]}}\n", []string{
			`bake "a" dockerfile=fn/Dockerfile context=fn provenance=off[.github/workflows/x.yml:provenance: false]`}},
	})
}
