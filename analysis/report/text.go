package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
)

// Text writes findings for people: the place, the message, the line with carets under what is meant, and how to mend it.
func Text(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w)
	t := textWriter{out, r}
	for i, d := range r.Diagnostics {
		if i > 0 {
			fmt.Fprintln(out)
		}
		t.finding(d)
	}
	if len(r.Diagnostics) > 0 {
		fmt.Fprintf(out, "\n%s\n", summary(r.Diagnostics))
	}
	return out.Flush()
}

func severityStyle(s analysis.Severity) Style {
	switch s {
	case analysis.Error:
		return Red
	case analysis.Warning:
		return Yellow
	case analysis.Info:
		return Blue
	}
	return Faint
}

type textWriter struct {
	out    io.Writer
	report *Report
}

func (t textWriter) paint(s Style, text string) string {
	if !t.report.Color {
		return text
	}
	return s.Paint(text)
}

func (t textWriter) place(f *source.File, s source.Span) string {
	at := regionOf(f, s)
	return fmt.Sprintf("%s:%d:%d:", printable(t.report.name(f)), at.StartLine, at.StartColumn)
}

func (t textWriter) finding(d analysis.Diagnostic) {
	severity := severityStyle(d.Severity)
	fmt.Fprintf(t.out, "%s %s %s [%s]\n", t.paint(Bold, t.place(d.File, d.Span)), t.paint(severity, d.Severity.String()+":"), printable(d.Message), d.Rule.Name)
	t.excerpt(severity, d.File, d.Span)
	for _, related := range d.Related {
		fmt.Fprintf(t.out, "  %s %s %s\n", t.paint(Blue, "see"), t.place(related.File, related.Span), printable(related.Message))
	}
	for _, fix := range d.Fixes {
		title := printable(fix.Title)
		if !fix.Safe {
			title += " (--unsafe-fixes)"
		}
		fmt.Fprintf(t.out, "  %s %s\n", t.paint(Cyan, "fix:"), title)
	}
}

// excerpt writes the span's first line with carets; of a longer span the carets run to the line's end.
func (t textWriter) excerpt(severity Style, f *source.File, s source.Span) {
	number := f.LineOf(s.Start)
	before, marked, behind := clip(f, f.Line(number), s)
	gutter := fmt.Sprintf("%4d |", number+1)
	margin := strings.Repeat(" ", len(gutter)-1) + "|"
	carets := strings.Repeat("^", max(1, width(marked)))
	fmt.Fprintf(t.out, "%s %s\n", t.paint(Blue, gutter), before+marked+behind)
	fmt.Fprintf(t.out, "%s %s%s\n", t.paint(Blue, margin), blank(before), t.paint(severity, carets))
}

// maxShown bounds, in bytes, each of the three parts of a line that is shown: minified files have lines of megabytes.
const maxShown = 160

const ellipsis = "…"

// clip is the line as it is shown: what stands before the span, the span, and what stands behind it.
func clip(f *source.File, line, s source.Span) (before, marked, behind string) {
	start := min(max(s.Start, line.Start), line.End)
	end := min(max(s.End, start), line.End)
	before, marked, behind = f.Text()[line.Start:start], f.Text()[start:end], f.Text()[end:line.End]
	var more string
	if len(before) > maxShown {
		before, more = strings.ToValidUTF8(before[len(before)-maxShown:], ""), ellipsis
	}
	before, more = more+printable(before), ""
	if len(marked) > maxShown {
		marked, behind = strings.ToValidUTF8(marked[:maxShown], ""), ellipsis
	} else if len(behind) > maxShown {
		behind, more = strings.ToValidUTF8(behind[:maxShown], ""), ellipsis
	}
	return before, printable(marked), printable(behind) + more
}

func summary(all []analysis.Diagnostic) string {
	counts := map[analysis.Severity]int{}
	fixable := 0
	for _, d := range all {
		counts[d.Severity]++
		if len(d.Fixes) > 0 && d.Fixes[0].Safe {
			fixable++
		}
	}
	var parts []string
	for s := analysis.Error; s >= analysis.Hint; s-- {
		if n := counts[s]; n > 0 {
			parts = append(parts, plural(n, s.String()))
		}
	}
	text := strings.Join(parts, ", ")
	if fixable > 0 {
		text += fmt.Sprintf("; %d fixable with --fix", fixable)
	}
	return text
}

func plural(n int, noun string) string {
	if n == 1 || noun == "info" {
		return fmt.Sprintf("%d %s", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
