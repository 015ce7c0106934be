package enginetest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// tools are the programs of an engine.
type tools struct {
	tier  string
	key   string // of what they are made of
	built string // the folder of the programs that were built here
	cache string
}

// needed are the programs that .ci/setup installs.
var needed = []string{"/usr/bin/docker", "dockerd", "runc", "containerd", "docker-registry", "iptables", "ip", "nsenter", "apt-get", "dpkg-deb", "tar"}

// prepare makes all that takes the network. The error says what is missing.
func prepare() (*tools, error) {
	if os.Getuid() != 0 {
		return nil, errors.New("it takes root")
	}
	for _, program := range needed {
		if _, err := exec.LookPath(program); err != nil {
			return nil, fmt.Errorf("%s is missing, .ci/setup installs it", filepath.Base(program))
		}
	}
	cache, err := cacheDir()
	if err != nil {
		return nil, err
	}
	t := &tools{tier: os.Getenv(tierVariable), cache: cache}
	if t.tier != debian && t.tier != modern {
		return nil, fmt.Errorf("%s is %q, must be %s or empty", tierVariable, t.tier, modern)
	}
	if err := os.MkdirAll(t.cache, 0o755); err != nil {
		return nil, err
	}
	making, err := lock(filepath.Join(t.cache, "lock"), syscall.LOCK_EX)
	if err != nil {
		return nil, err
	}
	defer making.Close()
	if err := t.build(); err != nil {
		return nil, err
	}
	return t, t.makeRootFS()
}

// cacheDir is where what takes long to make is kept between runs.
func cacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "lambdock-tests"), err
}

// programs are built from .ci/engines, by name.
var programs = map[string]struct {
	pkg, version string
	tiers        []string
	tags         string
}{
	"docker-buildx": {"github.com/docker/buildx/cmd/buildx", "github.com/docker/buildx/version.Version=v0.38.2", []string{debian, modern}, ""},
	"dockerd":       {"github.com/moby/moby/v2/cmd/dockerd", "github.com/moby/moby/v2/dockerversion.Version=2.0.0-beta.24", []string{modern}, ""},
	"runc":          {"github.com/opencontainers/runc", "main.version=1.5.1", []string{modern}, "seccomp"},
}

// build builds the programs that Debian does not have, once for the same go.sum.
func (t *tools) build() error {
	source, err := enginesModule()
	if err != nil {
		return err
	}
	sums, err := os.ReadFile(filepath.Join(source, "go.sum"))
	if err != nil {
		return err
	}
	t.built = filepath.Join(t.cache, "engines-"+digest(sums, []byte(fmt.Sprint(programs))))
	t.key = digest(sums, recipe, []byte(t.tier))
	for name, program := range programs {
		path := filepath.Join(t.built, name)
		if _, err := os.Stat(path); err == nil || !slices.Contains(program.tiers, t.tier) {
			continue
		}
		cmd := exec.Command("go", "build", "-trimpath", "-tags", program.tags, "-ldflags", "-s -w -X "+program.version, "-o", path+".new", program.pkg)
		cmd.Dir, cmd.Env = source, append(os.Environ(), "GOFLAGS=-buildvcs=false", "GOWORK=off")
		if name == "docker-buildx" {
			cmd.Env = append(cmd.Env, "CGO_ENABLED=0")
		}
		fmt.Fprintf(os.Stderr, "enginetest: building %s, which takes some minutes\n", program.pkg)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("building %s: %w: %s", program.pkg, err, out)
		}
		if err := os.Rename(path+".new", path); err != nil {
			return err
		}
	}
	return nil
}

// digest names content.
func digest(parts ...[]byte) string {
	sum := sha256.New()
	for _, part := range parts {
		sum.Write(part)
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:8])
}

// enginesModule is the folder of the Go module that pins the programs, found from the package that is tested.
func enginesModule() (string, error) {
	at, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		dir := filepath.Join(at, ".ci", "engines")
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if filepath.Dir(at) == at {
			return "", errors.New("the folder .ci/engines is not there")
		}
		at = filepath.Dir(at)
	}
}

// install lays out the folder in which an engine runs.
func (t *tools) install(dir string) error {
	run := filepath.Join(dir, "run")
	for _, sub := range []string{"bin", "config/cli-plugins"} {
		if err := os.MkdirAll(filepath.Join(run, sub), 0o755); err != nil {
			return err
		}
	}
	links := map[string]string{"bin/docker": "/usr/bin/docker", "config/cli-plugins/docker-buildx": filepath.Join(t.built, "docker-buildx")}
	daemon := "{}"
	if t.tier == modern {
		links["bin/dockerd"], links["bin/runc"] = filepath.Join(t.built, "dockerd"), filepath.Join(t.built, "runc")
		daemon = `{"features":{"containerd-snapshotter":true}}`
	}
	for link, to := range links {
		if err := os.Symlink(to, filepath.Join(run, link)); err != nil {
			return err
		}
	}
	files := map[string]string{
		"daemon.json":        daemon,
		"config/config.json": "{}",
		"registry.yml": "version: 0.1\nlog: {level: warn}\nstorage: {filesystem: {rootdirectory: " + filepath.Join(run, "registry") + "}, delete: {enabled: true}}\n" +
			"http: {addr: \"" + Registry + "\"}\n",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(run, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// environment is this process's environment, leading to the engine of a folder.
func (t *tools) environment(dir string) []string {
	var env []string
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); !strings.HasPrefix(name, "DOCKER_") && !strings.HasPrefix(name, "BUILDX_") && name != "BUILDKIT_HOST" && name != "PATH" {
			env = append(env, pair)
		}
	}
	run := filepath.Join(dir, "run")
	return append(env,
		"DOCKER_HOST=unix://"+filepath.Join(run, "docker.sock"), "DOCKER_CONFIG="+filepath.Join(run, "config"),
		"PATH="+filepath.Join(run, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
}
