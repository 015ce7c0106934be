package handlers

import (
	"strings"
	"unicode/utf8"
)

// oneLine joins the lines of a code, its comments left as they are.
func oneLine(code string) string { return strings.Join(strings.Fields(code), " ") }

// shorten cuts a text to maxSignature bytes.
func shorten(text string) string {
	if len(text) <= maxSignature {
		return text
	}
	end := maxSignature
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// pythonDoc is the text of a docstring without its quotes and its indentation.
func pythonDoc(literal string) string {
	text := strings.TrimLeft(literal, "rRuU")
	for _, quote := range [...]string{`"""`, "'''", `"`, "'"} {
		if strings.HasPrefix(text, quote) {
			text = strings.TrimSuffix(strings.TrimPrefix(text, quote), quote)
			break
		}
	}
	return dedent(text)
}

// dedent cuts the common indentation of all lines but the first, and blank lines at both ends.
func dedent(text string) string {
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\t", "        "), "\n")
	margin := -1
	for _, line := range lines[1:] {
		if body := strings.TrimLeft(line, " "); body != "" && (margin < 0 || len(line)-len(body) < margin) {
			margin = len(line) - len(body)
		}
	}
	for i, line := range lines {
		if i == 0 {
			line = strings.TrimLeft(line, " ")
		} else if margin > 0 {
			line = line[min(margin, len(line)):]
		}
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// commentText is the text of a documentation comment without its marks: "/** … */" or lines of "/// …".
func commentText(comment string) string {
	lines := strings.Split(strings.TrimSuffix(strings.TrimPrefix(comment, "/**"), "*/"), "\n")
	for k, line := range lines {
		line = strings.TrimSpace(line)
		lines[k] = strings.TrimPrefix(strings.TrimLeft(line, "*/"), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
