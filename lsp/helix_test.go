package lsp

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestHelix has Helix, in a terminal of tmux's, show a diagnostic, hover, complete, find a definition and apply a fix.
// $LAMBDOCK_HELIX names the program; else hx on the PATH is taken.
func TestHelix(t *testing.T) {
	helix := os.Getenv("LAMBDOCK_HELIX")
	if helix == "" {
		helix = "hx"
	}
	helix, err := exec.LookPath(helix)
	if err != nil {
		t.Skipf("NOT RUN: %v", err)
	}
	tmux, err := exec.LookPath("tmux")
	if err != nil {
		t.Skipf("NOT RUN: %v", err)
	}
	languages, err := os.ReadFile("../editors/helix/languages.toml") // what a user writes
	if err != nil {
		t.Fatal(err)
	}
	ours := strings.Replace(string(languages), `command = "lambdock"`, fmt.Sprintf("command = %q", program(t)), 1)
	log := filepath.Join(t.TempDir(), "helix.log")
	t.Cleanup(func() { tellLog(t, log) })
	project, home := lambdaProject(t), files(t, map[string]string{"helix/languages.toml": ours, ".git/HEAD": ""})
	term := &terminal{t: t, tmux: tmux, socket: filepath.Join(t.TempDir(), "tmux")}
	term.run("new-session", "-d", "-x", "120", "-y", "40", "-c", project, "-e", "XDG_CONFIG_HOME="+home, "-e", "XDG_CACHE_HOME="+home, "-e", "HOME="+home, helix+" -v --log "+log+" Dockerfile")
	t.Cleanup(func() { _ = exec.Command(tmux, "-S", term.socket, "kill-server").Run() })

	term.shows(`● 1  1 sel`)
	term.write("fp")
	term.keys("Space", "k")
	term.shows("Amazon Linux 2023")
	term.keys("Escape")

	term.write("jghfy")
	term.shows("has no yum")
	term.keys("Space", "a")
	term.shows("Use dnf")
	term.keys("Enter")
	term.shows("RUN dnf install")

	term.write("2jA")
	term.keys("Enter")
	term.write("COPY ap")
	term.insists(`app\.py +file`, "Escape", "A", "C-x")
	term.keys("C-n", "Enter", "Escape")
	term.shows(`5 +COPY app\.py *\n`)

	term.write("kghfhgd")
	term.shows("def handler")
	term.write(":qa!")
	term.keys("Enter")
}

// terminal is a terminal that keys are sent to, and whose screen is read.
type terminal struct {
	t            *testing.T
	tmux, socket string
}

func (m *terminal) run(arguments ...string) string {
	m.t.Helper()
	out, err := exec.Command(m.tmux, append([]string{"-S", m.socket, "-f", os.DevNull}, arguments...)...).CombinedOutput()
	if err != nil {
		m.t.Fatalf("tmux %q: %v: %s", arguments, err, out)
	}
	return string(out)
}

func (m *terminal) keys(keys ...string) {
	m.t.Helper()
	for _, key := range keys {
		m.run("send-keys", key)
		time.Sleep(50 * time.Millisecond) // an escape that comes with the next key is another key
	}
}

func (m *terminal) write(text string) { m.run("send-keys", "-l", text) }

// shows waits until the screen fits a pattern.
func (m *terminal) shows(pattern string) {
	m.t.Helper()
	if screen, ok := m.awaits(pattern, patience); !ok {
		m.t.Fatalf("%q is not on the screen:\n%s", pattern, strings.TrimRight(screen, "\n "))
	}
}

// insists presses keys again and again until the screen fits a pattern: an editor gives up a completion of its own accord when its
// document changed meanwhile, and may ask for no other until one begins to type anew.
func (m *terminal) insists(pattern string, keys ...string) {
	m.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if _, ok := m.awaits(pattern, patience/10); ok {
			return
		}
		m.keys(keys...)
	}
	m.shows(pattern)
}

// tellLog shows the end of an editor's log when the test failed.
func tellLog(t *testing.T, file string) {
	const most = 8000
	if text, err := os.ReadFile(file); err == nil && t.Failed() {
		t.Logf("the log ends with\n%s", text[max(0, len(text)-most):])
	}
}

func (m *terminal) awaits(pattern string, limit time.Duration) (screen string, ok bool) {
	m.t.Helper()
	fits := regexp.MustCompile(pattern)
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if screen = m.run("capture-pane", "-p"); fits.MatchString(screen) {
			return screen, true
		}
	}
	return screen, false
}
