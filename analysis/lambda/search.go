package lambda

import "strings"

type searchPath struct {
	Language   Language
	From       string
	Variable   string
	Unset, Set []string
}

// SearchPath is the directories in which a base image's runtime looks for the handler's module, in order; env tells the
// variables of the final image. Entries that a variable adds stay as they are written, relative ones to the working directory.
// It is nil for a tag without a runtime.
func SearchPath(t *Tag, env func(string) (string, bool)) []string {
	if t == nil {
		return nil
	}
	facts := findSearchPath(t)
	if facts == nil {
		return nil
	}
	shape, added := facts.Unset, ""
	if value, set := lookup(env, facts.Variable); set && facts.Set != nil {
		shape, added = facts.Set, value
	}
	number := strings.TrimSuffix(t.Name, "-preview")
	var path []string
	for _, entry := range shape {
		switch {
		case entry == "{variable}":
			path = append(path, splitPath(added)...)
		case strings.Contains(entry, "{"):
			path = append(path, fillVersion(entry, number))
		default:
			path = append(path, entry)
		}
	}
	return path
}

func findSearchPath(t *Tag) *searchPath {
	got, _ := parseVersion(strings.TrimSuffix(t.Name, "-preview"))
	for i := range searchPaths {
		if searchPaths[i].Language != t.Language {
			continue
		}
		from, _ := parseVersion(searchPaths[i].From)
		if !from.newerThan(got) {
			return &searchPaths[i]
		}
	}
	return nil
}

// ClientSearchPath is the directories in which a runtime interface client looks for the handler's module on a foreign image,
// in order: version is the language's, "3.12" or empty, workDir the working directory. It is nil for a language whose client has no such directories.
func ClientSearchPath(lang Language, version, workDir string, env func(string) (string, bool)) []string {
	switch lang {
	case Python:
		value, _ := lookup(env, "PYTHONPATH")
		path := append([]string{workDir}, splitPath(value)...)
		if parsed, ok := parseVersion(version); ok && parsed.parts == 2 {
			path = append(path, fillVersion("/usr/local/lib/python{version}", version), fillVersion("/usr/local/lib/python{version}/site-packages", version))
		}
		return path
	case NodeJS:
		value, _ := lookup(env, "NODE_PATH")
		path := append([]string{workDir, workDir + "/node_modules"}, splitPath(value)...)
		if workDir != TaskRoot {
			path = append(path, TaskRoot)
		}
		return path
	case Ruby, DotNet:
		return []string{workDir}
	}
	return nil
}

// ClassPath is where Java's runtime looks for classes when a function starts in a working directory: a folder of classes, then folders of jars.
func ClassPath(workDir string) (classes, jars []string) {
	for _, row := range searchPaths {
		if row.Language != Java {
			continue
		}
		for _, entry := range row.Unset {
			moved := entry
			if rest, ok := strings.CutPrefix(entry, TaskRoot); ok {
				moved = strings.TrimSuffix(workDir, "/") + rest
			}
			if strings.HasSuffix(entry, "/lib") {
				jars = append(jars, moved)
			} else {
				classes = append(classes, moved)
			}
		}
	}
	return classes, jars
}

func lookup(env func(string) (string, bool), name string) (string, bool) {
	if env == nil || name == "" {
		return "", false
	}
	return env(name)
}

func splitPath(value string) []string {
	var entries []string
	for entry := range strings.SplitSeq(value, ":") {
		if entry != "" {
			entries = append(entries, entry)
		}
	}
	return entries
}

// fillVersion puts "3.12" for {version} and "312" for {digits}.
func fillVersion(text, version string) string {
	text = strings.ReplaceAll(text, "{version}", version)
	return strings.ReplaceAll(text, "{digits}", strings.ReplaceAll(version, ".", ""))
}
