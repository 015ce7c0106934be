package report

// Style is what an ANSI escape sequence selects (ECMA-48, SGR).
type Style string

// The styles of text for people.
const (
	Bold   Style = "1"
	Faint  Style = "2"
	Green  Style = "32"
	Blue   Style = "34"
	Cyan   Style = "36"
	Red    Style = "1;31"
	Yellow Style = "1;33"
)

// Paint is the text in the style.
func (s Style) Paint(text string) string { return "\x1b[" + string(s) + "m" + text + "\x1b[0m" }
