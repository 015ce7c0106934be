package dockerfile

import (
	"encoding/json"
	"strings"
	"unicode"
)

// element is one element of a JSON array: s[start:end].
type element struct {
	start, end int
	text       bool // a string
}

// isArray reports whether s is a JSON array, as BuildKit sees it.
func isArray(s string) bool {
	s = strings.TrimLeftFunc(s, unicode.IsSpace)
	return strings.HasPrefix(s, "[") && json.Valid([]byte(s))
}

// elements takes a valid JSON array apart.
func elements(s string) []element {
	var all []element
	depth, start := 0, -1
	text := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if depth == 1 && start < 0 && strings.IndexByte(" \t\r\n,]", c) < 0 {
			start, text = i, c == '"'
		}
		switch {
		case c == '"':
			for i++; i < len(s) && s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
			if depth == 1 {
				all = append(all, element{start, min(i+1, len(s)), text})
				start = -1
			}
		case c == '[' || c == '{':
			depth++
		case c == ']' && depth == 1 || c == ',' && depth == 1 || depth == 1 && isBlank(c):
			if start >= 0 {
				all = append(all, element{start, i, text})
				start = -1
			}
			if c == ']' {
				return all
			}
		case c == ']' || c == '}':
			depth--
			if depth == 1 && start >= 0 {
				all = append(all, element{start, i + 1, text})
				start = -1
			}
		}
	}
	return all
}
