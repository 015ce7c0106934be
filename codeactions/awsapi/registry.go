package awsapi

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecr/types"
)

// Repository is a repository of ECR.
type Repository struct {
	Name string
	// URI is the address without a tag: "123456789012.dkr.ecr.us-east-1.amazonaws.com/name".
	URI string
}

// Registry is the host of the repository's address.
func (r Repository) Registry() string {
	host, _, _ := strings.Cut(r.URI, "/")
	return host
}

// Repository finds a repository of the caller's account; nil when there is none.
func (c *Clients) Repository(ctx context.Context, name string) (*Repository, error) {
	out, err := c.ECR.DescribeRepositories(ctx, &ecr.DescribeRepositoriesInput{RepositoryNames: []string{name}})
	if HasCode(err, "RepositoryNotFoundException") {
		return nil, nil
	}
	if err != nil {
		return nil, failed(ctx, "ecr:DescribeRepositories", err)
	}
	if len(out.Repositories) == 0 {
		return nil, nil
	}
	return repository(&out.Repositories[0]), nil
}

// CreateRepository makes a repository whose images are scanned when they come; with immutable a tag stays what it is. One that is there by now is no error.
func (c *Clients) CreateRepository(ctx context.Context, name string, immutable bool) (*Repository, error) {
	mutability := types.ImageTagMutabilityMutable
	if immutable {
		mutability = types.ImageTagMutabilityImmutable
	}
	out, err := c.ECR.CreateRepository(ctx, &ecr.CreateRepositoryInput{
		RepositoryName: &name, ImageTagMutability: mutability,
		ImageScanningConfiguration: &types.ImageScanningConfiguration{ScanOnPush: true},
	})
	if HasCode(err, "RepositoryAlreadyExistsException") {
		return c.Repository(ctx, name)
	}
	if err != nil {
		return nil, failed(ctx, "ecr:CreateRepository", err)
	}
	return repository(out.Repository), nil
}

func repository(r *types.Repository) *Repository {
	return &Repository{aws.ToString(r.RepositoryName), aws.ToString(r.RepositoryUri)}
}

// Password gives the user and password with which an engine logs in to the registry.
func (c *Clients) Password(ctx context.Context) (user, password string, err error) {
	const action = "ecr:GetAuthorizationToken"
	out, err := c.ECR.GetAuthorizationToken(ctx, &ecr.GetAuthorizationTokenInput{})
	if err != nil {
		return "", "", failed(ctx, action, err)
	}
	if len(out.AuthorizationData) == 0 {
		return "", "", &Error{Action: action, Message: "the answer holds no token"}
	}
	pair, err := base64.StdEncoding.DecodeString(aws.ToString(out.AuthorizationData[0].AuthorizationToken))
	user, password, ok := strings.Cut(string(pair), ":")
	if err != nil || !ok {
		return "", "", &Error{Action: action, Message: "the token is not in the known form"} // without the text: it is a secret
	}
	return user, password, nil
}

// Manifest is what a registry holds under a tag or digest.
type Manifest struct {
	Digest, MediaType string
	Text              []byte
}

// manifestTypes are the forms of manifests that are asked for: all, so that nothing is converted.
var manifestTypes = []string{
	"application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json",
	"application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.index.v1+json",
}

// Manifest reads a manifest by its tag, or by its digest; nil when there is none.
func (c *Clients) Manifest(ctx context.Context, repository, ref string) (*Manifest, error) {
	id := types.ImageIdentifier{ImageTag: &ref}
	if strings.Contains(ref, ":") {
		id = types.ImageIdentifier{ImageDigest: &ref}
	}
	const action = "ecr:BatchGetImage"
	out, err := c.ECR.BatchGetImage(ctx, &ecr.BatchGetImageInput{RepositoryName: &repository, ImageIds: []types.ImageIdentifier{id}, AcceptedMediaTypes: manifestTypes})
	if err != nil {
		return nil, failed(ctx, action, err)
	}
	if len(out.Failures) > 0 {
		f := out.Failures[0]
		if f.FailureCode == types.ImageFailureCodeImageNotFound {
			return nil, nil
		}
		return nil, &Error{Action: action, Code: string(f.FailureCode), Message: aws.ToString(f.FailureReason)}
	}
	if len(out.Images) == 0 || out.Images[0].ImageId == nil {
		return nil, nil
	}
	image := out.Images[0]
	return &Manifest{aws.ToString(image.ImageId.ImageDigest), aws.ToString(image.ImageManifestMediaType), []byte(aws.ToString(image.ImageManifest))}, nil
}
