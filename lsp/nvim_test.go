package lsp

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// TestNeovim has a real editor show a diagnostic, apply a fix, see it go, and edit a handler's source in another buffer;
// and then hover, complete, jump, rename, and use lenses and hints.
// The nvim on the PATH must be there in CI; $LAMBDOCK_NVIM names one more, a newer one.
func TestNeovim(t *testing.T) {
	for _, tt := range []struct{ name, program string }{{"installed", "nvim"}, {"newer", os.Getenv("LAMBDOCK_NVIM")}} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.program == "" {
				t.Skip("NOT RUN: LAMBDOCK_NVIM does not name a newer Neovim")
			}
			nvim, err := exec.LookPath(tt.program)
			if err != nil {
				if os.Getenv("CI") == "true" {
					t.Fatalf("Neovim is needed in CI: %v", err)
				}
				t.Skipf("NOT RUN: %v", err)
			}
			for _, session := range []string{"session", "features"} {
				t.Run(session, func(t *testing.T) {
					script, err := filepath.Abs("testdata/nvim/" + session + ".lua")
					if err != nil {
						t.Fatal(err)
					}
					neovim(t, nvim, script)
				})
			}
		})
	}
}

func neovim(t *testing.T, nvim, script string) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	home := t.TempDir()
	cmd := exec.CommandContext(ctx, nvim, "--headless", "-u", "NONE", "-n", "-i", "NONE", "-c", "luafile "+script)
	cmd.Dir = lambdaProject(t)
	cmd.Env = append(os.Environ(), "LAMBDOCK="+program(t), "HOME="+home, "XDG_STATE_HOME="+home, "XDG_DATA_HOME="+home, "XDG_CACHE_HOME="+home)
	out, err := cmd.CombinedOutput()
	if err != nil || !regexp.MustCompile(`(?m)^PASS\r?$`).Match(out) {
		log, _ := filepath.Glob(home + "/nvim/*.log")
		for _, name := range log {
			text, _ := os.ReadFile(name)
			t.Logf("%s: %s", filepath.Base(name), text)
		}
		t.Errorf("%s: %v\n%s", nvim, err, out)
	}
}
