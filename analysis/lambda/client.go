package lambda

import (
	"path"
	"slices"
	"strings"
)

// ClientFacts describe a language's runtime interface client: what an image needs that is not one of Lambda's.
type ClientFacts struct {
	Language Language
	// Package is its name in the language's registry; Module what a command line names.
	Package, Module string
	// Entrypoint is the canonical entry point; the handler follows as CMD.
	Entrypoint []string
	// Install is the command that installs it; empty where a build file declares it.
	Install string
	// Manifests are names of files that may declare it; "*" stands for any text.
	Manifests []string
	// NewestVersion is the newest known on AsOf; empty when unknown.
	NewestVersion string
	// Native reports a client with parts to compile; the packages that doing so takes follow, by family.
	Native                                               bool
	DebianBuild, AlpineBuild, AlpineRuntime, AmazonBuild []string
}

// Client is a language's runtime interface client; the zero ClientFacts for a language without one.
func Client(lang Language) ClientFacts {
	for i := range clients {
		if clients[i].Language == lang {
			return clients[i]
		}
	}
	return ClientFacts{}
}

type clientRequirement struct {
	Language        Language
	Client, Minimum string
}

// ClientNeeds is the oldest version of a language that a version of its client, "4.0.1", runs on; it reports false when unknown.
func ClientNeeds(lang Language, clientVersion string) (minimum string, ok bool) {
	major, _, _ := strings.Cut(clientVersion, ".")
	for i := range clientRequirements {
		if row := &clientRequirements[i]; row.Language == lang && row.Client == major {
			return row.Minimum, true
		}
	}
	return "", false
}

// IsManifest reports whether a file of that name may declare what a program depends on, and in which language.
func IsManifest(name string) (Language, bool) {
	name = path.Base(name)
	for i := range clients {
		for _, manifest := range clients[i].Manifests {
			suffix, any := strings.CutPrefix(manifest, "*")
			if name == manifest || any && strings.HasSuffix(name, suffix) {
				return clients[i].Language, true
			}
		}
	}
	if strings.HasPrefix(name, "requirements") && strings.HasSuffix(name, ".txt") {
		return Python, true
	}
	return "", false
}

type clientCommand struct {
	Language                   Language
	Programs, Launchers, Words []string
	Flag                       string
}

// ClientInWords finds the runtime interface client that a command line starts, also behind programs that only run another,
// such as tini or opentelemetry-instrument; index is the word that names the client: what follows are its arguments.
func ClientInWords(argv []string) (lang Language, index int, ok bool) {
	if len(argv) == 0 {
		return "", 0, false
	}
	last := 0
	if IsLaunchWrapper(argv[0]) {
		last = len(argv) - 1
	}
	tried := make([]bool, len(clientCommands))
	for i := 0; i <= last; i++ {
		for c := range clientCommands {
			if tried[c] {
				continue
			}
			at, found, searched := clientCommands[c].find(argv, i)
			if found {
				return clientCommands[c].Language, at, true
			}
			tried[c] = searched
		}
	}
	return "", 0, false
}

// find looks for the client in a command that starts at a word; searched reports that all words behind were looked at in vain.
func (c *clientCommand) find(argv []string, start int) (at int, found, searched bool) {
	program := path.Base(argv[start])
	if contains(c.Programs, program) {
		return start, true, false
	}
	if !contains(c.Launchers, strings.TrimRight(program, "0123456789.")) {
		return 0, false, false
	}
	for i := start + 1; i < len(argv); i++ {
		glued, hasFlag := strings.CutPrefix(argv[i], c.Flag)
		behindFlag := c.Flag == "" || argv[i-1] == c.Flag
		if behindFlag && c.names(argv[i]) || hasFlag && contains(c.Words, glued) {
			return i, true, false
		}
	}
	return 0, false, true
}

func (c *clientCommand) names(word string) bool {
	for _, name := range c.Words {
		base, _, _ := strings.Cut(path.Base(word), "@")
		if base == name || strings.Contains(word, "/"+name+"/") {
			return true
		}
	}
	return false
}

// IsLaunchWrapper reports whether a program only runs the command line behind it: tini, dumb-init, ddtrace-run.
func IsLaunchWrapper(program string) bool { return contains(launchWrappers, path.Base(program)) }

// IsEmulator reports whether a program is the runtime interface emulator, and for which architecture it was built.
func IsEmulator(program string) (architecture string, ok bool) {
	return find(emulatorAssets, path.Base(program))
}

// EmulatorFor is the file name of the runtime interface emulator's release for an architecture.
func EmulatorFor(architecture string) (name string, ok bool) {
	for _, asset := range emulatorAssets {
		if asset.Value == architecture && strings.HasSuffix(asset.Key, "-"+architecture) {
			return asset.Key, true
		}
	}
	return "", false
}

// EmulatorBootstraps are the programs of which the emulator starts the first that is there when it is given none.
func EmulatorBootstraps() []string { return slices.Clone(emulatorBootstraps) }

// The ecosystems of packages that IsClientPackage knows.
const (
	PythonPackage = "python"
	NPMPackage    = "npm"
	Gem           = "gem"
	MavenArtifact = "maven"
	NuGetPackage  = "nuget"
	GoModule      = "go"
	CargoCrate    = "cargo"
)

type clientPackage struct{ Ecosystem, Name string }

// IsClientPackage reports whether a package of an ecosystem carries a runtime client, or stands in for one. A Maven artifact may
// be named without its group, a Go module with its major version or as one of its packages.
func IsClientPackage(ecosystem, name string) bool {
	name = canonicalName(ecosystem, name)
	if name == "" {
		return false
	}
	for i := range clientPackages {
		if clientPackages[i].Ecosystem != ecosystem {
			continue
		}
		known := canonicalName(ecosystem, clientPackages[i].Name)
		switch {
		case known == name,
			ecosystem == MavenArtifact && strings.HasSuffix(known, ":"+name),
			ecosystem == GoModule && strings.HasPrefix(name, known+"/"):
			return true
		}
	}
	return false
}

func canonicalName(ecosystem, name string) string {
	switch ecosystem {
	case PythonPackage:
		return strings.NewReplacer("_", "-", ".", "-").Replace(strings.ToLower(name))
	case CargoCrate:
		return strings.ReplaceAll(name, "-", "_")
	case NuGetPackage:
		return strings.ToLower(name)
	}
	return name
}

func contains(list []string, text string) bool {
	for _, element := range list {
		if element == text {
			return true
		}
	}
	return false
}

func find(pairs []pair, key string) (string, bool) {
	for i := range pairs {
		if pairs[i].Key == key {
			return pairs[i].Value, true
		}
	}
	return "", false
}
