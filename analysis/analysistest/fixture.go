// Package analysistest runs one rule over one fixture: a txtar in which each folder is a case with a build context of its own.
//
// Expectations are lines of carets under the text that they mark, as comments:
//
//	FROM public.ecr.aws/lambda/python:3.9
//	#                                 ^^^ python 3.9 is deprecated
//
// They are cut out before the rule runs. A "#" right before a caret counts as one, so that a span can begin a line. A message
// begins with its severity in parentheses where that is not the rule's own. Where no comment can stand, a file "want" beside the
// Dockerfile lists FILE:LINE:COLUMN-COLUMN MESSAGE. NAME.fixed is the file NAME after the rule's preferred fixes. A file "setup"
// holds commands: chmod MODE FILE, link FILE TARGET, crlf FILE, bom FILE, cut FILE (its last line end), today YYYY-MM-DD.
package analysistest

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/lambdock/lambdock/analysis/lambda"
)

const (
	wantFile    = "want"
	setupFile   = "setup"
	fixedSuffix = ".fixed"
	// defaultToday is the day of the fixtures that name none.
	defaultToday = lambda.Date("2026-11-24")
)

// fixtureCase is one folder of a fixture.
type fixtureCase struct {
	name  string
	files []txtar.File // names relative to the folder
	fs    fstest.MapFS
	wants []want
	today lambda.Date
}

// want is an expected finding; the columns count characters from 0.
type want struct {
	file             string
	line, start, end int // line from 0
	message          string
	// inline reports that it stands as carets in the file; others stand in the want file.
	inline bool
}

func (w want) String() string {
	return fmt.Sprintf("%s:%d:%d-%d %s", w.file, w.line+1, w.start+1, w.end+1, w.message)
}

func casesOf(archive *txtar.Archive) ([]*fixtureCase, error) {
	var cases []*fixtureCase
	for _, f := range archive.Files {
		folder, name, ok := strings.Cut(f.Name, "/")
		if !ok {
			return nil, fmt.Errorf("%s stands in no case's folder", f.Name)
		}
		at := slices.IndexFunc(cases, func(c *fixtureCase) bool { return c.name == folder })
		if at < 0 {
			at = len(cases)
			cases = append(cases, &fixtureCase{name: folder, fs: fstest.MapFS{}, today: defaultToday})
		}
		cases[at].files = append(cases[at].files, txtar.File{Name: name, Data: f.Data})
	}
	for _, c := range cases {
		if err := c.prepare(); err != nil {
			return nil, fmt.Errorf("case %s: %w", c.name, err)
		}
	}
	return cases, nil
}

func (c *fixtureCase) prepare() error {
	var setup string
	for _, f := range c.files {
		switch {
		case f.Name == wantFile:
			wants, err := listedWants(string(f.Data))
			if err != nil {
				return err
			}
			c.wants = append(c.wants, wants...)
		case f.Name == setupFile:
			setup = string(f.Data)
		case strings.HasSuffix(f.Name, fixedSuffix):
		default:
			text, wants := cutCarets(f.Name, string(f.Data))
			c.wants = append(c.wants, wants...)
			c.fs[f.Name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(setup), "\n") {
		if err := c.command(strings.Fields(line)); err != nil {
			return fmt.Errorf("setup %q: %w", line, err)
		}
	}
	return nil
}

func (c *fixtureCase) command(words []string) error {
	if len(words) == 0 {
		return nil
	}
	if len(words) == 2 && words[0] == "today" {
		c.today = lambda.Date(words[1])
		return nil
	}
	if len(words) == 3 && words[0] == "link" {
		c.fs[words[1]] = &fstest.MapFile{Data: []byte(words[2]), Mode: fs.ModeSymlink | 0o777}
		return nil
	}
	file := c.fs[words[len(words)-1]]
	if file == nil {
		return fmt.Errorf("no such file")
	}
	text := string(file.Data)
	switch {
	case words[0] == "chmod" && len(words) == 3:
		mode, err := strconv.ParseUint(words[1], 8, 32)
		file.Mode = fs.FileMode(mode)
		return err
	case words[0] == "crlf":
		text = strings.ReplaceAll(text, "\n", "\r\n")
	case words[0] == "bom":
		text = "\ufeff" + text
	case words[0] == "cut":
		text = strings.TrimSuffix(text, "\n")
	default:
		return fmt.Errorf("unknown command")
	}
	file.Data = []byte(text)
	return nil
}

// Carets stand in a comment of their own: "#     ^^^ message", or "//    ^^^ message".
var caretLine = regexp.MustCompile(`^(\s*(?://|#)?[ \t]*)(\^+) (.+)$`)

func cutCarets(name, text string) (string, []want) {
	var kept []string
	var wants []want
	for _, line := range strings.SplitAfter(text, "\n") {
		m := caretLine.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil || !strings.ContainsAny(m[1], "#/") || len(kept) == 0 {
			kept = append(kept, line)
			continue
		}
		start, length := len([]rune(m[1])), len(m[2])
		if strings.HasSuffix(m[1], "#") {
			start, length = start-1, length+1
		}
		wants = append(wants, want{name, len(kept) - 1, start, start + length, m[3], true})
	}
	return strings.Join(kept, ""), wants
}

var wantLine = regexp.MustCompile(`^(\S+):(\d+):(\d+)-(\d+) (.+)$`)

func listedWants(text string) ([]want, error) {
	var wants []want
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		m := wantLine.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("want %q is not FILE:LINE:COLUMN-COLUMN MESSAGE", line)
		}
		number := func(s string) int { n, _ := strconv.Atoi(s); return n - 1 } // \d+ always converts
		wants = append(wants, want{m[1], number(m[2]), number(m[3]), number(m[4]), m[5], false})
	}
	return wants, nil
}

// takesCarets reports whether a finding in that file can be written as carets under its line.
func takesCarets(w want, text string) bool {
	switch path.Ext(w.file) {
	case ".json", ".md", ".toml", ".py":
		return false
	}
	lines := strings.Split(text, "\n")
	if w.line+1 < len(lines) && strings.HasSuffix(strings.TrimRight(lines[w.line], " \t\r"), "\\") && !strings.Contains(strings.ToLower(path.Base(w.file)), "dockerfile") {
		return false
	}
	return w.start >= 2 || w.start == 0 && w.end-w.start >= 2
}

// withCarets is the text with the findings under their lines.
func withCarets(text string, wants []want) string {
	var b strings.Builder
	for n, line := range strings.SplitAfter(text, "\n") {
		b.WriteString(line)
		for _, w := range wants {
			if w.line != n {
				continue
			}
			if !strings.HasSuffix(line, "\n") {
				b.WriteString("\n")
			}
			length := max(1, w.end-w.start)
			switch w.start {
			case 0:
				b.WriteString("#" + strings.Repeat("^", length-1))
			default:
				b.WriteString("#" + strings.Repeat(" ", w.start-1) + strings.Repeat("^", length))
			}
			b.WriteString(" " + w.message + "\n")
		}
	}
	return b.String()
}
