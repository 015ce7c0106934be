package enginescripts

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/lambdock/lambdock/codeactions/deploy/awstest"
	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

// TestVSCode has the packaged extension build and invoke in a real VS Code, on a real engine. It runs where .ci/extension made both ready, and says so with LAMBDOCK_VSCODE.
func TestVSCode(t *testing.T) {
	node := os.Getenv("LAMBDOCK_VSCODE")
	if node == "" {
		t.Skip("NOT RUN: .ci/extension runs it")
	}
	e := enginetest.Engine(t)
	enginetest.Need(t, enginetest.LambdaPython)
	cmd := exec.Command(node, filepath.Join("test", "editor", "run.ts"))
	cmd.Env = append(os.Environ(), awstest.Start(t, e).Env()...)
	cmd.Dir = filepath.Join("..", "..", "vscode-extension")
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
}
