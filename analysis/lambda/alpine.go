package lambda

import (
	"strconv"
	"strings"
)

// newestAlpine stands for the release of a tag that names none: the newest.
const newestAlpine = "999"

// AlpineRelease is the release of Alpine that an image's tag names: "3.19" of python:3.12-alpine3.19; a number beyond all releases for a tag that names Alpine
// alone, which moves with the newest; ok is false where the tag does not tell.
func AlpineRelease(ref string) (release string, ok bool) {
	image, ok := splitImage(ref)
	if !ok || strings.Contains(ref, "@") {
		return "", false
	}
	if image.name == "alpine" || strings.HasSuffix(image.name, "/alpine") {
		if number := numberAt(image.tag); number != "" {
			return number, true
		}
		return newestAlpine, image.tag == "" || image.tag == "latest" || image.tag == "edge"
	}
	for part := range strings.SplitSeq(image.tag, "-") {
		if rest, named := strings.CutPrefix(part, "alpine"); named {
			if rest == "" {
				return newestAlpine, true
			}
			return rest, numberAt(rest) == rest
		}
	}
	return "", false
}

// VersionBefore reports whether a version of numbers, "3.9", is older than another, part by part. A part that is no number counts as 0.
func VersionBefore(version, other string) bool {
	a, b := strings.Split(version, "."), strings.Split(other, ".")
	for n := range max(len(a), len(b)) {
		x, y := part(a, n), part(b, n)
		if x != y {
			return x < y
		}
	}
	return false
}

func part(parts []string, n int) int {
	if n >= len(parts) {
		return 0
	}
	number, err := strconv.Atoi(parts[n])
	if err != nil {
		return 0
	}
	return number
}
