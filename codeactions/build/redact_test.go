package build

import "testing"

func TestCredentialsInAddressesAreStruckOut(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://me:hidden-one@proxy:3128")
	redact := redactor(Options{}, &Plan{Args: map[string]string{"INDEX": "https://reader:hidden-two@packages.example/simple"}, Inherit: []string{"HTTPS_PROXY"}})
	got := redact("pip install -i https://reader:hidden-two@packages.example/simple by http://me:hidden-one@proxy:3128 of me")
	if want := "pip install -i https://***@packages.example/simple by http://***@proxy:3128 of me"; got != want {
		t.Errorf("got %s", got)
	}
}
