package dockerfile

import "strings"

// braces are the pairs in which the template engines in use (Jinja, Go, Handlebars, ERB, EJS) write what they fill in.
var braces = [...][2]string{{"{{", "}}"}, {"{%", "%}"}, {"<%", "%>"}}

// templated reports whether a template engine would fill in a part of s.
func templated(s string) bool {
	for _, b := range braces {
		if i := strings.Index(s, b[0]); i >= 0 && strings.Contains(s[i:], b[1]) {
			return true
		}
	}
	return false
}

// beginsTemplate reports whether s begins with the braces of a template.
func beginsTemplate(s string) bool {
	for _, b := range braces {
		if strings.HasPrefix(s, b[0]) {
			return true
		}
	}
	return false
}

// braced is how far the template braces that s begins with reach, not counting their last byte; 0 without any.
func braced(s string) int {
	for _, b := range braces {
		if strings.HasPrefix(s, b[0]) {
			if i := strings.Index(s, b[1]); i >= 0 {
				return i + len(b[1]) - 1
			}
		}
	}
	return 0
}

const byteOrderMark = "\ufeff"

// foreign says whether text is not a Dockerfile's bytes at all.
func foreign(text string) Foreign {
	if strings.IndexByte(text, 0) >= 0 || strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return Binary
	}
	return NotForeign
}
