package packages

import (
	"encoding/xml"
	"io"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// dotnetProject reads the packages that a project of .NET refers to, or a file of versions for all projects names. What it imports or takes from other projects may bring more.
func dotnetProject(file *source.File, _ Open) List {
	list := List{Complete: true}
	decoder := xml.NewDecoder(strings.NewReader(file.Text()))
	for {
		start := int(decoder.InputOffset())
		token, err := decoder.Token()
		if err != nil {
			list.Complete = list.Complete && err == io.EOF
			return list
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch element.Name.Local {
		case "ProjectReference", "Import", "Reference":
			list.Complete = false
		case "PackageReference", "PackageVersion", "GlobalPackageReference":
			p := Package{Ecosystem: lambda.NuGetPackage, File: file, Span: source.Span{Start: start, End: int(decoder.InputOffset())}}
			for _, a := range element.Attr {
				switch a.Name.Local {
				case "Include":
					p.Name = Canonical(p.Ecosystem, a.Value)
				case "Version":
					p.Constraint, p.Version = a.Value, exact(a.Value, "")
				case "Condition":
					p.Conditional = true
				}
			}
			if p.Name == "" || strings.Contains(p.Name, "$(") || strings.Contains(p.Name, ";") {
				list.Complete = false
				continue
			}
			list.Packages = append(list.Packages, p)
		}
	}
}
