package report

import (
	"encoding/xml"
	"io"

	"github.com/lambdock/lambdock/analysis"
)

type checkstyleReport struct {
	XMLName xml.Name         `xml:"checkstyle"`
	Version string           `xml:"version,attr"`
	Files   []checkstyleFile `xml:"file"`
}

type checkstyleFile struct {
	Name   string            `xml:"name,attr"`
	Errors []checkstyleError `xml:"error"`
}

type checkstyleError struct {
	Line     int    `xml:"line,attr"`
	Column   int    `xml:"column,attr"`
	Severity string `xml:"severity,attr"`
	Message  string `xml:"message,attr"`
	Source   string `xml:"source,attr"`
}

// Checkstyle writes the XML of the Checkstyle tool, which Jenkins, reviewdog and many others read.
func Checkstyle(w io.Writer, r *Report) error {
	out := checkstyleReport{Version: "4.3"}
	for _, file := range r.byFile() {
		one := checkstyleFile{Name: file.name}
		for _, d := range file.found {
			at := regionOf(d.File, d.Span)
			one.Errors = append(one.Errors, checkstyleError{at.StartLine, at.StartColumn, checkstyleSeverity(d.Severity), d.Message, "lambdock." + d.Rule.Name})
		}
		out.Files = append(out.Files, one)
	}
	return encodeXML(w, out)
}

// checkstyleSeverity is one of those that Checkstyle knows, which has no hint.
func checkstyleSeverity(s analysis.Severity) string {
	if s == analysis.Hint {
		return analysis.Info.String()
	}
	return s.String()
}
