package invoke

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

var errEndedWell = errors.New("with status 0")

// exit is how the function's process ended.
type exit struct {
	status      int
	outOfMemory bool
	said        string // the last that it, or the engine in its place, wrote on standard error
	err         error  // the engine could not run it at all
}

// exitResult says of a process that ended before it answered what Lambda says of it. The error is that the engine failed, not the function.
func (e *environment) exitResult(ctx context.Context, id string) (*result, error) {
	ended := e.process.exit(ctx)
	if ended.err != nil {
		return nil, ended.err
	}
	if cause := cannotStart(ended.said); cause != "" && !e.heard() {
		return failure(errorEntrypoint, id, cause), nil
	}
	if ended.outOfMemory {
		return failure(errorMemory, id, "Runtime exited with error: signal: killed"), nil
	}
	result := failure(errorExit, id, reasonOf(ended.status))
	if !e.heard() {
		result.said = ended.said
	}
	return result, nil
}

// signals are the words in which Go, and so the service, names the signals that end processes.
var signals = map[int]string{4: "illegal instruction", 6: "aborted", 7: "bus error", 8: "floating point exception", 9: "killed", 11: "segmentation fault", 15: "terminated"}

// reasonOf says how a process ended whose status is an engine's: 128 and a signal's number for one that a signal ended.
func reasonOf(status int) string {
	if status == 0 {
		return "Runtime exited without providing a reason"
	}
	if signal, ok := signals[status-128]; ok {
		return "Runtime exited with error: signal: " + signal
	}
	return fmt.Sprintf("Runtime exited with error: exit status %d", status)
}

// starts are what engines say when the entry point itself cannot be started.
var starts = []*regexp.Regexp{
	regexp.MustCompile(`exec: "[^"]*": (?:stat [^:]*: )?(?:executable file not found in \$PATH|no such file or directory|permission denied|is a directory)`),
	regexp.MustCompile(`exec (\S+: exec format error)`),
	regexp.MustCompile(`exec (\S+: no such file or directory)`),
	regexp.MustCompile(`exec (\S+: permission denied)`),
	regexp.MustCompile(`exec user process caused: "?(exec format error|no such file or directory|permission denied)`),
	regexp.MustCompile(`chdir to cwd \("[^"]*"\)[^:]*: [^:]*`),
}

// cannotStart is why an entry point cannot be started; empty when that is not what is said.
func cannotStart(said string) string {
	for _, pattern := range starts {
		if m := pattern.FindStringSubmatch(said); m != nil {
			return strings.TrimSpace(m[len(m)-1])
		}
	}
	return ""
}
