// Package deploy puts a Dockerfile's image into ECR and has a Lambda function run it: it looks around, makes a plan, asks, and carries
// the plan out so that a run that ended half-way is completed by the next one.
package deploy

import (
	"context"
	"errors"

	"github.com/lambdock/lambdock/codeactions/awsapi"
	"github.com/lambdock/lambdock/codeactions/build"
	"github.com/lambdock/lambdock/codeactions/engine"
)

// Request is what a person wants deployed. Empty fields leave it to what is there.
type Request struct {
	// Build is the image to build; nil when Image, an image of the engine's, is deployed as it is, and for a rollback.
	Build   *build.Plan
	Options build.Options
	Image   string

	Function   string // its name; the build's only function when empty
	Repository string // its name, or its address in ECR
	Immutable  bool   // of the tags of a repository that is created
	Role       string // an ARN, a name, or CreateRole; for a function that is created
	Alias      string
	Rollback   bool
	DryRun     bool
	Event      []byte // calls what was deployed with it; nil does not
}

// CreateRole, in place of a role, has one made with the basic execution policy.
const CreateRole = "create"

// Event is something that happened on the way: a step, what the engine said, or an event of the build.
type Event struct {
	Message string // a step, in words: "pushing the image"
	Percent int    // how much of all is done when the step begins
	Text    string // output of the engine's client
	Build   *build.Event
}

// Question shows a plan and says whether to carry it out.
type Question func(ctx context.Context, p *Plan) (bool, error)

// ErrDeclined reports that the answer to the question was no.
var ErrDeclined = errors.New("nothing was deployed: the plan was not confirmed")

// Result is what came of a deployment. All but Plan is empty after a dry run.
type Result struct {
	Plan    *Plan
	Image   string // the address by digest
	Digest  string // "sha256:…"
	Version string // the function's version that runs it
	ARN     string // of the function, or of its alias
	// Invoked is the answer to the request's event; nil without one.
	Invoked *awsapi.Invocation
}

// run is one deployment under way.
type run struct {
	Request
	engine *engine.Engine
	aws    *awsapi.Clients
	tell   func(Event)
}

func (r *run) step(percent int, message string) { r.tell(Event{Percent: percent, Message: message}) }

// Run deploys. tell may be nil. An error of a kind that is known is a *Failure; a plan that was declined is ErrDeclined, with the plan in the result.
func Run(ctx context.Context, e *engine.Engine, clients *awsapi.Clients, request Request, ask Question, tell func(Event)) (*Result, error) {
	if tell == nil {
		tell = func(Event) {}
	}
	r := &run{request, e, clients, tell}
	result, err := r.deploy(ctx, ask)
	if ctx.Err() != nil {
		return result, context.Cause(ctx)
	}
	return result, explain(err, clients)
}

func (r *run) deploy(ctx context.Context, ask Question) (*Result, error) {
	r.step(0, "looking at the account")
	seen, err := r.look(ctx)
	if err != nil {
		return nil, err
	}
	if r.Rollback {
		return r.rollback(ctx, seen, ask)
	}
	if err := possible(r.Request, seen); err != nil {
		return nil, err
	}
	if err := r.choosePlatform(seen); err != nil {
		return nil, err
	}
	if err := r.prepare(ctx, seen); err != nil {
		return nil, err
	}
	p, err := planOf(r.Request, seen)
	if err != nil {
		return nil, err
	}
	result := &Result{Plan: p}
	if r.DryRun {
		return result, nil
	}
	if err := confirm(ctx, p, ask); err != nil {
		return result, err
	}
	return result, r.carryOut(ctx, result)
}

func confirm(ctx context.Context, p *Plan, ask Question) error {
	yes, err := ask(ctx, p)
	if err != nil {
		return err
	}
	if !yes {
		return ErrDeclined
	}
	return nil
}
