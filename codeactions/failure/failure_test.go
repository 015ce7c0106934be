package failure

import (
	"testing"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

// said are messages as they were printed, by run and failure.
var said = []struct {
	run        Run
	name, text string
}{
	{Invoke, "handler-missing", "entrypoint requires the handler name to be the first argument"},
	{Invoke, "handler-missing", `{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 0d5b Error: Runtime exited with error: exit status 142"}`},
	{Invoke, "module-not-found", `{"errorMessage": "Unable to import module 'app': No module named 'app'", "errorType": "Runtime.ImportModuleError"}`},
	{Invoke, "module-not-found", "Error: Cannot find module 'index'\nRequire stack:\n- /var/runtime/index.mjs"},
	{Invoke, "handler-not-found", `{"errorType":"Runtime.HandlerNotFound","errorMessage":"index.handler is undefined or not exported"}`},
	{Invoke, "handler-not-found", "[ERROR] Runtime.HandlerNotFound: Handler 'hander' missing on module 'app'"},
	{Invoke, "handler-malformed", "Runtime.MalformedHandlerName: Bad handler 'app': not enough values to unpack (expected 2, got 1)"},
	{Invoke, "class-not-found", `{"errorMessage":"Class not found: example.App","errorType":"java.lang.ClassNotFoundException"}`},
	{Invoke, "syntax-error", `{"errorType":"Runtime.UserCodeSyntaxError","errorMessage":"Syntax error in module 'app': invalid syntax (app.py, line 3)"}`},
	{Invoke, "bootstrap-missing", `{"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: 1 Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"}`},
	{Invoke, "client-missing", "/usr/local/bin/python: No module named awslambdaric"},
	{Deploy, "other-processor", `{"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: 1 Error: fork/exec /lambda-entrypoint.sh: exec format error"}`},
	{Invoke, "glibc-too-old", "/var/task/bootstrap: /lib64/libc.so.6: version `GLIBC_2.28' not found (required by /var/task/bootstrap)"},
	{Invoke, "library-missing", "/app: error while loading shared libraries: libpq.so.5: cannot open shared object file: No such file or directory"},
	{Invoke, "read-only", "OSError: [Errno 30] Read-only file system: '/var/task/cache'"},
	{Invoke, "read-only", "Error: EROFS: read-only file system, mkdir '/root/.npm'"},
	{Invoke, "not-executable", `{"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: 1 Error: fork/exec /entry.sh: permission denied"}`},
	{Invoke, "not-readable", "Unable to open file: [Errno 13] Permission denied: '/var/task/app.py'"},
	{Invoke, "program-missing", `{"errorType":"Runtime.InvalidEntrypoint","errorMessage":"exec: \"pythn\": executable file not found in $PATH"}`},
	{Invoke, "memory", `{"errorType":"Runtime.OutOfMemory","errorMessage":"RequestId: 1 Error: Runtime exited with error: signal: killed"}`},
	{Invoke, "timeout", "2026-01-01T00:00:00.000Z 8d07 Task timed out after 3.00 seconds"},
	{Invoke, "web-server-not-ready", "app is not ready after 2000ms url=http://127.0.0.1:8080/"},
	{Invoke, "extension-crashed", `{"errorType":"Extension.Crash","errorMessage":"exit status 1"}`},
	{Invoke, "runtime-exited", `{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited with error: exit status 3"}`},
	{Build, "disk-full", "write /var/lib/docker/tmp: no space left on device"},
	{Build, "other-processor", `exec /bin/sh: exec format error`},
	{Build, "expired-login", "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://public.ecr.aws/token/: 403 Forbidden"},
	{Build, "base-not-readable", "pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials"},
	{Build, "pulls-counted", "toomanyrequests: You have reached your pull rate limit."},
	{Build, "package-manager", "/bin/sh: line 1: yum: command not found"},
	{Build, "curl-conflict", "package curl-minimal-8.5.0 from amazonlinux conflicts with curl provided by curl-7.88"},
	{Build, "client-not-built", "  ERROR: Failed building wheel for awslambdaric"},
	{Build, "tag-missing", "public.ecr.aws/lambda/python:3.99: not found: not found"},
	{Build, "platform-missing", "no match for platform in manifest: not found"},
	{Build, "secret-missing", "failed to solve: secret npm: not found"},
	{Build, "network", "dial tcp: lookup public.ecr.aws: no such host"},
	{Deploy, "registry-gone", `docker push: Put "https://123456789012.dkr.ecr.us-east-1.amazonaws.com/v2/fn/manifests/lambdock-1": EOF`},
	{Build, "builder-missing", `ERROR: no builder "cluster" found`},
	{Build, "engine-gone", "ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"},
	{Deploy, "expired-session", "operation error STS: GetCallerIdentity, the SSO session has expired or is invalid"},
	{Deploy, "expired-credentials", "ExpiredTokenException: The security token included in the request is expired"},
	{Deploy, "wrong-credentials", "InvalidClientTokenId: The security token included in the request is invalid."},
	{Deploy, "no-credentials", "get identity: get credentials: failed to refresh cached credentials"},
	{Deploy, "no-image-access", "Lambda does not have permission to access the ECR image. Check the ECR permissions."},
	{Deploy, "no-permission", "AccessDeniedException: User: arn:aws:iam::1:user/a is not authorized to perform: ecr:CreateRepository"},
	{Deploy, "throttled", "ThrottlingException: Rate exceeded"},
	{Deploy, "role-not-assumable", "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda."},
	{Deploy, "media-type-refused", "The image manifest, config or layer media type for the source image 1.dkr.ecr.us-east-1.amazonaws.com/fn:a is not supported."},
	{Deploy, "other-region", "Source image 1.dkr.ecr.eu-west-1.amazonaws.com/fn:a is not in region us-east-1"},
	{Deploy, "update-under-way", "ResourceConflictException: The operation cannot be performed at this time. An update is in progress"},
	{Deploy, "not-logged-in", "push access denied: no basic auth credentials"},
	{Deploy, "tag-immutable", "tag invalid: The image tag 'v1' already exists in the 'fn' repository and cannot be overwritten because the tag is immutable."},
}

func TestClassify(t *testing.T) {
	met := map[string]bool{}
	for _, c := range said {
		f, ok := Classify(c.run, c.text)
		if !ok || f.Name != c.name {
			t.Errorf("%q is taken for %q, not %q", c.text, f.Name, c.name)
		}
		met[f.Name] = true
	}
	for _, f := range known {
		if !met[f.Name] {
			t.Errorf("no message tells of %s", f.Name)
		}
		if f.Meaning == "" || f.Advice == "" || f.runs == 0 || len(f.says) == 0 {
			t.Errorf("%s is not whole", f.Name)
		}
	}
}

func TestWhatIsNotKnown(t *testing.T) {
	for _, text := range []string{"", "ValueError: no such order", "KeyError: 'Records'", "npm ERR! code E404", "handler returned permission"} {
		if f, ok := Classify(Invoke, text); ok {
			t.Errorf("%q is taken for %s", text, f.Name)
		}
	}
}

func TestSpan(t *testing.T) {
	const text = "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\nENTRYPOINT [\"/lambda-entrypoint.sh\"]\nCMD [\"app.handler\"]\n"
	i := image.Simulate(dockerfile.Parse(source.New("Dockerfile", text)), image.Inputs{})
	for place, want := range map[Place]string{AtBase: "FROM public.ecr.aws/lambda/python:3.13", AtStart: `ENTRYPOINT ["/lambda-entrypoint.sh"]`, AtHandler: "app.handler"} {
		at, ok := Failure{Place: place}.Span(i)
		if !ok || text[at.Start:at.End] != want {
			t.Errorf("%d lies at %q", place, text[at.Start:at.End])
		}
	}
	for _, place := range []Place{Nowhere, AtStep} {
		if _, ok := (Failure{Place: place}).Span(i); ok {
			t.Errorf("%d lies somewhere", place)
		}
	}
	if _, ok := (Failure{Place: AtBase}).Span(nil); ok {
		t.Error("a failure lies in no image")
	}
}
