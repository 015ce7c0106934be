package packages

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/source"
)

func TestRead(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"requirements.txt", "# all\nBoto3[crt]==1.34.0  # pinned\nPillow>=9,\\\n<11\nuvloop ; sys_platform != 'win32'\nzope.interface ~= 5.0 --hash=sha256:00\n", "boto3 1.34.0 <==1.34.0>; pillow  <>=9,<11>; uvloop  <> conditional; zope-interface  <~= 5.0>; complete"},
		{"requirements.txt", "-r more/requirements.txt\n-c limits.txt\n--index-url https://pypi.org/simple\nsix", "urllib3  <>; six 1.16 <==1.16>; complete"},
		{"requirements.txt", "-e .\nsix", "six  <>"},
		{"requirements.txt", "--extra-index-url https://packages.example.com/simple\nsix", "six  <>"},
		{"requirements.txt", "--find-links wheels\nsix", "six  <>"},
		{"requirements-dev.txt", "git+https://example.com/x.git\n./wheels/x.whl\nx.whl\n$X\n", ""},
		{"requirements.txt", "pkg @ https://example.com/pkg.whl ; python_version < '3'", "pkg  <@ https://example.com/pkg.whl> conditional; complete"},
		{"requirements.txt", "--requirement=missing.txt", ""},
		{"package.json", `{"name": "x", "dependencies": {"aws-lambda-ric": "^3.2.0", "left": "1.0.0"}, "devDependencies": {"jest": "*"}}`, "aws-lambda-ric  <^3.2.0>; left 1.0.0 <1.0.0>; jest  <*> dev; complete"},
		{"package.json", `{"workspaces": ["a"], "dependencies": {"a": "1.x"}}`, "a  <1.x>"},
		{"package.json", `{"dependencies": {"a": "1.0.0", `, "a 1.0.0 <1.0.0>"},
		{"package-lock.json", `{"packages": {"": {"version": "1"}, "node_modules/@a/b": {"version": "4.0.0"}, "node_modules/c": {"version": "1.0.0", "dev": true}, "node_modules/c/node_modules/d": {"version": "2.0.0"}}}`, "@a/b 4.0.0 <4.0.0>; c 1.0.0 <1.0.0> dev; complete"},
		{"package-lock.json", `{"lockfileVersion": 1, "dependencies": {"c": {"version": "1.0.0", "requires": {"d": "1"}}}}`, "c 1.0.0 <1.0.0>; complete"},
		{"Gemfile", "source 'https://rubygems.org'\ngem 'aws_lambda_ric', '~> 3.0'\ngem \"rack\", require: false\ngroup :test do\n  gem 'rspec', '3.0'\nend\ngem 'json', '= 2.7.1'\n", "aws_lambda_ric  <~> 3.0>; rack  <>; rspec 3.0 <3.0> dev; json 2.7.1 <= 2.7.1>; complete"},
		{"Gemfile", "gemspec\neval_gemfile 'x'\ngem 'a'", "a  <>"},
		{"Gemfile.lock", "GEM\n  remote: https://rubygems.org/\n  specs:\n    aws_lambda_ric (3.1.3)\n      json (>= 1)\n    nokogiri (1.16.0-x86_64-linux)\n\nDEPENDENCIES\n  aws_lambda_ric\n", "aws_lambda_ric 3.1.3 <3.1.3>; nokogiri 1.16.0 <1.16.0>; complete"},
		{"go.mod", "module x\n\ngo 1.22\n\nrequire github.com/aws/aws-lambda-go v1.47.0\nrequire (\n\texample.com/a/v2 v2.0.0 // indirect\n)\n", "github.com/aws/aws-lambda-go 1.47.0 <v1.47.0>; example.com/a/v2 2.0.0 <v2.0.0> conditional; complete"},
		{"go.mod", "module x\ngo 1.22.1\nreplace a => ../a\n", ""},
		{"go.mod", "module x\ngo 1.16\nrequire a v1.0.0\n", "a 1.0.0 <v1.0.0>"},
		{"A.csproj", `<Project Sdk="X"><ItemGroup><PackageReference Include="Amazon.Lambda.Core" Version="2.2.0" /></ItemGroup></Project>`, "amazon.lambda.core 2.2.0 <2.2.0>; complete"},
		{"A.csproj", `<Project><ProjectReference Include="..\B.csproj" /></Project>`, ""},
		{"A.csproj", `<Project>`, ""},
		{"pyproject.toml", "[project]\nname = \"x\"\ndependencies = [\n  \"Boto3>=1.34\", # why\n  'six==1.16; python_version < \"4\"',\n]\n[project.optional-dependencies]\naws = [\"awslambdaric\"]\n[dependency-groups]\ndev = [\"pytest\", {include-group = \"lint\"}]\n", "boto3  <>=1.34>; six 1.16 <==1.16> conditional; awslambdaric  <> conditional; pytest  <> dev; complete"},
		{"pyproject.toml", "[project]\ndynamic = [\"dependencies\"]\n", ""},
		{"pyproject.toml", "[tool.poetry.dependencies]\npython = \"^3.11\"\nawslambdaric = \"^3.0\"\nboto3 = { version = \"1.34.0\", extras = [\"crt\"] }\nown = { path = \"../own\" }\n[tool.poetry.group.dev.dependencies]\npytest = \"*\"\n", "awslambdaric  <^3.0>; boto3 1.34.0 <1.34.0>; own  <>; pytest  <> dev"},
		{"pyproject.toml", "[project]\ndescription = \"\"\"\ndependencies = [\"no\"]\n\"\"\"\n", "complete"},
		{"pyproject.toml", "[project]\ndependencies = [\"six\"", ""},
		{"pyproject.toml", "[project]\nversion = 1.0 # x\r\nx = true\r\ndependencies = []\n[tool.x]\ny = {a = 1}\n", "complete"},
		{"uv.lock", "version = 1\n\n[[package]]\nname = \"awslambdaric\"\nversion = \"3.0.0\"\ndependencies = [\n    { name = \"simplejson\", version = \"9\" },\n]\n\n[[package]]\nname = \"x\"\nsource = { virtual = \".\" }\n", "awslambdaric 3.0.0 <3.0.0>; x  <>; complete"},
		{"Pipfile", "[packages]\nboto3 = \"*\"\nsix = {version = \"==1.16.0\", markers = \"x\"}\n[dev-packages]\npytest = \">=8\"\n", "boto3  <>; six 1.16.0 <==1.16.0> conditional; pytest  <>=8> dev; complete"},
		{"Pipfile.lock", `{"_meta": {}, "default": {"six": {"hashes": [], "version": "==1.16.0"}}, "develop": {"x": {}}}`, "six 1.16.0 <==1.16.0>; x  <> dev; complete"},
		{"Cargo.toml", "[dependencies]\nlambda_runtime = \"0.13\"\ntokio = { version = \"1\", features = [\"macros\"] }\n", "lambda_runtime  <0.13>; tokio  <1>; complete"},
		{"Cargo.lock", "[[package]]\nname = \"lambda_runtime\"\nversion = \"0.13.0\"\n", "lambda_runtime 0.13.0 <0.13.0>; complete"},
		{"yarn.lock", "# yarn lockfile v1\n\n\"@a/b@^1.0.0\", \"@a/b@^1.1.0\":\n  version \"1.2.0\"\n  resolved \"x\"\n\nc@^4:\n  version \"4.0.2\"\n  dependencies:\n    d \"1\"\n", "@a/b 1.2.0 <1.2.0>; c 4.0.2 <4.0.2>; complete"},
		{"pnpm-lock.yaml", "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n\npackages:\n\n  '@a/b@1.2.0':\n    resolution: {x: y}\n\n  c@4.0.2(d@1.0.0):\n    engines: {}\n\nsnapshots:\n\n  c@4.0.2: {}\n", "@a/b 1.2.0 <1.2.0>; c 4.0.2 <4.0.2>; complete"},
		{"pnpm-lock.yaml", "packages:\n  /@a/b@1.2.0:\n    dev: true\n  /c/1.0.0:\n", "@a/b 1.2.0 <1.2.0>"},
		{"pom.xml", "<project><dependencies><dependency><groupId>com.amazonaws</groupId><artifactId>aws-lambda-java-core</artifactId><version>1.2.3</version><exclusions><exclusion><groupId>x</groupId></exclusion></exclusions></dependency><dependency><groupId>junit</groupId><artifactId>junit</artifactId><scope>test</scope></dependency></dependencies></project>", "com.amazonaws:aws-lambda-java-core 1.2.3 <1.2.3>; junit:junit  <> dev; complete"},
		{"pom.xml", "<project><parent></parent><dependencyManagement><dependencies><dependency><artifactId>a</artifactId></dependency></dependencies></dependencyManagement></project>", ""},
		{"build.gradle", "plugins { id 'java' }\ndependencies {\n  implementation 'com.amazonaws:aws-lambda-java-core:1.2.3' // x\n  testImplementation(\"junit:junit:4.13\")\n}\n", "com.amazonaws:aws-lambda-java-core 1.2.3 <1.2.3>; junit:junit 4.13 <4.13> dev; complete"},
		{"build.gradle.kts", "dependencies {\n    implementation(libs.core)\n    runtimeOnly(\"a:b\")\n}\n", "a:b  <>"},
		{"Directory.Packages.props", `<Project><ItemGroup><PackageVersion Include="A" Version="1.0.0"/></ItemGroup></Project>`, "a 1.0.0 <1.0.0>; complete"},
		{"yarn.lock", "__metadata:\n  version: 6\n\n\"c@npm:^4\":\n  version: 4.0.2\n", "c 4.0.2 <4.0.2>; complete"},
	}
	open := func(name string) *source.File {
		text, ok := map[string]string{"more/requirements.txt": "urllib3", "limits.txt": "six==1.16\nother==1"}[name]
		if !ok {
			return nil
		}
		return source.New(name, text)
	}
	for _, test := range tests {
		list, ok := Read(source.New(test.name, test.text), open)
		if got := describe(list); !ok || got != test.want {
			t.Errorf("%s %q:\n got %s\nwant %s", test.name, test.text, got, test.want)
		}
	}
	if _, ok := Read(source.New("notes.txt", "six"), nil); ok {
		t.Error("notes are no manifest")
	}
}

func describe(list List) string {
	var parts []string
	for _, p := range list.Packages {
		text := fmt.Sprintf("%s %s <%s>", p.Name, p.Version, p.Constraint)
		if p.Dev {
			text += " dev"
		}
		if p.Conditional {
			text += " conditional"
		}
		parts = append(parts, text)
	}
	if list.Complete {
		parts = append(parts, "complete")
	}
	return strings.Join(parts, "; ")
}

func TestSpansAreWhatIsWritten(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"requirements.txt", "# x\r\n  six==1.0 ; python_version > '3'\r\n", "six==1.0"},
		{"package.json", "{\n  \"dependencies\": {\n    \"a\": \"^1.0\" }}", `"a": "^1.0"`},
		{"package-lock.json", `{"packages": {"node_modules/c": {"version": "1.0.0", "dev": true}}}`, `"node_modules/c": {"version": "1.0.0"`},
		{"Gemfile", "  gem 'a', '1.0' # x", "gem 'a', '1.0'"},
		{"go.mod", "require (\n\tx v1.0.0 // indirect\n)", "x v1.0.0"},
		{"A.csproj", `<Project><PackageReference Include="x" Version="1.0"/></Project>`, `<PackageReference Include="x" Version="1.0"/>`},
		{"pyproject.toml", "[project]\ndependencies = [\n  \"a>=1 ; x\",\n]", "a>=1"},
		{"Pipfile", "[packages]\n  a = {version = '==1'} # x", "a = {version = '==1'}"},
		{"yarn.lock", "a@1:\n  version \"1.0\"\n", "a@1:\n  version \"1.0\""},
	}
	for _, test := range tests {
		list, _ := Read(source.New(test.name, test.text), nil)
		if len(list.Packages) != 1 {
			t.Errorf("%s: %d packages", test.name, len(list.Packages))
			continue
		}
		if p := list.Packages[0]; p.File.Slice(p.Span) != test.want {
			t.Errorf("%s: %q, want %q", test.name, p.File.Slice(p.Span), test.want)
		}
	}
}

func TestFilesThatNameOneAnotherEnd(t *testing.T) {
	file := source.New("requirements.txt", strings.Repeat("-r requirements.txt\n", 1000)+"six\n")
	list := Requirements(file, func(string) *source.File { return file })
	if list.Complete || len(list.Packages) > maxFiles {
		t.Errorf("complete %v, %d packages", list.Complete, len(list.Packages))
	}
}

func TestLeast(t *testing.T) {
	for constraint, want := range map[string]string{
		">=3,<4": "3", "<4,>=3.1": "3.1", "~=3.0": "3.0", "==3.*": "3", "^4.0.0": "4.0.0", "~> 2.0": "2.0", "4.x": "4", "*": "", "<3": "", "!=3": "", "^3 || ^4": "", ">3": "", "latest": "", "": "",
	} {
		if got := (Package{Constraint: constraint}).Least(); got != want {
			t.Errorf("%q: %q, want %q", constraint, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	names := []string{"requirements.txt", "package.json", "package-lock.json", "Gemfile", "Gemfile.lock", "go.mod", "A.csproj", "pyproject.toml", "uv.lock", "Pipfile", "Pipfile.lock", "Cargo.toml", "yarn.lock", "pnpm-lock.yaml", "pom.xml", "build.gradle"}
	f.Add(7, "[project]\ndependencies = [\n'a==1', # b\n]")
	f.Add(8, "[[package]]\nname = \"a\"\nversion = '1'")
	f.Add(13, "packages:\n  /a@1:\n")
	f.Add(14, "<project><dependencies><dependency><artifactId>a</artifactId></dependency></dependencies></project>")
	f.Add(15, "dependencies {\n  api 'a:b:1'\n}")
	f.Add(12, "a@1:\n  version \"1\"")
	f.Add(0, "-r requirements.txt\nsix==1.0 \\\n--hash=x")
	f.Add(1, `{"dependencies": {"a": "1"}}`)
	f.Add(2, `{"packages": {"node_modules/a": {"version": "1"}}}`)
	f.Add(3, "gem 'a', '1'")
	f.Add(5, "require (\na v1\n)")
	f.Add(6, "<PackageReference Include='a'>")
	f.Fuzz(func(t *testing.T, kind int, text string) {
		name := names[uint(kind)%uint(len(names))]
		file := source.New(name, text)
		list, _ := Read(file, func(string) *source.File { return file })
		for _, p := range list.Packages {
			if p.Span.Start < 0 || p.Span.End < p.Span.Start || p.Span.End > file.Len() {
				t.Fatalf("%s: span %v of %d bytes", name, p.Span, file.Len())
			}
			p.Least()
		}
	})
}
