package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
	"golang.org/x/term"

	"github.com/lambdock/lambdock/codeactions/build"
)

// progress shows the steps of a build. A terminal gets each step with its time once it ended, and below them a bar that goes away at the end;
// anything else gets the steps as they begin.
type progress struct {
	out io.Writer
	// width gives the terminal's columns; nil where there is no terminal.
	width func() int
	now   func() time.Time

	mu      sync.Mutex
	said    map[string]bool // by ID
	running []build.Step    // the newest last
	event   build.Event     // the newest, for its counts
	drawn   bool
	tick    *time.Timer
}

func newProgress(out io.Writer) *progress {
	p := &progress{out: out, now: time.Now, said: map[string]bool{}}
	file, ok := out.(*os.File)
	if ok && isatty.IsTerminal(file.Fd()) && os.Getenv("TERM") != "dumb" {
		p.width = func() int {
			width, _, err := term.GetSize(int(file.Fd()))
			if err != nil || width == 0 {
				return 80
			}
			return width
		}
	}
	return p
}

// step takes what a build tells.
func (p *progress) step(e build.Event) {
	if e.Step == nil || e.Step.Started == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.width == nil {
		if !p.said[e.Step.ID] {
			p.said[e.Step.ID] = true
			fmt.Fprintln(p.out, e.Step.Name)
		}
		return
	}
	p.event = e
	p.running = slices.DeleteFunc(p.running, func(s build.Step) bool { return s.ID == e.Step.ID })
	if e.Step.Completed == nil {
		p.running = append(p.running, *e.Step)
	} else {
		p.sayEnded(*e.Step)
	}
	p.draw()
}

// notable is how long a step of the builder's own takes before it is worth a line.
const notable = time.Second

func (p *progress) sayEnded(s build.Step) {
	took := s.Completed.Sub(*s.Started)
	if p.said[s.ID] || strings.Contains(s.Name, "internal]") && took < notable {
		return
	}
	p.said[s.ID] = true
	note := fmt.Sprintf("%.1f s", took.Seconds())
	switch {
	case s.Cached:
		note = "cached"
	case s.Error != "":
		note = "failed"
	}
	p.erase()
	fmt.Fprintf(p.out, "%8s  %s\n", note, firstLine(s.Name))
}

// barCells is the length of the bar.
const barCells = 20

func (p *progress) draw() {
	p.erase()
	if len(p.running) == 0 {
		return
	}
	current := p.running[len(p.running)-1]
	full := barCells * p.event.Done / max(p.event.Total, 1)
	line := fmt.Sprintf("[%s%s] %d/%d  %.0f s  %s", strings.Repeat("#", full), strings.Repeat("-", barCells-full), p.event.Done, p.event.Total,
		max(p.now().Sub(*current.Started), 0).Seconds(), firstLine(current.Name))
	if more := len(p.running) - 1; more > 0 {
		line += fmt.Sprintf(" and %d more", more)
	}
	if letters := []rune(line); len(letters) >= p.width() {
		line = string(letters[:p.width()-1])
	}
	fmt.Fprint(p.out, line)
	p.drawn = true
	if p.tick == nil {
		p.tick = time.AfterFunc(time.Second, p.redraw)
	}
}

// redraw shows how the time goes by while nothing else happens.
func (p *progress) redraw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tick != nil {
		p.tick = nil
		p.draw()
	}
}

func (p *progress) erase() {
	if p.drawn {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.drawn = false
	}
}

// end takes the bar away. Steps may follow, as of a build that is done again.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	p.running = nil
	if p.tick != nil {
		p.tick.Stop()
		p.tick = nil
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
