package lsp

import (
	"encoding/json"
)

// preferences are the settings that only an editor has: keys of "lambdock" besides those of .lambdock.yaml. Nil is the default.
type preferences struct {
	// Generic switches off what any server for Dockerfiles offers too, for those who run one beside lambdock.
	Generic *bool `json:"generic"`
}

// preferencesOf reads them from the editor's settings, and passes over what it cannot use.
func preferencesOf(settings json.RawMessage) preferences {
	var p preferences
	if json.Unmarshal(settings, &p) != nil {
		return preferences{}
	}
	return p
}

// generic reports whether to offer what is not about Lambda: outline, folding, flags and the like.
func (q *question) generic() bool { return on(q.world.lens.preferences.Generic) }

// on is a switch that is on unless someone turned it off.
func on(b *bool) bool { return b == nil || *b }
