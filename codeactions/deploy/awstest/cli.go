package awstest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// CLI runs the aws command line, a client that is not ours, and gives what it says. In CI it must be there; elsewhere the test is skipped without it.
func (c *Cloud) CLI(t testing.TB, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("aws")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the aws command line is missing, .ci/setup installs it")
		}
		t.Skip("skipped: the aws command line is not installed")
	}
	cmd := exec.Command(program, append(args, "--endpoint-url", c.URL)...)
	cmd.Env = append(os.Environ(), c.Env()...)
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("aws %s: %v\n%s", strings.Join(args, " "), err, &problems)
	}
	return strings.TrimSpace(string(out))
}
