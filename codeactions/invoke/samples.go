package invoke

import (
	"embed"
	"path"
	"slices"
	"strings"
)

//go:embed events/*.json
var samples embed.FS

// Samples are the kinds of events that can be made up: what AWS's services send to functions.
func Samples() []string {
	entries, _ := samples.ReadDir("events") // what is embedded is there
	var kinds []string
	for _, entry := range entries {
		kinds = append(kinds, strings.TrimSuffix(entry.Name(), path.Ext(entry.Name())))
	}
	slices.Sort(kinds)
	return kinds
}

// Sample is an event of a kind, as JSON. https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
func Sample(kind string) (event []byte, ok bool) {
	event, err := samples.ReadFile("events/" + kind + ".json")
	return event, err == nil
}
