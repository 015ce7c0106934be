// Package packages reads the files in which projects declare what they depend on, and their locks: which packages, in which versions, and where that is written.
package packages

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// Package is one package as a file or a command line asks for it.
type Package struct {
	// Ecosystem is the registry that it comes from, as package lambda names them: lambda.PythonPackage.
	Ecosystem string
	// Name is the package's name as its registry compares names.
	Name string
	// Version is the one version that is asked for; empty where several would do.
	Version string
	// Constraint is what is asked for, as written: "~> 2.0"; empty where any version would do.
	Constraint string
	// Dev reports a package that is for development alone.
	Dev bool
	// Conditional reports that it is not asked for everywhere: a marker or a group decides.
	Conditional bool
	// Locked is the package in the lock file that an install obeys; nil without one, or where the lock was not read.
	Locked *Package
	File   *source.File
	// Span is where it is written, its constraint included.
	Span source.Span
}

// List is what a file declares.
type List struct {
	Packages []Package
	// Complete reports that nothing else is declared. A file that cannot be understood as a whole is not complete.
	Complete bool
}

// Find is the first package of that name; ok is false when there is none.
func (l List) Find(ecosystem, name string) (p Package, ok bool) {
	name = Canonical(ecosystem, name)
	at := slices.IndexFunc(l.Packages, func(p Package) bool { return p.Ecosystem == ecosystem && p.Name == name })
	if at < 0 {
		return Package{}, false
	}
	return l.Packages[at], true
}

// Open reads another file that a file names, by its path relative to the same root; nil when it is not at hand.
type Open func(name string) *source.File

// maxSize bounds what is read of one file, in bytes, and maxPackages how many packages are kept of it.
const (
	maxSize     = 4 << 20
	maxPackages = 20_000
)

// Read reads a manifest or a lock file by its name; ok is false for a file of another kind.
func Read(file *source.File, open Open) (list List, ok bool) {
	if file.Len() > maxSize {
		return List{}, known(file.Path())
	}
	reader := readerOf(file.Path())
	if reader == nil {
		return List{}, false
	}
	list = reader(file, open)
	if len(list.Packages) > maxPackages {
		list.Packages, list.Complete = list.Packages[:maxPackages], false
	}
	return list, true
}

func known(name string) bool { return readerOf(name) != nil }

func readerOf(name string) func(*source.File, Open) List {
	base := path.Base(name)
	switch base {
	case "package.json":
		return packageJSON
	case "package-lock.json", "npm-shrinkwrap.json":
		return packageLock
	case "Gemfile":
		return gemfile
	case "Gemfile.lock":
		return gemfileLock
	case "go.mod":
		return goMod
	case "pyproject.toml":
		return pyproject
	case "poetry.lock", "uv.lock", "pdm.lock":
		return lockOf(lambda.PythonPackage)
	case "Pipfile":
		return pipfile
	case "Pipfile.lock":
		return pipfileLock
	case "Cargo.toml":
		return cargoToml
	case "Cargo.lock":
		return lockOf(lambda.CargoCrate)
	case "yarn.lock":
		return yarnLock
	case "pnpm-lock.yaml":
		return pnpmLock
	case "pom.xml":
		return pom
	case "build.gradle", "build.gradle.kts":
		return gradle
	case "Directory.Packages.props", "Directory.Build.props":
		return dotnetProject
	}
	switch path.Ext(base) {
	case ".csproj", ".fsproj", ".vbproj":
		return dotnetProject
	case ".txt", ".in":
		if strings.Contains(base, "requirements") {
			return Requirements
		}
	}
	return nil
}

// Canonical is a name as its registry compares it.
func Canonical(ecosystem, name string) string {
	switch ecosystem {
	case lambda.PythonPackage:
		parts := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == '-' || r == '_' || r == '.' })
		return strings.Join(parts, "-")
	case lambda.NuGetPackage:
		return strings.ToLower(name)
	}
	return name
}

// line is a line of a file without its line end, and where it begins.
type line struct {
	text  string
	start int
}

func (l line) span(text string) source.Span {
	at := max(strings.Index(l.text, text), 0)
	return source.Span{Start: l.start + at, End: l.start + at + len(text)}
}

func linesOf(file *source.File) []line {
	var lines []line
	at := 0
	for text := range strings.SplitAfterSeq(file.Text(), "\n") {
		lines = append(lines, line{strings.TrimRight(text, "\r\n"), at})
		at += len(text)
	}
	return lines
}
