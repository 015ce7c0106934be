// Package enginetest gives tests a real container engine: a private dockerd in a network of its own, from which nothing can leave,
// with a registry beside it and base images that were made without one.
//
// A package that wants it hands its tests over:
//
//	func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }
//
// and each test asks for it:
//
//	e := enginetest.Engine(t)                // the engine, an *engine.Engine
//	enginetest.Need(t, enginetest.LambdaPython) // the base images that its Dockerfiles stand on
//	ref := enginetest.Ref(t, e)              // a name for an image of this test, removed at its end
//
// Main runs the tests inside the engine's network: its bridge and its ports are those of the tests, and a container on the network
// "host" reaches their servers on loopback. DOCKER_HOST, DOCKER_CONFIG and PATH lead every program that a test starts to this engine.
// The registry is at Registry. There is no other network: whatever comes from elsewhere must be fetched before, in the set-up.
//
// All packages of a run share one engine; it ends, and leaves nothing, some seconds after the last of them. So tests give containers
// and images names of their own, and prune nothing. A test that harms the engine starts one for itself with Start.
//
// It takes root on Linux and Debian's docker.io, docker-registry, iptables and iproute2, which .ci/setup installs; buildx is built from
// .ci/engines and kept by content below the user's cache folder. With CI=true a missing engine fails the tests, elsewhere it skips them
// and says why. LAMBDOCK_TEST_ENGINE=modern takes a current dockerd with the containerd store, built from .ci/engines too.
package enginetest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/codeactions/engine"
)

// Registry is the address of the registry in the engine's network. It takes anything from anybody, without TLS.
const Registry = "127.0.0.1:5000"

// ECR is the name under which the engine also finds that registry, as it would ECR's: with TLS, and with a password. The account is a made-up one.
const (
	ECRAccount  = "123456789012"
	ECRRegion   = "us-east-1"
	ECR         = ECRAccount + ".dkr.ecr." + ECRRegion + ".amazonaws.com"
	ECRUser     = "AWS"
	ECRPassword = ECRAccount + "-auth-token" // that of moto, too
)

// Modern reports whether the tests run on a current engine with the containerd store.
func Modern() bool { return os.Getenv(tierVariable) == modern }

// The engines that tests can run on.
const (
	tierVariable = "LAMBDOCK_TEST_ENGINE"
	debian       = ""
	modern       = "modern"
)

// missing says why there is no engine; set by Main.
var missing = "its TestMain does not call enginetest.Main"

// Engine is the shared engine.
func Engine(t testing.TB) *engine.Engine {
	t.Helper()
	if missing != "" {
		lacking(t, missing)
	}
	e, err := engine.Detect(t.Context(), engine.System{}, "docker")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// lacking ends a test that cannot have an engine: in CI as a failure.
func lacking(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("no real container engine: %s", why)
	}
	t.Skipf("skipped: no real container engine: %s", why)
}

// Name is a name for a container, unlike any other.
func Name() string { return fmt.Sprintf("lambdock-test-%016x", rand.Uint64()) }

// Ref is a name for an image, unlike any other. The image is removed at the end of the test.
func Ref(t testing.TB, e *engine.Engine) string {
	t.Helper()
	ref := Name() + ":test"
	t.Cleanup(func() { removeImage(t, e, ref) })
	return ref
}

// PushedRef is like Ref, in the registry.
func PushedRef(t testing.TB, e *engine.Engine) string {
	t.Helper()
	ref := Registry + "/" + Name() + ":test"
	t.Cleanup(func() { removeImage(t, e, ref) })
	return ref
}

func removeImage(t testing.TB, e *engine.Engine, ref string) {
	ctx, cancel := cleanupContext()
	defer cancel()
	if err := e.RemoveImage(ctx, ref); err != nil && !strings.Contains(err.Error(), "Cannot connect") {
		t.Errorf("removing the image %s: %v", ref, err)
	}
}
