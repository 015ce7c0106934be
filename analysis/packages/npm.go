package packages

import (
	"encoding/json"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// packageJSON reads what a package of Node.js asks for.
func packageJSON(file *source.File, _ Open) List {
	r := jsonReader{file: file, decoder: json.NewDecoder(strings.NewReader(file.Text()))}
	list := List{Complete: true}
	ok := r.object(func(key string, _ int) bool {
		switch key {
		case "dependencies", "optionalDependencies", "devDependencies":
			return r.object(func(name string, start int) bool {
				constraint, ok := r.text()
				list.Packages = append(list.Packages, Package{
					Ecosystem: lambda.NPMPackage, Name: name, Constraint: constraint, Version: ExactNPM(constraint),
					Dev: key == "devDependencies", Conditional: key == "optionalDependencies", File: file,
					Span: source.Span{Start: start, End: int(r.decoder.InputOffset())},
				})
				return ok && len(list.Packages) < maxPackages
			})
		case "workspaces":
			list.Complete = false
		}
		return r.skip()
	})
	list.Complete = list.Complete && ok
	return list
}

// packageLock reads the packages that npm puts right below node_modules.
func packageLock(file *source.File, _ Open) List {
	r := jsonReader{file: file, decoder: json.NewDecoder(strings.NewReader(file.Text()))}
	list := List{Complete: true}
	ok := r.object(func(key string, _ int) bool {
		if key != "packages" && (key != "dependencies" || len(list.Packages) > 0) {
			return r.skip()
		}
		return r.object(func(name string, start int) bool {
			name, below := strings.CutPrefix(name, "node_modules/")
			if strings.Contains(name, "/node_modules/") || key == "packages" && !below {
				return r.skip()
			}
			p := Package{Ecosystem: lambda.NPMPackage, Name: name, File: file}
			p.Span.Start = start
			ok := r.object(func(field string, _ int) bool {
				switch field {
				case "version":
					var ok bool
					p.Version, ok = r.text()
					p.Span.End = int(r.decoder.InputOffset())
					return ok
				case "dev", "optional":
					value, err := r.decoder.Token()
					p.Dev = p.Dev || field == "dev" && value == true
					p.Conditional = p.Conditional || field == "optional" && value == true
					return err == nil
				}
				return r.skip()
			})
			p.Constraint = p.Version
			if p.Version != "" {
				list.Packages = append(list.Packages, p)
			}
			return ok && len(list.Packages) < maxPackages
		})
	})
	list.Complete = list.Complete && ok
	return list
}

// jsonReader walks JSON token by token. Each method reads one value and reports whether it was what is asked for.
type jsonReader struct {
	file    *source.File
	decoder *json.Decoder
}

// object calls do with each key, and where it begins; do reads the value.
func (r *jsonReader) object(do func(key string, start int) bool) bool {
	if open, err := r.decoder.Token(); err != nil || open != json.Delim('{') {
		return false
	}
	for r.decoder.More() {
		from := int(r.decoder.InputOffset())
		key, ok := r.text()
		if !ok {
			return false
		}
		start := from + max(strings.IndexByte(r.file.Text()[from:], '"'), 0)
		if !do(key, start) {
			return false
		}
	}
	_, err := r.decoder.Token()
	return err == nil
}

func (r *jsonReader) text() (string, bool) {
	token, err := r.decoder.Token()
	text, ok := token.(string)
	return text, ok && err == nil
}

func (r *jsonReader) skip() bool {
	var value json.RawMessage
	return r.decoder.Decode(&value) == nil
}
