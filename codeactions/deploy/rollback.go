package deploy

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/lambdock/lambdock/codeactions/awsapi"
)

// Rollback is the way from a version to the one before. From and To are numbers; From is "$LATEST" where it was never published.
type Rollback struct{ From, To, Image string }

// rollback leads the alias, or without one the function's unpublished code, back to the version before.
func (r *run) rollback(ctx context.Context, f *facts, ask Question) (*Result, error) {
	if f.function == nil {
		return nil, fmt.Errorf("rolling back %s: there is no such function in %s", f.name, f.region)
	}
	back, err := r.before(ctx, f.function)
	if err != nil {
		return nil, err
	}
	p := &Plan{
		Account: f.identity.Account, Identity: f.identity.ARN, Profile: f.profile, Region: f.region, Function: f.name,
		Architecture: f.function.Architecture, Role: f.function.Role, Alias: r.Alias, Running: f.function.Image, Rollback: back,
	}
	result := &Result{Plan: p}
	if r.DryRun {
		return result, nil
	}
	if err := confirm(ctx, p, ask); err != nil {
		return result, err
	}
	result.Image = back.Image
	if r.Alias == "" {
		r.step(50, "updating the function "+p.Function)
		if err := r.update(ctx, result, false); err != nil {
			return result, err
		}
		r.step(80, "waiting until the function is ready")
		if err := r.aws.WaitReady(ctx, p.Function); err != nil {
			return result, err
		}
	}
	result.Version = back.To
	return result, r.finish(ctx, result)
}

// before finds the version before the one that runs.
func (r *run) before(ctx context.Context, running *awsapi.Function) (*Rollback, error) {
	versions, err := r.aws.Versions(ctx, running.Name)
	if err != nil {
		return nil, err
	}
	from := ""
	if r.Alias != "" {
		if from, err = r.aws.Alias(ctx, running.Name, r.Alias); err != nil {
			return nil, err
		}
		if from == "" {
			return nil, fmt.Errorf("rolling back %s: it has no alias %s", running.Name, r.Alias)
		}
	}
	back := previous(versions, from, running.CodeSHA)
	if back == nil {
		return nil, &Failure{
			Name: "no-version-before", Message: fmt.Sprintf("no other version of %s was published before the one that runs", running.Name),
			Advice: fmt.Sprintf("look at what there is: aws lambda list-versions-by-function --function-name %s --region %s", running.Name, r.aws.Region),
		}
	}
	image, err := r.aws.Function(ctx, running.Name, back.To)
	if err != nil {
		return nil, err
	}
	if image != nil {
		back.Image = byDigest(image)
	}
	if back.Image == "" {
		return nil, fmt.Errorf("rolling back %s: Lambda does not say which image version %s runs", running.Name, back.To)
	}
	return back, nil
}

// byDigest is the address of a version's image that cannot change: as it was given where that holds a digest, else as Lambda resolved it.
func byDigest(version *awsapi.Function) string {
	if strings.Contains(version.Image, "@") {
		return version.Image
	}
	return cmp.Or(version.Resolved, version.Image)
}

// previous finds, among versions with the newest first, the one before the version of an alias, or before the newest one with the code that runs.
// Versions with the same code as where it starts are passed over; code that was never published goes back to the newest version.
func previous(versions []awsapi.Version, alias, code string) *Rollback {
	at := 0
	from := ""
	for i, v := range versions {
		if alias != "" && strconv.Itoa(v.Number) == alias || alias == "" && v.CodeSHA == code {
			at, from, code = i+1, strconv.Itoa(v.Number), v.CodeSHA
			break
		}
	}
	if from == "" && alias != "" {
		return nil
	}
	for _, v := range versions[at:] {
		if v.CodeSHA != code {
			return &Rollback{From: cmp.Or(from, "$LATEST"), To: strconv.Itoa(v.Number)}
		}
	}
	return nil
}
