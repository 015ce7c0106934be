// Package scaffold makes new projects of Lambda functions that are built as images: Dockerfile, handler, manifest and event.
package scaffold

import (
	"cmp"
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/txtar"

	"github.com/lambdock/lambdock/analysis/lambda"
)

//go:embed templates/*.txtar
var templates embed.FS

// Template is a kind of project.
type Template struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Language string `json:"language"` // "python"
	// Base is what the image stands on: "aws" for a base image with the language's runtime, "provided" for one of the system alone, "client" for
	// another image with the runtime interface client, "adapter" for one with the Lambda Web Adapter.
	Base string `json:"base"`
	// PackageManager is what installs packages, or builds.
	PackageManager string `json:"packageManager"`

	files []txtar.File
}

// File is a file of a new project; its path has slashes.
type File struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// bases and languages are in the order in which they are offered.
var (
	languages = []string{"python", "nodejs", "java", "dotnet", "ruby", "go", "rust"}
	bases     = []string{"aws", "provided", "client", "adapter"}
)

// Templates are all templates: by language, then the likeliest first.
func Templates() []Template { return slices.Clone(parsed()) }

var parsed = sync.OnceValue(func() []Template {
	entries, _ := templates.ReadDir("templates") // what is embedded is there
	var all []Template
	for _, entry := range entries {
		text, _ := templates.ReadFile("templates/" + entry.Name())
		archive := txtar.Parse(text)
		t := Template{ID: strings.TrimSuffix(entry.Name(), path.Ext(entry.Name())), files: archive.Files}
		for line := range strings.Lines(string(archive.Comment)) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch key {
			case "title":
				t.Title = value
			case "language":
				t.Language = value
			case "base":
				t.Base = value
			case "manager":
				t.PackageManager = value
			}
		}
		all = append(all, t)
	}
	slices.SortStableFunc(all, func(a, b Template) int {
		return cmp.Or(
			cmp.Compare(slices.Index(languages, a.Language), slices.Index(languages, b.Language)),
			cmp.Compare(slices.Index(bases, a.Base), slices.Index(bases, b.Base)),
			cmp.Compare(slices.Index(preferred, a.PackageManager), slices.Index(preferred, b.PackageManager)),
		)
	})
	return all
})

// preferred are the package managers that come first among those of a language.
var preferred = []string{"pip", "uv", "poetry", "npm", "esbuild", "maven", "gradle"}

// Choice says what is wanted of a template; what is empty is left open.
type Choice struct{ ID, Language, Base, PackageManager string }

// Choose finds the first template that fits. The error lists what there is.
func Choose(c Choice) (Template, error) {
	all := Templates()
	fits := func(wanted, has string) bool { return wanted == "" || wanted == has }
	for _, t := range all {
		if fits(c.ID, t.ID) && fits(c.Language, t.Language) && fits(c.Base, t.Base) && fits(c.PackageManager, t.PackageManager) {
			return t, nil
		}
	}
	var ids []string
	for _, t := range all {
		ids = append(ids, t.ID)
	}
	return Template{}, fmt.Errorf("there is no such template: there are %s", strings.Join(ids, ", "))
}

// DefaultName is the name of a project that is given none.
const DefaultName = "hello"

// Files are the files of a project of a template. The name is that of its package; base images are the newest that are supported on a day.
func (t Template) Files(name string, today lambda.Date) []File {
	fill := []string{"{{name}}", cmp.Or(packageName(name), DefaultName), "{{adapter}}", lambda.AdapterReference}
	for _, language := range lambda.Languages() {
		if newest := lambda.NewestTag(language, today); newest != nil {
			fill = append(fill, "{{"+string(language)+"}}", newest.Name)
		}
	}
	replacer := strings.NewReplacer(fill...)
	var files []File
	for _, f := range t.files {
		files = append(files, File{f.Name, replacer.Replace(string(f.Data))})
	}
	return files
}

// Dockerfile is the Dockerfile among the files of a project.
func (t Template) Dockerfile(name string, today lambda.Date) string {
	for _, f := range t.Files(name, today) {
		if f.Path == "Dockerfile" {
			return f.Text
		}
	}
	return ""
}

// packageName is a text as all package managers take names: lower case letters, digits and hyphens, a letter first.
func packageName(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}
