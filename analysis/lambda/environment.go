package lambda

// EnvVar is an environment variable that a base image sets. Varies reports a value that differs from image to image; Value is empty then.
type EnvVar struct {
	Name, Value string
	Varies      bool
}

// Environment is what a language's base images set, in order; the slice is shared and must not be changed.
func Environment(lang Language) []EnvVar {
	if lang == DotNet {
		return dotnetEnvironment
	}
	return commonEnvironment
}

type systemFacts struct {
	OS        OS
	EndOfLife Date
	Managers  []string
}

// EndOfLife is the day on which an operating system's own support ended or ends; empty when unknown.
func EndOfLife(os OS) Date {
	for i := range systems {
		if systems[i].OS == os {
			return systems[i].EndOfLife
		}
	}
	return ""
}

// PackageManagers are the package managers on an operating system's base images, the usual one first; nil for an unknown system.
func PackageManagers(os OS) []string {
	for i := range systems {
		if systems[i].OS == os {
			return systems[i].Managers
		}
	}
	return nil
}

// PackageManager is the command that installs packages on an operating system's base images, "yum" or "dnf"; empty for an unknown system.
func PackageManager(os OS) string {
	if managers := PackageManagers(os); len(managers) > 0 {
		return managers[0]
	}
	return ""
}
