package report

import (
	"io"
	"net/url"
	"slices"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
)

// SARIF writes SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0): every rule with its help, every finding with its region and fixes.
func SARIF(w io.Writer, r *Report) error {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "lambdock", Version: r.Version, InformationURI: analysis.Home, Rules: make([]sarifRule, 0, len(r.Rules))}},
		Results:    make([]sarifResult, 0, len(r.Diagnostics)),
		ColumnKind: "utf16CodeUnits",
	}
	for _, rule := range r.Rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{
			ID: rule.Name, ShortDescription: sarifText{Text: "Reports " + rule.Summary + "."}, HelpURI: rule.URL(),
			Help: sarifText{Text: rule.Doc, Markdown: rule.Doc}, DefaultConfiguration: sarifConfiguration{sarifLevel(rule.Severity)},
		})
	}
	for _, d := range r.Diagnostics {
		result := sarifResult{
			RuleID: d.Rule.Name, RuleIndex: slices.Index(r.Rules, d.Rule), Level: sarifLevel(d.Severity),
			Message: sarifText{Text: d.Message}, Locations: []sarifLocation{r.sarifLocation(d.File, d.Span, "")},
		}
		for _, related := range d.Related {
			result.RelatedLocations = append(result.RelatedLocations, r.sarifLocation(related.File, related.Span, related.Message))
		}
		for _, fix := range d.Fixes {
			if len(fix.Edits) > 0 { // a fix must change something, section 3.55.3
				result.Fixes = append(result.Fixes, r.sarifFix(fix))
			}
		}
		run.Results = append(run.Results, result)
	}
	return encode(w, sarifLog{
		Schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	})
}

func sarifLevel(s analysis.Severity) string {
	switch s {
	case analysis.Error, analysis.Warning:
		return s.String()
	}
	return "note"
}

func (r *Report) sarifArtifact(f *source.File) sarifArtifact {
	return sarifArtifact{(&url.URL{Path: r.name(f)}).String()}
}

func (r *Report) sarifLocation(f *source.File, s source.Span, message string) sarifLocation {
	location := sarifLocation{PhysicalLocation: sarifPhysical{r.sarifArtifact(f), regionOf(f, s)}}
	if message != "" {
		location.Message = &sarifText{Text: message}
	}
	return location
}

// sarifFix groups a fix's edits by file, as SARIF wants it.
func (r *Report) sarifFix(fix analysis.Fix) sarifFix {
	out := sarifFix{Description: sarifText{Text: fix.Title}}
	var files []*source.File
	for _, e := range fix.Edits {
		at := slices.Index(files, e.File)
		if at < 0 {
			at = len(files)
			files = append(files, e.File)
			out.ArtifactChanges = append(out.ArtifactChanges, sarifChange{ArtifactLocation: r.sarifArtifact(e.File)})
		}
		out.ArtifactChanges[at].Replacements = append(out.ArtifactChanges[at].Replacements,
			sarifReplacement{regionOf(e.File, e.Span), sarifText{Text: e.New}})
	}
	return out
}

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	Results    []sarifResult `json:"results"`
	ColumnKind string        `json:"columnKind"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID                   string             `json:"id"`
	ShortDescription     sarifText          `json:"shortDescription"`
	Help                 sarifText          `json:"help"`
	HelpURI              string             `json:"helpUri"`
	DefaultConfiguration sarifConfiguration `json:"defaultConfiguration"`
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifResult struct {
	RuleID           string          `json:"ruleId"`
	RuleIndex        int             `json:"ruleIndex"`
	Level            string          `json:"level"`
	Message          sarifText       `json:"message"`
	Locations        []sarifLocation `json:"locations"`
	RelatedLocations []sarifLocation `json:"relatedLocations,omitempty"`
	Fixes            []sarifFix      `json:"fixes,omitempty"`
}

type sarifLocation struct {
	PhysicalLocation sarifPhysical `json:"physicalLocation"`
	Message          *sarifText    `json:"message,omitempty"`
}

type sarifPhysical struct {
	ArtifactLocation sarifArtifact `json:"artifactLocation"`
	Region           region        `json:"region"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifFix struct {
	Description     sarifText     `json:"description"`
	ArtifactChanges []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	ArtifactLocation sarifArtifact      `json:"artifactLocation"`
	Replacements     []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	DeletedRegion   region    `json:"deletedRegion"`
	InsertedContent sarifText `json:"insertedContent"`
}
