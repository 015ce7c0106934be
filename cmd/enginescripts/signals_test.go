package enginescripts

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

// TestSignalsLeaveNothing ends a build as a shell's kill, a closed terminal and a person do.
func TestSignalsLeaveNothing(t *testing.T) {
	enginetest.Engine(t)
	enginetest.Need(t, enginetest.Busybox)
	program := filepath.Join(programFolder(t), "lambdock")
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			project, temporary := t.TempDir(), t.TempDir()
			dockerfile := "FROM busybox:latest\nRUN echo " + enginetest.Name() + "; sleep 60\n"
			if err := os.WriteFile(filepath.Join(project, "Dockerfile"), []byte(dockerfile), 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(program, "build", "Dockerfile", "--context", ".")
			cmd.Dir, cmd.Env = project, append(os.Environ(), "TMPDIR="+temporary)
			out, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			for lines.Scan() && !strings.Contains(lines.Text(), "] RUN ") {
			}
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			for lines.Scan() {
			}
			_ = cmd.Wait()
			if status := cmd.ProcessState.ExitCode(); status != 3 || time.Since(begin) > 20*time.Second {
				t.Errorf("it ended with status %d after %v", status, time.Since(begin))
			}
			if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
				t.Errorf("%v stays, %v", left, err)
			}
			if out, err := exec.Command("pgrep", "-fl", "--", "--file "+project).Output(); err == nil {
				t.Errorf("still running: %s", out)
			}
		})
	}
}
