package build

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/codeactions/failure"
)

// Failed is the code of a finding about the step that failed; BuildKit's own checks have their names.
const Failed = "build-failed"

// Finding is what a build says about a place of a Dockerfile.
type Finding struct {
	File     *source.File
	Span     source.Span
	Severity analysis.Severity
	Code     string
	Message  string
	URL      string // of a page about it; empty when there is none
	// Rule is the rule that tells of the same beforehand; empty when none does.
	Rule string
}

// Failure is a build that did not come to its end. It may be about no place of a Dockerfile.
type Failure struct {
	Message string
	// Hint is what to do about it, empty when that is not known.
	Hint    string
	Finding *Finding
	// Step is the step that failed, and Log what it printed; empty when it was none.
	Step, Log string
}

func (f *Failure) Error() string {
	if f.Hint == "" {
		return f.Message
	}
	return f.Message + ": " + f.Hint
}

// block is the piece of a Dockerfile that BuildKit shows under an error.
type block struct {
	first, last int // lines, from 1
	lines       map[int]string
}

var (
	blockHead = regexp.MustCompile(`^.+:\d+$`)
	blockRule = regexp.MustCompile(`^-{20}$`)
	blockLine = regexp.MustCompile(`^\s*(\d+) \| (>>>|   ) ?(.*)$`)
	atLine    = regexp.MustCompile(`parse error (?:on )?line (\d+): `)
)

// findBlock finds the last block in what a builder said.
func findBlock(text string) *block {
	lines := strings.Split(text, "\n")
	var found *block
	for i := 0; i+1 < len(lines); i++ {
		if !blockHead.MatchString(lines[i]) || !blockRule.MatchString(lines[i+1]) {
			continue
		}
		b := &block{lines: map[int]string{}}
		for _, line := range lines[i+2:] {
			m := blockLine.FindStringSubmatch(line)
			if m == nil {
				break
			}
			n, _ := strconv.Atoi(m[1]) // digits
			b.lines[n] = strings.TrimSpace(m[3])
			if m[2] == ">>>" {
				b.last = n
				if b.first == 0 {
					b.first = n
				}
			}
		}
		if b.first > 0 {
			found = b
		}
	}
	return found
}

// isOf reports whether a block shows a file.
func (b *block) isOf(file *source.File) bool {
	for n, text := range b.lines {
		if n > file.Lines() || strings.TrimSpace(file.Slice(file.Line(n-1))) != text {
			return false
		}
	}
	return true
}

// spanOfLines are lines of a file, from 1, without the blanks around them.
func spanOfLines(file *source.File, first, last int) source.Span {
	span := file.Line(first - 1).Cover(file.Line(last - 1))
	text := file.Slice(span)
	span.Start += len(text) - len(strings.TrimLeft(text, " \t"))
	span.End -= len(text) - len(strings.TrimRight(text, " \t\r\n"))
	return span
}

// failure explains a build that failed, from what was seen of it.
func (p *progress) failure(plans []*Plan) *Failure {
	text := p.text.String()
	step := p.failed()
	f := &Failure{Message: said(text)}
	lastWords := ""
	if step != nil {
		f.Step, f.Log = step.Name, p.logOf(step)
		lastWords = p.lastWords(step)
		if f.Message == "" {
			f.Message = clean(step.Error)
		}
	}
	if f.Message == "" {
		f.Message = "the build failed without a word"
	}
	f.Message = explain(f.Message, lastWords)
	known, ok := failure.Classify(failure.Build, f.Message+"\n"+f.Log)
	if ok {
		f.Hint = known.Meaning + ", " + known.Advice
	}
	if plan, span, ok := p.place(text, step, plans); ok {
		span = narrow(plan, span, f.Message)
		f.Finding = &Finding{File: plan.File.Source, Span: span, Severity: analysis.Error, Code: Failed, Message: f.Error(), Rule: known.Rule}
	}
	return f
}

// failed is the step that failed: the last that has an error of its own, or of an old builder the one that it stopped at.
func (p *progress) failed() *Step {
	for _, s := range slices.Backward(p.steps) {
		if s.Error != "" && !strings.Contains(s.Error, "context canceled") {
			return s
		}
	}
	return p.current
}

// place is where in a Dockerfile the failure lies.
func (p *progress) place(text string, step *Step, plans []*Plan) (*Plan, source.Span, bool) {
	if b := findBlock(text); b != nil {
		for _, plan := range plans {
			if b.isOf(plan.File.Source) {
				return plan, spanOfLines(plan.File.Source, b.first, b.last), true
			}
		}
	}
	if m := atLine.FindStringSubmatch(text); m != nil && len(plans) == 1 {
		line, _ := strconv.Atoi(m[1]) // digits
		if plan := plans[0]; line >= 1 && line <= plan.File.Source.Lines() {
			return plan, spanOfLines(plan.File.Source, line, line), true
		}
	}
	if step != nil {
		names := targetNames(plans)
		for i, plan := range plans {
			if of := instructionOf(plan, step.Name, names[i]); of != nil {
				return plan, of.Span, true
			}
		}
	}
	return nil, source.Span{}, false
}

var (
	exitCode   = regexp.MustCompile(`(?:did not complete successfully|^executor failed running .*|^\[.*\]): exit code: (\d+)|returned a non-zero code: (\d+)|while running runtime: exit status (\d+)`)
	notFound   = regexp.MustCompile(`"(/[^"]*)":? not found`)
	notFound2  = regexp.MustCompile(`(?:COPY|ADD) failed: .*stat (?:.*/)?([^/\s:]+): (?:file does not exist|no such file)`)
	noise      = regexp.MustCompile(`failed to (?:build|solve|compute cache key|calculate checksum of ref [^:]+(?:::[^:]+)?|solve with frontend [^:]+|read dockerfile|create LLB definition|fetch oci[^:]*): |rpc error: code = \w+ desc = |executor failed running |^target [a-z0-9-]+: `)
	errorStart = regexp.MustCompile(`^(?:ERROR|Error|error)(?: response from daemon)?: (.*)$`)
)

// said is what the client said last of the failure: the line that begins with ERROR, else the last that says anything.
func said(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for _, line := range slices.Backward(lines) {
		if m := errorStart.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			return clean(m[1])
		}
	}
	return clean(lines[len(lines)-1])
}

func clean(message string) string { return strings.TrimSpace(noise.ReplaceAllString(message, "")) }

// explain says a message of a builder in fewer words where they are known, with what the failed step printed last.
func explain(message, lastWords string) string {
	if m := exitCode.FindStringSubmatch(message); m != nil {
		ended := fmt.Sprintf("this step ended with status %s", m[1]+m[2]+m[3])
		if lastWords != "" {
			ended += ": " + lastWords
		}
		return ended
	}
	if m := notFound.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("%s is not where it is copied from", strings.TrimPrefix(m[1], "/"))
	}
	if m := notFound2.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("%s is not where it is copied from", m[1])
	}
	return message
}

func lastLine(log string) string {
	for _, line := range slices.Backward(strings.Split(log, "\n")) {
		line = strings.TrimSpace(line)
		if line != "" && !classicStep.MatchString(line) && !strings.HasPrefix(line, "---> ") && !strings.HasPrefix(line, "The command ") {
			return line
		}
	}
	return ""
}

// narrow leaves of an instruction's span the source that was not found, where it is written once.
func narrow(plan *Plan, span source.Span, message string) source.Span {
	missing, ok := strings.CutSuffix(message, " is not where it is copied from")
	at := plan.File.At(span.Start)
	if !ok || at == nil || at.Keyword != "COPY" && at.Keyword != "ADD" || len(at.Words) < 2 {
		return span
	}
	for _, word := range at.Words[:len(at.Words)-1] {
		if path.Base(path.Clean(word.Value)) == path.Base(missing) {
			return word.Inner()
		}
	}
	return span
}

// findings are what BuildKit itself complained of, each once.
func (p *progress) findings(plans []*Plan) []Finding {
	var found []Finding
	for _, w := range p.warnings {
		if w.Source == nil || len(w.Range) == 0 {
			continue
		}
		for _, plan := range plans {
			file := plan.File.Source
			first, last := w.Range[0].Start.Line, w.Range[len(w.Range)-1].End.Line
			if string(w.Source.Data) != file.Text() || first < 1 || last < first || last > file.Lines() {
				continue
			}
			f := Finding{File: file, Span: spanOfLines(file, first, last), Severity: analysis.Warning, URL: w.URL}
			f.Code, f.Message = named(string(w.Short))
			if !slices.Contains(found, f) {
				found = append(found, f)
			}
			break
		}
	}
	return found
}

var lineSuffix = regexp.MustCompile(` \(line \d+\)$`)

// named takes apart "RuleName: what it says (line 3)".
func named(short string) (code, message string) {
	code, message, ok := strings.Cut(short, ": ")
	if !ok || strings.Contains(code, " ") {
		code, message = "buildkit", short
	}
	message = lineSuffix.ReplaceAllString(message, "")
	if message != "" && !(len(message) > 1 && message[1] >= 'A' && message[1] <= 'Z') {
		message = strings.ToLower(message[:1]) + message[1:]
	}
	return code, message
}
