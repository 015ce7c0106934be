// Package engine runs container engines (docker, finch, podman, nerdctl) and is the only door of this project to processes.
// Arguments are made by pure functions, nothing goes through a shell, and every process ends with its context, its children too.
package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// grace is how long a process that was asked to end may take before it is killed with its children. BuildKit's clients use it to cancel what runs in the engine.
const grace = 5 * time.Second

// Command is a process to run.
type Command struct {
	Args  []string      // the program and its arguments
	Env   []string      // NAME=value, laid over this process's environment; the place for secrets
	Dir   string        // working directory; this process's own when empty
	Limit time.Duration // time limit; none when zero
	Stdin io.Reader

	Stdout, Stderr io.Writer // nil discards
}

// Runner runs processes.
type Runner interface {
	// Find gives the path of a program, or an error that is exec.ErrNotFound.
	Find(program string) (string, error)
	// Run runs a command to its end. When ctx or the time limit ends first the process and its children are gone on return, and
	// the error is ctx's, or ErrLimit. A status other than zero is an *ExitError.
	Run(ctx context.Context, c Command) error
}

// ErrLimit reports a process that took longer than its time limit.
var ErrLimit = errors.New("the time limit was reached")

// ExitError is a process that ended with a status other than zero.
type ExitError struct {
	// Command is the program with its leading words, without the arguments that may be private: "docker buildx build".
	Command string
	Status  int    // -1 when a signal ended it
	Output  string // what it said last on standard error, where it was caught
}

func (e *ExitError) Error() string {
	if last := telling(e.Output); last != "" {
		return fmt.Sprintf("%s: %s", e.Command, last)
	}
	if e.Status < 0 {
		return e.Command + " was killed"
	}
	return fmt.Sprintf("%s ended with status %d", e.Command, e.Status)
}

// telling is the last line of an output that says something: docker's clients end some failures with a hint at their help.
func telling(output string) string {
	lines := strings.Split(output, "\n")
	for _, line := range slices.Backward(lines) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasSuffix(line, "--help'.") && !strings.HasSuffix(line, "--help' for more information") {
			return line
		}
	}
	return ""
}

// System runs processes on this machine.
type System struct{}

// Find looks for a program in PATH, never in the working directory.
func (System) Find(program string) (string, error) { return exec.LookPath(program) }

// Run implements Runner.
func (System) Run(ctx context.Context, c Command) error {
	limited := ctx
	if c.Limit > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeoutCause(ctx, c.Limit, ErrLimit)
		defer cancel()
	}
	if limited.Err() != nil {
		return context.Cause(limited)
	}
	cmd := exec.CommandContext(limited, c.Args[0], c.Args[1:]...)
	cmd.Env = append(os.Environ(), c.Env...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Dir, c.Stdin, c.Stdout, c.Stderr
	cmd.WaitDelay = grace
	inOwnGroup(cmd)
	cmd.Cancel = func() error { return endGroup(cmd.Process) }
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", verb(c.Args), err)
	}
	err := cmd.Wait()
	if limited.Err() != nil {
		killGroup(cmd.Process)
		return context.Cause(limited)
	}
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return &ExitError{Command: verb(c.Args), Status: ended.ExitCode()}
	}
	if err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		return fmt.Errorf("running %s: %w", verb(c.Args), err)
	}
	return nil
}

// verb is a command's program and the words before its first flag or operand, at most two.
func verb(args []string) string {
	words := []string{strings.TrimSuffix(filepath.Base(args[0]), ".exe")}
	for _, a := range args[1:] {
		if len(words) == 3 || !isWord(a) {
			break
		}
		words = append(words, a)
	}
	return strings.Join(words, " ")
}

func isWord(arg string) bool {
	return arg != "" && strings.Trim(arg, "abcdefghijklmnopqrstuvwxyz") == ""
}

// Output runs a command and gives its standard output. What it said on standard error is in the *ExitError.
func Output(ctx context.Context, r Runner, c Command) ([]byte, error) {
	var out bytes.Buffer
	said := &Tail{Max: 8 << 10}
	c.Stdout, c.Stderr = &out, said
	err := r.Run(ctx, c)
	var ended *ExitError
	if errors.As(err, &ended) {
		ended.Output = said.String()
	}
	return out.Bytes(), err
}

// Tail is a writer that keeps the last Max bytes.
type Tail struct {
	Max  int
	kept []byte
}

// Write implements io.Writer and never fails.
func (t *Tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if extra := len(t.kept) - t.Max; extra > 0 {
		t.kept = append(t.kept[:0], t.kept[extra:]...)
	}
	return len(p), nil
}

func (t *Tail) String() string { return string(t.kept) }
