package build

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/workspace"
	"github.com/lambdock/lambdock/codeactions/engine"
	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

// planned writes files to a folder and plans the build of its Dockerfile.
func planned(t *testing.T, files map[string]string, c Choice) []*Plan {
	t.Helper()
	root, result := linted(t, files)
	plans, err := Plans(root, result, c)
	if err != nil {
		t.Fatal(err)
	}
	return plans
}

// linted writes files to a folder and reads its Dockerfile.
func linted(t *testing.T, files map[string]string) (root string, result *analysis.Result) {
	t.Helper()
	root = t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	fsys := os.DirFS(root)
	project := &analysis.Project{FS: fsys, Workspace: workspace.Scan(fsys, workspace.Options{}), Today: lambda.Date("2026-11-26")}
	name := "Dockerfile"
	if _, err := os.Stat(filepath.Join(root, name)); err != nil {
		name = "fn/Dockerfile"
	}
	result, err := project.Lint(name)
	if err != nil {
		t.Fatal(err)
	}
	return root, result
}

// onEngine plans a build of one image whose name is the test's own.
func onEngine(t *testing.T, dockerfile string, files map[string]string) (*engine.Engine, *Plan) {
	t.Helper()
	e := enginetest.Engine(t)
	all := map[string]string{"Dockerfile": dockerfile}
	for name, text := range files {
		all[name] = text
	}
	plan := planned(t, all, Choice{Context: ".", Tag: enginetest.Ref(t, e)})[0]
	return e, plan
}

const function = `FROM public.ecr.aws/lambda/python:3.13
ENV STAGE=dev
COPY big.bin /opt/
RUN python3 -c 'print("built here")'
COPY app.py ${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
`

func TestBuild(t *testing.T) {
	e, plan := onEngine(t, function, map[string]string{"app.py": "def handler(event, context): return event\n", "big.bin": strings.Repeat("x", 3<<20)})
	enginetest.Need(t, enginetest.LambdaPython)
	var log strings.Builder
	var names []string
	built, err := Run(t.Context(), e, plan, Options{NoCache: true}, func(event Event) { // a step of the cache prints nothing
		if event.Log != nil {
			log.WriteString(event.Log.Text)
		}
		if event.Step != nil && !slices.Contains(names, event.Step.Name) {
			names = append(names, event.Step.Name)
		}
		if event.Done > event.Total {
			t.Errorf("%d of %d steps", event.Done, event.Total)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if built.Accepted != engine.Yes || len(built.Reasons) > 0 || built.Architecture != e.Arch || built.Size < 3<<20 || built.ID == "" {
		t.Errorf("built %+v", built)
	}
	if enginetest.Modern() && built.Manifest == "" {
		t.Error("the builder does not say which manifest it made")
	}
	if !strings.Contains(log.String(), "built here") || !slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, "RUN python3") }) {
		t.Errorf("log %q, steps %q", log.String(), names)
	}
	if top := built.Layers[0]; top.Instruction != nil || top.Size < 10<<20 {
		t.Errorf("the greatest layer is %+v, not the base image's", top)
	}
	i := slices.IndexFunc(built.Layers, func(l Layer) bool { return l.Instruction != nil })
	if i < 0 || built.Layers[i].Size < 3<<20 || !strings.HasPrefix(plan.File.Source.Slice(built.Layers[i].Instruction.Span), "COPY big.bin") {
		t.Errorf("layers %+v", built.Layers)
	}
	image, err := e.Image(t.Context(), plan.Tag)
	if err != nil || !slices.Equal(image.Config.Cmd, []string{"app.handler"}) {
		t.Errorf("got %+v, %v", image, err)
	}
}

func TestFailuresLieOnTheirLines(t *testing.T) {
	for name, c := range map[string]struct {
		dockerfile string
		where      string // the text that the finding covers
		says       string
	}{
		"run": {
			"FROM busybox:latest\nENV A=b\nRUN echo before && \\\n    echo 'went wrong' >&2; \\\n    exit 3\nCMD [\"sh\"]\n",
			"RUN echo before && \\\n    echo 'went wrong' >&2; \\\n    exit 3", "this step ended with status 3: went wrong",
		},
		"heredoc": {
			"FROM busybox:latest\nRUN <<EOF\nexit 4\nEOF\n",
			"RUN <<EOF\nexit 4\nEOF", "this step ended with status 4",
		},
		"copy":            {"FROM busybox:latest\nENV X=1\nCOPY app.py missing.txt /opt/\n", "missing.txt", "missing.txt is not where it is copied from"},
		"stage":           {"FROM busybox:latest AS build\nRUN mkdir /out\nFROM busybox:latest\nLABEL a=b\nCOPY --from=build /out/none /none\n", "/out/none", "out/none is not where it is copied from"},
		"earlier stage":   {"FROM busybox:latest AS build\nWORKDIR /src\nRUN false\nFROM busybox:latest\nCOPY --from=build /src /src\n", "RUN false", "this step ended with status 1"},
		"unknown command": {"FROM busybox:latest\n\nRUUN true\n", "RUUN true", "unknown instruction: RUUN"},
		"missing base":    {"FROM busybox:latest AS build\nFROM lambdock-none/base\nRUN true\n", "FROM lambdock-none/base", "the network or its names could not be reached"},
		"missing image":   {"FROM busybox:latest\nCOPY --from=lambdock-none:1 /a /a\n", "COPY --from=lambdock-none:1 /a /a", "the network or its names could not be reached"},
		"missing program": {"FROM busybox:latest\nRUN apt-get update\n", "RUN apt-get update", "the base image has another package manager"},
	} {
		t.Run(name, func(t *testing.T) {
			e, plan := onEngine(t, c.dockerfile, map[string]string{"app.py": ""})
			enginetest.Need(t, enginetest.Busybox)
			if name == "heredoc" && !enginetest.Modern() {
				t.Skip("heredocs need a newer BuildKit than Debian's")
			}
			_, err := Run(t.Context(), e, plan, Options{}, nil)
			var failure *Failure
			if !errors.As(err, &failure) {
				t.Fatalf("got %v", err)
			}
			if failure.Finding == nil {
				t.Fatalf("no place for %q", failure)
			}
			if got := plan.File.Source.Slice(failure.Finding.Span); got != c.where || !strings.Contains(failure.Finding.Message, c.says) {
				t.Errorf("%q says %q", got, failure.Finding.Message)
			}
		})
	}
}

func TestWithoutBuildx(t *testing.T) {
	e, plan := onEngine(t, "ARG BASE=busybox:latest\nFROM $BASE\nENV A=b\nRUN echo working\nRUN echo 'went wrong'; exit 5\n", nil)
	if enginetest.Modern() {
		t.Skip("a current engine builds with buildx alone")
	}
	enginetest.Need(t, enginetest.Busybox)
	e.HasBuildx = engine.No
	_, err := Run(t.Context(), e, plan, Options{}, nil)
	var failure *Failure
	if !errors.As(err, &failure) || failure.Finding == nil {
		t.Fatalf("got %v", err)
	}
	if got := plan.File.Source.Slice(failure.Finding.Span); got != "RUN echo 'went wrong'; exit 5" || failure.Message != "this step ended with status 5: went wrong" {
		t.Errorf("%q says %q", got, failure.Message)
	}
	_, good := onEngine(t, "FROM busybox:latest\nCOPY app.py /\nCMD [\"sh\"]\n", map[string]string{"app.py": "pass"})
	built, err := Run(t.Context(), e, good, Options{}, nil)
	if err != nil || built.Accepted != engine.Yes || len(built.Layers) == 0 {
		t.Errorf("built %+v, %v", built, err)
	}
}

func TestWarningsOfBuildKit(t *testing.T) {
	e, plan := onEngine(t, "FROM busybox:latest\nRUN true\n\nCMD echo shell form\n", nil)
	enginetest.Need(t, enginetest.Busybox)
	if !enginetest.Modern() {
		t.Skip("Debian's BuildKit does not check Dockerfiles")
	}
	built, err := Run(t.Context(), e, plan, Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(built.Warnings) != 1 {
		t.Fatalf("got %+v", built.Warnings)
	}
	w := built.Warnings[0]
	if plan.File.Source.Slice(w.Span) != "CMD echo shell form" || w.Code != "JSONArgsRecommended" || w.URL == "" {
		t.Errorf("got %+v", w)
	}
}

// leftovers are the containers of the engine, and the temporary files of this package.
func leftovers(t *testing.T, e *engine.Engine) string {
	t.Helper()
	out, err := engine.Output(t.Context(), e.Runner, e.Command("ps", "--all", "--quiet", "--no-trunc"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(os.TempDir(), "lambdock-build-*"))
	if err != nil {
		t.Fatal(err)
	}
	return string(out) + strings.Join(files, " ")
}

func TestCancelLeavesNothing(t *testing.T) {
	p := enginetest.Start(t)
	p.Need(t, enginetest.Busybox)
	t.Setenv("TMPDIR", t.TempDir())
	plan := planned(t, map[string]string{"Dockerfile": "FROM busybox:latest\nRUN echo started; sleep 600\n"}, Choice{Context: ".", Tag: "cancelled:test"})[0]
	ctx, cancel := context.WithCancel(t.Context())
	var started atomic.Bool
	_, err := Run(ctx, p.Engine, plan, Options{}, func(event Event) {
		if event.Log != nil && strings.Contains(event.Log.Text, "started") && started.CompareAndSwap(false, true) {
			cancel()
		}
	})
	if !started.Load() || !errors.Is(err, context.Canceled) {
		t.Errorf("started %v, error %v", started.Load(), err)
	}
	if left := leftovers(t, p.Engine); left != "" {
		t.Errorf("left: %s", left)
	}
	if _, err := p.Engine.Image(t.Context(), plan.Tag); !errors.Is(err, engine.ErrMissing) {
		t.Errorf("an image was made: %v", err)
	}
	again := planned(t, map[string]string{"Dockerfile": "FROM busybox:latest\nRUN true\n"}, Choice{Context: ".", Tag: "again:test"})[0]
	if _, err := Run(t.Context(), p.Engine, again, Options{}, nil); err != nil {
		t.Errorf("the next build: %v", err)
	}
}

func TestEngineKilledInMidBuild(t *testing.T) {
	p := enginetest.Start(t)
	p.Need(t, enginetest.Busybox)
	plan := planned(t, map[string]string{"Dockerfile": "FROM busybox:latest\nRUN echo started; sleep 600\n"}, Choice{Context: ".", Tag: "killed:test"})[0]
	var once atomic.Bool
	_, err := Run(t.Context(), p.Engine, plan, Options{}, func(event Event) {
		if event.Log != nil && strings.Contains(event.Log.Text, "started") && once.CompareAndSwap(false, true) {
			p.Kill()
		}
	})
	if err == nil || !strings.Contains(err.Error(), "the engine went away during the run, start it and try again") {
		t.Errorf("got %v", err)
	}
}

func TestSecretsAreInNoLog(t *testing.T) {
	t.Setenv("NPM_TOKEN", "marked-secret-1")
	e, plan := onEngine(t, "FROM busybox:latest\nARG API_TOKEN\nARG BUILD_PASSWORD\nARG INDEX\nRUN --mount=type=secret,id=npm cat /run/secrets/npm; echo $API_TOKEN $BUILD_PASSWORD $INDEX; exit 7\n", nil)
	if !enginetest.Modern() {
		plan.File = planned(t, map[string]string{"Dockerfile": "FROM busybox:latest\nARG API_TOKEN\nARG BUILD_PASSWORD\nRUN echo $API_TOKEN $BUILD_PASSWORD; exit 7\n"}, Choice{Context: "."})[0].File
	}
	t.Setenv("BUILD_PASSWORD", "marked-secret-3")
	enginetest.Need(t, enginetest.Busybox)
	plan.Args["API_TOKEN"] = "marked-secret-2"
	plan.Args["INDEX"] = "https://reader:marked-secret-4@packages.example/simple"
	spy := &spy{Runner: e.Runner}
	e.Runner = spy
	var told strings.Builder
	_, err := Run(t.Context(), e, plan, Options{Secrets: []string{"id=npm,env=NPM_TOKEN"}, Inherit: []string{"BUILD_PASSWORD"}}, func(event Event) {
		if event.Log != nil {
			told.WriteString(event.Log.Text)
		}
		if event.Step != nil {
			told.WriteString(event.Step.Name + event.Step.Error)
		}
	})
	var failure *Failure
	if !errors.As(err, &failure) {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(failure.Log, "***") {
		t.Errorf("nothing was struck out of %q", failure.Log)
	}
	for place, text := range map[string]string{"the events": told.String(), "the error": failure.Error() + failure.Log + failure.Step, "the arguments": spy.args} {
		if strings.Contains(text, "marked-secret") {
			t.Errorf("a secret is in %s: %s", place, text)
		}
	}
}

// spy records the arguments of what runs.
type spy struct {
	engine.Runner
	args string
}

func (s *spy) Run(ctx context.Context, c engine.Command) error {
	s.args += strings.Join(c.Args, " ") + "\n"
	return s.Runner.Run(ctx, c)
}

func TestAllInOneRun(t *testing.T) {
	e := enginetest.Engine(t)
	enginetest.Need(t, enginetest.Busybox)
	a := planned(t, map[string]string{"Dockerfile": "FROM busybox:latest\nARG V\nRUN echo \"$V\" >/v\n"}, Choice{Context: ".", Tag: enginetest.Ref(t, e), Args: map[string]string{"V": "${HOME}%{x}"}})[0]
	b := planned(t, map[string]string{"Dockerfile": "FROM busybox:latest\nCOPY f /f\n", "f": "x"}, Choice{Context: ".", Tag: enginetest.Ref(t, e)})[0]
	built, err := RunAll(t.Context(), e, []*Plan{a, b}, Options{}, nil)
	if err != nil || len(built) != 2 || built[0].Ref != a.Tag || built[1].Ref != b.Tag || built[1].Accepted != engine.Yes {
		t.Fatalf("built %+v, %v", built, err)
	}
	var out strings.Builder
	if err := e.Run(t.Context(), engine.Container{Image: a.Tag, Name: enginetest.Name(), Command: []string{"cat", "/v"}}, engine.Streams{Stdout: &out}); err != nil || out.String() != "${HOME}%{x}\n" {
		t.Errorf("the argument came as %q, %v", out.String(), err)
	}
	bad := planned(t, map[string]string{"Dockerfile": "FROM busybox:latest\n# a comment\nRUN exit 9\n"}, Choice{Context: ".", Tag: enginetest.Ref(t, e)})[0]
	_, err = RunAll(t.Context(), e, []*Plan{b, bad}, Options{}, nil)
	var failure *Failure
	if !errors.As(err, &failure) || failure.Finding == nil || failure.Finding.File != bad.File.Source || bad.File.Source.Slice(failure.Finding.Span) != "RUN exit 9" || failure.Message != "this step ended with status 9" {
		t.Errorf("got %v, %+v", err, failure)
	}
}

func TestLastWordsAreThoseOfStandardError(t *testing.T) {
	p := newProgress(nil, func(text string) string { return text })
	for _, line := range []string{
		`{"vertexes":[{"digest":"a","name":"[2/2] RUN make","started":"2026-01-01T00:00:00Z"}]}`,
		`{"logs":[{"vertex":"a","stream":2,"data":"d2VudCB3cm9uZwo="}]}`,
		`{"logs":[{"vertex":"a","stream":1,"data":"YmVmb3JlCg=="}]}`,
	} {
		if _, err := p.Write([]byte(line + "\n")); err != nil {
			t.Fatal(err)
		}
	}
	if got := p.lastWords(p.byID["a"]); got != "went wrong" {
		t.Errorf("got %q", got)
	}
}

func TestTheDiskIsFullInMidBuild(t *testing.T) {
	p := enginetest.StartWithDisk(t, 48<<20)
	p.Need(t, enginetest.Busybox)
	t.Setenv("TMPDIR", t.TempDir())
	plan := planned(t, map[string]string{"Dockerfile": "FROM busybox:latest\nRUN dd if=/dev/zero of=/large bs=1M count=200\n"}, Choice{Context: ".", Tag: "large:test"})[0]
	_, err := Run(t.Context(), p.Engine, plan, Options{}, nil)
	var failure *Failure
	if !errors.As(err, &failure) || !strings.Contains(failure.Error(), "disk is full") || failure.Finding == nil || !strings.HasPrefix(plan.File.Source.Slice(failure.Finding.Span), "RUN dd") {
		t.Errorf("got %v, %+v", err, failure)
	}
	if left := leftovers(t, p.Engine); left != "" {
		t.Errorf("left: %s", left)
	}
	again := planned(t, map[string]string{"Dockerfile": "FROM busybox:latest\nRUN dd if=/dev/zero of=/small bs=1M count=20\n"}, Choice{Context: ".", Tag: "small:test"})[0]
	if _, err := Run(t.Context(), p.Engine, again, Options{}, nil); err != nil {
		t.Errorf("the next build: %v", err)
	}
}
