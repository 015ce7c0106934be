// Package report writes findings as text for people, and for programs as JSON, SARIF, and what CI systems show.
package report

import (
	"fmt"
	"io"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
)

// Report is what is written.
type Report struct {
	Diagnostics []analysis.Diagnostic
	// Rules are all rules that ran or could have, for formats that list them.
	Rules   []*analysis.Rule
	Version string
	// Name is a file's name as the reader knows it, relative to the working directory with forward slashes; nil leaves it as it is.
	Name func(*source.File) string
	// Color reports whether text may hold ANSI colours.
	Color bool
}

// Format writes a report.
type Format func(io.Writer, *Report) error

var formats = map[string]Format{
	"text": Text, "json": JSON, "sarif": SARIF, "github": GitHub, "gitlab": GitLab, "junit": JUnit, "checkstyle": Checkstyle,
}

// Names lists the formats, for people: "text, json, … or checkstyle".
const Names = "text, json, sarif, github, gitlab, junit or checkstyle"

// Named is the format of that name. The error says which names there are.
func Named(name string) (Format, error) {
	if format, known := formats[name]; known {
		return format, nil
	}
	return nil, fmt.Errorf("unknown format %q, use %s", name, Names)
}

func (r *Report) name(f *source.File) string {
	if r.Name == nil {
		return f.Path()
	}
	return r.Name(f)
}

// region is a span as people and formats count it: from 1, columns in UTF-16 code units, the end behind the last unit.
type region struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

func regionOf(f *source.File, s source.Span) region {
	start, end := f.UTF16Position(s.Start), f.UTF16Position(s.End)
	return region{start.Line + 1, start.Column + 1, end.Line + 1, end.Column + 1}
}
