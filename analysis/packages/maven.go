package packages

import (
	"encoding/xml"
	"io"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// pom reads the artifacts that a project of Maven depends on itself: a parent, a profile or a list of managed versions decides over more.
func pom(file *source.File, _ Open) List {
	r := pomReader{file: file, list: List{Complete: true}}
	decoder := xml.NewDecoder(strings.NewReader(file.Text()))
	for {
		start := int(decoder.InputOffset())
		token, err := decoder.Token()
		if err != nil {
			r.list.Complete = r.list.Complete && err == io.EOF
			return r.list
		}
		switch token := token.(type) {
		case xml.StartElement:
			r.open(token.Name.Local, start)
		case xml.EndElement:
			r.close(int(decoder.InputOffset()))
		case xml.CharData:
			r.text(strings.TrimSpace(string(token)))
		}
	}
}

type pomReader struct {
	file   *source.File
	list   List
	path   []string
	group  string
	scope  string
	reads  Package
	within bool
}

// atDependency reports a dependency of the project itself.
func (r *pomReader) atDependency() bool {
	return len(r.path) == 3 && r.path[0] == "project" && r.path[1] == "dependencies" && r.path[2] == "dependency"
}

func (r *pomReader) open(name string, start int) {
	r.path = append(r.path, name)
	switch name {
	case "parent", "profiles", "modules":
		r.list.Complete = false
	case "dependency":
		if r.atDependency() {
			r.group, r.scope, r.within = "", "", true
			r.reads = Package{Ecosystem: lambda.MavenArtifact, File: r.file, Span: source.Span{Start: start}}
		}
	}
}

func (r *pomReader) text(text string) {
	if !r.within || text == "" || len(r.path) != 4 {
		return
	}
	switch r.path[len(r.path)-1] {
	case "groupId":
		r.group = text
	case "artifactId":
		r.reads.Name = text
	case "version":
		r.reads.Constraint, r.reads.Version = text, exact(text, "")
	case "scope":
		r.scope = text
	case "optional":
		r.reads.Conditional = text == "true"
	}
}

func (r *pomReader) close(end int) {
	if r.within && r.atDependency() {
		r.within = false
		r.reads.Name, r.reads.Span.End = r.group+":"+r.reads.Name, end
		r.reads.Dev = r.scope == "test" || r.scope == "provided"
		r.list.Complete = r.list.Complete && !strings.Contains(r.reads.Name, "${")
		r.list.Packages = append(r.list.Packages, r.reads)
	}
	r.path = r.path[:max(len(r.path)-1, 0)]
}
