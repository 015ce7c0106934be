package workspace

import "testing"

func TestWorkflowBuilds(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"run steps", `-- .github/workflows/ci.yml --
env:
  IMAGE: app
jobs:
  a:
    defaults:
      run:
        working-directory: fn
    steps:
      - run: docker build -t ${{ env.IMAGE }}:${{ github.sha }} .
      - run: |
          docker build \
            -f ${{ github.workspace }}/other/Dockerfile \
            $GITHUB_WORKSPACE
        working-directory: ./other
      - run: docker build ${{ matrix.dir }}
      - run: docker build .
        working-directory: ${{ matrix.dir }}
      - shell: pwsh
        run: docker build .
      - env: {BUILDX_NO_DEFAULT_ATTESTATIONS: "1"}
        run: docker build .
`,
			[]string{
				`docker "docker build" dockerfile=fn/Dockerfile context=fn tag=?`,
				`docker "docker build" dockerfile=other/Dockerfile context=.`,
				`docker "docker build" dockerfile=? context=? target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`,
				`docker "docker build" dockerfile=? context=?`,
				`docker "docker build" dockerfile=fn/Dockerfile context=fn provenance=off[BUILDX_NO_DEFAULT_ATTESTATIONS: "1"]`,
			}},
		{"build-push-action", `-- .github/workflows/ci.yml --
jobs:
  a:
    steps:
      - uses: docker/build-push-action@v6
      - name: x
        uses: docker/build-push-action@v6
        with:
          context: fn
          file: fn/Dockerfile.lambda
          push: true
          provenance: false
          platforms: linux/amd64,linux/arm64
          tags: |
            a:b
            ${{ steps.meta.outputs.tags }}
          build-args: |
            A=1
            B=${{ x }}
      - uses: docker/build-push-action@v6
        with: {context: "{{defaultContext}}:fn", load: true, provenance: mode=max, sbom: true}
      - uses: docker/build-push-action@v6
        with:
          context: .
          file: ${{ matrix.file }}
          push: ${{ github.ref == 'x' }}
          provenance: ${{ x }}
      - uses: docker/build-push-action@v6
        with:
          context: other
          attests: type=provenance,disabled=true
          outputs: type=registry
`,
			[]string{
				`build-push "docker/build-push-action@v6" dockerfile=Dockerfile context=.`,
				`build-push "docker/build-push-action@v6" dockerfile=fn/Dockerfile.lambda context=fn arg.A=1 arg.B=? platform=linux/amd64 platform=linux/arm64 tag=a:b tag=? provenance=off[provenance: false] push=on`,
				`build-push "docker/build-push-action@v6" dockerfile=fn/Dockerfile context=fn provenance=on[provenance: mode=max] sbom=on[sbom: true] load=on`,
				`build-push "docker/build-push-action@v6" dockerfile=? context=? provenance=undecided[provenance: ${{ x }}] push=undecided`,
				`build-push "docker/build-push-action@v6" dockerfile=other/Dockerfile context=other provenance=off[type=provenance,disabled=true] push=on`,
			}},
		{"environment of a job", `-- .github/workflows/ci.yml --
jobs:
  a:
    env:
      BUILDX_NO_DEFAULT_ATTESTATIONS: 1
    steps:
      - uses: docker/build-push-action@v6
        with: {context: fn}
  b:
    steps:
      - run: echo "BUILDX_NO_DEFAULT_ATTESTATIONS=1" >> $GITHUB_ENV
      - run: docker build fn
`,
			[]string{
				`build-push "docker/build-push-action@v6" dockerfile=fn/Dockerfile context=fn provenance=off[BUILDX_NO_DEFAULT_ATTESTATIONS: 1]`,
				`docker "docker build" dockerfile=fn/Dockerfile context=fn provenance=off[BUILDX_NO_DEFAULT_ATTESTATIONS=1]`,
			}},
		{"a script that it calls", `-- .github/workflows/ci.yml --
env: {BUILDX_NO_DEFAULT_ATTESTATIONS: true}
jobs: {a: {steps: [{run: ./other/build.sh}, {run: make -s image}]}}
-- other/build.sh --
docker build other
-- Makefile --
image:
	docker build fn
`,
			[]string{
				`docker "docker build" dockerfile=fn/Dockerfile context=fn provenance=off[.github/workflows/ci.yml:BUILDX_NO_DEFAULT_ATTESTATIONS: true]`,
				`docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[.github/workflows/ci.yml:BUILDX_NO_DEFAULT_ATTESTATIONS: true]`,
			}},
		{"a composite action", "-- .github/actions/x/action.yml --\nruns:\n  using: composite\n  steps:\n    - run: docker build fn\n      shell: bash\n", []string{`docker "docker build" dockerfile=fn/Dockerfile context=fn`}},
	})
}

func TestOtherPipelines(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"buildspec", "-- ci/buildspec.yml --\nversion: 0.2\nenv:\n  variables:\n    DIR: fn\nphases:\n  pre_build:\n    commands:\n      - cd $DIR\n  build:\n    commands:\n      - docker build -t $REPO:latest .\n      - docker build -f Dockerfile.lambda $CODEBUILD_SRC_DIR\n",
			[]string{`docker "docker build" dockerfile=fn/Dockerfile context=fn tag=?`, `docker "docker build" dockerfile=fn/Dockerfile.lambda context=.`}},
		{"gitlab", `-- .gitlab-ci.yml --
variables:
  DOCKER_HOST: tcp://docker:2375
.docker:
  image: docker
  variables:
    BUILDX_NO_DEFAULT_ATTESTATIONS: "1"
  before_script:
    - cd fn
a:
  extends: .docker
  script:
    - docker build .
b:
  script: [docker build other, [docker build fn]]
c:
  image: gcr.io/kaniko-project/executor:debug
  script:
    - /kaniko/executor --context $CI_PROJECT_DIR/fn --dockerfile $CI_PROJECT_DIR/fn/Dockerfile.lambda
`,
			[]string{
				`docker "docker build" dockerfile=fn/Dockerfile context=fn provenance=off[BUILDX_NO_DEFAULT_ATTESTATIONS: "1"]`,
				`docker "docker build" dockerfile=other/Dockerfile context=other`,
				`docker "docker build" dockerfile=fn/Dockerfile context=fn`,
				`other "/kaniko/executor" dockerfile=fn/Dockerfile.lambda context=fn`,
			}},
		{"circleci", `-- .circleci/config.yml --
jobs:
  a:
    working_directory: ~/repo
    environment:
      BUILDX_NO_DEFAULT_ATTESTATIONS: "1"
    steps:
      - checkout
      - run: docker build -t << parameters.tag >> fn
      - run:
          name: x
          working_directory: ~/repo/other
          command: |
            docker build .
  b:
    steps:
      - run: docker build fn
`,
			[]string{
				`docker "docker build" dockerfile=fn/Dockerfile context=fn tag=? provenance=off[BUILDX_NO_DEFAULT_ATTESTATIONS: "1"]`,
				`docker "docker build" dockerfile=other/Dockerfile context=other provenance=off[BUILDX_NO_DEFAULT_ATTESTATIONS: "1"]`,
				`docker "docker build" dockerfile=fn/Dockerfile context=fn`,
			}},
		{"azure", "-- azure-pipelines.yml --\nsteps:\n- script: docker build -t $(tag) .\n  workingDirectory: fn\n- bash: docker build $(dir)\n", []string{
			`docker "docker build" dockerfile=fn/Dockerfile context=fn tag=?`,
			`docker "docker build" dockerfile=? context=? target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`}},
		{"bitbucket", "-- bitbucket-pipelines.yml --\npipelines:\n  default:\n    - step:\n        script:\n          - cd fn\n          - docker build .\n", []string{`docker "docker build" dockerfile=fn/Dockerfile context=fn`}},
		{"taskfile", "-- fn/Taskfile.yml --\ntasks:\n  a:\n    cmds:\n      - cd x\n      - docker build -t {{.T}} .\n      - cmd: docker build .\n  b:\n    dir: ../other\n    cmds: [docker build .]\n", []string{
			`docker "docker build" dockerfile=fn/Dockerfile context=fn tag=?`,
			`docker "docker build" dockerfile=fn/Dockerfile context=fn`,
			`docker "docker build" dockerfile=other/Dockerfile context=other`}},
	})
}
