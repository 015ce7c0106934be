package workspace

import "testing"

func TestShellBuilds(t *testing.T) {
	one := func(command, want string) readerTest {
		return readerTest{command, "-- fn/build.sh --\n" + command + "\n", []string{want}}
	}
	runReaderTests(t, []readerTest{
		one("docker build -t app .", `docker "docker build" dockerfile=? context=? candidate=fn/Dockerfile:fn candidate=Dockerfile:. tag=app`),
		one("docker build -f Dockerfile.lambda .", `docker "docker build" dockerfile=fn/Dockerfile.lambda context=fn`),
		one("docker build --file=fn/Dockerfile.lambda .", `docker "docker build" dockerfile=fn/Dockerfile.lambda context=.`),
		one("docker buildx build --push --provenance=false -f Dockerfile.lambda .", `buildx "docker buildx build" dockerfile=fn/Dockerfile.lambda context=fn provenance=off[--provenance=false] push=on`),
		one("docker build other --provenance false", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[--provenance false]`),
		one("docker build other --attest type=provenance,disabled=true", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[--attest type=provenance,disabled=true]`),
		one("docker build other --attest=type=provenance,mode=max --sbom=true", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=on[--attest=type=provenance,mode=max] sbom=on[--sbom=true]`),
		one("docker build --provenance=mode=max other", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=on[--provenance=mode=max]`),
		one("docker build --provenance=$P other", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=undecided[--provenance=$P]`),
		one("BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker build other", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[BUILDX_NO_DEFAULT_ATTESTATIONS=1]`),
		one("export BUILDX_NO_DEFAULT_ATTESTATIONS=true\ndocker build other", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[BUILDX_NO_DEFAULT_ATTESTATIONS=true]`),
		one("BUILDX_NO_DEFAULT_ATTESTATIONS=1\ndocker build other", `docker "docker build" dockerfile=other/Dockerfile context=other`),
		one("BUILDX_NO_DEFAULT_ATTESTATIONS=0 docker build other", `docker "docker build" dockerfile=other/Dockerfile context=other`),
		one("sudo env BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker build other", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[BUILDX_NO_DEFAULT_ATTESTATIONS=1]`),
		one("DOCKER_BUILDKIT=0 docker build other", `classic "docker build" dockerfile=other/Dockerfile context=other`),
		one("DOCKER_BUILDKIT=1 docker build other", `docker "docker build" dockerfile=other/Dockerfile context=other`),
		one("docker build $ARGS other", `docker "docker build" dockerfile=other/Dockerfile context=other target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`),
		one("docker build \"$@\" other", `docker "docker build" dockerfile=other/Dockerfile context=other target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`),
		one("docker build \"${args[@]}\" other", `docker "docker build" dockerfile=other/Dockerfile context=other target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`),
		one("ARGS='--provenance=false --push'\ndocker build $ARGS other", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[$ARGS] push=on`),
		one("docker build -t $TAG --build-arg A=1 --build-arg B=$B --build-arg C other", `docker "docker build" dockerfile=other/Dockerfile context=other arg.A=1 arg.B=? arg.C=? tag=?`),
		one("docker build --platform linux/amd64,linux/arm64 --target release other", `docker "docker build" dockerfile=other/Dockerfile context=other target=release platform=linux/amd64 platform=linux/arm64`),
		one("docker build -qt x -fother/Dockerfile ..", `docker "docker build" dockerfile=? context=? tag=x`),
		one("docker --context c image build other", `docker "docker --context c image build" dockerfile=other/Dockerfile context=other`),
		one("docker builder build other", `docker "docker builder build" dockerfile=other/Dockerfile context=other`),
		one("docker buildx b --output type=image,push=true other", `buildx "docker buildx b" dockerfile=other/Dockerfile context=other push=on`),
		one("docker buildx build -o type=docker other", `buildx "docker buildx build" dockerfile=other/Dockerfile context=other load=on`),
		one("docker build -o out other", `docker "docker build" dockerfile=other/Dockerfile context=other load=on`),
		one("docker buildx build --load other", `buildx "docker buildx build" dockerfile=other/Dockerfile context=other load=on`),
		one("docker build - < other/Dockerfile", `docker "docker build" dockerfile=? context=?`),
		one("docker build https://github.com/a/b.git", `docker "docker build" dockerfile=? context=?`),
		one("docker build ../../x", `docker "docker build" dockerfile=? context=?`),
		one("podman build other", `other "podman build" dockerfile=other/Dockerfile context=other`),
		one("buildah bud -f other/Dockerfile .", `other "buildah bud" dockerfile=other/Dockerfile context=.`),
		one("/kaniko/executor --context dir:///x --dockerfile other/Dockerfile", `other "/kaniko/executor" dockerfile=? context=?`),
		one("cd other && docker build .", `docker "docker build" dockerfile=other/Dockerfile context=other`),
		one("cd \"$X\" && docker build .", `docker "docker build" dockerfile=? context=?`),
		one("cd \"$(dirname \"$0\")\"\ndocker build .", `docker "docker build" dockerfile=fn/Dockerfile context=fn`),
		one("cd \"$(dirname \"${BASH_SOURCE[0]}\")/../other\"\ndocker build .", `docker "docker build" dockerfile=other/Dockerfile context=other`),
		one("DIR=\"$( cd \"$( dirname \"${BASH_SOURCE[0]}\" )/..\" &> /dev/null && pwd )\"\ndocker build -f \"$DIR/fn/Dockerfile.lambda\" \"$DIR\"", `docker "docker build" dockerfile=fn/Dockerfile.lambda context=.`),
		one("docker build -f $(git rev-parse --show-toplevel)/other/Dockerfile $(git rev-parse --show-toplevel)", `docker "docker build" dockerfile=other/Dockerfile context=.`),
		one("if true; then\n  docker build \\\n    --tag x \\\n    other\nfi", `docker "docker build" dockerfile=other/Dockerfile context=other tag=x`),
		one("f() { docker build \"$@\"; }\nf --provenance=false .", `docker "docker build" dockerfile=? context=? target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`),
		one("P=\nif [ -n \"$CI\" ]; then P=--provenance=false; fi\ndocker build $P other", `docker "docker build" dockerfile=other/Dockerfile context=other target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`),
		one("[ -n \"$CI\" ] && export BUILDX_NO_DEFAULT_ATTESTATIONS=1\ndocker build other", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=undecided[BUILDX_NO_DEFAULT_ATTESTATIONS=1]`),
		one("f() { P=--provenance=false; }\nP=\nf\ndocker build $P other", `docker "docker build" dockerfile=other/Dockerfile context=other target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`),
		one("f() { export BUILDX_NO_DEFAULT_ATTESTATIONS=1; }\nf\ndocker build other", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=undecided[BUILDX_NO_DEFAULT_ATTESTATIONS=1]`),
		{"a sourced file", "-- fn/build.sh --\nset -a; . ./build.env\ndocker build other\n-- fn/build.env --\nBUILDX_NO_DEFAULT_ATTESTATIONS=1\n", []string{`docker "docker build" dockerfile=other/Dockerfile context=other provenance=undecided[. ./build.env]`}},
		one("docker build -t x", `docker "docker build" dockerfile=? context=? candidate=fn/Dockerfile:fn candidate=Dockerfile:. tag=x`),
		one("bash -c 'docker build other'", `docker "docker build" dockerfile=other/Dockerfile context=other`),
		one("docker build ${P:-} other", `docker "docker build" dockerfile=other/Dockerfile context=other target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`),
		one("docker build ${CI:+--provenance=false} other", `docker "docker build" dockerfile=other/Dockerfile context=other target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`),
		one("P=false\ndocker build --provenance=$P --provenance $P other", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[--provenance $P]`),
		one("for f in fn other; do docker build -f $f/Dockerfile $f; done", `docker "docker build" dockerfile=? context=? target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`),
		one("for f in fn other; do (cd $f && docker build .); done", `docker "docker build" dockerfile=? context=?`),
		one("(cd fn; true)\ndocker build -f other/Dockerfile .", `docker "docker build" dockerfile=other/Dockerfile context=.`),
		one("pushd ../other\ndocker build -t x .\npopd", `docker "docker build" dockerfile=other/Dockerfile context=other tag=x`),
		one("aws-vault exec p -- docker build other", `docker "docker build" dockerfile=other/Dockerfile context=other`),
		one("docker build \\\n  --provenance=\"true\" \\\n  'other'", `docker "docker build" dockerfile=other/Dockerfile context=other provenance=on[--provenance="true"]`),
	})
}

func TestNoBuild(t *testing.T) {
	for _, command := range []string{"docker run x build", "echo docker build .", "docker", "docker $X build .", "# docker build .", "docker buildx", "docker buildx create build", "docker compose ps"} {
		runReaderTests(t, []readerTest{{command, "-- fn/build.sh --\n" + command + "\n", nil}})
	}
}
