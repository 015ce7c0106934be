package deploy

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/lambdock/lambdock/codeactions/awsapi"
	"github.com/lambdock/lambdock/codeactions/engine"
	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

const password = "marked-password-of-the-registry"

// account stands in for AWS: its registry is the tests' real one, and its function remembers what it was given.
type account struct {
	awsapi.ECR
	awsapi.Lambda
	repository string
	versions   []string // images, of version 1 first
	latest     string
	alias      string
}

func (a *account) GetCallerIdentity(context.Context, *sts.GetCallerIdentityInput, ...func(*sts.Options)) (*sts.GetCallerIdentityOutput, error) {
	return &sts.GetCallerIdentityOutput{Account: aws.String("123456789012"), Arn: aws.String("arn:aws:iam::123456789012:user/tester")}, nil
}

func (a *account) uri() *string { return aws.String(enginetest.Registry + "/" + a.repository) }

func (a *account) DescribeRepositories(_ context.Context, in *ecr.DescribeRepositoriesInput, _ ...func(*ecr.Options)) (*ecr.DescribeRepositoriesOutput, error) {
	if a.repository == "" {
		return nil, &ecrtypes.RepositoryNotFoundException{}
	}
	return &ecr.DescribeRepositoriesOutput{Repositories: []ecrtypes.Repository{{RepositoryName: &a.repository, RepositoryUri: a.uri()}}}, nil
}

func (a *account) CreateRepository(_ context.Context, in *ecr.CreateRepositoryInput, _ ...func(*ecr.Options)) (*ecr.CreateRepositoryOutput, error) {
	a.repository = *in.RepositoryName
	return &ecr.CreateRepositoryOutput{Repository: &ecrtypes.Repository{RepositoryName: &a.repository, RepositoryUri: a.uri()}}, nil
}

func (a *account) GetAuthorizationToken(context.Context, *ecr.GetAuthorizationTokenInput, ...func(*ecr.Options)) (*ecr.GetAuthorizationTokenOutput, error) {
	token := base64.StdEncoding.EncodeToString([]byte("AWS:" + password))
	return &ecr.GetAuthorizationTokenOutput{AuthorizationData: []ecrtypes.AuthorizationData{{AuthorizationToken: &token}}}, nil
}

func (a *account) BatchGetImage(ctx context.Context, in *ecr.BatchGetImageInput, _ ...func(*ecr.Options)) (*ecr.BatchGetImageOutput, error) {
	id := in.ImageIds[0]
	request, err := http.NewRequestWithContext(ctx, "GET", "http://"+enginetest.Registry+"/v2/"+*in.RepositoryName+"/manifests/"+aws.ToString(id.ImageTag)+aws.ToString(id.ImageDigest), nil)
	if err != nil {
		return nil, err
	}
	request.Header["Accept"] = in.AcceptedMediaTypes
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotFound {
		return &ecr.BatchGetImageOutput{Failures: []ecrtypes.ImageFailure{{FailureCode: ecrtypes.ImageFailureCodeImageNotFound}}}, nil
	}
	text, err := io.ReadAll(response.Body)
	digest := response.Header.Get("Docker-Content-Digest")
	return &ecr.BatchGetImageOutput{Images: []ecrtypes.Image{{
		ImageId: &ecrtypes.ImageIdentifier{ImageDigest: &digest}, ImageManifest: aws.String(string(text)), ImageManifestMediaType: aws.String(response.Header.Get("Content-Type")),
	}}}, err
}

func (a *account) GetFunction(_ context.Context, in *lambda.GetFunctionInput, _ ...func(*lambda.Options)) (*lambda.GetFunctionOutput, error) {
	image, version := a.latest, "$LATEST"
	if n, err := strconv.Atoi(aws.ToString(in.Qualifier)); err == nil {
		image, version = a.versions[n-1], *in.Qualifier
	}
	if image == "" {
		return nil, &types.ResourceNotFoundException{}
	}
	return &lambda.GetFunctionOutput{Code: &types.FunctionCodeLocation{ImageUri: &image, ResolvedImageUri: &image}, Configuration: &types.FunctionConfiguration{
		FunctionArn: aws.String("arn:fn"), Version: &version, PackageType: types.PackageTypeImage, CodeSha256: &image, Role: aws.String("arn:role"),
		State: types.StateActive, LastUpdateStatus: types.LastUpdateStatusSuccessful,
	}}, nil
}

func (a *account) publish(image string) *string {
	a.latest, a.versions = image, append(a.versions, image)
	return aws.String(strconv.Itoa(len(a.versions)))
}

func (a *account) CreateFunction(_ context.Context, in *lambda.CreateFunctionInput, _ ...func(*lambda.Options)) (*lambda.CreateFunctionOutput, error) {
	return &lambda.CreateFunctionOutput{Version: a.publish(*in.Code.ImageUri)}, nil
}

func (a *account) UpdateFunctionCode(_ context.Context, in *lambda.UpdateFunctionCodeInput, _ ...func(*lambda.Options)) (*lambda.UpdateFunctionCodeOutput, error) {
	if !in.Publish {
		a.latest = *in.ImageUri
		return &lambda.UpdateFunctionCodeOutput{Version: aws.String("$LATEST")}, nil
	}
	return &lambda.UpdateFunctionCodeOutput{Version: a.publish(*in.ImageUri)}, nil
}

func (a *account) ListVersionsByFunction(context.Context, *lambda.ListVersionsByFunctionInput, ...func(*lambda.Options)) (*lambda.ListVersionsByFunctionOutput, error) {
	out := &lambda.ListVersionsByFunctionOutput{}
	for i, image := range a.versions {
		out.Versions = append(out.Versions, types.FunctionConfiguration{Version: aws.String(strconv.Itoa(i + 1)), CodeSha256: &image})
	}
	return out, nil
}

func (a *account) UpdateAlias(_ context.Context, in *lambda.UpdateAliasInput, _ ...func(*lambda.Options)) (*lambda.UpdateAliasOutput, error) {
	if a.alias == "" {
		return nil, &types.ResourceNotFoundException{}
	}
	a.alias = *in.FunctionVersion
	return &lambda.UpdateAliasOutput{}, nil
}

func (a *account) CreateAlias(_ context.Context, in *lambda.CreateAliasInput, _ ...func(*lambda.Options)) (*lambda.CreateAliasOutput, error) {
	a.alias = *in.FunctionVersion
	return &lambda.CreateAliasOutput{}, nil
}

func (a *account) clients() *awsapi.Clients {
	return &awsapi.Clients{Region: "us-east-1", ECR: a, Lambda: a, STS: a}
}

// recorder remembers the arguments of what runs.
type recorder struct {
	engine.System
	args []string
}

func (r *recorder) Run(ctx context.Context, c engine.Command) error {
	r.args = append(r.args, c.Args...)
	return r.System.Run(ctx, c)
}

func yes(context.Context, *Plan) (bool, error) { return true, nil }

func TestCreateUpdateAndRollback(t *testing.T) {
	e := enginetest.Engine(t)
	enginetest.Need(t, enginetest.Busybox, enginetest.Python)
	t.Setenv("TMPDIR", t.TempDir())
	watched := &recorder{}
	e.Runner = watched
	aws := &account{}
	name := enginetest.Name()
	deployed := func(image string) *Result {
		t.Helper()
		var log strings.Builder
		request := Request{Image: image, Function: name, Role: "arn:role", Alias: "live"}
		result, err := Run(t.Context(), e, aws.clients(), request, yes, func(e Event) { log.WriteString(e.Message + e.Text) })
		if err != nil {
			t.Fatalf("%v\n%s", err, &log)
		}
		if strings.Contains(log.String()+strings.Join(watched.args, " "), password) {
			t.Error("the password is in the log or in arguments")
		}
		return result
	}
	first, second := deployed(enginetest.Busybox), deployed(enginetest.Python)
	if first.Version != "1" || second.Version != "2" || aws.alias != "2" || first.Digest == second.Digest || aws.latest != second.Image {
		t.Errorf("got %+v, then %+v, alias %s", first, second, aws.alias)
	}
	back, err := Run(t.Context(), e, aws.clients(), Request{Function: name, Rollback: true}, yes, nil)
	if err != nil {
		t.Fatal(err)
	}
	if back.Version != "1" || aws.latest != first.Image {
		t.Errorf("went back to %+v, latest %s", back, aws.latest)
	}
	if _, err := e.Image(t.Context(), enginetest.Registry+"/"+name+":"+first.Plan.Tag); !errors.Is(err, engine.ErrMissing) {
		t.Errorf("the name for the push stays: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestNothingHappensUnasked(t *testing.T) {
	e := enginetest.Engine(t)
	enginetest.Need(t, enginetest.Busybox)
	no := func(context.Context, *Plan) (bool, error) { return false, nil }
	aws := &account{}
	_, err := Run(t.Context(), e, aws.clients(), Request{Image: enginetest.Busybox, Function: "fn", Role: "arn:role"}, no, nil)
	if !errors.Is(err, ErrDeclined) || aws.repository != "" || aws.latest != "" {
		t.Errorf("got %v, %+v", err, aws)
	}
}

func TestPrevious(t *testing.T) {
	versions := []awsapi.Version{{Number: 4, CodeSHA: "c"}, {Number: 3, CodeSHA: "b"}, {Number: 2, CodeSHA: "b"}, {Number: 1, CodeSHA: "a"}}
	for _, c := range []struct{ alias, code, from, to string }{
		{"", "c", "4", "3"}, {"", "b", "3", "1"}, {"", "a", "", ""}, {"", "unpublished", "$LATEST", "4"}, {"4", "a", "4", "3"}, {"9", "c", "", ""},
	} {
		var got Rollback
		if back := previous(versions, c.alias, c.code); back != nil {
			got = *back
		}
		if got.From != c.from || got.To != c.to {
			t.Errorf("before alias %q, code %q: got %+v", c.alias, c.code, got)
		}
	}
}
