package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
)

// Text writes findings for people: the place, the message, the line with carets under what is meant, and how to mend it.
func Text(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w)
	p := palette(r.Color)
	for i, d := range r.Diagnostics {
		if i > 0 {
			fmt.Fprintln(out)
		}
		writeFinding(out, r, p, d)
	}
	if n := len(r.Diagnostics); n > 0 {
		fmt.Fprintf(out, "\n%s\n", summary(r.Diagnostics))
	}
	return out.Flush()
}

type colors struct {
	place, gutter, help *color.Color
	severity            map[analysis.Severity]*color.Color
}

func palette(on bool) colors {
	c := colors{
		place: color.New(color.Bold), gutter: color.New(color.FgBlue), help: color.New(color.FgCyan),
		severity: map[analysis.Severity]*color.Color{
			analysis.Error: color.New(color.FgRed, color.Bold), analysis.Warning: color.New(color.FgYellow, color.Bold),
			analysis.Info: color.New(color.FgBlue, color.Bold), analysis.Hint: color.New(color.Faint),
		},
	}
	all := []*color.Color{c.place, c.gutter, c.help}
	for _, s := range c.severity {
		all = append(all, s)
	}
	for _, one := range all {
		if on {
			one.EnableColor()
		} else {
			one.DisableColor()
		}
	}
	return c
}

func writeFinding(w io.Writer, r *Report, p colors, d analysis.Diagnostic) {
	at := regionOf(d.File, d.Span)
	severity := p.severity[d.Severity]
	place := fmt.Sprintf("%s:%d:%d:", r.name(d.File), at.StartLine, at.StartColumn)
	fmt.Fprintf(w, "%s %s %s [%s]\n", p.place.Sprint(place), severity.Sprint(d.Severity.String()+":"), d.Message, d.Rule.Name)
	writeExcerpt(w, p, severity, d.File, d.Span)
	for _, related := range d.Related {
		at := regionOf(related.File, related.Span)
		fmt.Fprintf(w, "  %s %s:%d:%d: %s\n", p.gutter.Sprint("see"), r.name(related.File), at.StartLine, at.StartColumn, related.Message)
	}
	for _, fix := range d.Fixes {
		title := fix.Title
		if !fix.Safe {
			title += " (--unsafe-fixes)"
		}
		fmt.Fprintf(w, "  %s %s\n", p.help.Sprint("fix:"), title)
	}
}

// writeExcerpt writes the span's first line with carets; of a longer span the carets run to the line's end.
func writeExcerpt(w io.Writer, p colors, severity *color.Color, f *source.File, s source.Span) {
	number := f.LineOf(s.Start)
	line := f.Line(number)
	start := min(max(s.Start, line.Start), line.End)
	end := min(max(s.End, start), line.End)
	gutter := fmt.Sprintf("%4d |", number+1)
	margin := strings.Repeat(" ", len(gutter)-1) + "|"
	marks := indent(f.Text()[line.Start:start]) + strings.Repeat("^", max(1, width(f.Text()[start:end])))
	fmt.Fprintf(w, "%s %s\n", p.gutter.Sprint(gutter), printable(f.Slice(line)))
	fmt.Fprintf(w, "%s %s\n", p.gutter.Sprint(margin), severity.Sprint(marks))
}

// indent is blank text as wide as s; tabs stay tabs.
func indent(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		if zeroWidth(r) {
			return -1
		}
		return ' '
	}, s)
}

func width(s string) int {
	n := 0
	for _, r := range s {
		if !zeroWidth(r) {
			n++
		}
	}
	return n
}

func zeroWidth(r rune) bool { return r == '\ufeff' || r == '\u200b' }

// printable replaces control characters, which a terminal would obey.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return r
		case zeroWidth(r):
			return -1
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0:
			return '\ufffd'
		}
		return r
	}, s)
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
