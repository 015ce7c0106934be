package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/lambdock/lambdock/analysis"
)

type gitlabFinding struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

// GitLab writes a Code Quality report, which GitLab shows in a merge request:
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
func GitLab(w io.Writer, r *Report) error {
	out := []gitlabFinding{}
	seen := map[string]int{}
	for _, d := range r.Diagnostics {
		at := regionOf(d.File, d.Span)
		out = append(out, gitlabFinding{
			Description: d.Message,
			CheckName:   d.Rule.Name,
			Fingerprint: fingerprint(seen, d.Rule.Name, r.name(d.File), d.Message),
			Severity:    gitlabSeverity(d.Severity),
			Location:    gitlabLocation{r.name(d.File), gitlabLines{at.StartLine, at.EndLine}},
		})
	}
	return encode(w, out)
}

// fingerprint tells findings apart without their lines: one that only moved is no new one. Equal ones are counted.
func fingerprint(seen map[string]int, parts ...string) string {
	key := fmt.Sprintf("%q", parts)
	seen[key]++
	sum := sha256.Sum256(fmt.Append(nil, key, seen[key]))
	return hex.EncodeToString(sum[:16])
}

func gitlabSeverity(s analysis.Severity) string {
	switch s {
	case analysis.Error:
		return "critical"
	case analysis.Warning:
		return "major"
	case analysis.Info:
		return "minor"
	}
	return "info"
}
