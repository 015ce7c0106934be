package report

import (
	"encoding/xml"
	"io"

	"github.com/lambdock/lambdock/analysis"
)

// ofFile is what was found in one file.
type ofFile struct {
	name  string
	found []analysis.Diagnostic
}

// byFile groups findings by their files, in the order in which these come first.
func (r *Report) byFile() []*ofFile {
	var files []*ofFile
	byName := map[string]*ofFile{}
	for _, d := range r.Diagnostics {
		name := r.name(d.File)
		if byName[name] == nil {
			byName[name] = &ofFile{name: name}
			files = append(files, byName[name])
		}
		byName[name].found = append(byName[name].found, d)
	}
	return files
}

func encodeXML(w io.Writer, v any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
