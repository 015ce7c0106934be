package lambda

import (
	"slices"
	"strings"
)

// ReservedPort is a port that is taken in Lambda.
type ReservedPort struct {
	Port  int
	Owner string // "the Runtime API"
}

// BringsClient reports whether a reference names an image that is known to bring a runtime client of its own, or Lambda's
// Web Adapter: bref's, lambgeo's and their like.
func BringsClient(ref string) bool {
	image, ok := splitImage(ref)
	if !ok {
		return false
	}
	return beginsWith(image.name, clientImages) || IsAdapterImage(ref)
}

// IsExtensionImage reports whether a reference names a vendor's image that holds an extension in ExtensionsDir.
func IsExtensionImage(ref string) bool {
	image, ok := splitImage(ref)
	return ok && beginsWith(image.name, extensionImages)
}

// beginsWith reports whether an image's name begins with one of the prefixes.
func beginsWith(name string, prefixes []string) bool {
	name = withoutHubHost(strings.ToLower(name))
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// IsAdapterImage reports whether a reference names the image of the Lambda Web Adapter, or a copy of it.
func IsAdapterImage(ref string) bool {
	image, ok := splitImage(ref)
	if !ok {
		return false
	}
	name := strings.ToLower(image.name)
	return name == adapterImage || strings.HasSuffix(name, "/"+adapterImage)
}

// AdapterVariables are the environment variables that the Lambda Web Adapter reads; the slice is shared and must not be changed.
func AdapterVariables() []string { return adapterVariables }

// AdapterPortVariables are the variables that name the Lambda Web Adapter's port, the stronger first; the slice is shared and must not be changed.
func AdapterPortVariables() []string { return adapterPortVariables }

// DeprecatedAdapterVariable is the new name of an old variable of the Lambda Web Adapter, empty when nothing took its place.
func DeprecatedAdapterVariable(name string) (replacement string, ok bool) {
	return find(deprecatedAdapterVariables, name)
}

// PortOwner says what holds a port in Lambda: "the Runtime API".
func PortOwner(port int) (owner string, ok bool) {
	for _, reserved := range reservedPorts {
		if reserved.Port == port {
			return reserved.Owner, true
		}
	}
	return "", false
}

// Architecture is Lambda's name of an architecture or a Linux platform: "x86_64" for "amd64" and "linux/amd64", "arm64" for "linux/arm64/v8".
func Architecture(name string) (string, bool) {
	name = strings.ToLower(name)
	name = strings.TrimSuffix(strings.TrimPrefix(name, "linux/"), "/v8")
	return find(architectureNames, name)
}

// Platform is BuildKit's name of an architecture: "linux/amd64" for "x86_64".
func Platform(architecture string) (string, bool) {
	canonical, ok := Architecture(architecture)
	if !ok {
		return "", false
	}
	for _, name := range architectureNames {
		if name.Value == canonical {
			return "linux/" + name.Key, true
		}
	}
	return "", false
}

// ECRImage is an image's address in Amazon ECR, taken apart.
type ECRImage struct {
	Account, Region string
	FIPS            bool
	Repository      string
	Tag, Digest     string
}

// ParseECRImage takes an address in a private registry apart; it reports false for any other, and for one that holds a variable.
func ParseECRImage(uri string) (ECRImage, bool) {
	image, ok := splitImage(uri)
	if !ok {
		return ECRImage{}, false
	}
	host, repository, ok := strings.Cut(image.name, "/")
	if !ok || repository == "" {
		return ECRImage{}, false
	}
	labels := strings.Split(strings.ToLower(host), ".")
	if len(labels) < 6 || labels[1] != "dkr" || labels[2] != "ecr" && labels[2] != "ecr-fips" || labels[4] != "amazonaws" || !isAccount(labels[0]) {
		return ECRImage{}, false
	}
	return ECRImage{Account: labels[0], Region: labels[3], FIPS: labels[2] == "ecr-fips", Repository: repository, Tag: image.tag, Digest: image.digest}, true
}

func isAccount(text string) bool {
	return len(text) == 12 && strings.Trim(text, "0123456789") == ""
}
