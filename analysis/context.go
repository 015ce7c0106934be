package analysis

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// fittingContexts are the folders among the Dockerfile's and its parents in which every literal source of the build context exists, the nearest first.
// Where none does, those that are built only later count as there: see madeLater.
func fittingContexts(fsys fs.FS, file *dockerfile.File) []string {
	sources := literalSources(file)
	fitting := foldersAbove(file.Source.Path(), func(dir string) bool {
		return !slices.ContainsFunc(sources, func(s string) bool { return !exists(fsys, path.Join(dir, s)) })
	})
	if len(fitting) == 0 {
		fitting = foldersAbove(file.Source.Path(), func(dir string) bool { return wouldHoldAll(fsys, dir, sources) })
	}
	return fitting
}

// foldersAbove are the folders of a file and above it that fit.
func foldersAbove(name string, fits func(dir string) bool) []string {
	var fitting []string
	for dir := path.Dir(name); ; dir = path.Dir(dir) {
		if fits(dir) {
			fitting = append(fitting, dir)
		}
		if dir == "." || dir == "/" {
			return fitting
		}
	}
}

func exists(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, name)
	return err == nil
}

// wouldHoldAll reports a folder that holds all sources once its projects are built. What version control ignores may come to lie in any folder,
// and so speaks for none.
func wouldHoldAll(fsys fs.FS, dir string, sources []string) bool {
	spoken := false
	for _, s := range sources {
		switch name := path.Join(dir, s); {
		case exists(fsys, name), madeLater(fsys, name):
			spoken = spoken || s != "."
		case !workspace.Ignored(fsys, name):
			return false
		}
	}
	return spoken
}

// madeLater reports a path in an output folder beside the manifest of a project: target/classes beside pom.xml.
func madeLater(fsys fs.FS, name string) bool {
	for dir := path.Dir(name); ; name, dir = dir, path.Dir(dir) {
		if image.IsOutputDir(path.Base(name)) && holdsManifest(fsys, dir) {
			return true
		}
		if dir == "." || dir == "/" {
			return false
		}
	}
}

func holdsManifest(fsys fs.FS, dir string) bool {
	entries, _ := fs.ReadDir(fsys, dir) // a folder that is not there holds none
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		_, ok := lambda.IsManifest(e.Name())
		return ok || slices.Contains(otherManifests, e.Name())
	})
}

// otherManifests are those of build tools whose languages have no runtime client of a name.
var otherManifests = []string{"Cargo.toml", "Makefile", "CMakeLists.txt", "Package.swift", "composer.json", "nx.json", "pants.toml"}

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
