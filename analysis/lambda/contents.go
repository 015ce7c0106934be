package lambda

import "strings"

type absentCommand struct {
	Command, Package string
	Confirmed        bool
}

// MissingCommand is the package that brings a command which the base images of an operating system lack; confirmed reports a
// gap that was seen in an image, not inferred. It reports false for commands that are there or unknown.
func MissingCommand(os OS, command string) (pkg string, confirmed, ok bool) {
	if os != AL2023 {
		return "", false, false
	}
	for i := range absentCommands {
		if absentCommands[i].Command == command {
			return absentCommands[i].Package, absentCommands[i].Confirmed, true
		}
	}
	return "", false, false
}

// HasPackage reports whether the base images of an operating system are known to have a package.
func HasPackage(os OS, name string) bool { return os == AL2023 && contains(presentPackages, name) }

// ConflictingPackage is the minimal package of an operating system's base images that keeps another from being installed: curl-minimal for curl.
func ConflictingPackage(os OS, name string) (minimal string, ok bool) {
	if os != AL2023 {
		return "", false
	}
	return find(minimalPackages, name)
}

// AmazonPackages are the names in Amazon Linux 2023 of a Debian package that is not there under Debian's.
func AmazonPackages(debian string) (names []string, ok bool) {
	text, ok := find(packageNames, debian)
	return strings.Fields(text), ok
}
