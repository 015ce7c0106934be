package report_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/report"
)

// sarif is what readers of SARIF 2.1.0 rely on, as the standard requires it.
type sarif struct {
	Schema  string `json:"$schema"`
	Version string
	Runs    []struct {
		ColumnKind string
		Tool       struct {
			Driver struct {
				Name, Version, InformationURI string
				Rules                         []struct {
					ID, HelpURI            string
					ShortDescription, Help struct{ Text, Markdown string }
					DefaultConfiguration   struct{ Level string }
				}
			}
		}
		Results []struct {
			RuleID                      string
			RuleIndex                   int
			Level                       string
			Message                     struct{ Text string }
			Locations, RelatedLocations []sarifLocation
			Fixes                       []struct {
				Description     struct{ Text string }
				ArtifactChanges []struct {
					ArtifactLocation struct{ URI string }
					Replacements     []struct {
						DeletedRegion   sarifRegion
						InsertedContent struct{ Text string }
					}
				}
			}
		}
	}
}

type sarifRegion struct{ StartLine, StartColumn, EndLine, EndColumn int }

type sarifLocation struct {
	PhysicalLocation struct {
		ArtifactLocation struct{ URI string }
		Region           sarifRegion
	}
	Message *struct{ Text string }
}

func TestSARIF(t *testing.T) {
	r := hostile(t)
	r.Diagnostics[len(r.Diagnostics)-1].Rule = ruleB
	var log sarif
	if err := json.Unmarshal([]byte(golden(t, "hostile.sarif", report.SARIF, r)), &log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || !strings.HasSuffix(log.Schema, "sarif-schema-2.1.0.json") || len(log.Runs) != 1 || log.Runs[0].ColumnKind != "utf16CodeUnits" {
		t.Fatalf("log %q %q, %d runs", log.Version, log.Schema, len(log.Runs))
	}
	run := log.Runs[0]
	driver := run.Tool.Driver
	if driver.Name != "lambdock" || driver.Version != "v1.2.3" || driver.InformationURI != analysis.Home || len(driver.Rules) != len(r.Rules) {
		t.Errorf("driver %+v", driver)
	}
	for _, rule := range driver.Rules {
		if rule.Help.Text == "" || rule.Help.Markdown == "" || rule.ShortDescription.Text == "" || rule.HelpURI == "" {
			t.Errorf("rule %+v lacks help", rule)
		}
	}
	for i, result := range run.Results {
		d := r.Diagnostics[i]
		if result.RuleID != d.Rule.Name || driver.Rules[result.RuleIndex].ID != d.Rule.Name || result.Message.Text == "" || len(result.Locations) != 1 {
			t.Errorf("result %+v", result)
		}
		if want := map[analysis.Severity]string{analysis.Error: "error", analysis.Warning: "warning", analysis.Info: "note", analysis.Hint: "note"}[d.Severity]; result.Level != want {
			t.Errorf("%s: level %s, want %s", d.Message, result.Level, want)
		}
		for _, location := range append(result.Locations, result.RelatedLocations...) {
			checkRegion(t, location.PhysicalLocation.Region)
			checkURI(t, location.PhysicalLocation.ArtifactLocation.URI)
		}
		for _, fix := range result.Fixes {
			if fix.Description.Text == "" || len(fix.ArtifactChanges) == 0 {
				t.Errorf("fix %+v", fix)
			}
			for _, change := range fix.ArtifactChanges {
				checkURI(t, change.ArtifactLocation.URI)
				for _, replacement := range change.Replacements {
					checkRegion(t, replacement.DeletedRegion)
				}
			}
		}
	}
	at := map[string]sarifRegion{}
	for _, result := range run.Results {
		at[result.Message.Text] = result.Locations[0].PhysicalLocation.Region
	}
	for message, want := range map[string]sarifRegion{
		"wide characters, of which one is astral": {1, 13, 1, 17},
		"CRLF":                            {2, 5, 2, 6},
		"a byte order mark":               {1, 2, 1, 6},
		"an empty span at the end":        {2, 1, 2, 1},
		"several lines":                   {1, 5, 2, 7},
		"bytes that are no UTF-8: \ufffd": {1, 6, 1, 7},
	} {
		if at[message] != want {
			t.Errorf("%s: region %v, want %v", message, at[message], want)
		}
	}
	if fixes := run.Results[0].Fixes; len(fixes) != 2 || len(fixes[0].ArtifactChanges) != 2 || fixes[0].ArtifactChanges[0].Replacements[0].InsertedContent.Text != "[\"x\"]\n" {
		t.Errorf("fixes %+v", fixes)
	}
}

func checkRegion(t *testing.T, r sarifRegion) {
	t.Helper()
	if r.StartLine < 1 || r.StartColumn < 1 || r.EndLine < r.StartLine || r.EndLine == r.StartLine && r.EndColumn < r.StartColumn || r.EndColumn < 1 {
		t.Errorf("region %+v", r)
	}
}

func checkURI(t *testing.T, uri string) {
	t.Helper()
	parsed, err := url.Parse(uri)
	if err != nil || parsed.IsAbs() || parsed.Host != "" || parsed.Fragment != "" || parsed.RawQuery != "" || strings.ContainsAny(uri, " \\\n\"<>") {
		t.Errorf("uri %q is no relative reference: %v", uri, err)
	}
	for _, c := range uri {
		if c >= 0x80 {
			t.Errorf("uri %q is not percent-encoded", uri)
		}
	}
}

func TestAwkwardURI(t *testing.T) {
	r := hostile(t)
	r.Diagnostics = r.Diagnostics[len(r.Diagnostics)-1:]
	var log sarif
	if err := json.Unmarshal([]byte(golden(t, "awkward.sarif", report.SARIF, r)), &log); err != nil {
		t.Fatal(err)
	}
	const want = "../with%20space/100%25,a:b%23c%3F/%C3%A9%0A"
	if got := log.Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
