package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/report"
)

func TestBaseline(t *testing.T) {
	var written bytes.Buffer
	if err := report.NewBaseline(hostile(t)).Write(&written); err != nil {
		t.Fatal(err)
	}
	baseline, err := report.ReadBaseline(&written)
	if err != nil {
		t.Fatal(err)
	}
	if n := fresh(baseline, hostile(t)); n > 0 {
		t.Errorf("%d findings are new to their own baseline", n)
	}
}

func TestBaselineTellsNewFromKnown(t *testing.T) {
	found := func(name, text, message string, rule *analysis.Rule) analysis.Diagnostic {
		file, span := mark(t, name, text)
		return analysis.Diagnostic{Rule: rule, File: file, Span: span, Message: message}
	}
	before := found("Dockerfile", "FROM a\nRUN «yum» x\n", "yum", ruleA)
	baseline := report.NewBaseline(&report.Report{Diagnostics: []analysis.Diagnostic{before}})
	tests := []struct {
		name string
		now  []analysis.Diagnostic
		want int
	}{
		{"the same", []analysis.Diagnostic{before}, 0},
		{"moved and reworded", []analysis.Diagnostic{found("Dockerfile", "\n\nFROM b\n  RUN  «yum» x\r\n", "another", ruleA)}, 0},
		{"mended", nil, 0},
		{"one more alike", []analysis.Diagnostic{before, before}, 1},
		{"another line", []analysis.Diagnostic{found("Dockerfile", "RUN «yum» y\n", "yum", ruleA)}, 1},
		{"another rule", []analysis.Diagnostic{found("Dockerfile", "RUN «yum» x\n", "yum", ruleB)}, 1},
		{"another file", []analysis.Diagnostic{found("b/Dockerfile", "RUN «yum» x\n", "yum", ruleA)}, 1},
	}
	for _, test := range tests {
		if n := fresh(baseline, &report.Report{Diagnostics: test.now}); n != test.want {
			t.Errorf("%s: %d are new, want %d", test.name, n, test.want)
		}
	}
}

func TestReadBaselineRefuses(t *testing.T) {
	for _, text := range []string{"", "{", "[]", `{"version": 2}`, `{"findings": []}`} {
		if _, err := report.ReadBaseline(strings.NewReader(text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

// fresh counts the findings that a baseline does not know.
func fresh(b *report.Baseline, r *report.Report) int {
	n := 0
	for _, known := range b.Knows(r) {
		if !known {
			n++
		}
	}
	return n
}
