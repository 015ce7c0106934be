package doctor

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/codeactions/awsapi"
	"github.com/lambdock/lambdock/codeactions/engine"
)

// silent is an engine's client that says nothing.
type silent struct{}

func (silent) Find(program string) (string, error) { return program, nil }
func (silent) Run(_ context.Context, c engine.Command) error {
	if c.Stdout != nil {
		_, _ = io.WriteString(c.Stdout, "unix:///var/run/docker.sock\n")
	}
	return nil
}

func TestExamine(t *testing.T) {
	docker := func(server, buildx string, has engine.Answer) *engine.Engine {
		return &engine.Engine{Kind: engine.Docker, Program: "docker", Runner: silent{}, Server: server, Buildx: buildx, HasBuildx: has, OS: "linux", Arch: "amd64"}
	}
	remote := docker("28.2.2", "0.38.2", engine.Yes)
	remote.Env = []string{"DOCKER_HOST=ssh://builder"}
	for name, c := range map[string]struct {
		engine *engine.Engine
		err    error
		today  lambda.Date
		want   []string
	}{
		"all is there":  {docker("28.2.2", "0.38.2", engine.Yes), nil, "2026-11-27", []string{"facts ok", "engine ok", "buildx ok", "runtime API ok", "AWS warning"}},
		"an old engine": {docker("20.10.24+dfsg1", "", engine.No), nil, "2026-11-27", []string{"facts ok", "engine warning", "buildx warning", "runtime API ok", "AWS warning"}},
		"far away":      {remote, nil, "2028-11-27", []string{"facts warning", "engine ok", "buildx ok", "runtime API warning", "AWS warning"}},
		"no engine":     {nil, engine.ErrNoEngine, "2026-11-27", []string{"facts ok", "engine missing", "AWS warning"}},
		"not running":   {nil, &engine.NotRunningError{Kind: engine.Docker}, "2026-11-27", []string{"facts ok", "engine missing", "AWS warning"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DOCKER_HOST", "")
			checks := Examine(t.Context(), Tools{
				Engine: func(context.Context) (*engine.Engine, error) { return c.engine, c.err },
				AWS:    func(context.Context) (*awsapi.Clients, error) { return nil, errors.New("no region is set") },
				Today:  c.today,
			})
			var got []string
			for _, check := range checks {
				got = append(got, check.Name+" "+string(check.State))
				if check.State != OK && check.Advice == "" || check.Text == "" {
					t.Errorf("%+v says too little", check)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestOlder(t *testing.T) {
	for version, want := range map[string]bool{"20.10.24+dfsg1": true, "24.0.9": true, "25.0.0": false, "25.0": false, "28.2.2": false, "": false, "library-import": false, "2.0.0-beta.24": true} {
		if got := older(version, "25.0.0"); got != want {
			t.Errorf("%s: %v", version, got)
		}
	}
}
