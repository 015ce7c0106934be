package workspace

import "testing"

func TestCDKFunctions(t *testing.T) {
	runFunctionTests(t, []functionTest{
		{"TypeScript", `-- cdk.json --
{}
-- lib/app-stack.ts --
import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as path from 'path';
import { Construct } from 'constructs';

const NAME = 'b';

export class AppStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);
    const fn = new lambda.DockerImageFunction(this, 'Api', {
      code: lambda.DockerImageCode.fromImageAsset(path.join(__dirname, '..', 'fn'), {
        file: 'Dockerfile.lambda',
        cmd: ['app.handler', ` + "`${NAME}.x`, `${id}.y`" + `],
        entrypoint: ["/entry.sh"],
        workingDirectory: '/app',
        buildArgs: { A: '1', B: props!.env!.region! },
        target: 'prod',
        platform: Platform.LINUX_ARM64,
      }),
      architecture: lambda.Architecture.ARM_64,
      environment: { STAGE: 'dev', TABLE: table.tableName },
      timeout: cdk.Duration.seconds(30),
    });
    new lambda.DockerImageFunction(this, 'Plain', { code: lambda.DockerImageCode.fromImageAsset('other') });
    new lambda.DockerImageFunction(this, 'Working', { code: lambda.DockerImageCode.fromImageAsset(path.join(process.cwd(), 'other')) });
    new lambda.DockerImageFunction(this, 'Elsewhere', props.functionProps);
    new lambda.DockerImageFunction(this, 'Absent', { code: lambda.DockerImageCode.fromImageAsset('./nowhere', { cmd: ['a.b'] }) });
    new lambda.DockerImageFunction(this, 'Spread', { code: lambda.DockerImageCode.fromImageAsset('fn', { ...options, cmd: ['a.b'] }) });
    new lambda.Function(this, 'Older', {
      runtime: lambda.Runtime.FROM_IMAGE, handler: lambda.Handler.FROM_IMAGE,
      code: lambda.Code.fromAssetImage('fn'),
    });
    new lambda.Function(this, 'Zip', { runtime: lambda.Runtime.NODEJS_20_X, handler: 'index.handler', code: lambda.Code.fromAsset('fn') });
  }
}
`, []string{
			"cdk Api dockerfile=fn/Dockerfile.lambda context=fn target=prod arg.A=1 arg.B={props!.env!.region} architecture=arm64 command=[app.handler b.x {${id}.y}] entrypoint=[/entry.sh] dir=/app env.STAGE=dev env.TABLE={table.tableName}",
			"cdk Plain dockerfile=other/Dockerfile context=other",
			"cdk Working dockerfile=other/Dockerfile context=other",
			"cdk Elsewhere dockerfile={} context={} architecture={} command={} entrypoint={} dir={} env.?",
			"cdk Absent dockerfile={} context={./nowhere} command=[a.b]",
			"cdk Spread dockerfile={} context={fn} target={} command=[a.b] entrypoint={} dir={}",
			"cdk Older dockerfile=fn/Dockerfile context=fn",
		}},
		{"names, assets and constructs", `-- infra/cdk.json --
{}
-- infra/bin/main.ts --
import { DockerImageCode, DockerImageFunction, Architecture } from 'aws-cdk-lib/aws-lambda';
const code = DockerImageCode.fromImageAsset('../fn', { cmd: COMMAND });
new DockerImageFunction(stack, 'Named', { code, architecture: props.architecture });
const asset = new DockerImageAsset(stack, 'Image', { directory: '../other', buildArgs: { A: 'b' } });
new DockerImageFunction(stack, 'Asset', {
  code: DockerImageCode.fromEcr(asset.repository, { tagOrDigest: asset.imageTag, cmd: ['x.y'] }),
  architecture: Architecture.X86_64,
});
new DockerImageFunction(stack, 'Registry', { code: DockerImageCode.fromEcr(Repository.fromRepositoryName(stack, 'r', 'r')) });
new OwnFunction(stack, 'Own', { image: DockerImageCode.fromImageAsset('../fn', { cmd: ['o.w'] }) });
`, []string{
			"cdk Named dockerfile=fn/Dockerfile context=fn architecture={props.architecture} command={}",
			"cdk Asset dockerfile=other/Dockerfile context=other arg.A=b architecture=x86_64 image={asset.repository} command=[x.y]",
			"cdk Registry dockerfile={} context={} image={Repository.fromRepositoryName(stack, 'r', 'r')}",
			"cdk Own dockerfile=fn/Dockerfile context=fn architecture={} command=[o.w] env.?",
		}},
		{"Python", `-- app/cdk.json --
{}
-- app/app/app_stack.py --
import os
from pathlib import Path
from aws_cdk import Stack, aws_lambda as _lambda, aws_ecr_assets as assets

HERE = Path(__file__).parent

class AppStack(Stack):
    def __init__(self, scope, id, **kwargs):
        super().__init__(scope, id, **kwargs)
        self.fn = _lambda.DockerImageFunction(
            self, "Api",
            code=_lambda.DockerImageCode.from_image_asset(
                directory=os.path.join(os.path.dirname(__file__), "..", "..", "fn"),
                file="Dockerfile.lambda",
                cmd=["app.handler"],
                build_args={"A": "1", "B": os.environ["B"]},
                working_directory="/app",
                platform=assets.Platform.LINUX_AMD64,
            ),
            architecture=_lambda.Architecture.X86_64,
            environment={"STAGE": "dev"},
        )
        _lambda.DockerImageFunction(self, "Path", code=_lambda.DockerImageCode.from_image_asset(str(HERE / ".." / ".." / "other")))
        _lambda.DockerImageFunction(self, "Relative", code=_lambda.DockerImageCode.from_image_asset("../fn"))
        for name in ["a", "b"]:
            _lambda.DockerImageFunction(self, f"Each{name}", code=_lambda.DockerImageCode.from_image_asset(f"../{name}", cmd=[f"{name}.handler"]))
        _lambda.DockerImageFunction(self, "Helper", code=make_code(), **common)
`, []string{
			"cdk Api dockerfile=fn/Dockerfile.lambda context=fn arg.A=1 arg.B={os.environ[\"B\"]} architecture=x86_64 command=[app.handler] dir=/app env.STAGE=dev",
			"cdk Path dockerfile=other/Dockerfile context=other",
			"cdk Relative dockerfile=fn/Dockerfile context=fn",
			"cdk Each{name} dockerfile={} context={../{name}} command=[{{name}.handler}]",
			"cdk Helper dockerfile={} context={} architecture={} command={} entrypoint={} dir={} env.?",
		}},
		{"no app around", "-- infra/stack.py --\nF.DockerImageFunction(s, \"F\", code=F.DockerImageCode.from_image_asset(\"../fn\"))\n", []string{"cdk F dockerfile={} context={../fn}"}},
		{"tests are no apps", "-- cdk.json --\n{}\n-- test/stack.test.ts --\nnew DockerImageFunction(s, 'F', { code: DockerImageCode.fromImageAsset('fn') })\n-- lib/a.d.ts --\nnew DockerImageFunction(s, 'F', { code: DockerImageCode.fromImageAsset('fn') })\n", nil},
	})
}
