package image

import (
	"slices"
	"strings"
)

// official is what one of Docker's official images is known to set.
type official struct {
	// variables are the names that a version of the image sets, or has set; prefixes begin further ones.
	variables, prefixes []string
	// workDir is the working directory, empty when versions differ; entrypoint is the entry point, empty when there is none.
	workDir, entrypoint string
}

// officials come from the images' own Dockerfiles, all versions of them: https://github.com/docker-library/python, …/ruby, …/golang,
// https://github.com/nodejs/docker-node, https://github.com/rust-lang/docker-rust. Distributions set PATH alone.
var officials = map[string]official{
	"python": {variables: []string{"LANG", "GPG_KEY"}, prefixes: []string{"PYTHON_", "PYTHONIOENCODING"}, workDir: "/"},
	"node":   {variables: []string{"GPG_VERSION", "GPG_CHECKSUM"}, prefixes: []string{"NODE_VERSION", "NODE_CHECKSUM", "YARN_"}, workDir: "/", entrypoint: "docker-entrypoint.sh"},
	"ruby":   {variables: []string{"LANG", "GEM_HOME"}, prefixes: []string{"RUBY_", "RUBYGEMS_", "BUNDLE_", "BUNDLER_"}, workDir: "/"},
	"golang": {variables: []string{"GOPATH", "GOTOOLCHAIN"}, prefixes: []string{"GOLANG_", "GIT_"}},
	"rust":   {variables: []string{"RUSTUP_HOME", "CARGO_HOME", "RUST_VERSION"}, workDir: "/"},
	"debian": {workDir: "/"},
	"ubuntu": {workDir: "/"},
	"alpine": {workDir: "/"},

	"amazonlinux":                            {workDir: "/"},
	"public.ecr.aws/amazonlinux/amazonlinux": {workDir: "/"},
}

// officialVariables tells of an official image which variables it may set; ok is false for other images.
func officialVariables(ref string) (maySet func(name string) bool, ok bool) {
	name, isOfficial := officialName(ref)
	facts, known := officials[name]
	return func(variable string) bool {
		return variable == "PATH" || slices.Contains(facts.variables, variable) ||
			slices.ContainsFunc(facts.prefixes, func(p string) bool { return strings.HasPrefix(variable, p) })
	}, isOfficial && known
}

// officialName is the name of one of Docker's official images, in Docker Hub or in Amazon's copy of it, without its tag. The images
// whose tag is onbuild are made of an application.
func officialName(ref string) (name string, ok bool) {
	name, _, _ = strings.Cut(ref, "@")
	if tag := strings.LastIndexByte(name, ':'); tag > strings.LastIndexByte(name, '/') {
		if strings.Contains(name[tag:], "onbuild") {
			return "", false
		}
		name = name[:tag]
	}
	for _, prefix := range []string{"docker.io/library/", "docker.io/", "library/", "public.ecr.aws/docker/library/"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			return rest, true
		}
	}
	return name, true
}
