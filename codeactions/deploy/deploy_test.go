package deploy

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/lambdock/lambdock/codeactions/awsapi"
	"github.com/lambdock/lambdock/codeactions/deploy/awstest"
	"github.com/lambdock/lambdock/codeactions/engine"
	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

// recorder remembers the arguments of what runs.
type recorder struct {
	engine.System
	mu   sync.Mutex
	args []string
}

func (r *recorder) Run(ctx context.Context, c engine.Command) error {
	r.mu.Lock()
	r.args = append(r.args, c.Args...)
	r.mu.Unlock()
	return r.System.Run(ctx, c)
}

func yes(context.Context, *Plan) (bool, error) { return true, nil }

// scene is what a deployment takes: an engine with images, an account, and a folder for temporary files that stays empty.
type scene struct {
	t      *testing.T
	engine *engine.Engine
	cloud  *awstest.Cloud
	ran    *recorder
	log    strings.Builder
	mu     sync.Mutex
}

func newScene(t *testing.T, start func(testing.TB, *engine.Engine) *awstest.Cloud) *scene {
	e := enginetest.Engine(t)
	enginetest.Need(t, enginetest.Busybox, enginetest.Python)
	s := &scene{t: t, engine: e, cloud: start(t, e), ran: &recorder{}}
	e.Runner = s.ran
	for _, pair := range s.cloud.Env() {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	t.Setenv("TMPDIR", t.TempDir())
	return s
}

func (s *scene) clients() *awsapi.Clients {
	s.t.Helper()
	clients, err := awsapi.Load(s.t.Context(), "", "")
	if err != nil {
		s.t.Fatal(err)
	}
	return clients
}

func (s *scene) tell(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log.WriteString(e.Message + e.Text + "\n")
}

func (s *scene) deploy(request Request) *Result {
	s.t.Helper()
	result, err := Run(s.t.Context(), s.engine, s.clients(), request, yes, s.tell)
	if err != nil {
		s.t.Fatalf("%v\n%s", err, &s.log)
	}
	return result
}

// clean checks that a deployment left nothing behind on this machine, and no secret anywhere.
func (s *scene) clean(plan *Plan) {
	s.t.Helper()
	if plan != nil {
		ref := plan.Repository + ":" + plan.Tag
		if _, err := s.engine.Image(context.Background(), ref); !errors.Is(err, engine.ErrMissing) {
			s.t.Errorf("the name for the push stays: %v", err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*")); len(left) > 0 {
		s.t.Errorf("left behind: %v", left)
	}
	said := s.log.String() + strings.Join(s.ran.args, " ")
	for _, secret := range []string{enginetest.ECRPassword, awstest.SecretKey} {
		if strings.Contains(said, secret) {
			s.t.Errorf("the secret %s is in the log or in arguments", secret)
		}
	}
}

func TestCreateUpdateAndRollback(t *testing.T) {
	for name, start := range map[string]func(testing.TB, *engine.Engine) *awstest.Cloud{"own": awstest.Start, "moto": awstest.StartMoto} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, start)
			function := enginetest.Name()
			request := Request{Image: enginetest.Busybox, Function: function, Role: CreateRole, Alias: "live"}
			first := s.deploy(request)
			if first.Version != "1" || !strings.HasPrefix(first.Image, enginetest.ECR+"/"+function+"@sha256:") || !first.Plan.CreateRepository || !first.Plan.Create {
				t.Errorf("got %+v of the plan %+v", first, first.Plan)
			}
			request.Image = enginetest.Python
			second := s.deploy(request)
			if second.Version != "2" || first.Digest == second.Digest || second.Plan.Create || second.Plan.CreateRepository || second.Plan.Running != first.Image {
				t.Errorf("got %+v of the plan %+v", second, second.Plan)
			}
			s.leads(function, "live", "2")
			back := s.deploy(Request{Function: function, Rollback: true, Alias: "live"})
			if back.Version != "1" || name == "own" && back.Image != first.Image { // moto tells the newest image of all versions
				t.Errorf("went back to %+v", back)
			}
			s.leads(function, "live", "1")
			if said := s.cloud.CLI(t, "lambda", "get-function", "--function-name", function, "--query", "[Configuration.PackageType, Configuration.Role, Code.ImageUri]", "--output", "text"); said != "Image\t"+second.Plan.Role+"\t"+second.Image {
				t.Errorf("the aws command line says %q", said)
			}
			if said := s.cloud.CLI(t, "ecr", "describe-repositories", "--query", "repositories[].repositoryUri", "--repository-names", function, "--output", "text"); said != enginetest.ECR+"/"+function {
				t.Errorf("the aws command line says %q", said)
			}
			if said := s.cloud.CLI(t, "lambda", "get-alias", "--function-name", function, "--name", "live", "--query", "FunctionVersion", "--output", "text"); said != "1" {
				t.Errorf("the aws command line says %q", said)
			}
			s.clean(first.Plan)
			s.clean(second.Plan)
		})
	}
}

// leads checks the version of an alias.
func (s *scene) leads(function, alias, version string) {
	s.t.Helper()
	if got, err := s.clients().Alias(s.t.Context(), function, alias); err != nil || got != version {
		s.t.Errorf("the alias leads to %s, want %s: %v", got, version, err)
	}
}

func TestTheUnpublishedCodeIsLedBack(t *testing.T) {
	s := newScene(t, awstest.Start)
	function := enginetest.Name()
	first := s.deploy(Request{Image: enginetest.Busybox, Function: function, Role: CreateRole})
	s.deploy(Request{Image: enginetest.Python, Function: function})
	s.deploy(Request{Function: function, Rollback: true})
	running, err := s.clients().Function(t.Context(), function, "")
	if err != nil || running.Image != first.Image {
		t.Errorf("runs %+v: %v", running, err)
	}
}

func TestNothingHappensUnasked(t *testing.T) {
	s := newScene(t, awstest.Start)
	no := func(context.Context, *Plan) (bool, error) { return false, nil }
	_, err := Run(t.Context(), s.engine, s.clients(), Request{Image: enginetest.Busybox, Function: "fn", Role: CreateRole}, no, s.tell)
	if !errors.Is(err, ErrDeclined) {
		t.Error(err)
	}
	result := s.deploy(Request{Image: enginetest.Busybox, Function: "fn", Role: CreateRole, DryRun: true})
	if result.Plan == nil || result.Image != "" {
		t.Errorf("a dry run gives %+v", result)
	}
	for _, call := range s.cloud.Calls() {
		_, name, _ := strings.Cut(call, ":")
		if !strings.HasPrefix(name, "Get") && !strings.HasPrefix(name, "Describe") {
			t.Errorf("%s was called", call)
		}
	}
	s.clean(result.Plan)
}

// TestARunThatIsCancelledIsCompletedByTheNext cancels a deployment at each of its steps.
func TestARunThatIsCancelledIsCompletedByTheNext(t *testing.T) {
	s := newScene(t, awstest.Start)
	var steps []string
	whole := Request{Image: enginetest.Busybox, Function: enginetest.Name(), Role: CreateRole, Alias: "live"}
	if _, err := Run(t.Context(), s.engine, s.clients(), whole, yes, func(e Event) {
		if e.Message != "" {
			steps = append(steps, strings.ReplaceAll(e.Message, whole.Function, "FUNCTION"))
		}
	}); err != nil {
		t.Fatal(err)
	}
	if len(steps) < 9 {
		t.Errorf("steps: %q", steps)
	}
	for at, step := range steps {
		t.Run(strings.ReplaceAll(step, " ", "-"), func(t *testing.T) {
			s.t = t
			request := whole
			request.Function = enginetest.Name()
			ctx, cancel := context.WithCancelCause(t.Context())
			stopped := errors.New("stopped by the test")
			var seen int
			result, err := Run(ctx, s.engine, s.clients(), request, yes, func(e Event) {
				s.tell(e)
				if e.Message == "" {
					return
				}
				if seen == at {
					cancel(stopped)
				}
				seen++
			})
			if !errors.Is(err, stopped) {
				t.Errorf("got %v", err)
			}
			if result != nil {
				s.clean(result.Plan)
			}
			again := s.deploy(request)
			if again.Version != "1" {
				t.Errorf("the next run made version %s", again.Version)
			}
			s.leads(request.Function, "live", "1")
			s.clean(again.Plan)
		})
	}
}

func TestTwoDeploymentsAtOnce(t *testing.T) {
	s := newScene(t, awstest.Start)
	function := enginetest.Name()
	s.deploy(Request{Image: enginetest.Busybox, Function: function, Role: CreateRole})
	clients := s.clients()
	var both sync.WaitGroup
	versions, problems := make([]string, 2), make([]error, 2)
	for n, image := range []string{enginetest.Busybox, enginetest.Python} {
		both.Go(func() {
			result, err := Run(t.Context(), s.engine, clients, Request{Image: image, Function: function}, yes, s.tell)
			if problems[n] = err; err == nil {
				versions[n] = result.Version
			}
		})
	}
	both.Wait()
	if err := errors.Join(problems...); err != nil {
		t.Fatalf("%v\n%s", err, &s.log)
	}
	if versions[0] == versions[1] {
		t.Errorf("both are version %s", versions[0])
	}
	s.clean(nil)
}

func TestFailuresOfAWSAreExplained(t *testing.T) {
	s := newScene(t, awstest.Start)
	for _, tt := range []struct{ action, code, message, name, advice string }{
		{"sts:GetCallerIdentity", "ExpiredToken", "The security token included in the request is expired", "expired-credentials", "aws sts get-caller-identity"},
		{"sts:GetCallerIdentity", "InvalidClientTokenId", "The security token included in the request is invalid.", "wrong-credentials", "aws configure list"},
		{"ecr:CreateRepository", "AccessDeniedException", "User: arn:aws:iam::123456789012:user/tester is not authorized to perform: ecr:CreateRepository on resource: x because no identity-based policy allows the ecr:CreateRepository action", "no-permission", "aws sts get-caller-identity"},
		{"ecr:GetAuthorizationToken", "AccessDeniedException", "User: x is not authorized to perform: ecr:GetAuthorizationToken on resource: *", "no-permission", "policy"},
		{"iam:CreateRole", "AccessDenied", "User: x is not authorized to perform: iam:CreateRole on resource: role", "no-permission", "policy"},
		{"lambda:CreateFunction", "AccessDeniedException", "Lambda does not have permission to access the ECR image. Check the ECR permissions.", "no-image-access", "aws ecr set-repository-policy"},
		{"lambda:CreateFunction", "TooManyRequestsException", "Rate exceeded", "throttled", "run it again"},
		{"lambda:CreateFunction", "InvalidParameterValueException", "The image manifest, config or layer media type for the source image x is not supported.", "media-type-refused", "--provenance=false"},
	} {
		t.Run(tt.action+" "+tt.code, func(t *testing.T) {
			s.cloud.Fail(tt.action, tt.code, tt.message, 1)
			_, err := Run(t.Context(), s.engine, s.clients(), Request{Image: enginetest.Busybox, Function: enginetest.Name(), Role: CreateRole}, yes, s.tell)
			var known *Failure
			if !errors.As(err, &known) || known.Name != tt.name || !strings.Contains(known.Advice, tt.advice) {
				t.Errorf("got %#v, %v", known, err)
			}
			if tt.name == "no-permission" && !strings.Contains(err.Error(), tt.action) {
				t.Errorf("the action is not named: %v", err)
			}
			s.clean(nil)
		})
	}
}

// TestTheRegistryGoesInMidPush has a registry that goes away while it gets a layer, and comes back for the next run.
func TestTheRegistryGoesInMidPush(t *testing.T) {
	s := newScene(t, awstest.Start)
	registry, gone := s.cloud.FragileRegistry(t)
	request := Request{Image: enginetest.Busybox, Function: enginetest.Name(), Role: CreateRole}
	_, err := Run(t.Context(), s.engine, s.clients(), request, yes, s.tell)
	var known *Failure
	if !errors.As(err, &known) || known.Name != "registry-gone" || !strings.Contains(err.Error(), registry) || !gone() {
		t.Errorf("got %v", err)
	}
	s.clean(nil)
	s.cloud.Restore()
	if again := s.deploy(request); again.Version != "1" {
		t.Errorf("the next run made version %s", again.Version)
	}
	s.clean(nil)
}

func TestAFunctionOfAnotherKindIsRefused(t *testing.T) {
	s := newScene(t, awstest.Start)
	arm, zip := enginetest.Name(), enginetest.Name()
	s.cloud.HasFunction(arm, "Image", "arm64")
	s.cloud.HasFunction(zip, "Zip", "x86_64")
	for _, tt := range []struct {
		request Request
		name    string
	}{
		{Request{Image: enginetest.Busybox, Function: arm}, "other-architecture"},
		{Request{Image: enginetest.Busybox, Function: zip}, "package-type-change"},
		{Request{Image: enginetest.Busybox, Function: "new"}, "no-role"},
		{Request{Image: enginetest.Busybox, Function: "new", Role: "nobody"}, "no-role"},
		{Request{Image: enginetest.Busybox, Function: "new", Repository: strings.Replace(enginetest.ECR, "us-east-1", "eu-west-1", 1) + "/fn"}, "cross-region-image"},
		{Request{Image: enginetest.Busybox, Function: "new", Repository: "210987654321" + enginetest.ECR[12:] + "/fn"}, "cross-account-push"},
	} {
		_, err := Run(t.Context(), s.engine, s.clients(), tt.request, yes, s.tell)
		var known *Failure
		if !errors.As(err, &known) || known.Name != tt.name {
			t.Errorf("%+v: got %v, want %s", tt.request, err, tt.name)
		}
	}
	if calls := s.cloud.Calls(); slices.Contains(calls, "lambda:UpdateFunctionCode") || slices.Contains(calls, "ecr:CreateRepository") {
		t.Errorf("something was changed: %q", calls)
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

// TestAnIndexIsResolved deploys images that were built otherwise, with attestations and for several platforms: an engine with the containerd store keeps and
// pushes them as an index, which Lambda refuses.
func TestAnIndexIsResolved(t *testing.T) {
	s := newScene(t, awstest.Start)
	if !enginetest.Modern() {
		t.Skip("the store of Debian's engine holds single images alone")
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "Dockerfile"), []byte("FROM scratch\nCOPY Dockerfile /\nCMD [\"/Dockerfile\"]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, flags := range map[string][]string{
		"attestations": {"--provenance=mode=max", "--platform=linux/amd64"},
		"platforms":    {"--provenance=false", "--platform=linux/amd64,linux/arm64"},
	} {
		t.Run(name, func(t *testing.T) {
			s.t = t
			ref := enginetest.Ref(t, s.engine)
			if _, err := engine.Output(t.Context(), s.engine.Runner, s.engine.Command(append(append([]string{"buildx", "build", "--load", "--tag", ref}, flags...), folder)...)); err != nil {
				t.Fatal(err)
			}
			result := s.deploy(Request{Image: ref, Function: enginetest.Name(), Role: CreateRole})
			pushed := result.Plan.Repository + ":" + result.Plan.Tag
			index := s.cloud.CLI(t, "ecr", "batch-get-image", "--repository-name", result.Plan.Function, "--image-ids", "imageTag="+result.Plan.Tag, "--query", "images[0].imageManifest", "--output", "text")
			if _, digest, _ := strings.Cut(result.Image, "@"); !strings.Contains(index, `"manifests"`) || !strings.Contains(index, digest) {
				t.Errorf("%s runs, and %s is %s", result.Image, pushed, index)
			}
			s.clean(result.Plan)
		})
	}
}

func TestAnIndexOfSeveralIsRefused(t *testing.T) {
	one := `{"digest":"sha256:a","platform":{"os":"linux","architecture":"amd64"}}`
	for text, want := range map[string]string{
		`{"manifests":[` + one + `,` + one + `]}`:                                                "2 images for linux/amd64",
		`{"manifests":[{"digest":"sha256:b","platform":{"os":"linux","architecture":"s390x"}}]}`: "0 images for linux/amd64, and Lambda takes a single one (others: linux/s390x)",
	} {
		if _, err := onlyImage(&awsapi.Manifest{Text: []byte(text)}, "x86_64"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
