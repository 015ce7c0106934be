package build

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/codeactions/engine"
)

func TestCredentialsInAddressesAreStruckOut(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://me:hidden-one@proxy:3128")
	redact := redactor(Options{}, &Plan{Args: map[string]string{"INDEX": "https://reader:hidden-two@packages.example/simple"}, Inherit: []string{"HTTPS_PROXY"}})
	got := redact("pip install -i https://reader:hidden-two@packages.example/simple by http://me:hidden-one@proxy:3128 of me")
	if want := "pip install -i https://***@packages.example/simple by http://***@proxy:3128 of me"; got != want {
		t.Errorf("got %s", got)
	}
}

func TestSecretsWithoutAValue(t *testing.T) {
	t.Setenv("NPM_TOKEN", "")
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for given, want := range map[string]string{
		"id=npm,env=NPM_TOKEN":            "",
		"id=npm,env=NO_SUCH_TOKEN":        "the environment has no variable NO_SUCH_TOKEN",
		"type=env,id=NO_SUCH_TOKEN":       "the environment has no variable NO_SUCH_TOKEN",
		"id=npm,src=" + file:              "",
		"type=file,id=npm,src=/no/such":   "there is no file /no/such",
		"id=npm,type=env,src=NO_SUCH_ONE": "the environment has no variable NO_SUCH_ONE",
		"id=npm":                          "",
	} {
		if got := parseSecret(given).missing(); got != want {
			t.Errorf("%s: got %q, not %q", given, got, want)
		}
	}
	_, err := Run(t.Context(), &engine.Engine{}, &Plan{Context: ".", Root: "."}, Options{Secrets: []string{"id=npm,env=NO_SUCH_TOKEN"}}, nil)
	if !Misused(err) || !errors.Is(err, ErrSecret) {
		t.Errorf("got %v", err)
	}
}

func TestAProxysPasswordIsInNoArgument(t *testing.T) {
	p := &Plan{Root: "/repo", Dockerfile: "Dockerfile", Context: ".", Args: map[string]string{"HTTPS_PROXY": "http://me:hidden@proxy:3128", "HTTP_PROXY": "http://proxy:3128"}}
	c := p.buildxCall(Options{}, "metadata.json")
	if text := strings.Join(c.Args, " "); strings.Contains(text, "hidden") || !strings.Contains(text, "--build-arg HTTP_PROXY=http://proxy:3128") || !strings.Contains(text, "--build-arg HTTPS_PROXY ") {
		t.Errorf("arguments %s", text)
	}
	if !slices.Contains(c.Env, "HTTPS_PROXY=http://me:hidden@proxy:3128") {
		t.Errorf("environment %q", c.Env)
	}
}
