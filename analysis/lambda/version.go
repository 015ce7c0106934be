package lambda

import "strings"

// version is a runtime's number: "3.12" has two parts, "24" one, "8.al2" an Amazon Linux, "al2023" that alone.
type version struct {
	major, minor, linux int
	parts               int
}

func parseVersion(text string) (version, bool) {
	var v version
	rest := text
	if rest != "" && isDigit(rest[0]) {
		v.major, rest = leadingNumber(rest)
		v.parts = 1
		if len(rest) > 1 && rest[0] == '.' && isDigit(rest[1]) {
			v.minor, rest = leadingNumber(rest[1:])
			v.parts = 2
		}
		if rest == "" {
			return v, true
		}
		if rest[0] != '.' {
			return version{}, false
		}
		rest = rest[1:]
	}
	digits, ok := strings.CutPrefix(rest, "al")
	if !ok || digits == "" || len(digits) > 4 || !isDigit(digits[0]) {
		return version{}, false
	}
	v.linux, rest = leadingNumber(digits)
	return v, rest == ""
}

// leadingNumber reads the digits that text begins with; a number too long to be a version stays at a million.
func leadingNumber(text string) (number int, rest string) {
	const huge = 1_000_000
	i := 0
	for ; i < len(text) && isDigit(text[i]); i++ {
		number = min(number*10+int(text[i]-'0'), huge)
	}
	return number, text[i:]
}

func (v version) newerThan(other version) bool {
	switch {
	case v.major != other.major:
		return v.major > other.major
	case v.minor != other.minor:
		return v.minor > other.minor
	}
	return v.linux > other.linux
}
