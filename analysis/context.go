package analysis

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

// guessContext is the one folder among the Dockerfile's and its parents in which every literal source of the build context exists.
// ok is false when none or several would do.
func guessContext(fsys fs.FS, file *dockerfile.File) (dir string, ok bool) {
	sources := literalSources(file)
	var fitting []string
	for dir := path.Dir(file.Source.Path()); ; dir = path.Dir(dir) {
		if holdsAll(fsys, dir, sources) {
			fitting = append(fitting, dir)
		}
		if dir == "." || dir == "/" {
			break
		}
	}
	if len(fitting) != 1 {
		return "", false
	}
	return fitting[0], true
}

func holdsAll(fsys fs.FS, dir string, sources []string) bool {
	for _, s := range sources {
		if _, err := fs.Stat(fsys, path.Join(dir, s)); err != nil {
			return false
		}
	}
	return true
}

// literalSources are the sources of COPY and ADD that name a path of the context without variables or wildcards.
func literalSources(file *dockerfile.File) []string {
	var sources []string
	for _, instruction := range file.Instructions {
		if instruction.Keyword != "COPY" && instruction.Keyword != "ADD" || instruction.Err != nil || len(instruction.Words) < 2 {
			continue
		}
		if _, other := instruction.Flag("from"); other {
			continue
		}
		for _, word := range instruction.Words[:len(instruction.Words)-1] {
			if name, ok := literalPath(word); ok && !slices.Contains(sources, name) {
				sources = append(sources, name)
			}
		}
	}
	return sources
}

func literalPath(word dockerfile.Word) (string, bool) {
	text := strings.Trim(word.Value, `"'`)
	if text == "" || strings.ContainsAny(text, "$*?[{\\`") || strings.HasPrefix(text, "<<") || strings.Contains(text, "://") || strings.HasPrefix(text, "git@") {
		return "", false
	}
	clean := strings.TrimPrefix(path.Clean("/"+text), "/")
	if clean == "" {
		clean = "."
	}
	return clean, true
}

// ignoreFile is the ignore file of a build: NAME.dockerignore beside the Dockerfile before .dockerignore in the context's folder.
func ignoreFile(fsys fs.FS, name, context string) *source.File {
	for _, candidate := range []string{name + ".dockerignore", path.Join(context, ".dockerignore")} {
		if text, err := fs.ReadFile(fsys, candidate); err == nil {
			return source.New(candidate, string(text))
		}
	}
	return nil
}
