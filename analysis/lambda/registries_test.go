package lambda_test

import (
	"testing"

	"github.com/lambdock/lambdock/analysis/lambda"
)

func TestOnOtherRegistry(t *testing.T) {
	for address, want := range map[string]bool{
		"ghcr.io/owner/name:1": true, "GHCR.io/owner/name": true, "docker.io/library/x": true, "europe-docker.pkg.dev/p/r/x": true,
		"public.ecr.aws/owner/name": true, "me.azurecr.io/x": true,
		"111122223333.dkr.ecr.us-east-1.amazonaws.com/x": false, "owner/name": false, "name": false, "ghcr.io": false, "": false,
		"registry.example.com/x": false, "localhost:5000/x": false, "myghcr.io/x": false,
	} {
		if got := lambda.OnOtherRegistry(address); got != want {
			t.Errorf("%q: got %v", address, got)
		}
	}
}
