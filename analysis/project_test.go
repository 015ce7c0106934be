package analysis_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// handlerRule reports the handler of each variant, so that tests see which image a rule was given.
var handlerRule = &analysis.Rule{
	Name: "handler", Severity: analysis.Warning,
	Image: func(p *analysis.Pass, i *image.Image) {
		p.Report(analysis.Diagnostic{Span: i.Final.From.KeywordSpan, Message: "handler " + i.Start.Handler.Text})
	},
}

// retag reports python:3.9 and offers 3.13 in its place.
var retag = &analysis.Rule{
	Name: "retag", Severity: analysis.Warning,
	Image: func(p *analysis.Pass, i *image.Image) {
		word := i.Final.Reference
		at := strings.Index(word.Value, ":3.9")
		if at < 0 {
			return
		}
		span := word.Raw.Span(at+1, at+4)
		p.Report(analysis.Diagnostic{Span: span, Message: "old", Fixes: []analysis.Fix{
			{Title: "Use 3.13", Safe: true, Edits: []analysis.Edit{{File: i.File.Source, Span: span, New: "3.13"}}},
		}})
	},
}

func project(files map[string]string, rules ...*analysis.Rule) *analysis.Project {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return &analysis.Project{FS: fsys, Workspace: workspace.Scan(fsys, workspace.Options{}), Today: "2026-11-24", Rules: rules}
}

func lint(t *testing.T, p *analysis.Project, name string) *analysis.Result {
	t.Helper()
	result, err := p.Lint(name)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func messages(result *analysis.Result) []string {
	var all []string
	for _, d := range result.Diagnostics {
		all = append(all, fmt.Sprintf("%s %s: %s", d.File.Path(), d.Severity, d.Message))
	}
	return all
}

const lambdaFile = "FROM public.ecr.aws/lambda/python:3.13\nCMD [\"app.handler\"]\n"

func function(name, command string) string {
	return "  " + name + `:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      ImageConfig:
        Command: ["` + command + `"]
    Metadata:
      Dockerfile: Dockerfile
      DockerContext: .
`
}

func TestVariants(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"no function", map[string]string{"Dockerfile": lambdaFile}, []string{"handler app.handler"}},
		{"one function", map[string]string{
			"Dockerfile": lambdaFile, "template.yaml": "Resources:\n" + function("A", "a.handler"),
		}, []string{"handler a.handler"}},
		{"two functions that differ", map[string]string{
			"Dockerfile": lambdaFile, "template.yaml": "Resources:\n" + function("A", "a.handler") + function("B", "b.handler"),
		}, []string{"handler a.handler, for A", "handler b.handler, for B"}},
		{"two functions alike", map[string]string{
			"Dockerfile": lambdaFile, "template.yaml": "Resources:\n" + function("A", "a.handler") + function("B", "a.handler"),
		}, []string{"handler a.handler"}},
		{"a build of the function's own image", map[string]string{
			"Dockerfile": lambdaFile, "build.sh": "docker build -t x .\n", "template.yaml": "Resources:\n" + function("A", "a.handler"),
		}, []string{"handler a.handler"}},
		{"a build of a stage that is no function's", map[string]string{
			"Dockerfile": "FROM debian AS test\nRUN true\n" + lambdaFile, "build.sh": "docker build --target test -t x .\ndocker build -t y .\n",
		}, []string{"handler app.handler"}},
		{"a stage that a variable names", map[string]string{
			"Dockerfile": lambdaFile + "FROM public.ecr.aws/lambda/python:3.13\nCMD [\"b.handler\"]\n", "build.sh": "docker build --target \"$TARGET\" .\n",
		}, nil},
		{"the only stage, by a variable's name", map[string]string{"Dockerfile": lambdaFile, "build.sh": "docker build --target \"$TARGET\" .\n"}, []string{"handler app.handler"}},
		{"a configured function", map[string]string{
			"Dockerfile": lambdaFile, ".lambdock.yaml": "functions:\n  - dockerfile: Dockerfile\n    handler: c.handler\n",
		}, []string{"handler c.handler"}},
		{"not Lambda's", map[string]string{"Dockerfile": "FROM debian\nCMD [\"app.handler\"]\n"}, nil},
		{"said not to be Lambda's", map[string]string{"Dockerfile": "# lambdock not-lambda\n" + lambdaFile}, nil},
		{"configured not to be Lambda's", map[string]string{"Dockerfile": lambdaFile, ".lambdock.yaml": "not-lambda: [Dockerfile]\n"}, nil},
		{"configured to be Lambda's", map[string]string{
			"Dockerfile": "FROM debian\nENTRYPOINT [\"python\", \"-m\", \"awslambdaric\"]\nCMD [\"d.handler\"]\n", ".lambdock.yaml": "lambda: ['*']\n",
		}, []string{"handler d.handler"}},
		{"empty", map[string]string{"Dockerfile": ""}, nil},
		{"binary", map[string]string{"Dockerfile": "FROM public.ecr.aws/lambda/python\x00"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, d := range lint(t, project(test.files, handlerRule), "Dockerfile").Diagnostics {
				got = append(got, d.Message)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestFunctionEnvironment says that what a function's configuration sets decides before the image's own variables, and may be unknown.
func TestFunctionEnvironment(t *testing.T) {
	searched := &analysis.Rule{Name: "searched", Severity: analysis.Warning, Image: func(p *analysis.Pass, i *image.Image) {
		message := strings.Join(i.Start.Handler.SearchPath, ":")
		if i.Start.Handler.SearchOpen {
			message += " and more"
		}
		p.Report(analysis.Diagnostic{Span: i.Final.From.KeywordSpan, Message: message})
	}}
	for environment, want := range map[string]string{
		"{}":                                   "/var/lang/lib/python3.13/site-packages",
		"{Variables: {LEVEL: info}}":           "/var/lang/lib/python3.13/site-packages",
		"{Variables: {PYTHONPATH: /app}}":      "/app",
		"{Variables: {PYTHONPATH: !Ref Path}}": "/var/task and more",
		"!If [A, {Variables: {X: y}}, !Ref B]": "/var/task and more",
	} {
		template := strings.Replace("Resources:\n"+function("A", "a.handler"), "      ImageConfig:", "      Environment: "+environment+"\n      ImageConfig:", 1)
		found := lint(t, project(map[string]string{"Dockerfile": lambdaFile, "template.yaml": template}, searched), "Dockerfile").Diagnostics
		if len(found) != 1 || !strings.Contains(found[0].Message, want) {
			t.Errorf("with %s the search path is %v, want %s in it", environment, found, want)
		}
	}
}

func TestContext(t *testing.T) {
	tests := []struct {
		name, dockerfile string
		files            map[string]string
		want             string
	}{
		{"the Dockerfile's folder", "a/Dockerfile", map[string]string{"a/Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\n", "a/app.py": ""}, "a"},
		{"a parent", "a/b/Dockerfile", map[string]string{"a/b/Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCOPY shared/x.py b/app.py ./\n", "a/shared/x.py": "", "a/b/app.py": ""}, "a"},
		{"several would do", "a/Dockerfile", map[string]string{"a/Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCOPY . .\n"}, ""},
		{"none would do", "a/Dockerfile", map[string]string{"a/Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCOPY dist ./\n"}, ""},
		{"what is built beside a manifest", "a/Dockerfile", map[string]string{"a/Dockerfile": "FROM public.ecr.aws/lambda/java:21\nCOPY target/classes ./\nCOPY target/dependency/* ./lib/\n", "a/pom.xml": "<project/>"}, "a"},
		{"what is built below a parent", "a/Dockerfile", map[string]string{"a/Dockerfile": "FROM public.ecr.aws/lambda/dotnet:8\nCOPY a/bin/Release/lambda-publish ./\n", "a/a.fsproj": ""}, "."},
		{"what is built beside two manifests", "a/Dockerfile", map[string]string{"a/Dockerfile": "FROM public.ecr.aws/lambda/nodejs:22\nCOPY dist ./\n", "a/package.json": "{}", "package.json": "{}"}, ""},
		{"what is built, and what is missing", "a/Dockerfile", map[string]string{"a/Dockerfile": "FROM public.ecr.aws/lambda/nodejs:22\nCOPY dist config.js ./\n", "a/package.json": "{}"}, ""},
		{"what is built, and what git ignores", "a/Dockerfile", map[string]string{"a/Dockerfile": "FROM public.ecr.aws/lambda/nodejs:22\nCOPY dist .env ./\n", "a/package.json": "{}", ".gitignore": ".env\n"}, "a"},
		{"what git ignores alone", "a/Dockerfile", map[string]string{"a/Dockerfile": "FROM public.ecr.aws/lambda/nodejs:22\nCOPY . .\nCOPY .env ./\n", ".gitignore": ".env\n"}, ""},
		{"the root", "Dockerfile", map[string]string{"Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCOPY . .\n"}, "."},
		{"what a build says", "a/Dockerfile", map[string]string{"a/Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCOPY . .\n", "Makefile": "build:\n\tdocker build -f a/Dockerfile .\n"}, "."},
		{"clamped", "a/Dockerfile", map[string]string{"a/Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCOPY ../x.py ./\n", "a/x.py": ""}, "a"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			result := lint(t, project(test.files, handlerRule), test.dockerfile)
			if len(result.Variants) != 1 || result.Variants[0].Context != test.want {
				t.Errorf("got %d variants, context %q, want %q", len(result.Variants), result.Variants[0].Context, test.want)
			}
		})
	}
}

func TestIgnoreComments(t *testing.T) {
	from := "FROM public.ecr.aws/lambda/python:3.9\n"
	tests := []struct {
		name, text string
		want       int
	}{
		{"nothing", from, 1},
		{"next instruction", "# lambdock ignore=retag it must stay\n" + from, 0},
		{"in a list", "# lambdock ignore=other,retag\n\n# more words\n" + from, 0},
		{"another rule", "# lambdock ignore=other\n" + from, 1},
		{"the one before", from + "# lambdock ignore=retag\nRUN true\n", 1},
		{"whole file", from + "# lambdock ignore-file=retag\n", 0},
		{"BuildKit's directive", "# check=skip=retag;error=true\n" + from, 0},
		{"BuildKit's for all", "# check=skip=all\n" + from, 0},
		{"BuildKit's for an instruction", "# syntax=docker/dockerfile:1\n# check=skip=retag\n" + from, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := lint(t, project(map[string]string{"Dockerfile": test.text}, retag), "Dockerfile").Diagnostics
			if len(got) != test.want {
				t.Errorf("got %d findings, want %d", len(got), test.want)
			}
		})
	}
}

func TestIgnoreInOtherFiles(t *testing.T) {
	rule := &analysis.Rule{Name: "build", Severity: analysis.Error, Build: func(p *analysis.Pass, b *workspace.Build) {
		p.Report(analysis.Diagnostic{File: b.File, Span: b.Span, Message: "found"})
	}}
	script := "#!/bin/sh\n# lambdock ignore=build pushed elsewhere\ndocker build -t a .\ndocker build -t b . # lambdock ignore=build\ndocker build -t c .\n"
	got := lint(t, project(map[string]string{"Dockerfile": lambdaFile, "build.sh": script}, rule), "Dockerfile").Diagnostics
	if len(got) != 1 || got[0].File.LineOf(got[0].Span.Start) != 4 {
		t.Errorf("got %v, want the last build alone", got)
	}
	script = "#!/bin/sh\ndocker build -t a .\n# lambdock ignore-file=build\n"
	if got := lint(t, project(map[string]string{"Dockerfile": lambdaFile, "build.sh": script}, rule), "Dockerfile").Diagnostics; len(got) != 0 {
		t.Errorf("got %v, want nothing", got)
	}
}

// TestLintAround says what is found in a template by itself, and what keeps a finding back.
func TestLintAround(t *testing.T) {
	named := &analysis.Rule{Name: "named", Severity: analysis.Error, Function: func(p *analysis.Pass, f *workspace.Function) {
		p.Report(analysis.Diagnostic{Span: f.Span, Message: "function " + f.Name})
	}}
	template := "Resources:\n" + function("A", "a.handler") + strings.Replace(function("B", "b.handler"), "Dockerfile: D", "Dockerfile: Absent.D", 1)
	for _, test := range []struct {
		name, template, config string
		want                   []string
	}{
		{"two functions", template, "", []string{"a/template.yaml error: function A", "a/template.yaml error: function B"}},
		{"a comment", strings.Replace(template, "  B:", "  # lambdock ignore=named why\n  B:", 1), "", []string{"a/template.yaml error: function A"}},
		{"a severity", template, "severity: {named: info}\n", []string{"a/template.yaml info: function A", "a/template.yaml info: function B"}},
		{"an ignored rule", template, "ignore: [named]\n", nil},
		{"another rule", template, "select: [other]\n", nil},
		{"not Lambda's", template, "not-lambda: ['**']\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := project(map[string]string{"a/Dockerfile": lambdaFile, "a/template.yaml": test.template, "a/.lambdock.yaml": test.config}, named, handlerRule)
			result, err := p.LintAround("a/template.yaml", nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := messages(result); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if !slices.Contains(result.Read, "a/template.yaml") || !slices.Contains(result.Read, "a/.lambdock.yaml") {
				t.Errorf("it rests on %v", result.Read)
			}
			if found := lint(t, p, "a/Dockerfile").Diagnostics; slices.ContainsFunc(found, func(d analysis.Diagnostic) bool { return d.Rule == named }) {
				t.Error("the Dockerfile has the findings of its function")
			}
		})
	}
}

func TestIgnoreEdit(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain", "FROM public.ecr.aws/lambda/python:3.9\n", "# lambdock ignore=retag\nFROM public.ecr.aws/lambda/python:3.9\n"},
		{"indented, CRLF", "# x\r\n  FROM public.ecr.aws/lambda/python:3.9\r\n", "# x\r\n  # lambdock ignore=retag\r\n  FROM public.ecr.aws/lambda/python:3.9\r\n"},
		{"below a directive", "# escape=`\nFROM public.ecr.aws/lambda/python:3.9\n", "# escape=`\n# lambdock ignore=retag\nFROM public.ecr.aws/lambda/python:3.9\n"},
		{"behind a byte order mark", "\ufeffFROM public.ecr.aws/lambda/python:3.9\n", "\ufeff# lambdock ignore=retag\nFROM public.ecr.aws/lambda/python:3.9\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			result := lint(t, project(map[string]string{"Dockerfile": test.text}, retag), "Dockerfile")
			edit, ok := analysis.IgnoreEdit(result.File, result.Diagnostics[0])
			if !ok {
				t.Fatal("no edit")
			}
			got, err := analysis.Apply(test.text, []analysis.Edit{edit})
			if err != nil || got != test.want {
				t.Fatalf("got %q, %v, want %q", got, err, test.want)
			}
			if left := lint(t, project(map[string]string{"Dockerfile": got}, retag), "Dockerfile").Diagnostics; len(left) != 0 {
				t.Errorf("the comment leaves %v", left)
			}
		})
	}
}

func TestFixUntilQuiet(t *testing.T) {
	p := project(map[string]string{"Dockerfile": "FROM public.ecr.aws/lambda/python:3.9 AS a\n"}, retag)
	fixed, err := p.Fix("Dockerfile", false, nil)
	if err != nil || fixed.Applied != 1 || fixed.Texts["Dockerfile"] != "FROM public.ecr.aws/lambda/python:3.13 AS a\n" {
		t.Fatalf("got %+v, %v", fixed, err)
	}
	kept, err := p.Fix("Dockerfile", false, func(analysis.Diagnostic) bool { return false })
	if err != nil || len(kept.Texts) != 0 {
		t.Errorf("got %+v, %v, want nothing fixed", kept, err)
	}
}

func TestApplyRefusesOverlaps(t *testing.T) {
	file := source.New("Dockerfile", "FROM scratch\n")
	edit := func(start, end int) analysis.Edit {
		return analysis.Edit{File: file, Span: source.Span{Start: start, End: end}, New: "x"}
	}
	for _, edits := range [][]analysis.Edit{{edit(0, 4), edit(3, 5)}, {edit(5, 99)}, {edit(4, 2)}} {
		if got, err := analysis.Apply(file.Text(), edits); err == nil {
			t.Errorf("applied %v: %q", edits, got)
		}
	}
}

func TestConfiguration(t *testing.T) {
	files := map[string]string{"Dockerfile": "FROM public.ecr.aws/lambda/python:3.9\n", ".lambdock.yaml": "severity:\n  retag: hint\n"}
	p := project(files, retag, handlerRule)
	if got := messages(lint(t, p, "Dockerfile")); !slices.Contains(got, "Dockerfile hint: old") {
		t.Errorf("got %q, want the configured severity", got)
	}
	p.Settings = &config.Config{Ignore: []string{"handler"}}
	if got := messages(lint(t, p, "Dockerfile")); len(got) != 1 {
		t.Errorf("got %q, want the ignored rule gone", got)
	}
	p.Config = &config.Config{Select: []string{"handler"}}
	p.Settings = nil
	if got := messages(lint(t, p, "Dockerfile")); len(got) != 1 || !strings.Contains(got[0], "handler") {
		t.Errorf("got %q, want the selected rule alone", got)
	}
	broken := project(map[string]string{"Dockerfile": lambdaFile, ".lambdock.yaml": "selekt: []\n"}, retag)
	if _, err := broken.Lint("Dockerfile"); err == nil || !strings.Contains(err.Error(), ".lambdock.yaml:1") {
		t.Errorf("got %v, want an error that names the line", err)
	}
}

func TestReadNamesDependencies(t *testing.T) {
	files := map[string]string{
		"Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\nCMD [\"app.handler\"]\n", "app.py": "def handler(event, context): ...\n",
	}
	resolve := &analysis.Rule{Name: "resolve", Severity: analysis.Error, Image: func(p *analysis.Pass, _ *image.Image) { p.Module() }}
	read := lint(t, project(files, resolve), "Dockerfile").Read
	for _, name := range []string{"app.py", ".dockerignore", "Dockerfile.dockerignore", ".lambdock.yaml"} {
		if !slices.Contains(read, name) {
			t.Errorf("read %q, and not %s", read, name)
		}
	}
}
