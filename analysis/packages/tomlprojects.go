package packages

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// pyproject reads what a Python project asks for: as the standard writes it, and as Poetry, uv and PDM do.
func pyproject(file *source.File, _ Open) List {
	entries, ok := tomlEntries(file)
	list := List{Complete: ok}
	for _, e := range entries {
		poetry, isPoetry := strings.CutPrefix(e.table, "tool.poetry.")
		switch {
		case e.table == "project" && e.key == "dependencies":
			list.requirements(file, e, Package{})
		case e.table == "project" && e.key == "dynamic":
			list.Complete = list.Complete && !strings.Contains(e.value, "dependencies")
		case e.table == "project.optional-dependencies":
			list.requirements(file, e, Package{Conditional: true})
		case e.table == "dependency-groups" || e.table == "tool.pdm.dev-dependencies" || e.table == "tool.uv" && e.key == "dev-dependencies":
			list.requirements(file, e, Package{Dev: true})
		case isPoetry && poetry == "dependencies" && e.key != "python":
			list.named(file, e, Package{Ecosystem: lambda.PythonPackage, Conditional: strings.Contains(e.value, "optional") || strings.Contains(e.value, "markers")})
		case isPoetry && (poetry == "dev-dependencies" || strings.HasPrefix(poetry, "group.") && strings.HasSuffix(poetry, ".dependencies")):
			list.named(file, e, Package{Ecosystem: lambda.PythonPackage, Dev: true})
		}
	}
	return list
}

// requirements adds the strings of an array, each a requirement as pip takes it.
func (l *List) requirements(file *source.File, e tomlEntry, as Package) {
	for _, s := range e.strings() {
		p, ok := PythonRequirement(s.text)
		if !ok {
			l.Complete = l.Complete && as.Dev
			continue
		}
		p.File, p.Span = file, source.Span{Start: s.at, End: s.at + len(written(s.text))}
		p.Dev, p.Conditional = as.Dev, p.Conditional || as.Conditional
		l.Packages = append(l.Packages, p)
	}
}

// named adds NAME = "CONSTRAINT" and NAME = {version = "CONSTRAINT"}.
func (l *List) named(file *source.File, e tomlEntry, p Package) {
	p.Name, p.File, p.Span = Canonical(p.Ecosystem, e.key), file, e.span()
	constraint, _ := e.text()
	if constraint != "*" {
		p.Constraint, p.Version = constraint, exact(constraint, "==", "")
	}
	l.Complete = l.Complete && !strings.Contains(e.value, "path")
	l.Packages = append(l.Packages, p)
}

// pipfile reads a Pipfile.
func pipfile(file *source.File, _ Open) List {
	entries, ok := tomlEntries(file)
	list := List{Complete: ok}
	for _, e := range entries {
		if e.table == "packages" || e.table == "dev-packages" {
			list.named(file, e, Package{
				Ecosystem: lambda.PythonPackage, Dev: e.table == "dev-packages", Conditional: strings.Contains(e.value, "markers") || strings.Contains(e.value, "sys_platform"),
			})
		}
	}
	return list
}

// cargoToml reads the crates that a package of Rust asks for.
func cargoToml(file *source.File, _ Open) List {
	entries, ok := tomlEntries(file)
	list := List{Complete: ok}
	for _, e := range entries {
		switch e.table {
		case "dependencies", "dev-dependencies", "build-dependencies":
			list.named(file, e, Package{Ecosystem: lambda.CargoCrate, Dev: e.table != "dependencies", Conditional: strings.Contains(e.value, "optional")})
			list.Packages[len(list.Packages)-1].Version = "" // 1.0.0 is a range
		}
		list.Complete = list.Complete && !strings.Contains(e.table, "dependencies.") && !strings.HasPrefix(e.table, "target.")
	}
	return list
}

// lockOf reads the lock files that Poetry, uv, PDM and Cargo write: an array of tables, package, with a name and a version each.
func lockOf(ecosystem string) func(*source.File, Open) List {
	return func(file *source.File, _ Open) List {
		entries, ok := tomlEntries(file)
		list := List{Complete: ok}
		for _, e := range entries {
			text, isText := e.text()
			last := len(list.Packages) - 1
			switch {
			case e.table != "package" || !isText:
			case e.key == "name":
				list.Packages = append(list.Packages, Package{Ecosystem: ecosystem, Name: Canonical(ecosystem, text), File: file, Span: e.span()})
			case e.key == "version" && last >= 0 && list.Packages[last].Version == "":
				list.Packages[last].Version, list.Packages[last].Constraint = text, text
				list.Packages[last].Span.End = e.end()
			}
		}
		return list
	}
}
