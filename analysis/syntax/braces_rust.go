package syntax

import (
	"strings"
	"unicode/utf8"
)

// rustText scans a literal of Rust; it reports false for what is none, as the apostrophe of a lifetime.
func (z *bracesScanner) rustText(rest string) bool {
	switch rest[0] {
	case '"':
		z.rustString()
	case '\'':
		return z.rustCharacter(rest)
	case 'b', 'c', 'r':
		return z.rustPrefixed(rest)
	default:
		return false
	}
	return true
}

// rustString moves behind a string, which may have several lines.
func (z *bracesScanner) rustString() {
	start := z.at
	for z.at++; z.at < len(z.src); z.at++ {
		switch z.src[z.at] {
		case '"':
			z.at++
			return
		case '\\':
			z.at++
		}
	}
	z.unclosed(start)
}

func (z *bracesScanner) rustCharacter(rest string) bool {
	end := -1
	if strings.HasPrefix(rest, `'\`) && len(rest) > 3 {
		if end = strings.IndexByte(rest[3:], '\''); end >= 0 {
			end += 4
		}
	} else if _, size := utf8.DecodeRuneInString(rest[1:]); len(rest) > size+1 && rest[size+1] == '\'' {
		end = size + 2
	}
	if end < 0 || strings.Contains(rest[:end], "\n") {
		return false
	}
	z.at += end
	return true
}

// rustPrefixed scans b"…", b'…', r"…", r#"…"# and their mixtures.
func (z *bracesScanner) rustPrefixed(rest string) bool {
	behind := strings.TrimLeft(rest[:min(len(rest), 2)], "bcr")
	prefix := rest[:min(len(rest), 2)-len(behind)]
	body := rest[len(prefix):]
	hashes := len(body) - len(strings.TrimLeft(body, "#"))
	switch {
	case strings.HasSuffix(prefix, "r") && strings.HasPrefix(body[hashes:], `"`):
		closing := `"` + body[:hashes]
		end := strings.Index(body[hashes+1:], closing)
		if end < 0 {
			z.at = len(z.src)
			z.unclosed(len(z.src) - len(rest))
			return true
		}
		z.at += len(prefix) + hashes + 1 + end + len(closing)
	case strings.HasPrefix(body, `"`):
		z.at += len(prefix)
		z.rustString()
	case prefix == "b" && strings.HasPrefix(body, "'"):
		z.at++
		if !z.rustCharacter(body) {
			z.at--
			return false
		}
	default:
		return false
	}
	return true
}
