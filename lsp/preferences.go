package lsp

import (
	"encoding/json"
)

// preferences are the settings that only an editor has: keys of "lambdock" besides those of .lambdock.yaml. The zero preferences are the default.
type preferences struct {
	// Generic, set to false, leaves to another server what any server for Dockerfiles offers: outline, folding, flags and the like.
	Generic switches
	// InlayHints and CodeLens switch kinds of them.
	InlayHints, CodeLens switches
	// untrusted, of the key "trusted" set to false, says that nothing of the workspace may be run.
	untrusted bool
}

// preferencesOf reads them from the editor's settings, and passes over what it cannot use.
func preferencesOf(settings json.RawMessage) preferences {
	var read map[string]json.RawMessage
	if json.Unmarshal(settings, &read) != nil {
		return preferences{}
	}
	return preferences{switchesOf(read["generic"]), switchesOf(read["inlayHints"]), switchesOf(read["codeLens"]), string(read["trusted"]) == "false"}
}

// switches turn things off: one switch for all, or one by name. What is not named is on.
type switches struct {
	off  bool
	each map[string]bool
}

func switchesOf(setting json.RawMessage) switches {
	var all bool
	if json.Unmarshal(setting, &all) == nil && string(setting) != "null" {
		return switches{off: !all}
	}
	var named map[string]json.RawMessage
	_ = json.Unmarshal(setting, &named) // what is neither is the default
	s := switches{each: map[string]bool{}}
	for name, value := range named {
		if text := string(value); text == "true" || text == "false" {
			s.each[name] = text == "true"
		}
	}
	return s
}

// on reports whether the thing of that name is wanted.
func (s switches) on(name string) bool {
	wanted, said := s.each[name]
	return !s.off && (!said || wanted)
}

// generic reports whether to offer what is not about Lambda.
func (q *question) generic() bool { return q.world.lens.preferences.Generic.on("") }
