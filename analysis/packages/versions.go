package packages

import "strings"

// Exact is the one version that is installed: the lock's, else the one asked for; empty where it is not known.
func (p Package) Exact() string {
	if p.Locked != nil {
		return p.Locked.Version
	}
	return p.Version
}

// Least is the oldest version that may be installed; empty where that is not known.
func (p Package) Least() string {
	if p.Locked != nil {
		return p.Locked.Version
	}
	if p.Version != "" {
		return p.Version
	}
	if strings.Contains(p.Constraint, "||") {
		return ""
	}
	for clause := range strings.FieldsFuncSeq(p.Constraint, func(r rune) bool { return r == ',' }) {
		clause = strings.TrimSpace(clause)
		version := strings.TrimLeft(clause, "=~^>")
		operator := strings.TrimSpace(clause[:len(clause)-len(version)])
		version = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(version), ".*"), ".x")
		switch operator {
		case "", "=", "==", "~=", "^", "~", ">=", "~>":
			if isRelease(version) {
				return version
			}
		}
	}
	return ""
}

// exact is the version of a constraint that one version alone satisfies.
func exact(constraint string, operators ...string) string {
	for _, operator := range operators {
		if version, ok := strings.CutPrefix(constraint, operator); ok {
			if version = strings.TrimSpace(version); version != "" && '0' <= version[0] && version[0] <= '9' && !strings.ContainsAny(version, " ,*|<>xX") {
				return version
			}
		}
	}
	return ""
}

// ExactNPM is the version that a constraint of npm's names alone, empty for one that names several: two numbers do.
func ExactNPM(constraint string) string {
	if strings.Count(constraint, ".") < 2 {
		return ""
	}
	return exact(constraint, "=", "v", "")
}

// ExactGem is the version that a constraint of RubyGems' names alone, empty for one that names several.
func ExactGem(constraint string) string { return exact(constraint, "=", "") }

// isRelease reports numbers with dots between.
func isRelease(version string) bool {
	for part := range strings.SplitSeq(version, ".") {
		if part == "" || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return true
}
