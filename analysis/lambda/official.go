package lambda

import "strings"

// OfficialImage is what one of Docker's official images is known to set.
type OfficialImage struct {
	Name string // as on Docker Hub, "python", or in full elsewhere
	// Variables are the names that a version of the image sets, or has set, and Prefixes what further ones begin with.
	Variables, Prefixes []string
	// WorkDir is the working directory, empty when versions differ; Entrypoint is the entry point, empty when there is none.
	WorkDir, Entrypoint string
}

// MaySet reports whether a version of the image may set an environment variable.
func (o OfficialImage) MaySet(variable string) bool {
	if variable == "PATH" || contains(o.Variables, variable) {
		return true
	}
	for _, prefix := range o.Prefixes {
		if strings.HasPrefix(variable, prefix) {
			return true
		}
	}
	return false
}

// Official is what one of Docker's official images sets; it reports false for images that are not known.
func Official(ref string) (OfficialImage, bool) {
	name, ok := OfficialName(ref)
	if !ok {
		return OfficialImage{}, false
	}
	for i := range officialImages {
		if officialImages[i].Name == name {
			return officialImages[i], true
		}
	}
	return OfficialImage{}, false
}

// OfficialName is the name of an image without its tag, and without Docker Hub's registry or Amazon's copy of Docker's official images. It
// reports false for a tag named onbuild, whose image an application makes.
func OfficialName(ref string) (name string, ok bool) {
	name, _, _ = strings.Cut(ref, "@")
	if tag := strings.LastIndexByte(name, ':'); tag > strings.LastIndexByte(name, '/') {
		if strings.Contains(name[tag:], "onbuild") {
			return "", false
		}
		name = name[:tag]
	}
	for _, prefix := range []string{"docker.io/library/", "docker.io/", "library/", "public.ecr.aws/docker/library/"} {
		if rest, found := strings.CutPrefix(name, prefix); found {
			return rest, true
		}
	}
	return name, true
}
