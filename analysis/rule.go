package analysis

// Home is the project's address; pages of rules lie below it.
const Home = "https://github.com/lambdock/lambdock"

// URL is the address of the rule's page.
func (r *Rule) URL() string { return Home + "/blob/main/rules/docs/" + r.Name + ".md" }

// MarshalText is the severity's name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Preview reports a rule that has not proved itself yet, and runs only where it is asked for.
func (r *Rule) Preview() bool { return r.Tier > 2 }

// PreviewNote is a sentence that says of a rule in preview how to turn it on; empty for the others.
func (r *Rule) PreviewNote() string {
	if !r.Preview() {
		return ""
	}
	return "It is in preview: it runs with `lambdock lint --preview`, with `preview: true` in `.lambdock.yaml` or among the editor's settings, or where `select` names it."
}
