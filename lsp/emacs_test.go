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

// TestEmacs has Emacs's eglot show a diagnostic, apply its fix, hover, complete, find a definition and rename a handler.
func TestEmacs(t *testing.T) {
	emacs, err := exec.LookPath("emacs")
	if err != nil {
		t.Skipf("NOT RUN: %v", err)
	}
	if err := exec.Command(emacs, "-Q", "--batch", "--eval", `(progn (require 'package) (add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa") (package-initialize) (require 'eglot))`).Run(); err != nil {
		t.Skipf("NOT RUN: this Emacs has no eglot: %v", err)
	}
	script, err := filepath.Abs("testdata/emacs/session.el")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, emacs, "-Q", "--batch", "-l", script)
	cmd.Dir = lambdaProject(t)
	cmd.Env = append(os.Environ(), "LAMBDOCK="+program(t), "HOME="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil || !regexp.MustCompile(`(?m)^PASS$`).Match(out) {
		t.Errorf("%s: %v\n%s", emacs, err, out)
	}
}
