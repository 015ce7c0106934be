package deploy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/codeactions/awsapi"
	"github.com/lambdock/lambdock/codeactions/build"
	"github.com/lambdock/lambdock/codeactions/engine"
)

// facts are what a plan is made of.
type facts struct {
	identity        awsapi.Identity
	profile, region string
	name            string           // the function's
	function        *awsapi.Function // nil when there is none yet
	repositoryName  string
	repository      *awsapi.Repository // nil when there is none yet
	roleName        string             // where the request names one
	roleARN         string             // empty when there is none of that name
	image           localImage
}

// localImage is the image to be pushed, as the engine has it.
type localImage struct {
	ref, id, architecture string // architecture in Go's words
	size                  int64  // bytes, unpacked
}

// look asks AWS what is there. Nothing is changed.
func (r *run) look(ctx context.Context) (*facts, error) {
	name, err := r.functionName()
	if err != nil {
		return nil, err
	}
	f := &facts{profile: r.aws.Profile, region: r.aws.Region, name: name}
	if f.identity, err = r.aws.Identity(ctx); err != nil {
		return nil, err
	}
	if f.function, err = r.aws.Function(ctx, name, ""); err != nil || r.Rollback {
		return f, err
	}
	if f.repositoryName, err = repositoryName(r.Repository, f); err != nil {
		return nil, err
	}
	if f.repository, err = r.aws.Repository(ctx, f.repositoryName); err != nil || f.function != nil || r.Role == "" {
		return f, err
	}
	if strings.HasPrefix(r.Role, "arn:") {
		f.roleARN = r.Role
		return f, nil
	}
	f.roleName = r.Role
	if r.Role == CreateRole {
		f.roleName = name + "-role"
	}
	f.roleARN, err = r.aws.Role(ctx, f.roleName)
	return f, err
}

// functionNames are the names and addresses of functions that Lambda takes.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
var functionNames = regexp.MustCompile(`^(arn:[a-z0-9-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:)?[A-Za-z0-9_-]{1,64}$`)

// functionName is the name of the function that is deployed.
func (r *run) functionName() (string, error) {
	name, err := r.meantFunction()
	if err == nil && !functionNames.MatchString(name) {
		return "", &Failure{
			Name:    NoFunction,
			Message: fmt.Sprintf("%q is no name of a function: it has letters, digits, - and _, 64 at most", name),
			Advice:  "name the function with --function",
		}
	}
	return name, err
}

func (r *run) meantFunction() (string, error) {
	switch {
	case r.Function != "":
		return r.Function, nil
	case r.Build == nil || len(r.Build.Functions) == 0:
		return "", &Failure{Name: NoFunction, Message: "no file says which function is meant", Advice: "name it with --function"}
	case len(r.Build.Functions) > 1:
		return "", fmt.Errorf("%d functions run this image, name one with --function: %s", len(r.Build.Functions), strings.Join(r.Build.Functions, ", "))
	}
	return r.Build.Functions[0], nil
}

// repositoryName is the repository that is asked for, else the one from which the function runs, else one called like the function.
func repositoryName(wanted string, f *facts) (string, error) {
	if wanted == "" && f.function != nil {
		if image, ok := lambda.ParseECRImage(f.function.Image); ok && image.Account == f.identity.Account && image.Region == f.region {
			return image.Repository, nil
		}
	}
	address, ok := lambda.ParseECRImage(wanted)
	switch {
	case wanted == "":
		return nameFor(f.name), nil
	case !ok:
		return wanted, nil
	case address.Region != f.region:
		return "", &Failure{
			Name:    "cross-region-image",
			Message: fmt.Sprintf("the repository lies in %s and the function in %s, and Lambda takes images of its own region only", address.Region, f.region),
			Advice:  fmt.Sprintf("name a repository of %s: --repository %s, or deploy to the other region: --region %s", f.region, address.Repository, address.Region),
		}
	case address.Account != f.identity.Account:
		return "", &Failure{
			Name:    "cross-account-push",
			Message: fmt.Sprintf("the repository belongs to the account %s, and the credentials to %s", address.Account, f.identity.Account),
			Advice:  "push with the other account's --profile, or name a repository of this account: --repository " + address.Repository,
		}
	}
	return address.Repository, nil
}

// nameFor is a function's name as a repository's: lower case letters and digits with single separators between them.
func nameFor(function string) string {
	words := strings.FieldsFunc(strings.ToLower(function), func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') })
	return cmp.Or(strings.Join(words, "-"), "function")
}

// choosePlatform has the image built for the architecture of the function that is there.
func (r *run) choosePlatform(f *facts) error {
	if f.function == nil || r.Build == nil {
		return nil
	}
	platform, ok := lambda.Platform(f.function.Architecture)
	if !ok {
		return nil
	}
	if built, known := lambda.Architecture(r.Build.Platform); known && built != f.function.Architecture {
		return otherArchitecture(f.function, r.Build.Platform)
	}
	r.Build.Platform = platform
	return nil
}

func otherArchitecture(f *awsapi.Function, platform string) error {
	wanted, _ := lambda.Platform(f.Architecture)
	return &Failure{
		Name:    "other-architecture",
		Message: fmt.Sprintf("the function %s runs on %s and the image is made for %s", f.Name, f.Architecture, platform),
		Advice:  "build it with --platform " + wanted,
	}
}

// prepare builds the image, or looks at the one that is named.
func (r *run) prepare(ctx context.Context, f *facts) error {
	if r.Build == nil {
		image, err := r.engine.Image(ctx, r.Image)
		if errors.Is(err, engine.ErrMissing) {
			return fmt.Errorf("deploying %s: %s has no such image, build it first: lambdock build DOCKERFILE --tag %s", r.Image, r.engine.Kind, r.Image)
		}
		if err != nil {
			return err
		}
		f.image = localImage{r.Image, image.ID, image.Architecture, image.Size}
		return nil
	}
	r.step(5, "building the image")
	built, err := build.Run(ctx, r.engine, r.Build, r.Options, func(e build.Event) { r.tell(Event{Percent: 5, Build: &e}) })
	if err != nil {
		return err
	}
	if built.Accepted == engine.No {
		return &Failure{Name: "refused-image", Message: "Lambda would refuse the image: " + strings.Join(built.Reasons, ", "), Advice: "lambdock build shows its layers"}
	}
	f.image = localImage{built.Ref, built.ID, built.Architecture, built.Size}
	return nil
}
