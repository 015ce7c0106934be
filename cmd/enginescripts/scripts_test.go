// Package enginescripts runs the command line on a real container engine.
package enginescripts

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/lambdock/lambdock/analysis/analysistest"
	"github.com/lambdock/lambdock/cmd/clitest"
	"github.com/lambdock/lambdock/codeactions/deploy/awstest"
	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

func TestMain(m *testing.M) {
	status := enginetest.Main(m)
	if built {
		if folder, err := program(); err == nil {
			_ = os.RemoveAll(folder)
		}
	}
	os.Exit(status)
}

var built bool

// program builds lambdock, once, into a folder of its own.
var program = sync.OnceValues(func() (folder string, err error) {
	if folder, err = os.MkdirTemp("", "lambdock-program-"); err != nil {
		return "", err
	}
	out, err := exec.Command("go", "build", "-o", filepath.Join(folder, "lambdock"), "../lambdock").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building lambdock: %w: %s", err, out)
	}
	return folder, nil
})

// programFolder is the folder that holds lambdock.
func programFolder(t *testing.T) string {
	t.Helper()
	built = true
	folder, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestScripts(t *testing.T) {
	e := enginetest.Engine(t)
	enginetest.Need(t, enginetest.LambdaPython, enginetest.Busybox)
	folder := programFolder(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *analysistest.Update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			for _, name := range []string{"DOCKER_HOST", "DOCKER_CONFIG"} {
				env.Setenv(name, os.Getenv(name))
			}
			for _, pair := range awstest.Start(t, e).Env() {
				name, value, _ := strings.Cut(pair, "=")
				env.Setenv(name, value)
			}
			env.Setenv("NAME", enginetest.Name())
			env.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": clitest.Exits},
	})
}
