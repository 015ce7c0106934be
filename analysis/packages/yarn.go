package packages

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// yarnLock reads the packages that Yarn chose, of both forms of its lock file. A package that several versions are chosen of stands in it several times.
func yarnLock(file *source.File, _ Open) List {
	list := List{Complete: true}
	name, start := "", 0
	for _, l := range linesOf(file) {
		switch {
		case l.text == "" || l.text[0] == '#':
		case l.text[0] != ' ':
			name, start = yarnName(l.text), l.start
		case name != "" && (strings.HasPrefix(l.text, `  version "`) || strings.HasPrefix(l.text, "  version: ")):
			version := strings.Trim(strings.TrimPrefix(l.text[len("  version"):], ":"), ` "`)
			list.Packages = append(list.Packages, Package{
				Ecosystem: lambda.NPMPackage, Name: name, Version: version, Constraint: version, File: file, Span: source.Span{Start: start, End: l.start + len(l.text)},
			})
			name = ""
		}
	}
	return list
}

// yarnName is the package of an entry's first line: "@scope/name@^1.0.0", "@scope/name@npm:^1.1.0":
func yarnName(text string) string {
	text = strings.TrimLeft(text, `"`)
	at := strings.IndexByte(text[min(1, len(text)):], '@')
	if at < 0 {
		return ""
	}
	return text[:at+1]
}
