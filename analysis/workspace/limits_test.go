package workspace

import "testing"

func TestLimits(t *testing.T) {
	for name, c := range map[string]struct{ tree, memory, timeout, storage string }{
		"SAM": {"-- template.yaml --\nGlobals:\n  Function: {Timeout: 20, MemorySize: 512}\nResources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties: {PackageType: Image, Timeout: 30, EphemeralStorage: {Size: 1024}}\n    Metadata: {DockerContext: ./fn, Dockerfile: Dockerfile}\n",
			"512", "30", "1024"},
		"a parameter": {"-- template.yaml --\nResources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: {PackageType: Image, Code: {ImageUri: x}, Timeout: !Ref T}\n", "", "?", ""},
		"Serverless":  {"-- serverless.yml --\nprovider: {ecr: {images: {i: {path: ./fn}}}, timeout: 9}\nfunctions: {a: {image: i, ephemeralStorageSize: 600}}\n", "1024", "9", "600"},
		"Terraform": {"-- main.tf --\nresource \"aws_lambda_function\" \"a\" {\n  package_type = \"Image\"\n  memory_size = 256\n  timeout = 60\n  ephemeral_storage { size = 2048 }\n}\n",
			"256", "60", "2048"},
		"CDK": {"-- cdk.json --\n{\"app\": \"npx ts-node bin/app.ts\"}\n-- lib/a.ts --\nimport * as lambda from 'aws-cdk-lib/aws-lambda';\nnew lambda.DockerImageFunction(this, 'A', {\n  code: lambda.DockerImageCode.fromImageAsset('fn'),\n  memorySize: 2048, timeout: Duration.minutes(2), ephemeralStorageSize: Size.gibibytes(1),\n});\n",
			"2048", "120", "1024"},
		"CDK in Python": {"-- cdk.json --\n{\"app\": \"python app.py\"}\n-- app.py --\nfrom aws_cdk import aws_lambda as lambda_, Duration\nlambda_.DockerImageFunction(self, \"A\", code=lambda_.DockerImageCode.from_image_asset(\"fn\"), memory_size=SIZE, timeout=Duration.seconds(5))\n",
			"?", "5", ""},
		".NET": {"-- fn/aws-lambda-tools-defaults.json --\n{\"package-type\": \"image\", \"function-memory-size\": 512, \"function-timeout\": 30}\n", "512", "30", ""},
	} {
		t.Run(name, func(t *testing.T) {
			functions := Scan(treeOf(c.tree+dockerfilesOfTests), Options{}).Functions
			if len(functions) != 1 {
				t.Fatalf("%d functions", len(functions))
			}
			limits := functions[0].Limits
			for what, pair := range map[string][2]string{"memory": {shownLimit(limits.Memory), c.memory}, "timeout": {shownLimit(limits.Timeout), c.timeout}, "storage": {shownLimit(limits.Storage), c.storage}} {
				if pair[0] != pair[1] {
					t.Errorf("%s is %q, not %q", what, pair[0], pair[1])
				}
			}
		})
	}
}

func shownLimit(v Value) string {
	if v.State == Dynamic {
		return "?"
	}
	return v.Text
}
