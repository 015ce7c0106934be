package packages

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// pnpmLock reads the packages that pnpm chose: the keys below packages, "/name@1.0.0" or "name@1.0.0(peer@2.0.0)".
func pnpmLock(file *source.File, _ Open) List {
	list := List{Complete: true}
	section := ""
	for _, l := range linesOf(file) {
		switch {
		case l.text == "" || l.text[0] == '#':
			continue
		case l.text[0] != ' ':
			section = strings.TrimSuffix(l.text, ":")
			continue
		case section != "packages" || !strings.HasPrefix(l.text, "  ") || l.text[min(2, len(l.text)-1)] == ' ':
			continue
		}
		key := strings.TrimSpace(l.text)
		entry, _, _ := strings.Cut(strings.Trim(strings.TrimPrefix(strings.TrimLeft(key, `'"`), "/"), `'":{} `), "(")
		at := strings.LastIndexByte(entry, '@')
		if at <= 0 {
			list.Complete = false // older versions of the format write name/1.0.0
			continue
		}
		version := entry[at+1:]
		list.Packages = append(list.Packages, Package{
			Ecosystem: lambda.NPMPackage, Name: entry[:at], Version: version, Constraint: version, File: file,
			Span: source.Span{Start: l.start + 2, End: l.start + 2 + len(strings.TrimSuffix(key, ":"))},
		})
	}
	return list
}
