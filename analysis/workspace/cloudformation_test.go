package workspace

import (
	"fmt"
	"testing"
	"testing/fstest"
)

// shownValue is a value as tests compare it: unknown ones in braces.
func shownValue(v Value) string {
	switch v.State {
	case Unset:
		return "-"
	case Dynamic:
		return "{" + v.Text + "}"
	}
	return v.Text
}

func shownList(l List) string {
	switch {
	case !l.Set:
		return "-"
	case l.Dynamic:
		return "{}"
	}
	text := "["
	for i, item := range l.Items {
		if i > 0 {
			text += " "
		}
		text += shownValue(item)
	}
	return text + "]"
}

func TestTemplates(t *testing.T) {
	tests := []struct{ name, file, text, want string }{
		{"SAM", "svc/template.yaml", `
Globals:
  Function:
    Architectures: [arm64]
    Environment:
      Variables: {STAGE: dev, LEVEL: info}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      ImageConfig:
        Command: ["app.handler"]
        EntryPoint: [/entry.sh]
        WorkingDirectory: /app
      Environment:
        Variables: {LEVEL: debug}
    Metadata:
      Dockerfile: Dockerfile.hello
      DockerContext: ./hello
      DockerBuildTarget: prod
      DockerBuildArgs: {VERSION: 1}
`, "Hello sam svc/hello/Dockerfile.hello in svc/hello target prod args map[VERSION:1] arm64 [app.handler] [/entry.sh] /app env map[LEVEL:debug STAGE:dev] image -"},
		{"intrinsics", "template.yaml", `
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Architectures: [!Ref Arch]
      ImageConfig:
        Command: [!Sub "app.handler", !Sub "${Name}.handler"]
    Metadata:
      Dockerfile: Dockerfile
      DockerContext: !Ref Context
`, "Hello sam {Dockerfile} in {Context} target - args map[] {Arch} [app.handler {${Name}.handler}] - - env map[] image -"},
		{"an image of a registry", "stack.template.json", `{"Resources": {"Hello": {"Type": "AWS::Lambda::Function", "Properties": {
  "PackageType": "Image", "Code": {"ImageUri": {"Ref": "Image"}}, "ImageConfig": {"Command": {"Fn::Split": [",", "a,b"]}}}}}}`,
			`Hello cloudformation {} in {} target - args map[] - {} - - env map[] image {{"Ref": "Image"}}`},
		{"no Dockerfile named", "template.yml", "Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Metadata:\n      DockerContext: a\n",
			"A sam a/Dockerfile in a target - args map[] - - - - env map[] image -"},
		{"outside the workspace", "template.yml", "Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Metadata: {DockerContext: ../a, Dockerfile: Dockerfile}\n",
			"A sam {Dockerfile} in {../a} target - args map[] - - - - env map[] image -"},
		{"no such Dockerfile", "template.yml", "Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Metadata: {DockerContext: b, Dockerfile: Dockerfile}\n",
			"A sam {Dockerfile} in {b} target - args map[] - - - - env map[] image -"},
		{"JSON by another name", "serverless.template", "{\n\t\"Resources\": {\"A\": {\"Type\": \"AWS::Serverless::Function\", \"Metadata\": {\"DockerContext\": \"./a\", \"Dockerfile\": \"Dockerfile\"}, \"Properties\": {\"ImageConfig\": {\"Command\": []}}}}}",
			"A sam a/Dockerfile in a target - args map[] - - - - env map[] image -"},
		{"a folder in place of an address", "a/serverless.template", `{"Resources": {"A": {"Type": "AWS::Serverless::Function", "Properties": {"PackageType": "Image", "ImageUri": "."}}}}`,
			"A sam a/Dockerfile in - target - args map[] - - - - env map[] image -"},
		{"nothing in place of an address", "a/serverless.template", `{"Resources": {"A": {"Type": "AWS::Serverless::Function", "Properties": {"PackageType": "Image", "ImageUri": ""}}}}`,
			"A sam a/Dockerfile in - target - args map[] - - - - env map[] image -"},
		{"a loop", "template.yml", "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nResources:\n  Fn::ForEach::All:\n    - Name\n    - [a, b]\n    - ${Name}Function:\n        Type: AWS::Serverless::Function\n        Properties: {ImageConfig: {Command: [\"${Name}.handler\"]}}\n        Metadata: {DockerContext: a, Dockerfile: Dockerfile}\n",
			"${Name}Function sam a/Dockerfile in a target - args map[] - [{${Name}.handler}] - - env map[] image -"},
		{"a template of templates", "template.yaml", "Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      ImageConfig: {Command: [{{ cookiecutter.handler }}]}\n{%- if x %}\n    b\n{%- endif %}\n",
			"template.yaml sam {} in {} target - args map[] - {} {} {} env map[] image -"},
		{"a zip function", "template.yml", "Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties: {Handler: app.handler, Runtime: python3.13}\n", ""},
		{"no template", "values.yaml", "Resources: []\nText: AWS::Lambda::Function\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tree := treeOf("-- svc/hello/Dockerfile.hello --\n-- a/Dockerfile --\n-- Dockerfile --\n")
			tree[test.file] = &fstest.MapFile{Data: []byte(test.text)}
			w := Scan(tree, Options{})
			got := ""
			for _, f := range w.Functions {
				got += fmt.Sprintf("%s %s %s in %s target %s args %v %s %s %s %s env %v image %s", f.Name, f.Kind, shownValue(f.Dockerfile), shownValue(f.Context),
					shownValue(f.Target), shownMap(f.Args), shownValue(f.Architecture), shownList(f.Command), shownList(f.Entrypoint), shownValue(f.WorkingDirectory),
					shownVariables(f), shownValue(f.Image))
			}
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func shownVariables(f *Function) map[string]string {
	values := map[string]Value{}
	for name, v := range f.Environment {
		values[name] = v.Value
	}
	return shownMap(values)
}

func shownMap(values map[string]Value) map[string]string {
	shown := make(map[string]string, len(values))
	for name, value := range values {
		shown[name] = shownValue(value)
	}
	return shown
}

func TestTemplateSpans(t *testing.T) {
	text := "Resources:\n  Hello:\n    Type: AWS::Serverless::Function\n    Properties:\n      ImageConfig: {Command: ['app.handler']}\n    Metadata: {DockerContext: ., Dockerfile: \"Dockerfile\"}\n"
	w := Scan(fstest.MapFS{"template.yaml": {Data: []byte(text)}, "Dockerfile": {}}, Options{})
	if len(w.Functions) != 1 {
		t.Fatalf("got %d functions", len(w.Functions))
	}
	f := w.Functions[0]
	for want, got := range map[string]string{
		"Hello":       f.File.Slice(f.Span),
		"app.handler": f.File.Slice(f.Command.Items[0].Span),
		"Dockerfile":  f.File.Slice(f.Dockerfile.Span),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
