package lambda

import "strings"

type compilerImage struct{ Name, From, Glibc string }

// LeastGlibc is the oldest glibc that an image may have: the one that its tag tells, or that of the Debian which images of a compiler
// stand on at least. It reports false for an image with another C library, and where nothing is known.
func LeastGlibc(ref string) (version string, ok bool) {
	name, version, ok := LibC(ref)
	if !ok || name != "glibc" || version != "" {
		return version, ok && name == "glibc"
	}
	official, _ := OfficialName(ref)
	_, tag := publicImage(ref)
	for _, row := range compilerImages {
		if row.Name != official || strings.Contains(ref, "@") {
			continue
		}
		number, _, _ := strings.Cut(tag, "-")
		if tag == "" || number == "latest" || number == "1" || numberAt(number) == "" && number == "slim" {
			return row.Glibc, true
		}
		return row.Glibc, numberAt(number) != "" && !OlderVersion(majorMinor(numberAt(number)), row.From)
	}
	return "", false
}

// OlderVersion reports whether a version of two numbers is older than another: "2.4" than "2.34". What is no version is not older.
func OlderVersion(version, than string) bool {
	a, okA := parseVersion(version)
	b, okB := parseVersion(than)
	return okA && okB && b.newerThan(a)
}
