package packages

import (
	"encoding/xml"
	"io"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// Framework is the version of .NET that a project is built for.
type Framework struct {
	Moniker string // "net8.0"
	File    *source.File
	Span    source.Span // of the moniker in File
}

// TargetFramework is the one framework that a project of .NET names; ok is false where it names several, or none itself, where a condition or a property decides it,
// and where the program may run on another: it brings its own runtime, or says that it rolls forward.
func TargetFramework(project *source.File) (f Framework, ok bool) {
	decoder := xml.NewDecoder(strings.NewReader(project.Text()))
	conditional := 0
	for {
		token, err := decoder.Token()
		if err != nil {
			return f, err == io.EOF && f.Moniker != ""
		}
		if _, closes := token.(xml.EndElement); closes && conditional > 0 {
			conditional--
		}
		element, opens := token.(xml.StartElement)
		if !opens {
			continue
		}
		if conditional > 0 || hasCondition(element) {
			conditional++
		}
		switch element.Name.Local {
		case "TargetFrameworks", "RollForward", "SelfContained", "PublishAot", "PublishSelfContained":
			return Framework{}, false
		case "TargetFramework":
			start := int(decoder.InputOffset())
			inner, _ := decoder.Token()
			text, plain := inner.(xml.CharData)
			moniker := strings.TrimSpace(string(text))
			if !plain || conditional > 0 || f.Moniker != "" || strings.Contains(moniker, "$") || moniker == "" {
				return Framework{}, false
			}
			start += strings.Index(string(text), moniker)
			f = Framework{moniker, project, source.Span{Start: start, End: start + len(moniker)}}
		}
	}
}

func hasCondition(element xml.StartElement) bool {
	for _, a := range element.Attr {
		if a.Name.Local == "Condition" {
			return true
		}
	}
	return false
}
