package build

import (
	"slices"
	"strings"
	"testing"
)

func TestCredentialsInAddressesAreStruckOut(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://me:hidden-one@proxy:3128")
	redact := redactor(Options{}, &Plan{Args: map[string]string{"INDEX": "https://reader:hidden-two@packages.example/simple"}, Inherit: []string{"HTTPS_PROXY"}})
	got := redact("pip install -i https://reader:hidden-two@packages.example/simple by http://me:hidden-one@proxy:3128 of me")
	if want := "pip install -i https://***@packages.example/simple by http://***@proxy:3128 of me"; got != want {
		t.Errorf("got %s", got)
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
