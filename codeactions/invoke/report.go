package invoke

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/lambdock/lambdock/codeactions/engine"
)

// Billed is the time that Lambda would bill: whole milliseconds, the start included.
func (o *Outcome) Billed() time.Duration {
	ms := math.Ceil(float64(o.Duration+o.Init) / float64(time.Millisecond))
	return time.Duration(ms) * time.Millisecond
}

// Report is the line that Lambda writes at an invocation's end.
func (o *Outcome) Report() string {
	line := fmt.Sprintf("REPORT RequestId: %s\tDuration: %s ms\tBilled Duration: %d ms\tMemory Size: %d MB", o.RequestID, milliseconds(o.Duration), o.Billed().Milliseconds(), o.MemoryMB)
	if o.Peak > 0 {
		line += fmt.Sprintf("\tMax Memory Used: %d MB", (o.Peak+1<<20-1)>>20)
	}
	if o.Init > 0 {
		line += fmt.Sprintf("\tInit Duration: %s ms", milliseconds(o.Init))
	}
	switch o.ErrorType {
	case "":
	case errorTimeout:
		line += "\tStatus: timeout"
	default:
		line += "\tStatus: error\tError Type: " + o.ErrorType
	}
	return line
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.2f", float64(d)/float64(time.Millisecond))
}

// log is what the function writes and what Lambda says, in the order in which it comes, whole lines kept together.
type log struct {
	mu   sync.Mutex
	out  io.Writer
	last time.Time
	open bool // the last byte was no line end
	kept engine.Tail
}

// maxLogTail is how many bytes of a log the Invoke API answers with.
const maxLogTail = 4 << 10

func newLog(out io.Writer) *log {
	if out == nil {
		out = io.Discard
	}
	return &log{out: out}
}

// Write implements io.Writer and never fails: a log that cannot be written must not end the function.
func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(p) > 0 {
		l.put(p)
		l.last, l.open = time.Now(), p[len(p)-1] != '\n'
	}
	return len(p), nil
}

// line writes a line of Lambda's own.
func (l *log) line(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := fmt.Sprintf(format, args...) + "\n"
	if l.open {
		text = "\n" + text
	}
	l.put([]byte(text))
	l.open = false
}

func (l *log) put(p []byte) {
	_, _ = l.out.Write(p)
	_, _ = l.kept.Write(p)
}

// keepAnew begins the tail of the log, as an invocation does.
func (l *log) keepAnew() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept = engine.Tail{Max: maxLogTail}
}

// tail is the end of what was logged since.
func (l *log) tail() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return []byte(l.kept.String())
}

// The engine's client brings the function's lines some milliseconds after the function wrote them.
const (
	quietFor = 30 * time.Millisecond
	quietIn  = 300 * time.Millisecond
)

// settle waits until no more lines come, so that the end of an invocation stands behind what the function wrote in it.
func (l *log) settle(ctx context.Context) {
	begin := time.Now()
	for time.Since(begin) < quietIn && ctx.Err() == nil {
		l.mu.Lock()
		quiet := time.Since(l.last)
		l.mu.Unlock()
		if time.Since(begin) >= quietFor && quiet >= quietFor {
			return
		}
		time.Sleep(quietFor / 6)
	}
}

// brief is a text that stands in one line of a message.
func brief(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 300 {
		text = strings.ToValidUTF8(text[:300], "") + "…"
	}
	return text
}
