package awsapi

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// trust lets Lambda take a role on: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html.
const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

// BasicPolicy is the name of AWS's managed policy that lets a function write its log, and nothing else.
const BasicPolicy = "AWSLambdaBasicExecutionRole"

// Role finds a role by its name and gives its ARN; empty when there is none.
func (c *Clients) Role(ctx context.Context, name string) (arn string, err error) {
	out, err := c.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: &name})
	if HasCode(err, "NoSuchEntity", "NoSuchEntityException") {
		return "", nil
	}
	if err != nil {
		return "", failed(ctx, "iam:GetRole", err)
	}
	return aws.ToString(out.Role.Arn), nil
}

// CreateRole makes a role that Lambda may take on, with BasicPolicy. One that is there by now is completed.
func (c *Clients) CreateRole(ctx context.Context, name string) (arn string, err error) {
	out, err := c.IAM.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: &name, AssumeRolePolicyDocument: aws.String(trust), Description: aws.String("execution role of a function deployed by lambdock"),
	})
	switch {
	case HasCode(err, "EntityAlreadyExists", "EntityAlreadyExistsException"):
		arn, err = c.Role(ctx, name)
	case err != nil:
		err = failed(ctx, "iam:CreateRole", err)
	default:
		arn = aws.ToString(out.Role.Arn)
	}
	if err != nil {
		return "", err
	}
	policy := "arn:" + partition(arn) + ":iam::aws:policy/service-role/" + BasicPolicy
	_, err = c.IAM.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: &name, PolicyArn: &policy})
	return arn, failed(ctx, "iam:AttachRolePolicy", err)
}

// partition is the second field of an ARN: "aws", "aws-cn".
func partition(arn string) string {
	if fields := strings.SplitN(arn, ":", 3); len(fields) == 3 {
		return fields[1]
	}
	return "aws"
}
