package workspace

import "testing"

func TestVersions(t *testing.T) {
	for _, tt := range []struct {
		constraints  string
		since, until string // the newest release that all are not older than, the oldest that all are older than
	}{
		{"", "0.0.0", ""},
		{"3.0.2", "3.0.2", "3.0.3"},
		{"= 3.0", "3.0.0", "3.1.0"},
		{"~> 3.0", "3.0.0", "4.0.0"},
		{"~> 3.0.1", "3.0.1", "3.1.0"},
		{"~> 3", "3.0.0", ""},
		{">= 2.0, < 3.6", "2.0.0", "3.6.0"},
		{"> 2.0.0, <= 4.1.2", "2.0.1", "4.1.3"},
		{"^4.4.0", "4.4.0", "5.0.0"},
		{"~4.4.1", "4.4.1", "4.5.0"},
		{"!= 4.0.0", "0.0.0", ""},
		{"latest, >= 1.0-beta", "0.0.0", ""},
	} {
		t.Run(tt.constraints, func(t *testing.T) {
			got := versions{}.narrow(tt.constraints)
			since, _, _ := parseVersion(tt.since)
			if got.from != since {
				t.Errorf("from %v, want %v", got.from, since)
			}
			until, _, limited := parseVersion(tt.until)
			if got.limited != limited || got.limit != until {
				t.Errorf("before %v (%v), want %v (%v)", got.limit, got.limited, until, limited)
			}
		})
	}
}
