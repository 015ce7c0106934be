package build

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Step is one step of a build, as far as it came.
type Step struct {
	ID string `json:"id"`
	// Name is the builder's: "[build 2/5] RUN npm ci".
	Name string `json:"name"`
	// Started and Completed are nil as long as it has not.
	Started   *time.Time `json:"started,omitempty"`
	Completed *time.Time `json:"completed,omitempty"`
	Cached    bool       `json:"cached,omitempty"`
	Error     string     `json:"error,omitempty"`
}

// Event is something that a build tells on its way; one field is set.
type Event struct {
	// Step began, or went on.
	Step *Step `json:"step,omitempty"`
	// Log is a piece of what a step printed.
	Log *Log `json:"log,omitempty"`
	// Done and Total count the steps.
	Done  int `json:"done"`
	Total int `json:"total"`
}

// Log is a piece of a step's output.
type Log struct {
	Step string `json:"step"` // its ID
	Text string `json:"text"`
}

// check is a warning of BuildKit's own.
type check struct {
	Short  []byte   `json:"short"`
	Detail [][]byte `json:"detail"`
	URL    string   `json:"url"`
	Source *struct {
		Filename string `json:"filename"`
		Data     []byte `json:"data"`
	} `json:"sourceInfo"`
	Range []struct {
		Start, End struct{ Line int }
	} `json:"range"`
}

// message is one line of rawjson progress.
type message struct {
	Vertexes []struct {
		Digest, Name, Error string
		Started, Completed  *time.Time
		Cached              bool
	}
	Logs []struct {
		Vertex string
		Stream int // as in Unix: 2 is standard error
		Data   []byte
	}
	Warnings []check
}

// progress reads what a builder prints: rawjson, and the text that surrounds it or stands for it.
type progress struct {
	mu    sync.Mutex
	tell  func(Event)
	line  []byte
	steps []*Step
	byID  map[string]*Step
	// logs is by step what it printed, complaints what of it went to standard error, where a builder keeps them apart.
	logs, complaints map[string]*bytes.Buffer
	// text is what is no rawjson, warnings what BuildKit complained of.
	text     strings.Builder
	warnings []check
	current  *Step // of text progress
	redact   func(string) string
}

// maxLog bounds what is kept of a step's output, and of the text, in bytes.
const maxLog = 1 << 20

func newProgress(tell func(Event), redact func(string) string) *progress {
	return &progress{tell: tell, byID: map[string]*Step{}, logs: map[string]*bytes.Buffer{}, complaints: map[string]*bytes.Buffer{}, redact: redact}
}

// Write implements io.Writer; it takes any pieces of lines.
func (p *progress) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line = append(p.line, data...)
	for {
		line, rest, found := bytes.Cut(p.line, []byte("\n"))
		if !found {
			return len(data), nil
		}
		p.take(line)
		p.line = append([]byte(nil), rest...)
	}
}

// finish takes a last line that has no end.
func (p *progress) finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.line) > 0 {
		p.take(p.line)
		p.line = nil
	}
}

func (p *progress) take(line []byte) {
	var m message
	if bytes.HasPrefix(line, []byte("{")) && json.Unmarshal(line, &m) == nil {
		p.takeMessage(m)
		return
	}
	p.takeText(p.redact(strings.TrimRight(string(line), "\r")))
}

func (p *progress) takeMessage(m message) {
	for _, v := range m.Vertexes {
		s := p.step(v.Digest, v.Name)
		s.Cached = s.Cached || v.Cached
		if v.Started != nil {
			s.Started = v.Started
		}
		s.Completed = v.Completed // a vertex may start again
		s.Error = p.redact(v.Error)
		p.say(Event{Step: s})
	}
	for _, l := range m.Logs {
		s := p.step(l.Vertex, "")
		p.log(s, string(l.Data))
		if l.Stream == 2 {
			p.keep(p.complaints, s, p.redact(string(l.Data)))
		}
	}
	p.warnings = append(p.warnings, m.Warnings...)
}

func (p *progress) step(id, name string) *Step {
	s := p.byID[id]
	if s == nil {
		s = &Step{ID: id}
		p.byID[id] = s
		p.steps = append(p.steps, s)
	}
	if name != "" {
		s.Name = p.redact(name)
	}
	return s
}

func (p *progress) log(s *Step, text string) {
	text = p.redact(text)
	p.keep(p.logs, s, text)
	p.say(Event{Log: &Log{s.ID, text}})
}

func (p *progress) keep(in map[string]*bytes.Buffer, s *Step, text string) {
	kept := in[s.ID]
	if kept == nil {
		kept = &bytes.Buffer{}
		in[s.ID] = kept
	}
	kept.WriteString(text)
	if extra := kept.Len() - maxLog; extra > 0 {
		kept.Next(extra)
	}
}

func (p *progress) say(e Event) {
	if p.tell == nil {
		return
	}
	if e.Step != nil {
		copied := *e.Step
		e.Step = &copied
	}
	for _, s := range p.steps {
		if s.Completed != nil {
			e.Done++
		}
	}
	e.Total = len(p.steps)
	p.tell(e)
}

var (
	// plainStep is a step in BuildKit's plain progress, "#5 [2/3] RUN make"; plainLine anything else about it, "#5 0.123 text".
	plainStep = regexp.MustCompile(`^#(\d+) (\[[^\]]+\] .*)$`)
	plainLine = regexp.MustCompile(`^#(\d+) (.*)$`)
	// classicStep is a step of the builder before BuildKit, "Step 2/5 : RUN make", and of podman, "[1/2] STEP 2/5: RUN make".
	classicStep = regexp.MustCompile(`^(?:\[\d+/\d+\] )?(?:Step|STEP) (\d+)/(\d+) ?: (.*)$`)
	elapsed     = regexp.MustCompile(`^\d+\.\d+ `)
)

// takeText reads a line that is no rawjson: of an old builder's progress, or what the client says at the end.
func (p *progress) takeText(line string) {
	if p.text.Len() < maxLog {
		p.text.WriteString(line + "\n")
	}
	now := time.Now()
	if m := plainStep.FindStringSubmatch(line); m != nil {
		s := p.step("#"+m[1], m[2])
		s.Started = &now
		p.say(Event{Step: s})
		return
	}
	if m := plainLine.FindStringSubmatch(line); m != nil && p.byID["#"+m[1]] != nil {
		p.takePlain(p.byID["#"+m[1]], m[2], &now)
		return
	}
	if m := classicStep.FindStringSubmatch(line); m != nil {
		if p.current != nil {
			p.current.Completed = &now
		}
		n, _ := strconv.Atoi(m[1]) // digits
		p.current = p.step("step"+strconv.Itoa(len(p.steps)), "[classic "+strconv.Itoa(n)+"/"+m[2]+"] "+m[3])
		p.current.Started = &now
		p.say(Event{Step: p.current})
		return
	}
	if p.current != nil {
		p.log(p.current, line+"\n")
	}
}

func (p *progress) takePlain(s *Step, rest string, now *time.Time) {
	switch {
	case strings.HasPrefix(rest, "DONE"):
		s.Completed = now
	case rest == "CACHED":
		s.Completed, s.Cached = now, true
	case strings.HasPrefix(rest, "ERROR: "):
		s.Completed, s.Error = now, strings.TrimPrefix(rest, "ERROR: ")
	default:
		p.log(s, elapsed.ReplaceAllString(rest, "")+"\n")
		return
	}
	p.say(Event{Step: s})
}

// logOf is what a step printed.
func (p *progress) logOf(s *Step) string {
	if kept := p.logs[s.ID]; kept != nil {
		return kept.String()
	}
	return ""
}

// lastWords is the last line that a step printed, rather to standard error: the two streams of a RUN arrive in any order.
func (p *progress) lastWords(s *Step) string {
	if kept := p.complaints[s.ID]; kept != nil {
		if line := lastLine(kept.String()); line != "" {
			return line
		}
	}
	return lastLine(p.logOf(s))
}
