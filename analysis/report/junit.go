package report

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/lambdock/lambdock/analysis"
)

type junitReport struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Failure *junitFailure `xml:"failure"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes a report of tests, as most CI systems show them: a suite for each file, a case for each finding.
// Errors and warnings are failures; what is less is a case that passes with its message as output. Without any finding one case
// passes, for a report without cases is taken for a broken one.
func JUnit(w io.Writer, r *Report) error {
	out := junitReport{Name: "lambdock"}
	for _, file := range r.byFile() {
		suite := junitSuite{Name: file.name, Tests: len(file.found)}
		for _, d := range file.found {
			one := junitCaseOf(file.name, d)
			if one.Failure != nil {
				suite.Failures++
			}
			suite.Cases = append(suite.Cases, one)
		}
		out.add(suite)
	}
	if out.Suites == nil {
		out.add(junitSuite{Name: "lambdock", Tests: 1, Cases: []junitCase{{Name: "no findings", Class: "lambdock"}}})
	}
	return encodeXML(w, out)
}

func (r *junitReport) add(suite junitSuite) {
	r.Suites = append(r.Suites, suite)
	r.Tests += suite.Tests
	r.Failures += suite.Failures
}

func junitCaseOf(name string, d analysis.Diagnostic) junitCase {
	at := regionOf(d.File, d.Span)
	one := junitCase{Name: d.Rule.Name, Class: name, File: name, Line: at.StartLine}
	text := fmt.Sprintf("%s:%d:%d: %s: %s [%s]", name, at.StartLine, at.StartColumn, d.Severity, d.Message, d.Rule.Name)
	if d.Severity == analysis.Error || d.Severity == analysis.Warning {
		one.Failure = &junitFailure{Message: d.Message, Type: d.Severity.String(), Text: text}
	} else {
		one.Output = text
	}
	return one
}
