package workspace

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lambdock/lambdock/analysis/source"
)

// describeFunction is a function in one line: what is not said is left out.
func describeFunction(f *Function) string {
	words := []string{f.Kind, f.Name}
	add := func(name string, v Value) {
		if v.State != Unset {
			words = append(words, name+"="+shownValue(v))
		}
	}
	add("dockerfile", f.Dockerfile)
	add("context", f.Context)
	add("target", f.Target)
	for _, name := range slices.Sorted(maps.Keys(f.Args)) {
		add("arg."+name, f.Args[name])
	}
	add("architecture", f.Architecture)
	add("image", f.Image)
	if f.Command.Set {
		words = append(words, "command="+shownList(f.Command))
	}
	if f.Entrypoint.Set {
		words = append(words, "entrypoint="+shownList(f.Entrypoint))
	}
	add("dir", f.WorkingDirectory)
	for _, name := range slices.Sorted(maps.Keys(f.Environment)) {
		add("env."+name, f.Environment[name].Value)
	}
	if f.EnvironmentOpen {
		words = append(words, "env.?")
	}
	add("region", f.Region)
	for _, p := range f.ZipProperties {
		add("zip."+p.Name, p.Value)
	}
	return strings.Join(words, " ")
}

type functionTest struct {
	name, tree string
	want       []string
}

func runFunctionTests(t *testing.T, tests []functionTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, f := range Scan(treeOf(test.tree+dockerfilesOfTests), Options{}).Functions {
				got = append(got, describeFunction(f))
				checkSpans(t, f)
			}
			if strings.Join(got, "\n") != strings.Join(test.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

// valuesOf are all values of a function.
func valuesOf(f *Function) []Value {
	all := []Value{f.Dockerfile, f.Context, f.Target, f.Architecture, f.Image, f.WorkingDirectory, f.Limits.Memory, f.Limits.Timeout, f.Limits.Storage}
	all = slices.Concat(all, f.Command.Items, f.Entrypoint.Items)
	for _, v := range f.Environment {
		all = append(all, v.Value, Value{Span: v.Name})
	}
	for _, p := range f.ZipProperties {
		all = append(all, p.Value, Value{Span: p.Key}, Value{Span: p.Entry})
	}
	if f.RegionFile == nil {
		all = append(all, f.Region)
	}
	return append(all, Value{Span: f.Span}, Value{Span: f.Command.Span}, Value{Span: f.Entrypoint.Span})
}

// checkSpans holds every span to its file, and that of a plain value to its text.
func checkSpans(t *testing.T, f *Function) {
	t.Helper()
	for _, v := range valuesOf(f) {
		if v.Span.Start < 0 || v.Span.End < v.Span.Start || v.Span.End > f.File.Len() {
			t.Fatalf("span %v in %d bytes of %s", v.Span, f.File.Len(), f.File.Path())
		}
		if written := f.File.Slice(v.Span); len(written) > 1 && strings.ContainsAny(written[:1], `"'`) && strings.HasSuffix(written, written[:1]) {
			t.Errorf("%s of %s spans its quotes", written, f.Name)
		}
	}
	for _, l := range []List{f.Command, f.Entrypoint} {
		for _, item := range l.Items {
			if l.Span.Len() > 0 && (item.Span.Start < l.Span.Start || item.Span.End > l.Span.End) && f.Kind != "cdk" {
				t.Errorf("%q lies outside its list", f.File.Slice(item.Span))
			}
		}
	}
}

func TestServerlessFunctions(t *testing.T) {
	runFunctionTests(t, []functionTest{
		{"images and functions", `-- serverless.yml --
service: s
frameworkVersion: '3'
provider:
  name: aws
  architecture: arm64
  environment: {STAGE: "${sls:stage}", LEVEL: info}
  ecr:
    images:
      app:
        path: ./fn
        file: Dockerfile.lambda
        buildArgs: {A: 1, B: "${env:B}"}
        buildOptions: ["--target", "prod", '--provenance=false']
      short: other
      address:
        uri: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:b
functions:
  one:
    image:
      name: app
      command: [app.handler, "${self:custom.x}"]
      entryPoint:
        - '/entry.sh'
      workingDirectory: /app
  two:
    image: short
    architecture: x86_64
    environment: {LEVEL: debug}
  three: {image: {name: address}}
  four: {image: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:0"}
  five: {image: {name: "${self:custom.image}", command: "${self:custom.command}"}}
  zip: {handler: a.b}
`, []string{
			"serverless one dockerfile=fn/Dockerfile.lambda context=fn target=prod arg.A=1 arg.B={${env:B}} architecture=arm64 command=[app.handler {${self:custom.x}}] entrypoint=[/entry.sh] dir=/app env.LEVEL=info env.STAGE={${sls:stage}}",
			"serverless two dockerfile=other/Dockerfile context=other architecture=x86_64 env.LEVEL=debug env.STAGE={${sls:stage}}",
			"serverless three dockerfile={} context={} architecture=arm64 image=123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:b env.LEVEL=info env.STAGE={${sls:stage}}",
			"serverless four dockerfile={} context={} architecture=arm64 image=123456789012.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:0 env.LEVEL=info env.STAGE={${sls:stage}}",
			"serverless five dockerfile={} context={} architecture=arm64 image={${self:custom.image}} command={} env.LEVEL=info env.STAGE={${sls:stage}}",
		}},
		{"functions elsewhere", `-- svc/serverless.yml --
provider: {ecr: {images: {app: {path: ../fn}}}}
functions:
  - ${file(a.yml)}
  - b:
      image: {name: app}
`, []string{
			"serverless ${file(a.yml)} dockerfile={} context={} command={} entrypoint={}",
			"serverless b dockerfile=fn/Dockerfile context=fn",
		}},
		{"no service", "-- serverless.yml --\nfunctions: {a: {image: b}}\n", nil},
	})
}

func TestServerlessBuilds(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"version 4", "-- serverless.yml --\nframeworkVersion: ^4.4.0\nprovider:\n  ecr:\n    images:\n      a:\n        path: fn\n        platform: linux/arm64\n      b:\n        path: fn\n        provenance: false\n      c:\n        path: other\n        provenance: true\n", []string{
			` "a" dockerfile=fn/Dockerfile context=fn platform=linux/arm64`,
			` "b" dockerfile=fn/Dockerfile context=fn provenance=off[provenance: false]`,
			` "c" dockerfile=other/Dockerfile context=other provenance=on[provenance: true]`}},
		{"version 3", "-- serverless.yml --\nprovider:\n  ecr:\n    images:\n      a:\n        path: fn\n        buildOptions: ['--provenance', 'false', '--platform=linux/amd64']\n      b:\n        path: fn\n        buildOptions: ['${env:X}']\n", []string{
			` "a" dockerfile=fn/Dockerfile context=fn platform=linux/amd64 provenance=off[--provenance', 'false]`,
			` "b" dockerfile=fn/Dockerfile context=fn target=? platform=? provenance=undecided[b] sbom=undecided[b] push=undecided load=undecided`}},
		{"json", "-- serverless.json --\n{\"frameworkVersion\": \"4\", \"provider\": {\"ecr\": {\"images\": {\"a\": {\"path\": \"fn\"}}}}}\n", []string{` "a" dockerfile=fn/Dockerfile context=fn`}},
	})
}

func TestDotnetTools(t *testing.T) {
	runFunctionTests(t, []functionTest{
		{"an image", `-- fn/aws-lambda-tools-defaults.json --
{
  "Information": ["…"],
  "profile": "", "region": "eu-west-1",
  "package-type": "Image",
  "image-command": "App::App.Function::FunctionHandler",
  "image-working-directory": "/var/task",
  "docker-host-build-output-dir": "./bin/Release/lambda-publish",
  "docker-build-options": "--target final --build-arg A=1 --provenance=false",
  "function-architecture": "arm64",
  "environment-variables": "\"A\"=\"1\";\"B\"=\"2\"",
  "function-name": "App"
}
`, []string{"dotnet-tools App dockerfile=fn/Dockerfile target=final arg.A=1 architecture=arm64 command=[App::App.Function::FunctionHandler] dir=/var/task env.A=1 env.B=2 region=eu-west-1"}},
		{"a context and an entry point", `-- fn/aws-lambda-tools-prod.json --
{"image-entrypoint": "/lambda-entrypoint.sh,dotnet", "dockerfile": "Dockerfile.lambda", "docker-build-working-dir": ".."}
`, []string{"dotnet-tools fn dockerfile=fn/Dockerfile.lambda context=. entrypoint=[/lambda-entrypoint.sh dotnet]"}},
		{"no such Dockerfile", "-- src/aws-lambda-tools-defaults.json --\n{\"package-type\": \"image\", \"image-command\": \"A\"}\n", []string{"dotnet-tools src dockerfile={} context={} command=[A]"}},
		{"a zip function", "-- fn/aws-lambda-tools-defaults.json --\n{\"package-type\": \"zip\", \"function-handler\": \"A::B::C\", \"dockerfile\": \"Dockerfile\"}\n", nil},
		{"beside a template", "-- fn/aws-lambda-tools-defaults.json --\n{\"template\": \"serverless.template\", \"docker-host-build-output-dir\": \"./bin/Release/lambda-publish\"}\n", nil},
		{"no package type", "-- fn/aws-lambda-tools-defaults.json --\n{\"function-handler\": \"A::B::C\"}\n", nil},
	})
}

func TestCommandSetters(t *testing.T) {
	const anything = " dockerfile={} context={} command={} entrypoint={} dir={}"
	runFunctionTests(t, []functionTest{
		{"commands", "-- deploy.sh --\naws lambda create-function --function-name f --package-type Image --code ImageUri=$URI --image-config 'Command=[\"app.handler\"]'\n-- .github/workflows/a.yml --\njobs: {a: {steps: [{run: aws lambda update-function-configuration --image-config Command=app.handler}]}}\n-- other.sh --\naws lambda update-function-code --image-uri $URI\n",
			[]string{"aws-cli a.yml" + anything, "aws-cli deploy.sh" + anything}},
		{"programs", "-- infra/index.ts --\nnew aws.lambda.Function('f', { packageType: 'Image', imageUri: image.uri, imageConfig: { commands: ['app.handler'] } })\n-- deploy/main.py --\nboto3.client('lambda').create_function(ImageConfig={'Command': ['a.b']})\n-- web/lib/images.ts --\nexport const imageConfig = {}\n",
			[]string{"program main.py" + anything, "program index.ts" + anything}},
		{"a service that is a program", "-- serverless.ts --\nconst c: AWS = { functions: { f: { image: { name: 'a', command: ['app.handler'] } } } }\n", []string{"serverless serverless.ts" + anything}},
		{"CDK in other languages", "-- infra/infra.go --\nawslambda.NewDockerImageFunction(stack, jsii.String(\"F\"), &awslambda.DockerImageFunctionProps{Code: awslambda.DockerImageCode_FromImageAsset(jsii.String(\"..\"), nil)})\n-- src/App.java --\nDockerImageCode.fromImageAsset(\"x\")\n",
			[]string{"cdk infra.go" + anything}},
	})
}

func TestFunctionSpans(t *testing.T) {
	for name, test := range map[string]struct {
		path, text string
		want       []string
	}{
		"serverless": {"serverless.yml", "provider: {ecr: {images: {a: {path: fn, file: 'Dockerfile.lambda'}}}}\nfunctions:\n  f:\n    image:\n      name: a\n      command: [\"app.handler\"]\n",
			[]string{"f", "Dockerfile.lambda", "fn", "app.handler", `["app.handler"]`}},
		"dotnet": {"fn/aws-lambda-tools-defaults.json", `{"package-type": "image", "image-command": "A::B::C,x", "function-name": "N", "dockerfile": "Dockerfile"}`,
			[]string{"N", "Dockerfile", "", "A::B::C", "A::B::C,x"}},
		"terraform": {"main.tf", "resource \"aws_lambda_function\" \"f\" {\n  image_uri = docker_image.i.name\n  image_config {\n    command = [\"app.handler\"]\n  }\n}\nresource \"docker_image\" \"i\" {\n  build {\n    context = \"${path.module}/fn\"\n    dockerfile = \"Dockerfile\"\n  }\n}\n",
			[]string{"f", "Dockerfile", "${path.module}/fn", "app.handler", `["app.handler"]`}},
		"cdk": {"lib/a.ts", "new lambda.DockerImageFunction(this, 'f', { code: lambda.DockerImageCode.fromImageAsset(path.join(__dirname, '../fn'), { file: \"Dockerfile\", cmd: ['app.handler'] }) })\nimport * as path from 'path'",
			[]string{"f", "Dockerfile", "path.join(__dirname, '../fn')", "app.handler", "['app.handler']"}},
		"cdk in python": {"lib/a.py", "_lambda.DockerImageFunction(self, r'f', code=_lambda.DockerImageCode.from_image_asset('fn', file=\"\"\"Dockerfile\"\"\", cmd=['app.handler']))\n",
			[]string{"f", "Dockerfile", "fn", "app.handler", "['app.handler']"}},
	} {
		t.Run(name, func(t *testing.T) {
			tree := treeOf("-- cdk.json --\n{}\n" + dockerfilesOfTests)
			tree["fn/Dockerfile.lambda"] = &fstest.MapFile{}
			tree[test.path] = &fstest.MapFile{Data: []byte(test.text)}
			functions := Scan(tree, Options{}).Functions
			if len(functions) != 1 {
				t.Fatalf("%d functions", len(functions))
			}
			f := functions[0]
			var got []string
			for _, s := range []source.Span{f.Span, f.Dockerfile.Span, f.Context.Span, f.Command.Items[0].Span, f.Command.Span} {
				got = append(got, f.File.Slice(s))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("spans hold %q, want %q", got, test.want)
			}
		})
	}
}

func fuzzFunctions(f *testing.F, names []string, seeds ...string) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range names {
			tree := treeOf("-- cdk.json --\n{}\n" + dockerfilesOfTests)
			tree[name] = &fstest.MapFile{Data: []byte(text)}
			w := Scan(tree, Options{})
			for _, function := range w.Functions {
				for _, v := range valuesOf(function) {
					if v.Span.Start < 0 || v.Span.End < v.Span.Start || v.Span.End > function.File.Len() {
						t.Fatalf("span %v in %d bytes of %s", v.Span, function.File.Len(), name)
					}
				}
				_ = describeFunction(function)
			}
			for _, b := range w.Builds {
				if at := b.InsertOff.At; b.Span.Start < 0 || b.Span.End > b.File.Len() || at < 0 || at > b.File.Len() {
					t.Fatalf("build %v in %d bytes of %s", b.Span, b.File.Len(), name)
				}
			}
		}
	})
}

func FuzzTemplates(f *testing.F) {
	fuzzFunctions(f, []string{"template.yaml", "template.json", "serverless.template"},
		"Globals: {Function: {Environment: {Variables: {A: b}}}}\nResources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties: {ImageConfig: {Command: [!Sub a, !Ref b]}}\n    Metadata: {DockerContext: ./fn, Dockerfile: !Sub Dockerfile}\n",
		`{"Resources": {"A": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ImageUri": {"Ref": "B"}}, "ImageConfig": {"Command": ["a"]}}}}}`)
}

func FuzzServerless(f *testing.F) {
	fuzzFunctions(f, []string{"serverless.yml", "serverless.json"},
		"frameworkVersion: 4\nprovider: {ecr: {images: {a: {path: fn, buildOptions: ['--target', x]}, b: fn}}}\nfunctions:\n  - ${file(x)}\n  - f: {image: {name: a, command: [a.b, '${c}']}}\n")
}

func FuzzDotnetTools(f *testing.F) {
	fuzzFunctions(f, []string{"fn/aws-lambda-tools-defaults.json"}, `{"package-type": "image", "image-command": "A::B::C,d", "docker-build-options": "--target=x --build-arg A", "environment-variables": "A=b;C"}`)
}

func FuzzTerraform(f *testing.F) {
	fuzzFunctions(f, []string{"infra/main.tf"},
		"locals {\n  c = [\"a\", local.d]\n}\nresource \"aws_lambda_function\" \"f\" {\n  image_uri = \"${docker_image.i.name}\"\n  image_config {\n    command = local.c\n  }\n}\nresource \"docker_image\" \"i\" {\n  build {\n    context = \"../fn\"\n    builder = \"default\"\n  }\n}\n",
		"resource \"a\" \"b\" {\n  provisioner \"local-exec\" {\n    command = <<-E\n      docker build \\\n        -t ${var.x} \"../fn\" \\\" $${a}\n    E\n  }\n}\n",
		"module \"lambda\" {\n  source = \"terraform-aws-modules/lambda/aws\"\n  image_uri = module.i.image_uri\n}\nmodule \"i\" {\n  source = \"x//modules/docker-build\"\n  source_path = \"../fn\"\n}\n")
}

func FuzzCDK(f *testing.F) {
	fuzzFunctions(f, []string{"lib/stack.ts", "lib/stack.py"},
		"new lambda.DockerImageFunction(this, 'F', { code: lambda.DockerImageCode.fromImageAsset(path.join(__dirname, '../fn'), { cmd: ['a', `${b}`], ...c }) })",
		"F(self, f\"{x}\", code=DockerImageCode.from_image_asset(\"fn\", cmd=[r'a', X], build_args={'A': '1'}), **k)")
}

// BenchmarkFunctionsMegabyte reads files as large as any that is read, of one line: none may take seconds.
func BenchmarkFunctionsMegabyte(b *testing.B) {
	for _, file := range []struct{ name, head, line string }{
		{"template.yaml", "Resources:\n", "  A: {Type: AWS::Serverless::Function, Properties: {ImageConfig: {Command: [a]}}, Metadata: {DockerContext: fn}}\n"},
		{"serverless.yml", "provider: {ecr: {images: {a: {path: fn}}}}\nfunctions:\n", "  f: {image: {name: a, command: [a.b]}}\n"},
		{"main.tf", "", "resource \"aws_lambda_function\" \"f\" { image_uri = local.a\n depends_on = [docker_image.a, docker_image.b] }\nlocals { a = local.b }\n"},
		{"a/main.tf", "resource \"a\" \"b\" {\n", "provisioner \"local-exec\" { command = \"docker build -t ${var.x} fn\" }\n"},
		{"lib/a.ts", "", "new DockerImageFunction(s, 'a', { code: DockerImageCode.fromEcr(a.repository, { cmd: ['a'] }) });\n"},
		{"lib/a.py", "", "DockerImageFunction(s, 'a', code=DockerImageCode.from_image_asset('fn', cmd=['a']))\n"},
	} {
		size := maxFileSize
		if isTerraform(file.name) {
			size = maxHCLSize
		}
		text := file.head + strings.Repeat(file.line, (size-len(file.head)-10)/len(file.line))
		if strings.HasPrefix(file.head, "resource") {
			text += "}\n"
		}
		tree := treeOf(dockerfilesOfTests)
		tree[file.name] = &fstest.MapFile{Data: []byte(text)}
		b.Run(file.name, func(b *testing.B) {
			for b.Loop() {
				Scan(tree, Options{})
			}
		})
	}
}
