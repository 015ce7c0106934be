package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/lambdock/lambdock/analysis"
)

// GitHub writes workflow commands, which GitHub shows as annotations on the lines of a pull request.
func GitHub(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w)
	for _, d := range r.Diagnostics {
		fmt.Fprintf(out, "::%s file=%s,%s,title=%s::%s\n",
			annotation(d.Severity), property(r.name(d.File)), lines(regionOf(d.File, d.Span)), property("lambdock "+d.Rule.Name), message(d.Message))
	}
	return out.Flush()
}

// lines leaves columns out where GitHub refuses them: when the lines differ.
func lines(at region) string {
	if at.StartLine != at.EndLine {
		return fmt.Sprintf("line=%d,endLine=%d", at.StartLine, at.EndLine)
	}
	return fmt.Sprintf("line=%d,endLine=%d,col=%d,endColumn=%d", at.StartLine, at.EndLine, at.StartColumn, at.EndColumn)
}

func annotation(s analysis.Severity) string {
	switch s {
	case analysis.Error, analysis.Warning:
		return s.String()
	}
	return "notice"
}

var messageEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")

func message(s string) string { return messageEscapes.Replace(s) }

var propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")

func property(s string) string { return propertyEscapes.Replace(s) }
