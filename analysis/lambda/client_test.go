package lambda

import (
	"slices"
	"strings"
	"testing"
)

func TestClientInWords(t *testing.T) {
	for _, test := range []struct {
		argv  string
		lang  Language
		index int
	}{
		{"/usr/local/bin/python -m awslambdaric app.handler", Python, 2},
		{"python3.12 -u -X dev -m awslambdaric app.handler", Python, 5},
		{"python -mawslambdaric app.handler", Python, 1},
		{"/usr/local/bin/npx aws-lambda-ric index.handler", NodeJS, 1},
		{"npx --yes aws-lambda-ric@3.3.0 index.handler", NodeJS, 2},
		{"aws-lambda-ric index.handler", NodeJS, 0},
		{"/app/node_modules/.bin/aws-lambda-ric index.handler", NodeJS, 0},
		{"/usr/local/bin/node node_modules/.bin/aws-lambda-ric", NodeJS, 1},
		{"node --enable-source-maps ./node_modules/aws-lambda-ric/bin/index.mjs index.handler", NodeJS, 2},
		{"aws_lambda_ric app.App::Handler.process", Ruby, 0},
		{"bundle exec aws_lambda_ric lambda_function.handler", Ruby, 2},
		{"/usr/bin/java -cp ./* com.amazonaws.services.lambda.runtime.api.client.AWSLambda com.example.App::handle", Java, 3},
		{"/usr/bin/dotnet exec /var/task/bootstrap.dll", DotNet, 2},
		{"/usr/bin/dumb-init -- python -m awslambdaric", Python, 4},
		{"tini -e 143 -- npx aws-lambda-ric index.handler", NodeJS, 5},
		{"opentelemetry-instrument --traces_exporter console python -m awslambdaric app.handler", Python, 5},
		{"ddtrace-run python -m awslambdaric app.handler", Python, 3},
		{"/usr/local/bin/aws-lambda-rie /usr/local/bin/python -m awslambdaric app.handler", Python, 3},
		{"uv run python -m awslambdaric app.handler", Python, 4},
		{"env A=b aws_lambda_ric x.y", Ruby, 2},
	} {
		lang, index, ok := ClientInWords(strings.Fields(test.argv))
		if !ok || lang != test.lang || index != test.index {
			t.Errorf("%s: got %q at %d (%v), want %q at %d", test.argv, lang, index, ok, test.lang, test.index)
		}
	}
	for _, argv := range []string{
		"", "python app.py", "echo awslambdaric", "pip install awslambdaric", "python awslambdaric", "/entry.sh python -m awslambdaric",
		"node server.js", "java -jar app.jar", "dotnet Api.dll", "/var/task/bootstrap", "dumb-init -- node server.js", "app.handler", "tini",
	} {
		if lang, _, ok := ClientInWords(strings.Fields(argv)); ok {
			t.Errorf("%s: taken for the client of %s", argv, lang)
		}
	}
}

func TestClientInManyWordsIsQuick(t *testing.T) {
	argv := append([]string{"env"}, slices.Repeat([]string{"python", "node", "java", "-m"}, 100_000)...)
	if _, _, ok := ClientInWords(argv); ok {
		t.Error("a client was found")
	}
}

func TestIsClientPackage(t *testing.T) {
	for _, test := range []struct {
		ecosystem, name string
		want            bool
	}{
		{PythonPackage, "awslambdaric", true}, {PythonPackage, "AWSLambdaRIC", true}, {PythonPackage, "boto3", false}, {PythonPackage, "mangum", false},
		{NPMPackage, "aws-lambda-ric", true}, {NPMPackage, "aws-lambda", false}, {Gem, "aws_lambda_ric", true},
		{MavenArtifact, "com.amazonaws:aws-lambda-java-runtime-interface-client", true}, {MavenArtifact, "aws-lambda-java-runtime-interface-client", true},
		{MavenArtifact, "com.amazonaws:aws-lambda-java-core", false}, {NuGetPackage, "amazon.lambda.runtimesupport", true}, {NuGetPackage, "Amazon.Lambda.Core", false},
		{GoModule, "github.com/aws/aws-lambda-go", true}, {GoModule, "github.com/aws/aws-lambda-go/lambda", true}, {GoModule, "github.com/apex/gateway/v2", true},
		{GoModule, "github.com/aws/aws-lambda-gopher", false}, {CargoCrate, "lambda-runtime", true}, {CargoCrate, "lambda_http", true}, {CargoCrate, "aws_lambda_events", false},
		{"composer", "bref/bref", true}, {"conda", "awslambdaric", false}, {PythonPackage, "", false}, {MavenArtifact, "", false},
	} {
		if got := IsClientPackage(test.ecosystem, test.name); got != test.want {
			t.Errorf("%s %s: got %v", test.ecosystem, test.name, got)
		}
	}
}

func TestClient(t *testing.T) {
	python := Client(Python)
	if python.Package != "awslambdaric" || strings.Join(python.Entrypoint, " ") != "/usr/local/bin/python -m awslambdaric" {
		t.Errorf("python: %+v", python)
	}
	if _, _, ok := ClientInWords(Client(NodeJS).Entrypoint); !ok {
		t.Error("the canonical entry point of nodejs does not start its client")
	}
	if got := Client(Provided); got.Package != "" {
		t.Errorf("provided has the client %s", got.Package)
	}
	for name, want := range map[string]Language{"requirements-prod.txt": Python, "app/package.json": NodeJS, "src/Api.csproj": DotNet, "go.mod": Go, "pom.xml": Java, "Gemfile": Ruby, "app.py": ""} {
		if got, _ := IsManifest(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if minimum, ok := ClientNeeds(NodeJS, "4.0.2"); !ok || minimum != "22" {
		t.Errorf("version 4.0.2 of nodejs's client needs %q", minimum)
	}
	if _, ok := ClientNeeds(NodeJS, "3.3.0"); ok {
		t.Error("version 3.3.0 of nodejs's client has a known need")
	}
	if arch, ok := IsEmulator("/aws-lambda/aws-lambda-rie-arm64"); !ok || arch != "arm64" {
		t.Errorf("the emulator's architecture is %q", arch)
	}
}

func BenchmarkClientInWords(b *testing.B) {
	argv := strings.Fields("/usr/bin/dumb-init -- /usr/local/bin/python -m awslambdaric app.handler")
	b.ReportAllocs()
	for b.Loop() {
		ClientInWords(argv)
	}
}
