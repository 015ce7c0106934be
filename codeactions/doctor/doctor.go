// Package doctor looks whether this machine has what building, invoking and deploying take. It changes nothing, and every look has a time limit.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/codeactions/awsapi"
	"github.com/lambdock/lambdock/codeactions/engine"
)

// State is how a thing is.
type State string

// The states.
const (
	OK      State = "ok"
	Warning State = "warning" // it works, or may
	Missing State = "missing" // something does not work without it
)

// Check is what was found out about one thing.
type Check struct {
	Name  string `json:"name"`
	State State  `json:"state"`
	Text  string `json:"text"`
	// Advice is what to do, with the command to type; empty where nothing need be done.
	Advice string `json:"advice,omitempty"`
	// For is what takes it: "build and invoke", "deploy"; empty for what all take.
	For string `json:"for,omitempty"`
}

// Tools are what is looked at.
type Tools struct {
	Engine func(context.Context) (*engine.Engine, error)
	AWS    func(context.Context) (*awsapi.Clients, error)
	Today  lambda.Date
}

// lookLimit is how long one look may take.
const lookLimit = 20 * time.Second

// staleFacts is after how many days the facts about Lambda are old: base images come and go several times a year.
const staleFacts = 180

// Examine looks at everything.
func Examine(ctx context.Context, t Tools) []Check {
	checks := []Check{facts(t.Today)}
	checks = append(checks, t.engine(ctx)...)
	return append(checks, t.account(ctx)...)
}

func facts(today lambda.Date) Check {
	c := Check{Name: "facts", State: OK, Text: "what is known about Lambda is of " + string(lambda.AsOf())}
	from, err1 := time.Parse(time.DateOnly, string(lambda.AsOf()))
	now, err2 := time.Parse(time.DateOnly, string(today))
	if err1 == nil && err2 == nil && now.Sub(from) > staleFacts*24*time.Hour {
		c.State, c.Advice = Warning, "install a newer lambdock: go install github.com/lambdock/lambdock/cmd/lambdock@latest"
	}
	return c
}

func (t Tools) engine(ctx context.Context) []Check {
	const takes = "build and invoke"
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	e, err := t.Engine(ctx)
	var silent *engine.NotRunningError
	switch {
	case errors.Is(err, engine.ErrNoEngine):
		return []Check{{"engine", Missing, "there is no container engine", "install Docker, Finch, Podman or nerdctl, or put it in PATH", takes}}
	case errors.As(err, &silent):
		return []Check{{"engine", Missing, err.Error(), "start it, then run lambdock doctor again", takes}}
	case err != nil:
		return []Check{{"engine", Missing, err.Error(), "install it, or put it in PATH", takes}}
	}
	text := fmt.Sprintf("%s %s", e.Kind, e.Server)
	if e.OS != "" {
		text += " for " + e.OS + "/" + e.Arch
	}
	checks := []Check{{Name: "engine", State: OK, Text: text, For: takes}}
	if e.Kind == engine.Docker {
		if older(e.Server, lambda.DockerMinimum) {
			checks[0].State, checks[0].Advice = Warning, "AWS asks for Docker "+lambda.DockerMinimum+" or newer"
		}
		checks = append(checks, buildx(e))
	}
	return append(checks, reach(ctx, e))
}

func buildx(e *engine.Engine) Check {
	const takes = "build"
	switch e.HasBuildx {
	case engine.Yes:
		return Check{Name: "buildx", State: OK, Text: strings.TrimSpace("buildx " + e.Buildx), For: takes}
	case engine.No:
		return Check{"buildx", Warning, "buildx is not installed: images are built one by one, and for this machine's platform alone", "install the plugin: https://docs.docker.com/go/buildx/", takes}
	}
	return Check{"buildx", Warning, "it is not known whether buildx is there", "docker buildx version", takes}
}

// reach says whether containers can reach the Runtime API here.
func reach(ctx context.Context, e *engine.Engine) Check {
	if engine.IsRemote(e.Endpoint(ctx)) {
		return Check{"runtime API", Warning, "the engine is on another machine, whose containers do not reach this one", "lambdock invoke --emulator image, with a base image of AWS's", "invoke"}
	}
	return Check{Name: "runtime API", State: OK, Text: "the engine is on this machine", For: "invoke"}
}

func (t Tools) account(ctx context.Context) []Check {
	const takes = "deploy"
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	clients, err := t.AWS(ctx)
	if err != nil {
		return []Check{{"AWS", Warning, err.Error(), "name a region: aws configure set region REGION, or --region", takes}}
	}
	identity, err := clients.Identity(ctx)
	if err != nil {
		return []Check{
			{Name: "region", State: OK, Text: clients.Region, For: takes},
			{"credentials", Warning, "there are no credentials that AWS takes: " + err.Error(), "log in: aws configure, or aws sso login", takes},
		}
	}
	return []Check{
		{Name: "region", State: OK, Text: clients.Region, For: takes},
		{Name: "credentials", State: OK, Text: fmt.Sprintf("%s in account %s", identity.ARN, identity.Account), For: takes},
	}
}

// older reports whether a version is surely older than another; words that are no numbers decide nothing.
func older(version, than string) bool {
	have, want := strings.Split(version, "."), strings.Split(than, ".")
	for i := range want {
		if i >= len(have) {
			return false
		}
		digits := strings.TrimRightFunc(have[i], func(r rune) bool { return r < '0' || r > '9' })
		a, err1 := strconv.Atoi(digits)
		b, err2 := strconv.Atoi(want[i])
		if err1 != nil || err2 != nil {
			return false
		}
		if a != b {
			return a < b
		}
	}
	return false
}
