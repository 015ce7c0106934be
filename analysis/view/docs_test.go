package view

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var update = flag.Bool("update", false, "rewrite docs/image.md and docs/image.schema.json")

// field is a field of a type of the JSON.
type field struct{ key, goType, doc string }

// object is a type of the JSON.
type object struct {
	name, doc string
	fields    []field
}

// objects are the types of the package, in their order.
func objects(t *testing.T) []object {
	t.Helper()
	var all []object
	for _, name := range []string{"view.go", "image.go", "start.go", "files.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			general, ok := declaration.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range general.Specs {
				if o, ok := objectOf(spec, general.Doc); ok {
					all = append(all, o)
				}
			}
		}
	}
	return all
}

func objectOf(spec ast.Spec, doc *ast.CommentGroup) (object, bool) {
	named, ok := spec.(*ast.TypeSpec)
	if !ok || !named.Name.IsExported() {
		return object{}, false
	}
	structure, ok := named.Type.(*ast.StructType)
	if !ok {
		return object{}, false
	}
	o := object{name: named.Name.Name, doc: sentence(doc)}
	for _, f := range structure.Fields.List {
		if f.Tag == nil {
			continue
		}
		key, _, _ := strings.Cut(reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json"), ",")
		o.fields = append(o.fields, field{key, typeName(f.Type), strings.TrimSpace(sentence(f.Doc) + " " + sentence(f.Comment))})
	}
	return o, len(o.fields) > 0
}

func sentence(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }

// typeName is a type in the words of JSON.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X) + " or null"
	case *ast.ArrayType:
		return "list of " + strings.TrimSuffix(typeName(e.Elt), " or null")
	case *ast.Ident:
		switch e.Name {
		case "string", "bool":
			return map[string]string{"string": "text", "bool": "true or false"}[e.Name]
		case "int", "int64":
			return "number"
		}
		return e.Name
	}
	return fmt.Sprintf("%T", e)
}

func page(all []object) string {
	var b strings.Builder
	b.WriteString("# The simulated image\n\nWhat `lambdock inspect DOCKERFILE --format json` prints, and what the request `lambdock/image` answers: `{\"textDocument\": {\"uri\": …}, \"function\": …}`, the function being one to\nleave the images of, or nothing. The answer is a Document, null where the document is no Dockerfile. [image.schema.json](image.schema.json) is its JSON Schema.\n")
	for _, o := range all {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| key | | |\n|---|---|---|\n", o.name, o.doc)
		for _, f := range o.fields {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.key, linked(f.goType, all), strings.ReplaceAll(f.doc, "|", `\|`))
		}
	}
	return b.String()
}

func linked(text string, all []object) string {
	words := strings.Fields(text)
	for i, w := range words {
		for _, o := range all {
			if w == o.name {
				words[i] = fmt.Sprintf("[%s](#%s)", w, strings.ToLower(w))
			}
		}
	}
	return strings.Join(words, " ")
}

func schema(all []object) string {
	definitions := map[string]any{}
	for _, o := range all {
		properties, required := map[string]any{}, []string{}
		for _, f := range o.fields {
			properties[f.key] = schemaOf(f.goType, f.doc)
			required = append(required, f.key)
		}
		definitions[o.name] = map[string]any{"type": "object", "description": o.doc, "properties": properties, "required": required}
	}
	body, _ := json.MarshalIndent(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "The image that a Dockerfile would build", "$ref": "#/$defs/Document", "$defs": definitions,
	}, "", "  ") // maps of strings always marshal
	return string(body) + "\n"
}

func schemaOf(goType, doc string) map[string]any {
	s := map[string]any{}
	if doc != "" {
		s["description"] = doc
	}
	base, nullable := strings.CutSuffix(goType, " or null")
	element, list := strings.CutPrefix(base, "list of ")
	switch {
	case list:
		s["type"], s["items"] = []string{"array", "null"}, schemaOf(element, "")
	case base == "text":
		s["type"] = "string"
	case base == "number":
		s["type"] = "integer"
	case base == "true or false":
		s["type"] = "boolean"
	case nullable:
		s["anyOf"] = []any{map[string]any{"$ref": "#/$defs/" + base}, map[string]any{"type": "null"}}
	default:
		s["$ref"] = "#/$defs/" + base
	}
	return s
}

// TestTheJSONIsDocumented compares the pages with the types.
func TestTheJSONIsDocumented(t *testing.T) {
	all := objects(t)
	for name, want := range map[string]string{"image.md": page(all), "image.schema.json": schema(all)} {
		file := filepath.Join("..", "..", "docs", name)
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil || string(got) != want {
			t.Errorf("docs/%s is not what the types say, run: go test ./analysis/view -update (%v)", name, err)
		}
	}
}

// TestOf shows a project, and holds what is shown to the documented keys.
func TestOf(t *testing.T) {
	fsys := fstest.MapFS{
		"Dockerfile":    {Data: []byte("FROM public.ecr.aws/lambda/python:3.13\nENV STAGE=dev\nCOPY app.py ${LAMBDA_TASK_ROOT}/\nCMD [\"app.other\"]\n")},
		"app.py":        {Data: []byte("def handler(event, context): ...\n")},
		"template.yaml": {Data: []byte("Resources:\n  Hello:\n    Type: AWS::Serverless::Function\n    Properties: {PackageType: Image, ImageConfig: {Command: [app.handler]}}\n    Metadata: {Dockerfile: Dockerfile, DockerContext: .}\n")},
	}
	project := &analysis.Project{FS: fsys, Workspace: workspace.Scan(fsys, workspace.Options{}), Today: "2026-11-27"}
	result, err := project.Lint("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	doc := Of(result.File, result.Variants, "Hello")
	if doc.Version != Version || doc.Dockerfile != "Dockerfile" || len(doc.Images) != 1 {
		t.Fatalf("got %+v", doc)
	}
	i := doc.Images[0]
	if len(i.Functions) != 1 || i.Functions[0].Name != "Hello" || i.Functions[0].Kind != "sam" || i.Functions[0].Place.StartLine != 2 {
		t.Errorf("functions %+v", i.Functions)
	}
	if i.Lambda.Class != "certain" || !i.Context.Known || i.Context.Text != "." || i.Final != 0 || i.Start == nil || i.Files == nil {
		t.Errorf("image %+v", i)
	}
	if len(Of(result.File, result.Variants, "Nobody").Images) != 0 {
		t.Error("an image is shown of a function that is not there")
	}
	body, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	var shown map[string]any
	if err := json.Unmarshal(body, &shown); err != nil {
		t.Fatal(err)
	}
	keys := map[string]map[string]bool{}
	for _, o := range objects(t) {
		keys[o.name] = map[string]bool{}
		for _, f := range o.fields {
			keys[o.name][f.key] = true
		}
	}
	for key := range shown {
		if !keys["Document"][key] {
			t.Errorf("the key %s is not documented", key)
		}
	}
	for key := range shown["images"].([]any)[0].(map[string]any) {
		if !keys["Image"][key] {
			t.Errorf("the key %s of an image is not documented", key)
		}
	}
}
