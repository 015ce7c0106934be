package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/lambdock/lambdock/analysis/report"
)

// withoutKnown leaves out the findings that the baseline knows; with --write-baseline it makes all known, and leaves none. Files are named relative to
// the baseline's folder there, so that it holds wherever lambdock is started.
func (l *linter) withoutKnown(found []located) ([]located, error) {
	name, err := filepath.Abs(l.flags.baseline)
	if err != nil {
		return nil, fmt.Errorf("finding the baseline: %w", err)
	}
	r := l.report(found, filepath.Dir(name))
	if l.flags.writeBaseline {
		return nil, writeBaseline(name, report.NewBaseline(r))
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading the baseline: %w, --write-baseline makes it", err)
	}
	defer file.Close()
	baseline, err := report.ReadBaseline(file)
	if err != nil {
		return nil, fmt.Errorf("reading the baseline %s: %w", l.flags.baseline, err)
	}
	var fresh []located
	for n, known := range baseline.Knows(r) {
		if !known {
			fresh = append(fresh, found[n])
		}
	}
	return fresh, nil
}

func writeBaseline(name string, baseline *report.Baseline) error {
	var text strings.Builder
	if err := baseline.Write(&text); err != nil {
		return fmt.Errorf("writing the baseline: %w", err)
	}
	if err := writeFile(name, text.String(), 0o644); err != nil {
		return fmt.Errorf("writing the baseline: %w", err)
	}
	return nil
}
