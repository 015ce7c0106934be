package packages

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// configurations are those of Gradle's Java plug-in, true for those that are for tests or for the compiler alone.
var configurations = map[string]bool{
	"implementation": false, "api": false, "runtimeOnly": false, "compile": false, "compileOnly": true, "annotationProcessor": true,
	"testImplementation": true, "testRuntimeOnly": true, "testCompileOnly": true, "testCompile": true, "kapt": true, "ksp": true,
}

// gradle reads the artifacts that a build of Gradle's, in Groovy or Kotlin, names as "group:name:version". It is a program: a line of its
// dependencies that is written otherwise makes the list incomplete, as does any plug-in that applies another file.
func gradle(file *source.File, _ Open) List {
	list := List{Complete: true}
	depth := 0
	for _, l := range linesOf(file) {
		text, _, _ := strings.Cut(strings.TrimSpace(l.text), "//")
		text = strings.TrimSpace(text)
		within := depth > 0
		if within {
			depth += strings.Count(text, "{") - strings.Count(text, "}")
		}
		switch {
		case !within && strings.HasPrefix(text, "dependencies") && strings.HasSuffix(text, "{"):
			depth = 1
		case strings.HasPrefix(text, "apply from") || strings.HasPrefix(text, "apply(from") || strings.HasPrefix(text, "subprojects") || strings.HasPrefix(text, "allprojects"):
			list.Complete = false
		case within && text != "" && text != "}":
			p, ok := gradleDependency(text)
			if !ok {
				list.Complete = false
				continue
			}
			p.File, p.Span = file, l.span(text)
			list.Packages = append(list.Packages, p)
		}
	}
	list.Complete = list.Complete && depth <= 0
	return list
}

// gradleDependency reads implementation("group:name:version"), and the same with a blank and either quote.
func gradleDependency(text string) (Package, bool) {
	end := strings.IndexAny(text, " (")
	if end < 0 {
		return Package{}, false
	}
	dev, known := configurations[text[:end]]
	argument := strings.Trim(strings.TrimSpace(text[end:]), "()")
	if !known || len(argument) < 2 || argument[0] != '"' && argument[0] != '\'' || argument[len(argument)-1] != argument[0] {
		return Package{}, false
	}
	parts := strings.Split(argument[1:len(argument)-1], ":")
	if len(parts) < 2 || strings.ContainsAny(argument, "$@") {
		return Package{}, false
	}
	p := Package{Ecosystem: lambda.MavenArtifact, Name: parts[0] + ":" + parts[1], Dev: dev}
	if len(parts) > 2 {
		p.Constraint, p.Version = parts[2], exact(parts[2], "")
	}
	return p, !strings.HasSuffix(p.Version, "+")
}
