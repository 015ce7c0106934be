package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lambdock/lambdock/codeactions/awsapi"
)

// cleanLimit is how long cleaning up may take after a run was cancelled.
const cleanLimit = 30 * time.Second

// carryOut does what a plan says. Each step finds what an earlier run has done already.
func (r *run) carryOut(ctx context.Context, result *Result) error {
	p := result.Plan
	repository, err := r.repository(ctx, p)
	if err != nil {
		return err
	}
	manifest, err := r.pushed(ctx, p, repository)
	if err != nil {
		return err
	}
	result.Digest, result.Image = manifest.Digest, repository.URI+"@"+manifest.Digest
	if p.CreateRole {
		r.step(70, "creating the role "+p.Role)
		if p.Role, err = r.aws.CreateRole(ctx, p.Role); err != nil {
			return err
		}
		p.CreateRole = false
	}
	if err := r.putFunction(ctx, result); err != nil {
		return err
	}
	return r.finish(ctx, result)
}

func (r *run) repository(ctx context.Context, p *Plan) (*awsapi.Repository, error) {
	if !p.CreateRepository {
		name := p.Repository[strings.Index(p.Repository, "/")+1:]
		return &awsapi.Repository{Name: name, URI: p.Repository}, nil
	}
	r.step(30, "creating the repository "+p.Repository)
	made, err := r.aws.CreateRepository(ctx, p.Repository, r.Immutable)
	if err == nil && made == nil {
		err = fmt.Errorf("creating the repository %s: somebody deleted it meanwhile, run it again", p.Repository)
	}
	return made, err
}

// pushed has the image in the repository and gives the one manifest in it that Lambda takes.
func (r *run) pushed(ctx context.Context, p *Plan, repository *awsapi.Repository) (*awsapi.Manifest, error) {
	there, err := r.aws.Manifest(ctx, repository.Name, p.Tag)
	if err != nil {
		return nil, err
	}
	if there == nil || !holds(there, p.imageID) {
		if err := r.push(ctx, p, repository); err != nil {
			return nil, err
		}
		if there, err = r.aws.Manifest(ctx, repository.Name, p.Tag); err != nil {
			return nil, err
		}
	}
	if there == nil {
		return nil, fmt.Errorf("reading back %s:%s: the registry does not have what was pushed", repository.URI, p.Tag)
	}
	r.step(65, "checking the manifest")
	return r.single(ctx, p, repository, there)
}

// holds reports whether a manifest is of the image that the engine calls id: by its configuration, or in containerd's store by itself.
func holds(m *awsapi.Manifest, id string) bool {
	var manifest struct{ Config struct{ Digest string } }
	return m.Digest == id || json.Unmarshal(m.Text, &manifest) == nil && id != "" && manifest.Config.Digest == id
}

// push logs in with a configuration that is gone afterwards, and so is the name that the image has for the push.
func (r *run) push(ctx context.Context, p *Plan, repository *awsapi.Repository) (err error) {
	r.step(35, "logging in to "+repository.Registry())
	user, password, err := r.aws.Password(ctx)
	if err != nil {
		return err
	}
	private, forget, err := r.engine.Private(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, forget()) }()
	if err := private.Login(ctx, repository.Registry(), user, password); err != nil {
		return fmt.Errorf("logging in to %s: %w", repository.Registry(), err)
	}
	ref := repository.URI + ":" + p.Tag
	if err := r.engine.Tag(ctx, p.Image, ref); err != nil {
		return err
	}
	defer func() {
		clean, done := context.WithTimeout(context.WithoutCancel(ctx), cleanLimit)
		defer done()
		_ = r.engine.RemoveImage(clean, ref) // a name too many does no harm, and the engine may be gone
	}()
	r.step(40, "pushing the image to "+ref)
	if err := private.Push(ctx, ref, output(r.tell)); err != nil {
		return fmt.Errorf("pushing %s: %w", ref, err)
	}
	return nil
}

// output passes on what is written.
type output func(Event)

func (o output) Write(p []byte) (int, error) {
	o(Event{Percent: 40, Text: string(p)})
	return len(p), nil
}

// putFunction creates or updates the function, and waits until it is ready.
func (r *run) putFunction(ctx context.Context, result *Result) (err error) {
	p := result.Plan
	if p.Create {
		r.step(75, "creating the function "+p.Function)
		err = r.patiently(ctx, notYet, func() error {
			result.Version, err = r.aws.CreateFunction(ctx, awsapi.NewFunction{Name: p.Function, Image: result.Image, Role: p.Role, Architecture: p.Architecture})
			return err
		})
	} else {
		r.step(75, "updating the function "+p.Function)
		err = r.update(ctx, result, true)
	}
	if err != nil {
		return err
	}
	r.step(80, "waiting until the function is ready")
	return r.aws.WaitReady(ctx, p.Function)
}

// update gives the function the result's image, after whatever else changes it at the moment.
func (r *run) update(ctx context.Context, result *Result, publish bool) (err error) {
	if err := r.aws.WaitReady(ctx, result.Plan.Function); err != nil && ctx.Err() != nil {
		return err
	} // a function that failed before is repaired by what follows
	return r.patiently(ctx, notYet, func() error {
		result.Version, err = r.aws.UpdateCode(ctx, result.Plan.Function, result.Image, publish)
		return err
	})
}

// notYet reports an error that passes: a new role that is not known everywhere, or another update that is under way.
func notYet(err error) bool {
	if awsapi.HasCode(err, "InvalidParameterValueException") {
		return strings.Contains(err.Error(), "cannot be assumed by Lambda")
	}
	return awsapi.HasCode(err, "ResourceConflictException") && !strings.Contains(err.Error(), "already exist")
}

// patience is how often something that is not yet possible is tried; the pauses double from firstPause.
const (
	patience   = 6
	firstPause = time.Second
)

func (r *run) patiently(ctx context.Context, again func(error) bool, try func() error) error {
	pause := firstPause
	for range patience - 1 {
		err := try()
		if err == nil || !again(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
		pause *= 2
	}
	return try()
}

// finish leads the alias to the new version and calls it.
func (r *run) finish(ctx context.Context, result *Result) error {
	p := result.Plan
	f, err := r.aws.Function(ctx, p.Function, "")
	if err != nil {
		return err
	}
	if f != nil {
		result.ARN = f.ARN
	}
	if p.Alias != "" {
		r.step(90, fmt.Sprintf("leading the alias %s to version %s", p.Alias, result.Version))
		if err := r.aws.SetAlias(ctx, p.Function, p.Alias, result.Version); err != nil {
			return err
		}
		result.ARN += ":" + p.Alias
	}
	if r.Event == nil {
		return nil
	}
	r.step(95, "calling version "+result.Version)
	result.Invoked, err = r.aws.Invoke(ctx, p.Function, result.Version, r.Event)
	return err
}
