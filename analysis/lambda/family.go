package lambda

import "strings"

type imageFacts struct {
	Name        string
	Prefix      bool
	Family      string
	Language    Language
	Releases    string
	VersionStem string
	// Interpreters are there, Absent are not; {version} stands for the language's.
	Interpreters, Absent []string
}

type familyFacts struct {
	Name, LibC string
	Managers   []string
}

type suiteFacts struct{ Token, Family, LibC string }

type interpreterFacts struct {
	Language      Language
	Paths, Absent []string
}

// Family is the family of Linux distributions (or "distroless", "windows") that an image belongs to, and the package managers
// that it may have. It reports false for images, and for tags of known images, that it is not sure of.
func Family(ref string) (family string, managers []string, ok bool) {
	if parsed, isBase := ParseReference(ref); isBase {
		if parsed.Known == nil || parsed.Registry == Mirror {
			return "", nil, false
		}
		suite := findSuite(strings.ToLower(string(parsed.Known.OS)))
		return suite.Family, PackageManagers(parsed.Known.OS), true
	}
	family, _, ok = distribution(ref)
	if !ok {
		return "", nil, false
	}
	return family, findFamily(family).Managers, true
}

// LibC is an image's C library, "glibc" or "musl", with glibc's version where the tag tells; it reports false when unsure.
func LibC(ref string) (name, version string, ok bool) {
	if parsed, isBase := ParseReference(ref); isBase {
		if parsed.Known == nil {
			return "", "", false
		}
		return "glibc", parsed.Known.Glibc, true
	}
	family, version, ok := distribution(ref)
	if !ok || findFamily(family).LibC == "" {
		return "", "", false
	}
	if name = findFamily(family).LibC; name == version {
		version = ""
	}
	return name, version, true
}

// LanguageImage is the language, and the version as far as the tag tells it, of a public image that is made for a language.
func LanguageImage(ref string) (lang Language, version string, ok bool) {
	facts, tag := publicImage(ref)
	if facts == nil || facts.Language == "" {
		return "", "", false
	}
	return facts.Language, facts.languageVersion(tag), true
}

// InterpreterPaths are the paths at which an image is known to have its interpreter, and those at which it is known to have none;
// it reports false for an image without a row.
func InterpreterPaths(ref string) (present, absent []string, ok bool) {
	if parsed, isBase := ParseReference(ref); isBase {
		for i := range languageInterpreters {
			if row := &languageInterpreters[i]; row.Language == parsed.Language && parsed.Registry != Mirror {
				return withVersion(row.Paths, parsed.Runtime), withVersion(row.Absent, parsed.Runtime), true
			}
		}
		return nil, nil, false
	}
	facts, tag := publicImage(ref)
	if facts == nil || len(facts.Interpreters) == 0 {
		return nil, nil, false
	}
	version := majorMinor(facts.languageVersion(tag))
	return withVersion(facts.Interpreters, version), withVersion(facts.Absent, version), true
}

// IsPackageManager reports whether a command is a Linux distribution's package manager.
func IsPackageManager(command string) bool {
	for i := range families {
		if contains(families[i].Managers, command) {
			return true
		}
	}
	return false
}

// FamiliesOf are the families of distributions that have a package manager.
func FamiliesOf(manager string) []string {
	var names []string
	for i := range families {
		if contains(families[i].Managers, manager) {
			names = append(names, families[i].Name)
		}
	}
	return names
}

func findFamily(name string) familyFacts {
	for i := range families {
		if families[i].Name == name {
			return families[i]
		}
	}
	return familyFacts{}
}

// publicImage is the row of an image, nil for an image that has none, and its tag in lower case.
func publicImage(ref string) (*imageFacts, string) {
	image, ok := splitImage(ref)
	if !ok {
		return nil, ""
	}
	name := withoutHubHost(strings.ToLower(image.name))
	for _, library := range hubLibraries {
		if rest, ok := strings.CutPrefix(name, library); ok {
			name = rest
			break
		}
	}
	for i := range publicImages {
		if row := &publicImages[i]; row.Name == name || row.Prefix && strings.HasPrefix(name, row.Name) {
			return row, strings.ToLower(image.tag)
		}
	}
	return nil, ""
}

// distribution is the family of an image's tag; libc is glibc's version, or musl, where a suite tells it.
func distribution(ref string) (family, libc string, ok bool) {
	facts, tag := publicImage(ref)
	if facts == nil {
		return "", "", false
	}
	family = facts.Family
	if tag == "" && strings.Contains(ref, "@") && !facts.Prefix {
		return "", "", false
	}
	for part := range strings.SplitSeq(tag, "-") {
		suite := findSuite(part)
		if facts.Releases != "" && part != "" && isDigit(part[0]) {
			suite = findRelease(facts.Releases, part)
		}
		switch {
		case suite.Family != "":
			family, libc = suite.Family, suite.LibC
		case !isModifier(part):
			return "", "", false
		}
	}
	return family, libc, family != ""
}

// findSuite is the row of a tag's part, also of one with a number behind: alpine3.20.
func findSuite(part string) suiteFacts {
	for _, name := range [2]string{part, strings.TrimRight(part, "0123456789.")} {
		for i := range suites {
			if suites[i].Token == name && name != "" {
				return suites[i]
			}
		}
	}
	return suiteFacts{}
}

// findRelease is the row of a distribution's release: "2023.3.20240312.0" of "al", "12.5" of "debian".
func findRelease(prefix, part string) suiteFacts {
	major, _, _ := strings.Cut(part, ".")
	for _, release := range [2]string{prefix + part, prefix + major} {
		if suite := findSuite(release); suite.Token == release {
			return suite
		}
	}
	return suiteFacts{}
}

func isModifier(part string) bool {
	stem := strings.TrimRight(part, "0123456789.")
	if stem == "" || isDigit(part[0]) || part[0] == 'v' && len(part) > 1 && isDigit(part[1]) {
		return true
	}
	return contains(tagModifiers, part) || contains(tagModifiers, stem)
}

func (i *imageFacts) languageVersion(tag string) string {
	parts := strings.Split(tag, "-")
	if i.VersionStem == "" {
		return numberAt(parts[0])
	}
	for at, part := range parts {
		if rest, ok := strings.CutPrefix(part, i.VersionStem); ok {
			if rest == "" && at+1 < len(parts) {
				rest = parts[at+1]
			}
			return numberAt(rest)
		}
	}
	return ""
}

// numberAt is the version that text begins with: "3.13" of "3.13rc1".
func numberAt(text string) string {
	end := 0
	for end < len(text) && (isDigit(text[end]) || text[end] == '.') {
		end++
	}
	return strings.Trim(text[:end], ".")
}

func majorMinor(version string) string {
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	if minor == "" {
		return major
	}
	return major + "." + minor
}

func withVersion(paths []string, version string) []string {
	var filled []string
	for _, p := range paths {
		if strings.Contains(p, "{version}") && !strings.Contains(version, ".") {
			continue
		}
		filled = append(filled, fillVersion(p, version))
	}
	return filled
}
