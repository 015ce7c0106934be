package engine

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// fake answers commands by their words behind the program; what it does not know fails. It records what it was asked.
type fake struct {
	programs []string
	answers  map[string]string
	asked    []Command
	envFile  string // content of the --env-file that was seen
}

func (f *fake) Find(program string) (string, error) {
	if slices.Contains(f.programs, program) {
		return "/usr/bin/" + program, nil
	}
	return "", exec.ErrNotFound
}

func (f *fake) Run(_ context.Context, c Command) error {
	f.asked = append(f.asked, c)
	if at := slices.Index(c.Args, "--env-file"); at > 0 {
		text, _ := os.ReadFile(c.Args[at+1])
		f.envFile = string(text)
	}
	answer, ok := f.answers[strings.Join(c.Args[1:], " ")]
	if !ok {
		answer, ok = f.answers[c.Args[0]+" "+strings.Join(c.Args[1:], " ")]
	}
	if !ok {
		_, _ = io.WriteString(c.Stderr, "unknown\nCannot connect to the daemon\n")
		return &ExitError{Command: verb(c.Args), Status: 1}
	}
	if c.Stdout != nil {
		_, _ = io.WriteString(c.Stdout, answer)
	}
	return nil
}

const version = "version --format {{json .}}"
const info = "info --format {{json .}}"

func detect(t *testing.T, f *fake) *Engine {
	t.Helper()
	t.Setenv("DOCKER_HOST", "")
	e, err := Detect(t.Context(), f, "")
	if err != nil {
		t.Fatal(err)
	}
	e.Runner = nil
	return e
}

func TestDetectDocker(t *testing.T) {
	e := detect(t, &fake{programs: []string{"docker", "podman"}, answers: map[string]string{
		version:          `{"Client":{"Version":"28.2.2","ApiVersion":"1.50","Os":"darwin","Arch":"arm64"},"Server":{"Version":"28.3.0","ApiVersion":"1.51","Os":"linux","Arch":"arm64"}}`,
		info:             `{"OperatingSystem":"Docker Desktop","DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]],"SecurityOptions":["name=seccomp,profile=unconfined"]}`,
		"buildx version": "github.com/docker/buildx v0.26.1-desktop.1 ee1ecad\n",
	}})
	want := &Engine{
		Kind: Docker, Program: "/usr/bin/docker", Client: "28.2.2", Server: "28.3.0", API: "1.51", Buildx: "0.26.1-desktop.1", HasBuildx: Yes,
		OS: "linux", Arch: "arm64", ContainerdStore: Yes, Local: No, Rootless: No, System: "Docker Desktop",
	}
	if !reflect.DeepEqual(e, want) {
		t.Errorf("got  %+v\nwant %+v", e, want)
	}
}

func TestDetectDockerThatIsPodman(t *testing.T) {
	e := detect(t, &fake{programs: []string{"docker"}, answers: map[string]string{
		version:          `{"Client":{"APIVersion":"4.3.1","Version":"4.3.1","OsArch":"linux/amd64"}, "Server":{"APIVersion":"4.3.1","Version":"4.3.1"}}`,
		"buildx version": "buildah 1.28.2\n",
		info:             `{"host":{"arch":"amd64","os":"linux","security":{"rootless":true}}}`,
	}})
	if e.Kind != Podman || e.HasBuildx != No || e.Buildx != "" || e.Rootless != Yes || e.Arch != "amd64" || e.ContainerdStore != Unknown {
		t.Errorf("got %+v", e)
	}
}

func TestDetectTakesTheFirstThatAnswers(t *testing.T) {
	e := detect(t, &fake{programs: []string{"docker", "finch"}, answers: map[string]string{
		"/usr/bin/finch " + version: `{"Client":{"Version":"v2.1.0"},"Server":{"Components":[{"Name":"containerd","Version":"v2.0.5"}]}}`,
	}})
	if e.Kind != Finch || e.Server != "v2.0.5" || e.Local != No {
		t.Errorf("got %+v", e)
	}
}

func TestWhatAnEngineDoesNotSayIsUnknown(t *testing.T) {
	e := detect(t, &fake{programs: []string{"nerdctl"}, answers: map[string]string{version: "?"}})
	if e.ContainerdStore != Unknown || e.Rootless != Unknown || e.Server != "" || e.HasBuildx != No {
		t.Errorf("got %+v", e)
	}
}

func TestDetectFindsNone(t *testing.T) {
	if _, err := Detect(t.Context(), &fake{}, ""); !errors.Is(err, ErrNoEngine) {
		t.Errorf("got %v", err)
	}
	if _, err := Detect(t.Context(), &fake{programs: []string{"docker"}}, "finch"); err == nil || err.Error() != "finding the engine finch: it is not in PATH" {
		t.Errorf("got %v", err)
	}
	_, err := Detect(t.Context(), &fake{programs: []string{"docker"}}, "")
	want := "docker is installed and does not answer: start Docker, and check DOCKER_HOST and `docker context ls` (Cannot connect to the daemon)"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestLocal(t *testing.T) {
	for _, c := range []struct {
		goos, host, system string
		kind               Kind
		want               Answer
	}{
		{"linux", "", "Debian GNU/Linux 12", Docker, Yes},
		{"linux", "unix:///run/x.sock", "Debian GNU/Linux 12", Docker, Yes},
		{"linux", "tcp://10.0.0.1:2376", "Debian GNU/Linux 12", Docker, No},
		{"linux", "", "Docker Desktop", Docker, No},
		{"linux", "", "", Docker, Unknown},
		{"darwin", "", "Docker Desktop", Docker, No},
		{"linux", "", "", Podman, Yes},
	} {
		e := &Engine{Kind: c.kind, System: c.system}
		if got := e.local(func(string) string { return c.host }, c.goos); got != c.want {
			t.Errorf("%+v gives %v", c, got)
		}
	}
}

func TestRunArgs(t *testing.T) {
	c := Container{
		Image: "fn:1", Name: "lambdock-1", Entrypoint: []string{"/bin/sh", "-c"}, Command: []string{"app.handler"},
		Env: map[string]string{"B": "2", "A": "1", "DOCKER_HOST": "x"}, Platform: "linux/arm64", Network: "host", User: "993:990", ReadOnly: true,
		Tmpfs: map[string]string{"/tmp": "size=512m"}, Mounts: []Mount{{"/a", "/b", true}}, Memory: 134217728, PIDs: 1024,
		Publish: []string{"127.0.0.1:9000:8080"}, AddHosts: []string{"host.docker.internal:host-gateway"}, CapDrop: []string{"ALL"},
		Security: []string{"no-new-privileges"}, Labels: map[string]string{"lambdock": "run"}, Stdin: true, ExtraArgs: []string{"--init"},
	}
	want := "run --rm --name lambdock-1 --platform linux/arm64 --network host --user 993:990 --interactive --read-only --tmpfs /tmp:size=512m --volume /a:/b:ro " +
		"--memory 134217728 --pids-limit 1024 --publish 127.0.0.1:9000:8080 --add-host host.docker.internal:host-gateway --cap-drop ALL --security-opt no-new-privileges " +
		"--label lambdock=run --env-file /f --env A --env B --entrypoint=/bin/sh --init fn:1 -c app.handler"
	if got := strings.Join(RunArgs(c, "/f"), " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := strings.Join(RunArgs(Container{Image: "fn:1", Entrypoint: []string{}}, ""), " "); got != "run --rm --entrypoint= fn:1" {
		t.Errorf("got %s", got)
	}
}

func TestRunKeepsValuesOutOfTheArguments(t *testing.T) {
	f := &fake{answers: map[string]string{}}
	e := &Engine{Kind: Docker, Program: "docker", Runner: f}
	err := e.Run(t.Context(), Container{Image: "fn", Name: "n", Env: map[string]string{"TOKEN": "secret-1", "HTTPS_PROXY": "http://u:secret-2@p"}}, Streams{})
	c := f.asked[0]
	if err == nil || strings.Contains(strings.Join(c.Args, " ")+err.Error(), "secret") {
		t.Errorf("arguments %q, error %v", c.Args, err)
	}
	if !slices.Contains(c.Env, "TOKEN=secret-1") || f.envFile != "HTTPS_PROXY=http://u:secret-2@p\n" {
		t.Errorf("environment %q, file %q", c.Env, f.envFile)
	}
	if _, err := os.Stat(c.Args[slices.Index(c.Args, "--env-file")+1]); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file of variables stays: %v", err)
	}
	if e.Run(t.Context(), Container{Image: "fn", Name: "n", Env: map[string]string{"PATH": "a\nTOKEN=b"}}, Streams{}) == nil {
		t.Error("a value with two lines became two variables")
	}
}

func TestOnlyWhatTheClientReadsSteersIt(t *testing.T) {
	for _, name := range []string{"PATH", "Path", "HOME", "DOCKER_HOST", "https_proxy", "LD_PRELOAD", "GODEBUG", "TMPDIR"} {
		if !SteersClient(name) {
			t.Errorf("%s does not steer", name)
		}
	}
	for _, name := range []string{"GOOGLE_API_KEY", "GOPROXY", "HOMEPAGE_TOKEN", "TEMPLATE_SECRET", "STAGE"} { // their values must not show among the arguments
		if SteersClient(name) {
			t.Errorf("%s steers", name)
		}
	}
}
