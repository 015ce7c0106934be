package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
)

// Baseline is what was found before and is not to be reported again, so that an old project need not mend all at once. A finding is known by its
// rule, its file and the text of the line that it stands on: one that only moved, or whose wording changed with a release, stays known.
type Baseline struct{ known map[known]int }

type known struct {
	Rule string `json:"rule"`
	File string `json:"file"`
	Line string `json:"line"`
}

type baselineFile struct {
	Version  int             `json:"version"` // of this form
	Findings []baselineEntry `json:"findings"`
}

type baselineEntry struct {
	known
	Count int `json:"count"`
}

// NewBaseline knows the findings of a report.
func NewBaseline(r *Report) *Baseline {
	b := &Baseline{map[known]int{}}
	for _, d := range r.Diagnostics {
		b.known[r.known(d)]++
	}
	return b
}

// ReadBaseline reads what Write wrote.
func ReadBaseline(in io.Reader) (*Baseline, error) {
	var file baselineFile
	if err := json.NewDecoder(in).Decode(&file); err != nil {
		return nil, err
	}
	if file.Version != 1 {
		return nil, fmt.Errorf("version %d, must be 1", file.Version)
	}
	b := &Baseline{map[known]int{}}
	for _, entry := range file.Findings {
		b.known[entry.known] += max(entry.Count, 1)
	}
	return b, nil
}

// Write writes the baseline as JSON, in the order of files, rules and lines.
func (b *Baseline) Write(out io.Writer) error {
	file := baselineFile{Version: 1, Findings: []baselineEntry{}}
	for _, key := range slices.SortedFunc(maps.Keys(b.known), known.compare) {
		file.Findings = append(file.Findings, baselineEntry{key, b.known[key]})
	}
	return encode(out, file)
}

func (k known) compare(other known) int {
	return cmp.Or(strings.Compare(k.File, other.File), strings.Compare(k.Rule, other.Rule), strings.Compare(k.Line, other.Line))
}

// Knows says of each finding of a report whether the baseline knows it. Of several that look alike, those beyond the known number are new.
func (b *Baseline) Knows(r *Report) []bool {
	left := maps.Clone(b.known)
	knows := make([]bool, len(r.Diagnostics))
	for n, d := range r.Diagnostics {
		key := r.known(d)
		knows[n] = left[key] > 0
		left[key]--
	}
	return knows
}

func (r *Report) known(d analysis.Diagnostic) known {
	text := d.File.Text()
	start := strings.LastIndexByte(text[:d.Span.Start], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	return known{d.Rule.Name, r.name(d.File), strings.Join(strings.Fields(strings.ToValidUTF8(line, "\ufffd")), " ")}
}
