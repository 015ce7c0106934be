package packages

import (
	"encoding/json"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// pipfileLock reads the packages that Pipenv chose.
func pipfileLock(file *source.File, _ Open) List {
	r := jsonReader{file: file, decoder: json.NewDecoder(strings.NewReader(file.Text()))}
	list := List{Complete: true}
	ok := r.object(func(section string, _ int) bool {
		if section != "default" && section != "develop" {
			return r.skip()
		}
		return r.object(func(name string, start int) bool {
			p := Package{Ecosystem: lambda.PythonPackage, Name: Canonical(lambda.PythonPackage, name), Dev: section == "develop", File: file}
			p.Span.Start, p.Span.End = start, int(r.decoder.InputOffset())
			ok := r.object(func(field string, _ int) bool {
				if field != "version" {
					p.Conditional = p.Conditional || field == "markers"
					return r.skip()
				}
				constraint, ok := r.text()
				p.Constraint, p.Version = constraint, exact(constraint, "==")
				p.Span.End = int(r.decoder.InputOffset())
				return ok
			})
			list.Packages = append(list.Packages, p)
			return ok && len(list.Packages) < maxPackages
		})
	})
	list.Complete = list.Complete && ok
	return list
}
