package workspace

import (
	"testing"
	"testing/fstest"
)

func TestZipProperties(t *testing.T) {
	runFunctionTests(t, []functionTest{
		{"SAM, with Globals", `-- template.yaml --
Globals:
  Function: {Runtime: python3.13, Handler: a.b}
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Handler: c.d
      Layers: [!Ref Layer, arn]
  B:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, Layers: [], Handler: !If [Zip, a.b, !Ref AWS::NoValue]}
  C:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, Layers: [!If [Zip, a, !Ref AWS::NoValue]], Runtime: !Ref AWS::NoValue, Handler: x.y}
`, []string{
			`sam A dockerfile={} context={} zip.Runtime=python3.13 zip.Handler=c.d zip.Layers=[!Ref Layer, arn]`,
			`sam B dockerfile={} context={} zip.Runtime=python3.13 zip.Handler={[Zip, a.b, !Ref AWS::NoValue]}`,
			`sam C dockerfile={} context={} zip.Layers={[!If [Zip, a, !Ref AWS::NoValue]]} zip.Runtime={AWS::NoValue} zip.Handler=x.y`,
		}},
		{"zip functions", `-- template.yaml --
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Zip, Handler: a.b}
    Metadata: {Dockerfile: Dockerfile, DockerContext: .}
  B:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Runtime: python3.13}
    Metadata: {Dockerfile: Dockerfile, DockerContext: .}
-- main.tf --
resource "aws_lambda_function" "f" {
  package_type = "Zip"
  handler      = "a.b"
}
`, nil},
		{"Terraform", `-- main.tf --
resource "aws_lambda_function" "f" {
  package_type = "Image"
  image_uri    = var.uri
  handler      = "a.b"
  runtime      = null
  layers       = [aws_lambda_layer_version.l.arn]
}
resource "aws_lambda_function" "g" {
  package_type = "Image"
  image_uri    = var.uri
  handler      = var.zip ? "a.b" : null
  runtime      = ""
  layers       = []
}
module "h" {
  source       = "terraform-aws-modules/lambda/aws"
  package_type = "Image"
  image_uri    = var.uri
  handler      = "a.b"
  layers       = var.layers
}
`, []string{
			`terraform f dockerfile={} context={} image={var.uri} zip.handler=a.b zip.layers=[aws_lambda_layer_version.l.arn]`,
			`terraform g dockerfile={} context={} image={var.uri} zip.handler={var.zip ? "a.b" : null}`,
			`terraform h dockerfile={} context={} image={var.uri} zip.layers={var.layers}`,
		}},
		{"Serverless", "-- serverless.yml --\nprovider: {runtime: nodejs24.x}\nfunctions:\n  f:\n    image: {uri: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:b}\n    handler: a.b\n    layers: [arn]\n",
			[]string{`serverless f dockerfile={} context={} image=123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:b zip.handler=a.b zip.layers=[arn]`}},
		{"CDK", `-- cdk.json --
{}
-- lib/a.ts --
new lambda.DockerImageFunction(this, 'A', { code: lambda.DockerImageCode.fromImageAsset('fn'), layers: [layer] });
new lambda.Function(this, 'B', { code: lambda.Code.fromAssetImage('fn'), runtime: lambda.Runtime.FROM_IMAGE, handler: lambda.Handler.FROM_IMAGE });
new lambda.Function(this, 'C', { code: lambda.Code.fromAssetImage('fn'), runtime: lambda.Runtime.PYTHON_3_13, handler: 'a.b', layers: [] });
`, []string{
			`cdk A dockerfile=fn/Dockerfile context=fn zip.layers=[layer]`,
			`cdk B dockerfile=fn/Dockerfile context=fn`,
			`cdk C dockerfile=fn/Dockerfile context=fn zip.runtime={lambda.Runtime.PYTHON_3_13} zip.handler=a.b`,
		}},
	})
}

// TestTakingPropertiesAway deletes each property's entry and reads what is left: all but that property must stay.
func TestTakingPropertiesAway(t *testing.T) {
	for name, text := range map[string]string{
		"template.yaml":  "Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13 # a comment\n      PackageType: Image\n      Layers:\n        - a\n        - b\n      Handler: a.b",
		"flow.yaml":      "Resources: {A: {Type: AWS::Serverless::Function, Properties: {Handler: 'a.b', PackageType: Image, Runtime: x}}}\n",
		"template.json":  `{"Resources": {"A": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "x", "PackageType": "Image", "Layers": ["a", "b"]}}}}`,
		"main.tf":        "resource \"aws_lambda_function\" \"f\" {\n  package_type = \"Image\"\n  handler = \"a.b\" # c\n  layers = [\n    a.b.c,\n  ]\n}\n",
		"serverless.yml": "provider: {}\nfunctions:\n  f:\n    handler: a.b\n    image: {uri: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:b}\n",
	} {
		t.Run(name, func(t *testing.T) {
			before := Scan(fstest.MapFS{name: {Data: []byte(text)}}, Options{}).Functions[0]
			if len(before.ZipProperties) == 0 {
				t.Fatal("no properties")
			}
			for _, p := range before.ZipProperties {
				left := text[:p.Entry.Start] + text[p.Entry.End:]
				functions := Scan(fstest.MapFS{name: {Data: []byte(left)}}, Options{}).Functions
				if len(functions) != 1 || len(functions[0].ZipProperties) != len(before.ZipProperties)-1 || functions[0].Name != before.Name || functions[0].PackageType.Text != before.PackageType.Text {
					t.Errorf("without %s:\n%s", p.Name, left)
				}
			}
		})
	}
}

func TestRegions(t *testing.T) {
	const sam = "-- template.yaml --\nResources: {A: {Type: AWS::Serverless::Function, Properties: {PackageType: Image}}}\n"
	const function = "-- main.tf --\nresource \"aws_lambda_function\" \"f\" {\n  package_type = \"Image\"\n}\n"
	runFunctionTests(t, []functionTest{
		{"samconfig.toml", sam + "-- samconfig.toml --\nversion = 0.1\n[default.build.parameters]\nregion = \"us-east-1\"\n[default.deploy.parameters] # x\nregion = 'eu-west-1' # y\n[prod.global.parameters]\nregion = \"eu-west-1\"\n",
			[]string{"sam A dockerfile={} context={} region=eu-west-1"}},
		{"several environments", sam + "-- samconfig.toml --\n[default.deploy.parameters]\nregion = \"eu-west-1\"\n[prod.deploy.parameters]\nregion = \"us-east-1\"\n",
			[]string{"sam A dockerfile={} context={} region={eu-west-1}"}},
		{"a provider beside it", function + "-- provider.tf --\nprovider \"aws\" {\n  region = \"eu-west-1\"\n}\nprovider \"aws\" {\n  alias = \"us\"\n  region = \"us-east-1\"\n}\n",
			[]string{"terraform f dockerfile={} context={} region=eu-west-1"}},
		{"a provider of another name, and a variable", "-- main.tf --\nprovider \"aws\" {\n  region = var.region\n}\nprovider \"aws\" {\n  alias = \"us\"\n  region = \"us-east-1\"\n}\nresource \"aws_lambda_function\" \"f\" {\n  package_type = \"Image\"\n  provider = aws.us\n}\nresource \"aws_lambda_function\" \"g\" {\n  package_type = \"Image\"\n}\nresource \"aws_lambda_function\" \"h\" {\n  package_type = \"Image\"\n  region = \"sa-east-1\"\n}\n",
			[]string{"terraform f dockerfile={} context={} region=us-east-1", "terraform g dockerfile={} context={} region={var.region}", "terraform h dockerfile={} context={} region=sa-east-1"}},
		{"Serverless", "-- serverless.yml --\nprovider: {region: eu-west-1}\nfunctions: {f: {image: {name: a}}}\n", []string{"serverless f dockerfile={} context={} region=eu-west-1"}},
	})
}

func TestEnvironments(t *testing.T) {
	runFunctionTests(t, []functionTest{
		{"templates", `-- template.yaml --
Globals: {Function: {Environment: {Variables: {A: 1, B: 2}}}}
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, Environment: {Variables: {B: !Ref X}}}
  B:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, Environment: !If [X, {Variables: {C: 1}}, !Ref AWS::NoValue]}
  C:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, Environment: {Variables: {"Fn::Transform": {Name: M}}}}
`, []string{
			"sam A dockerfile={} context={} env.A=1 env.B={X}",
			"sam B dockerfile={} context={} env.A=1 env.B=2 env.?",
			"sam C dockerfile={} context={} env.A=1 env.B=2 env.?",
		}},
		{"Terraform", "-- main.tf --\nlocals {\n  e = { L = \"1\" }\n}\nresource \"aws_lambda_function\" \"a\" {\n  package_type = \"Image\"\n  environment {\n    variables = merge(local.e, { \"A\" = var.a })\n  }\n}\nresource \"aws_lambda_function\" \"b\" {\n  package_type = \"Image\"\n  environment {\n    variables = merge(var.e, { A = 1 })\n  }\n}\nresource \"aws_lambda_function\" \"c\" {\n  package_type = \"Image\"\n  dynamic \"environment\" {\n    for_each = var.x\n    content {}\n  }\n}\nresource \"aws_lambda_function\" \"d\" {\n  package_type = \"Image\"\n  environment {\n    variables = { (var.name) = 1 }\n  }\n}\n",
			[]string{
				"terraform a dockerfile={} context={} env.A={var.a} env.L=1",
				"terraform b dockerfile={} context={} env.A=1 env.?",
				"terraform c dockerfile={} context={} env.?",
				"terraform d dockerfile={} context={} env.?",
			}},
		{"Serverless", "-- serverless.yml --\nprovider: {environment: {A: b}}\nfunctions:\n  f: {image: {name: a}, environment: \"${file(e.yml)}\"}\n", []string{"serverless f dockerfile={} context={} env.A=b env.?"}},
		{"CDK", `-- cdk.json --
{}
-- lib/a.ts --
const one = new lambda.DockerImageFunction(this, 'A', { code: lambda.DockerImageCode.fromImageAsset('fn'), environment: { A: 'b', ...rest } });
const two = new lambda.DockerImageFunction(this, 'B', { code: lambda.DockerImageCode.fromImageAsset('fn'), environment: { 'A': 'b' } });
two.addEnvironment('PYTHONPATH', dir);
new lambda.DockerImageFunction(this, 'C', { ...common, code: lambda.DockerImageCode.fromImageAsset('fn') });
`, []string{
			"cdk A dockerfile=fn/Dockerfile context=fn env.A=b env.?",
			"cdk B dockerfile=fn/Dockerfile context=fn env.A=b env.PYTHONPATH={dir}",
			"cdk C dockerfile=fn/Dockerfile context=fn architecture={} env.?",
		}},
	})
	f := Scan(treeOf("-- template.yaml --\nResources: {A: {Type: AWS::Serverless::Function, Properties: {PackageType: Image, Environment: {Variables: {\"AWS_REGION\": x}}}}}\n"), Options{}).Functions[0]
	if name := f.File.Slice(f.Environment["AWS_REGION"].Name); name != "AWS_REGION" {
		t.Errorf("the name stands at %q", name)
	}
}
