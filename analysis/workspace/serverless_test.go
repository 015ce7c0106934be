package workspace

import "testing"

func TestKnowsProvenance(t *testing.T) {
	for versions, want := range map[string]bool{
		"4": true, "^4.0.0": true, ">=4.1.0": true, "~4.4.0": true, "4.4": true, "4.4.17": true, "4.10.0": true, "v4.5.1": true,
		"": false, "3": false, "^3.38.0": false, "4.0.0": false, "4.4.16": false, "~4.3.9": false, "4.3": false, "<4.2.0": false, "4.0.0 || 3": false, "${file(v)}": false,
	} {
		if got := knowsProvenance(versions); got != want {
			t.Errorf("%q: %t", versions, got)
		}
	}
}
