package lambda

import "strings"

// ParseReference takes an image reference to a Lambda base image apart; it reports false for any other image, and for a
// reference that holds a variable, a template's braces or a space.
func ParseReference(ref string) (Reference, bool) {
	image, ok := splitImage(ref)
	if !ok {
		return Reference{}, false
	}
	registry, language, ok := baseRepository(image.name)
	if !ok {
		return Reference{}, false
	}
	parsed := Reference{Registry: registry, Language: language, Repository: image.name, Tag: image.tag, TagStart: image.tagStart, Digest: image.digest}
	parsed.readTag()
	return parsed, true
}

// imageName is an image reference in its three parts; tagStart is an offset in the reference.
type imageName struct {
	name, tag, digest string
	tagStart          int
}

func splitImage(ref string) (imageName, bool) {
	ref = strings.TrimRight(ref, " \t\r\n")
	if ref == "" || strings.ContainsFunc(ref, isForeignToReferences) {
		return imageName{}, false
	}
	image := imageName{tagStart: len(ref)}
	var hasDigest bool
	image.name, image.digest, hasDigest = strings.Cut(ref, "@")
	if hasDigest && !strings.Contains(image.digest, ":") {
		return imageName{}, false
	}
	folder := strings.LastIndexByte(image.name, '/') + 1
	if colon := strings.IndexByte(image.name[folder:], ':'); colon >= 0 {
		image.tagStart = folder + colon + 1
		image.tag = image.name[image.tagStart:]
		image.name = image.name[:folder+colon]
	}
	return image, image.name != ""
}

func isForeignToReferences(r rune) bool {
	return r <= ' ' || r > '~' || strings.ContainsRune("${}<>\\\"'`", r)
}

func baseRepository(name string) (Registry, Language, bool) {
	host, path, hasHost := strings.Cut(name, "/")
	if hasHost {
		name = strings.ToLower(host) + "/" + path
	}
	if rest, ok := strings.CutPrefix(name, PublicRegistry); ok {
		language, known := findLanguage(rest)
		return PublicECR, language, known
	}
	if rest, ok := strings.CutPrefix(withoutHubHost(name), hubPrefix); ok {
		language, known := findLanguage(rest)
		return DockerHub, language, known
	}
	for _, folder := range []string{mirrorFolder, "/" + hubPrefix} {
		if at := strings.LastIndex(name, folder); at > 0 {
			language, known := findLanguage(name[at+len(folder):])
			return Mirror, language, known
		}
	}
	return PublicECR, "", false
}

func withoutHubHost(name string) string {
	for _, host := range hubHosts {
		if rest, ok := strings.CutPrefix(name, host+"/"); ok {
			return rest
		}
	}
	return name
}

func findLanguage(name string) (Language, bool) {
	for i := range languages {
		if string(languages[i].Language) == name {
			return languages[i].Language, true
		}
	}
	return "", false
}

// readTag fills in the parts of the tag, and the row of its runtime.
func (r *Reference) readTag() {
	rest := r.Tag
	for _, arch := range []string{"x86_64", "arm64"} {
		if cut, ok := strings.CutSuffix(rest, "-"+arch); ok {
			rest, r.Arch = cut, arch
			break
		}
	}
	rest, r.Date = cutDate(rest)
	rest, r.Preview = strings.CutSuffix(rest, "-preview")
	if !isRuntime(rest) {
		r.Arch, r.Date, r.Preview = "", "", false
		return
	}
	r.Valid, r.Runtime = true, rest
	if r.Preview {
		rest += "-preview"
	}
	r.Known = FindTag(r.Language, rest)
}

// cutDate cuts ".2024.01.05.15" off the end of a tag.
func cutDate(tag string) (rest, date string) {
	const shape = ".20##.##.##.##"
	at := len(tag) - len(shape)
	if at < 0 {
		return tag, ""
	}
	for i, want := range []byte(shape) {
		got := tag[at+i]
		if want == '#' && !isDigit(got) || want != '#' && got != want {
			return tag, ""
		}
	}
	return tag[:at], tag[at+1:]
}

// isRuntime reports whether text has the shape of a tag's runtime, known or not: latest, alami, core3.1, al2023, 24, 3.12, 8.al2.
func isRuntime(text string) bool {
	if text == "latest" || text == "alami" {
		return true
	}
	if rest, ok := strings.CutPrefix(text, "core"); ok {
		return len(rest) == 3 && isDigit(rest[0]) && rest[1] == '.' && isDigit(rest[2])
	}
	_, ok := parseVersion(text)
	return ok
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// SAMBuildImage reports whether a reference names an image that SAM builds in, or emulates with: nothing that a function runs on.
func SAMBuildImage(ref string) bool {
	image, ok := splitImage(ref)
	if !ok {
		return false
	}
	name := withoutHubHost(strings.ToLower(image.name))
	for _, prefix := range buildImages {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
