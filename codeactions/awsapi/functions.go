package awsapi

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// waitLimit is how long Lambda may take to make an image ready: minutes for images of many gigabytes.
const waitLimit = 10 * time.Minute

// Function is a function, or one of its versions.
type Function struct {
	Name, ARN, Version string // Version is "$LATEST" or a number
	PackageType        string // "Image", "Zip"
	Architecture       string // "x86_64", "arm64"
	Role               string // ARN
	// Image is the address that the function was given, Resolved the same by digest; both empty where Lambda does not say.
	Image, Resolved string
	CodeSHA         string // of the image's manifest, or the archive
}

// Function finds a function, or a version or alias of it when qualifier is set; nil when there is none.
func (c *Clients) Function(ctx context.Context, name, qualifier string) (*Function, error) {
	in := &lambda.GetFunctionInput{FunctionName: &name}
	if qualifier != "" {
		in.Qualifier = &qualifier
	}
	out, err := c.Lambda.GetFunction(ctx, in)
	if HasCode(err, "ResourceNotFoundException") {
		return nil, nil
	}
	if err != nil {
		return nil, failed(ctx, "lambda:GetFunction", err)
	}
	f := &Function{Name: name}
	if conf := out.Configuration; conf != nil {
		f.ARN, f.Version, f.PackageType, f.Role = aws.ToString(conf.FunctionArn), aws.ToString(conf.Version), string(conf.PackageType), aws.ToString(conf.Role)
		f.CodeSHA, f.Architecture = aws.ToString(conf.CodeSha256), string(types.ArchitectureX8664)
		if len(conf.Architectures) > 0 {
			f.Architecture = string(conf.Architectures[0])
		}
	}
	if out.Code != nil {
		f.Image, f.Resolved = aws.ToString(out.Code.ImageUri), aws.ToString(out.Code.ResolvedImageUri)
	}
	return f, nil
}

// NewFunction is a function to be made.
type NewFunction struct{ Name, Image, Role, Architecture string }

// CreateFunction makes a function and its first version, and gives the version.
func (c *Clients) CreateFunction(ctx context.Context, n NewFunction) (version string, err error) {
	out, err := c.Lambda.CreateFunction(ctx, &lambda.CreateFunctionInput{
		FunctionName: &n.Name, PackageType: types.PackageTypeImage, Code: &types.FunctionCode{ImageUri: &n.Image},
		Role: &n.Role, Architectures: []types.Architecture{types.Architecture(n.Architecture)}, Publish: true,
	})
	if err != nil {
		return "", failed(ctx, "lambda:CreateFunction", err)
	}
	return aws.ToString(out.Version), nil
}

// UpdateCode gives a function another image. With publish the version that comes of it is given, else "$LATEST".
func (c *Clients) UpdateCode(ctx context.Context, name, image string, publish bool) (version string, err error) {
	out, err := c.Lambda.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: &name, ImageUri: &image, Publish: publish})
	if err != nil {
		return "", failed(ctx, "lambda:UpdateFunctionCode", err)
	}
	return aws.ToString(out.Version), nil
}

// WaitReady waits until a function has come to the end of its creation and of its last update. A failed one is an *Error with Lambda's reason.
func (c *Clients) WaitReady(ctx context.Context, name string) error {
	in := &lambda.GetFunctionInput{FunctionName: &name}
	err := lambda.NewFunctionActiveV2Waiter(c.Lambda).Wait(ctx, in, waitLimit)
	if err == nil {
		err = lambda.NewFunctionUpdatedV2Waiter(c.Lambda).Wait(ctx, in, waitLimit)
	}
	if err == nil || ctx.Err() != nil {
		return failed(ctx, "lambda:GetFunction", err)
	}
	out, asked := c.Lambda.GetFunction(ctx, in)
	if asked != nil || out.Configuration == nil {
		return failed(ctx, "lambda:GetFunction", errors.Join(err, asked))
	}
	conf := out.Configuration
	switch {
	case conf.State == types.StateFailed:
		return &Error{"lambda:GetFunction", string(conf.StateReasonCode), aws.ToString(conf.StateReason), err}
	case conf.LastUpdateStatus == types.LastUpdateStatusFailed:
		return &Error{"lambda:GetFunction", string(conf.LastUpdateStatusReasonCode), aws.ToString(conf.LastUpdateStatusReason), err}
	}
	return failed(ctx, "lambda:GetFunction", err)
}

// Version is a version that was published.
type Version struct {
	Number  int
	CodeSHA string
}

// Versions are the versions that were published and are still there, the newest first.
func (c *Clients) Versions(ctx context.Context, name string) ([]Version, error) {
	var all []Version
	pages := lambda.NewListVersionsByFunctionPaginator(c.Lambda, &lambda.ListVersionsByFunctionInput{FunctionName: &name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, failed(ctx, "lambda:ListVersionsByFunction", err)
		}
		for _, v := range page.Versions {
			if number, err := strconv.Atoi(aws.ToString(v.Version)); err == nil {
				all = append(all, Version{number, aws.ToString(v.CodeSha256)})
			}
		}
	}
	slices.SortFunc(all, func(a, b Version) int { return b.Number - a.Number })
	return all, nil
}

// Alias gives the version that an alias leads to; empty when there is no such alias.
func (c *Clients) Alias(ctx context.Context, function, alias string) (version string, err error) {
	out, err := c.Lambda.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: &function, Name: &alias})
	if HasCode(err, "ResourceNotFoundException") {
		return "", nil
	}
	if err != nil {
		return "", failed(ctx, "lambda:GetAlias", err)
	}
	return aws.ToString(out.FunctionVersion), nil
}

// SetAlias has an alias lead to a version, and makes it where it is missing.
func (c *Clients) SetAlias(ctx context.Context, function, alias, version string) error {
	_, err := c.Lambda.UpdateAlias(ctx, &lambda.UpdateAliasInput{FunctionName: &function, Name: &alias, FunctionVersion: &version})
	if !HasCode(err, "ResourceNotFoundException") {
		return failed(ctx, "lambda:UpdateAlias", err)
	}
	_, err = c.Lambda.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: &function, Name: &alias, FunctionVersion: &version})
	return failed(ctx, "lambda:CreateAlias", err)
}

// Invocation is what a function answered.
type Invocation struct {
	Payload []byte
	// Error is the kind of the function's error, "Handled" or "Unhandled", and empty for a success.
	Error string
}

// Invoke calls a version and waits for its answer.
func (c *Clients) Invoke(ctx context.Context, function, version string, event []byte) (*Invocation, error) {
	out, err := c.Lambda.Invoke(ctx, &lambda.InvokeInput{FunctionName: &function, Qualifier: &version, Payload: event})
	if err != nil {
		return nil, failed(ctx, "lambda:InvokeFunction", err)
	}
	return &Invocation{out.Payload, aws.ToString(out.FunctionError)}, nil
}
