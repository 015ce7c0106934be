package workspace

import (
	"testing"
	"testing/fstest"
)

// fuzzReader reads any text as a file of that name, applies what it says, and holds every span to the file.
func fuzzReader(f *testing.F, names []string, seeds ...string) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range names {
			tree := treeOf(dockerfilesOfTests)
			tree[name] = &fstest.MapFile{Data: []byte(text)}
			for _, b := range Scan(tree, Options{}).Builds {
				size := b.File.Len()
				for _, s := range []struct{ Start, End int }{b.Span, b.Provenance.Span, b.SBOM.Span, b.Dockerfile.Span, b.Context.Span, b.Target.Span, {b.InsertOff.At, b.InsertOff.At}} {
					if s.Start < 0 || s.End < s.Start || s.End > size {
						t.Fatalf("span %v in %d bytes of %s", s, size, name)
					}
				}
				_ = describe(b)
			}
		}
	})
}

func FuzzShellReaders(f *testing.F) {
	fuzzReader(f, []string{"fn/build.sh", "Makefile", "justfile", "README.md"},
		"docker build -t app .\n", "export BUILDX_NO_DEFAULT_ATTESTATIONS=1\ncd \"$(dirname \"$0\")/..\" && docker buildx build --push --attest type=sbom -f fn/Dockerfile .",
		"A := $(B)\nB ?= --push\nall:\n\t@docker build $(A) $$(pwd) \\\n\t\tfn\n", ":\n\tdocker build\\", "000000:\n\t docker build $", "a := b + 'x' / \"y\"\nx p='q':\n  @docker build {{a}} \\\n    {{p}} fn\n", "```sh\n$ docker build \\\n  fn\n```\n", ".ONESHELL:\nx:\n\tcd fn\n\tdocker build --file=$(CURDIR)/Dockerfile .\ndefine x\nendef\n")
}

func FuzzYAMLReaders(f *testing.F) {
	fuzzReader(f, []string{".github/workflows/a.yml", "compose.yml", "buildspec.yml", ".gitlab-ci.yml", ".circleci/config.yml", "Taskfile.yml"},
		"jobs: {a: {env: {X: 1}, steps: [{uses: docker/build-push-action@v6, with: {context: fn}}, {run: docker build ${{ env.X }} fn}]}}",
		"services:\n  a:\n    build: fn\n  b:\n    build:\n      context: .\n      dockerfile: fn/Dockerfile\n",
		"version: 0.2\nphases:\n  build:\n    commands:\n      - |\n        docker build \\\n          fn\n", ".a: &a\n  variables: {X: {value: y}}\nb:\n  extends: .a\n  <<: *a\n  script: [docker build fn, [x]]\n")
}

func FuzzJSONReaders(f *testing.F) {
	fuzzReader(f, []string{"package.json", "docker-bake.json"},
		`{"scripts": {"a": "docker build -t \"x\" fn"}}`, `{"target": {"a": {"context": "fn", "attest": ["type=sbom"], "inherits": ["b"]}, "b": {"inherits": ["a"]}}}`)
}

func FuzzBakeHCL(f *testing.F) {
	fuzzReader(f, []string{"docker-bake.hcl"},
		"variable \"A\" { default = \"fn\" }\ntarget \"a\" {\n  inherits = [\"b\"]\n  context = \"${A}\"\n  attest = [{type = \"provenance\", disabled = true}]\n}\ntarget \"b\" {}\n", "A00000000\"0\"0000000000000\"0\"00\ntarget \"")
}

func FuzzGitignore(f *testing.F) {
	f.Add("*.log\n!a\n/b/**/c\n[!x]\\ \n", "a/b/c")
	f.Fuzz(func(t *testing.T, text, name string) {
		tree := fstest.MapFS{".gitignore": {Data: []byte(text)}}
		ignoreList(nil).with(tree, ".").match(name, false)
	})
}
