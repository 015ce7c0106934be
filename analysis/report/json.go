package report

import (
	"encoding/json"
	"io"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
)

type jsonReport struct {
	Version     int           `json:"version"` // of this form
	Tool        string        `json:"tool"`
	Diagnostics []jsonFinding `json:"diagnostics"`
}

type jsonPlace struct {
	File   string `json:"file"`
	Region region `json:"region"`
}

type jsonFinding struct {
	Rule     string            `json:"rule"`
	Severity analysis.Severity `json:"severity"`
	Message  string            `json:"message"`
	jsonPlace
	URL     string        `json:"url"`
	Related []jsonRelated `json:"related,omitempty"`
	Fixes   []jsonFix     `json:"fixes,omitempty"`
}

type jsonRelated struct {
	Message string `json:"message"`
	jsonPlace
}

type jsonFix struct {
	Title string     `json:"title"`
	Safe  bool       `json:"safe"`
	Edits []jsonEdit `json:"edits"`
}

type jsonEdit struct {
	jsonPlace
	New string `json:"new"`
}

// JSON writes one object: {version, tool, diagnostics: [{rule, severity, message, file, region, url, related, fixes}]}.
func JSON(w io.Writer, r *Report) error {
	place := func(f *source.File, s source.Span) jsonPlace { return jsonPlace{r.name(f), regionOf(f, s)} }
	out := jsonReport{Version: 1, Tool: "lambdock " + r.Version, Diagnostics: []jsonFinding{}}
	for _, d := range r.Diagnostics {
		found := jsonFinding{Rule: d.Rule.Name, Severity: d.Severity, Message: d.Message, jsonPlace: place(d.File, d.Span), URL: d.Rule.URL()}
		for _, related := range d.Related {
			found.Related = append(found.Related, jsonRelated{related.Message, place(related.File, related.Span)})
		}
		for _, fix := range d.Fixes {
			one := jsonFix{Title: fix.Title, Safe: fix.Safe}
			for _, e := range fix.Edits {
				one.Edits = append(one.Edits, jsonEdit{place(e.File, e.Span), e.New})
			}
			found.Fixes = append(found.Fixes, one)
		}
		out.Diagnostics = append(out.Diagnostics, found)
	}
	return encode(w, out)
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
