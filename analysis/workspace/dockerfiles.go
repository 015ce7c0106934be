package workspace

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// notDockerfiles are the endings of files that bear a Dockerfile's name and are something else: ignore files, prose, templates, code, copies.
var notDockerfiles = []string{
	".dockerignore", ".md", ".rst", ".txt", ".html", ".j2", ".jinja", ".jinja2", ".erb", ".tpl", ".tmpl", ".tftpl", ".mustache", ".hbs", ".ejs",
	".go", ".py", ".js", ".ts", ".rb", ".java", ".cs", ".sh", ".json", ".yaml", ".yml", ".toml", ".xml", ".sql", ".png", ".svg",
	".bak", ".orig", ".rej", ".swp", ".lock", ".log", ".sha256", ".sig", ".gz", ".zip", "~",
}

// IsDockerfile reports whether a file is a Dockerfile by its name: Dockerfile, Dockerfile.*, *.Dockerfile, Dockerfile-*, *_Dockerfile, and the same with Containerfile, in any case.
func IsDockerfile(name string) bool {
	base := strings.ToLower(path.Base(name))
	if slices.ContainsFunc(notDockerfiles, func(end string) bool { return strings.HasSuffix(base, end) }) {
		return false
	}
	for _, word := range []string{"dockerfile", "containerfile"} {
		before, behind, found := strings.Cut(base, word)
		if found && (before == "" && (behind == "" || strings.ContainsAny(behind[:1], ".-_")) ||
			behind == "" && strings.ContainsAny(before[len(before)-1:], ".-_")) {
			return true
		}
	}
	return false
}

// Dockerfiles are the paths of a tree's Dockerfiles, in order.
func Dockerfiles(fsys fs.FS) []string {
	var paths []string
	_ = Files(fsys, ".", func(path string, _ fs.DirEntry) {
		if IsDockerfile(path) {
			paths = append(paths, path)
		}
	})
	return paths
}
