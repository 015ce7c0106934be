// Package awsapi is this project's only door to the AWS SDK: the few calls that a deployment takes, behind interfaces with the SDK's own
// signatures, and around them answers in plain words. Credentials and region come from the SDK's default chain.
package awsapi

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

// ECR is what is asked of the registry's service.
type ECR interface {
	DescribeRepositories(context.Context, *ecr.DescribeRepositoriesInput, ...func(*ecr.Options)) (*ecr.DescribeRepositoriesOutput, error)
	CreateRepository(context.Context, *ecr.CreateRepositoryInput, ...func(*ecr.Options)) (*ecr.CreateRepositoryOutput, error)
	GetAuthorizationToken(context.Context, *ecr.GetAuthorizationTokenInput, ...func(*ecr.Options)) (*ecr.GetAuthorizationTokenOutput, error)
	BatchGetImage(context.Context, *ecr.BatchGetImageInput, ...func(*ecr.Options)) (*ecr.BatchGetImageOutput, error)
}

// Lambda is what is asked of Lambda.
type Lambda interface {
	GetFunction(context.Context, *lambda.GetFunctionInput, ...func(*lambda.Options)) (*lambda.GetFunctionOutput, error)
	CreateFunction(context.Context, *lambda.CreateFunctionInput, ...func(*lambda.Options)) (*lambda.CreateFunctionOutput, error)
	UpdateFunctionCode(context.Context, *lambda.UpdateFunctionCodeInput, ...func(*lambda.Options)) (*lambda.UpdateFunctionCodeOutput, error)
	ListVersionsByFunction(context.Context, *lambda.ListVersionsByFunctionInput, ...func(*lambda.Options)) (*lambda.ListVersionsByFunctionOutput, error)
	GetAlias(context.Context, *lambda.GetAliasInput, ...func(*lambda.Options)) (*lambda.GetAliasOutput, error)
	CreateAlias(context.Context, *lambda.CreateAliasInput, ...func(*lambda.Options)) (*lambda.CreateAliasOutput, error)
	UpdateAlias(context.Context, *lambda.UpdateAliasInput, ...func(*lambda.Options)) (*lambda.UpdateAliasOutput, error)
	Invoke(context.Context, *lambda.InvokeInput, ...func(*lambda.Options)) (*lambda.InvokeOutput, error)
}

// IAM is what is asked about roles.
type IAM interface {
	GetRole(context.Context, *iam.GetRoleInput, ...func(*iam.Options)) (*iam.GetRoleOutput, error)
	CreateRole(context.Context, *iam.CreateRoleInput, ...func(*iam.Options)) (*iam.CreateRoleOutput, error)
	AttachRolePolicy(context.Context, *iam.AttachRolePolicyInput, ...func(*iam.Options)) (*iam.AttachRolePolicyOutput, error)
}

// STS says who asks.
type STS interface {
	GetCallerIdentity(context.Context, *sts.GetCallerIdentityInput, ...func(*sts.Options)) (*sts.GetCallerIdentityOutput, error)
}

// Clients are the services of one region, as one profile reaches them.
type Clients struct {
	Profile, Region string // Profile is empty for the default chain
	ECR             ECR
	Lambda          Lambda
	IAM             IAM
	STS             STS
}

// ErrNoRegion reports that nothing says which region is meant.
var ErrNoRegion = errors.New("no region is set: name it with --region, AWS_REGION or `aws configure set region`")

// Load makes clients from the SDK's default chain; profile and region may be empty, and then the environment and the files of AWS decide. Nothing is asked over the network.
func Load(ctx context.Context, profile, region string) (*Clients, error) {
	var options []func(*config.LoadOptions) error
	if profile != "" {
		options = append(options, config.WithSharedConfigProfile(profile))
	}
	if region != "" {
		options = append(options, config.WithRegion(region))
	}
	loaded, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, fmt.Errorf("reading the configuration of AWS: %w", err)
	}
	if loaded.Region == "" {
		return nil, ErrNoRegion
	}
	return &Clients{
		Profile: profile, Region: loaded.Region,
		ECR: ecr.NewFromConfig(loaded), Lambda: lambda.NewFromConfig(loaded), IAM: iam.NewFromConfig(loaded), STS: sts.NewFromConfig(loaded),
	}, nil
}

// Error is a call that failed.
type Error struct {
	// Action is the call in the words of IAM's policies: "ecr:CreateRepository".
	Action string
	// Code and Message are the service's; Code is empty for what failed before a service answered.
	Code, Message string
	cause         error
}

func (e *Error) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("%s: %s", e.Action, e.Message)
	}
	return fmt.Sprintf("%s: %s: %s", e.Action, e.Code, e.Message)
}

func (e *Error) Unwrap() error { return e.cause }

// failed gives an error of the SDK the name of its action. What the caller's context ended stays that.
func failed(ctx context.Context, action string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	named := &Error{Action: action, Message: err.Error(), cause: err}
	var answer smithy.APIError
	var wrapped *smithy.OperationError
	switch {
	case errors.As(err, &answer):
		named.Code, named.Message = answer.ErrorCode(), answer.ErrorMessage()
	case errors.As(err, &wrapped):
		named.Message = wrapped.Err.Error()
	}
	return named
}

// HasCode reports whether an error is a service's answer with one of the codes.
func HasCode(err error, codes ...string) bool {
	var answer smithy.APIError
	if !errors.As(err, &answer) {
		return false
	}
	for _, code := range codes {
		if answer.ErrorCode() == code {
			return true
		}
	}
	return false
}

// Identity is who asks.
type Identity struct {
	Account string // twelve digits
	ARN     string
}

// Identity asks who the credentials belong to.
func (c *Clients) Identity(ctx context.Context) (Identity, error) {
	out, err := c.STS.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return Identity{}, failed(ctx, "sts:GetCallerIdentity", err)
	}
	return Identity{aws.ToString(out.Account), aws.ToString(out.Arn)}, nil
}
