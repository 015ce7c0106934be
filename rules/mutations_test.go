package rules

// handlerFault is what is said of a handler that is not in the image.
var handlerFault = []string{"handler-function-not-found", "handler-module-not-found", "code-not-in-task-root"}

// unbroken are the projects in which a fault would be none, or none that anybody could know of, and why.
var unbroken = map[string]string{
	"not-lambda-services":               "nothing in it is Lambda's",
	"layer-and-zip-builders":            "nothing in it is a function's image",
	"lookalikes-beside-a-function":      "most of it is not Lambda's",
	"selenium-derived-base":             "its base image may be anything",
	"cookiecutter-template":             "it is no Dockerfile before it is filled in",
	"agentcore-and-fargate":             "most of it is no function's image",
	"webpack-dist-ignored":              "its code is made outside of the image",
	"terraform-null-resource":           "Terraform sets its handler",
	"serverless-command-and-entrypoint": "the template sets how it starts",
	"otel-lambda-extensions":            "what its layers hold is not known",
	"sam-multi-stage-target":            "two of its three targets are no function",
	"monorepo-shell-loop":               "its functions stand on an image that only a script makes",
	"bun-custom-runtime":                "its runtime may take any handler",
	"pulumi-and-aws-cli":                "a program that nobody reads sets its handler and its architecture",
	"custom-runtime-bash":               "its runtime may take any handler",
}

// notMutated are the rules that no small change of a healthy project provokes, and why.
var notMutated = map[string]string{
	"multistage-libc-mismatch":       "it takes two changes, of the switch that links statically and of the image that the program is copied into",
	"source-file-not-world-readable": "what it looks at is the mode of a file, not a text",
	"provenance-set-in-wrong-place":  "no healthy project gives provenance anywhere but in its right place, so none can be moved",
}

// bundled are the texts of Dockerfiles whose code other programs write: what it defines is not known.
var bundled = []string{"COPY . ${LAMBDA_TASK_ROOT}/", "app/main.handler", "app.handlers.run", "--from=build", "--from=deps", "<<", "newrelic", "lambda/java"}

// installers are the texts of Dockerfiles in which an installer may have brought any module.
var installers = append([]string{"pip install", "npm ", "pipenv", "${MIRROR}"}, bundled...)

// reexported are the projects in which the handler's module takes the handler from another one.
var reexported = []string{"copies-with-tricks", "crlf-bom-lowercase", "django-datadog-serverless", "entry-script-rie", "poetry-no-virtualenv", "cdk-python-monorepo"}

// servers are the texts of Dockerfiles whose CMD is no handler, or not for Lambda's own entry point.
var servers = []string{"dotnet/runtime", "aws-lambda-ric", "awslambdaric", "AWSLambda", "aws_lambda_ric", "aws-lambda-rie", "lambda-adapter", "lambda/provided"}

// lambdaBase is the last line of FROM on one of Lambda's base images of today.
const lambdaBase = `(?m)^FROM public\.ecr\.aws/lambda/(?:python|nodejs|ruby|java):[\d.]+\n`

// mutations are the ways to break a project, by what they change.
var mutations = []mutation{
	// base images
	{name: "a base of years ago", files: "*Dockerfile*", where: `lambda/python:3\.1\d\b`, with: "lambda/python:3.8", caught: []string{"base-image-deprecated"}},
	{name: "a tag that does not exist", files: "*Dockerfile*", where: `lambda/(python|nodejs|java|ruby|dotnet):([\d.]+)`, with: "lambda/$1:$2-slim", caught: []string{"base-image-unknown-tag"}},
	{name: "no tag", files: "*Dockerfile*", where: `lambda/(python|nodejs|java|ruby|dotnet):[\d.]+`, with: "lambda/$1", caught: []string{"base-image-untagged-or-latest"}},
	{name: "a preview", files: "*Dockerfile*", where: `(FROM public\.ecr\.aws/lambda/nodejs):\d+\n`, with: "$1:26-preview\n", needs: []string{"!AS builder"}, caught: []string{"base-image-preview"}},
	// package managers
	{name: "yum in place of dnf", files: "*Dockerfile*", where: `dnf (-y )?install`, with: "yum ${1}install", unless: []string{"AS tool", "||"}, caught: []string{"yum-on-al2023"}},
	{name: "apt-get in place of dnf", files: "*Dockerfile*", where: `dnf (-y )?install`, with: "apt-get ${1}install", unless: []string{"AS tool", "||"}, caught: []string{"foreign-package-manager"}},
	{name: "packages by Debian's names", files: "*Dockerfile*", where: `dnf install -y `, with: "${0}build-essential ", unless: []string{"AS tool", "||"}, caught: []string{"debian-package-name-on-amazon-linux"}},
	{name: "the extras of Amazon Linux 2", files: "*Dockerfile*", where: lambdaBase, with: "${0}RUN amazon-linux-extras install -y nginx1\n", caught: []string{"amazon-linux-extras-unavailable"}},
	// command and handler
	{name: "no CMD", files: "*Dockerfile*", where: `(?m)^CMD ?\[.*\]\n`, with: "", needs: []string{"!ImageConfig"}, unless: []string{"${MIRROR}", "aws-lambda-rie", "lambda-adapter", "lambda/provided", "dotnet/runtime", "\"-m\", \"awslambdaric\""}, caught: []string{"missing-handler-cmd", "ric-entrypoint-without-handler"}},
	{name: "CMD in shell form", files: "*Dockerfile*", where: `(?m)^CMD ?\[ ?"([\w./:-]+)" ?\]`, with: "CMD $1", unless: servers, caught: []string{"cmd-shell-form-with-lambda-entrypoint", "entrypoint-shell-form"}},
	{name: "CMD with an interpreter", files: "*Dockerfile*", where: `(?m)^CMD ?\[ ?"([\w./:-]+)" ?\]`, with: `CMD ["python", "$1"]`, unless: servers, caught: []string{"cmd-multiple-arguments-with-lambda-entrypoint", "cmd-not-a-handler"}},
	{name: "CMD that is a command line", files: "*Dockerfile*", where: `(?m)^CMD ?\[ ?"([\w./:-]+)" ?\]`, with: `CMD ["python app.py"]`, unless: servers, caught: []string{"cmd-not-a-handler"}},
	{name: "another function in CMD", files: "*Dockerfile*", where: `(?m)^(CMD ?\[ ?"[\w./-]+\.)\w+("? ?\])`, with: `${1}elsewhere$2`, needs: []string{"!ImageConfig"}, unless: bundled, caught: handlerFault},
	{name: "another module in CMD", files: "*Dockerfile*", where: `(?m)^(CMD ?\[ ?")([\w./-]+\.\w+"? ?\])`, with: `${1}x$2`, needs: []string{"!ImageConfig"}, unless: installers, caught: handlerFault},
	{name: "another function in a template", files: "template.yaml", where: `(Command: \[[\w.]+\.)\w+\]`, with: "${1}elsewhere]", caught: handlerFault},
	{name: "the handler with the file's extension", files: "*Dockerfile*", where: `(?m)^(CMD ?\[ ?"[\w/.]+)\.\w+("? ?\])`, with: `${1}.py$2`, needs: []string{"lambda/python", "!ImageConfig"}, caught: []string{"handler-has-file-extension", "handler-function-not-found"}},
	{name: "a handler that begins with a dot", files: "*Dockerfile*", where: `(?m)^(CMD ?\[ ?")([\w./-]+\.\w+"? ?\])`, with: `${1}./$2`, needs: []string{"lambda/python", "!ImageConfig"}, unless: []string{"lambda/nodejs"}, caught: []string{"handler-leading-path"}},
	{name: "a handler without a function", files: "*Dockerfile*", where: `(?m)^(CMD ?\[ ?"\w+)[\w./-]*("? ?\])`, with: `${1}$2`, needs: []string{"!ImageConfig"}, unless: []string{"lambda/dotnet", "lambda/java", "lambda/provided"}, caught: []string{"handler-malformed"}},
	{name: "the function renamed in its source", files: "*.py", where: `(?m)^(def |)handler\b`, with: "${1}other", unless: reexported, caught: handlerFault},
	{name: "the export renamed in its source", files: "*.js", where: `(?m)^exports\.handler\b`, with: "exports.other", unless: []string{"__esModule"}, caught: handlerFault},
	{name: "the method renamed in its source", files: "*.rb", where: `(?m)^( *def (?:self\.)?)(?:handler|lambda_handler|process|take)\(event:`, with: "${1}other(event:", caught: handlerFault},
	{name: "the class renamed in its source", files: "*.rb", where: `(?m)^( +class )(Handler|Orders)$`, with: "${1}Other", caught: handlerFault},
	{name: "the code is not copied", files: "*Dockerfile*", where: `(?m)^COPY (?:services/mailer/src|orders|refunds)/? .*\n`, with: "", caught: handlerFault},
	{name: "the code is copied elsewhere", files: "*Dockerfile*", where: `(?m)^(COPY services/mailer/src/) .*\n`, with: "$1 /app/src/\n", caught: handlerFault},
	// runtime interface clients
	{name: "no client", files: "*Dockerfile*", where: `awslambdaric (boto3)\n`, with: "$1\n", caught: []string{"missing-ric"}},
	{name: "the client is not started", files: "*Dockerfile*", where: `(?m)^ENTRYPOINT .*awslambdaric.*\n`, with: "", unless: []string{"playwright", "mail.handler"}, caught: []string{"ric-not-in-entrypoint"}},
	{name: "the client in shell form", files: "*Dockerfile*", where: `(?m)^ENTRYPOINT \[ ?"([\w/]+)", "-m", "awslambdaric" ?\]`, with: "ENTRYPOINT $1 -m awslambdaric", caught: []string{"entrypoint-shell-form"}},
	{name: "no entry point on provided", files: "*Dockerfile*", where: `(?m)^ENTRYPOINT \[ "\./main" \]\n`, with: "", caught: []string{"provided-missing-bootstrap"}},
	// builds
	{name: "provenance is not switched off", files: "*", where: ` --provenance=false`, with: "", unless: []string{"NO_DEFAULT_ATTESTATIONS"}, caught: []string{"build-missing-provenance-false"}},
	{name: "provenance is switched on", files: "*", where: `--provenance=false`, with: "--provenance=mode=max", caught: []string{"build-attestation-enabled"}},
	{name: "provenance is not switched off in a workflow", files: "*.yml", where: `(?m)^ +provenance: false\n`, with: "", caught: []string{"build-missing-provenance-false"}},
	{name: "provenance is switched on in a workflow", files: "*.yml", where: `provenance: false`, with: "provenance: true", caught: []string{"build-attestation-enabled"}},
	// syntax
	{name: "an instruction misspelt", files: "*Dockerfile*", where: `(?m)^COPY `, with: "COPPY ", needs: []string{"public.ecr.aws/lambda"}, caught: []string{"dockerfile-syntax"}},
	// base images, by system and architecture
	{name: "a base of Amazon Linux 2", files: "*Dockerfile*", where: `lambda/java:21`, with: "lambda/java:17", caught: []string{"base-image-amazon-linux-2"}},
	{name: "a base that is soon deprecated", files: "*Dockerfile*", where: `(FROM public\.ecr\.aws/lambda/nodejs):24\n`, with: "$1:22\n", caught: []string{"base-image-deprecating-soon"}},
	{name: "the Go base", files: "*ockerfile*", where: `lambda/provided:al2023\n`, with: "lambda/go:1\n", caught: []string{"base-image-go-retired"}},
	{name: "a tag for another architecture", files: "*Dockerfile*", where: `(lambda/python:3\.1\d)\n`, with: "$1-x86_64\n", needs: []string{"arm64", "!amd64"}, caught: []string{"base-image-arch-suffix-mismatch"}},
	{name: "a base without arm64", files: "*Dockerfile*", where: `lambda/python:3\.1\d\n`, with: "lambda/python:3.7\n", needs: []string{"arm64", "!amd64"}, caught: []string{"base-image-no-arm64"}},
	{name: "a build image", files: "*Dockerfile*", where: `(?m)^FROM public\.ecr\.aws/lambda/(python|nodejs|ruby):([\d.]+)\n`, with: "FROM public.ecr.aws/sam/build-$1$2\n", needs: []string{"AWS::Serverless"}, unless: []string{"dnf install", "ENTRYPOINT"}, caught: []string{"build-image-as-runtime"}},
	// what a base holds
	{name: "dnf on Amazon Linux 2", files: "*Dockerfile*", where: `lambda/python:3\.1[34](\n(?:[^F].*\n)*RUN dnf)`, with: "lambda/python:3.11$1", unless: []string{"AS tool"}, caught: []string{"dnf-on-al2"}},
	{name: "the whole curl", files: "*Dockerfile*", where: `dnf install -y `, with: "${0}curl ", unless: []string{"AS tool", "||"}, caught: []string{"al2023-curl-conflict"}},
	{name: "a group of packages", files: "*Dockerfile*", where: `dnf install -y `, with: "dnf groupinstall -y ", unless: []string{"AS tool", "||"}, caught: []string{"microdnf-unsupported-operation"}},
	{name: "a program that is not there", files: "*Dockerfile*", where: lambdaBase, with: "${0}RUN unzip /tmp/tool.zip\n", caught: []string{"al2023-missing-tool"}},
	{name: "packages from where Debian has them", files: "*Dockerfile*", where: `COPY --from=requirements /tmp/requirements\.txt \./`, with: "COPY --from=requirements /usr/local/lib/python3.13/site-packages /usr/local/lib/python3.13/site-packages", caught: []string{"multistage-site-packages-path"}},
	// environment
	{name: "a key in the image", files: "*Dockerfile*", where: lambdaBase, with: "${0}ENV AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n", caught: []string{"credentials-in-image"}},
	{name: "a reserved variable", files: "*Dockerfile*", where: lambdaBase, with: "${0}ENV AWS_REGION=eu-west-1\n", caught: []string{"reserved-environment-variable"}},
	{name: "a reserved variable of a function", files: "template.yaml", where: `(?m)^( +)(TABLE|BUCKET|JAVA_TOOL_OPTIONS):`, with: "${1}AWS_REGION: eu-west-1\n$0", caught: []string{"reserved-environment-variable"}},
	{name: "PATH overwritten", files: "*Dockerfile*", where: lambdaBase, with: "${0}ENV PATH=/app/bin\n", caught: []string{"path-variable-overwritten"}},
	{name: "PYTHONPATH without the layers", files: "*Dockerfile*", where: `COPY layer/python /opt/python\n`, with: "${0}ENV PYTHONPATH=/var/task/lib\n", caught: []string{"pythonpath-disables-layers"}},
	{name: "a wrapper script that is not there", files: "*Dockerfile*", where: lambdaBase, with: "${0}ENV AWS_LAMBDA_EXEC_WRAPPER=/var/task/none.sh\n", unless: append([]string{"provided"}, installers...), caught: []string{"exec-wrapper-ignored"}},
	{name: "a wrapped handler that is not named", files: "serverless.yml", where: ` +DD_LAMBDA_HANDLER: .*\n`, with: "", caught: []string{"wrapper-handler-missing-target"}},
	{name: "a wrapped handler that the image does not name", files: "*Dockerfile*", where: `ENV NEW_RELIC_LAMBDA_HANDLER=.*\n`, with: "", caught: []string{"wrapper-handler-missing-target"}},
	{name: "an argument that the stage does not declare", files: "*Dockerfile*", where: `(?m)^ARG FUNCTION_DIR\n`, with: "", caught: []string{"arg-not-redeclared-in-stage"}},
	// what has no effect
	{name: "a health check", files: "*Dockerfile*", where: lambdaBase, with: "${0}HEALTHCHECK CMD curl -f http://localhost/\n", caught: []string{"ignored-instruction"}},
	{name: "another user", files: "*Dockerfile*", where: `(?m)^CMD`, with: "USER nobody\n$0", unless: []string{"AS trainer", "AS tool", "lambda-adapter", "dotnet/runtime"}, caught: []string{"user-instruction"}},
	// handlers
	{name: "a handler in a built-in module", files: "*Dockerfile*", where: `(?m)^CMD ?\[ ?"[\w.]+" ?\]`, with: `CMD ["sys.handler"]`, needs: []string{"lambda/python", "!ImageConfig"}, unless: append([]string{"lambda/nodejs"}, installers...), caught: append([]string{"handler-builtin-module-conflict"}, handlerFault...)},
	{name: "a handler in a module that is loaded before", files: "*Dockerfile*", where: `COPY (\w+)\.py (?:\./|\$\{LAMBDA_TASK_ROOT\}/?)\nCMD ?\[ ?"\w+\.`, with: "COPY $1.py $${LAMBDA_TASK_ROOT}/json.py\nCMD [\"json.", unless: []string{"${MIRROR}"}, caught: []string{"handler-shadows-stdlib"}},
	{name: "exports of CommonJS in an ES module", files: "*.mjs", where: `(?m)^export \{ (\w+) as handler \};`, with: "exports.handler = $1;", caught: []string{"handler-esm-cjs-mismatch"}},
	{name: "a callback", files: "*.js", where: `^(exports\.handler = )async \((?:event)?\)`, with: "${1}(event, context, callback)", unless: []string{"node-client-task-root"}, caught: []string{"handler-callback-style-on-node24"}},
	{name: "folders with dots", files: "*", where: `"(src|dist|handlers)/(\w+)\.handler"`, with: `"$1.$2.handler"`, needs: []string{"lambda/nodejs"}, unless: bundled, caught: []string{"handler-node-dotted-directory"}},
	{name: "the sources in place of what is compiled", files: "*Dockerfile*", where: `COPY --from=builder /usr/app/dist/\* \./`, with: "COPY src/index.ts ./", caught: []string{"handler-typescript-not-compiled"}},
	{name: "a variable in the exec form", files: "*Dockerfile*", where: `(?m)^CMD ?\[ ?"[\w/.]+" ?\]`, with: `CMD ["$${HANDLER}"]`, needs: []string{"!ImageConfig"}, unless: []string{"lambda/provided", "aws-lambda-rie"}, caught: []string{"entrypoint-variable-not-expanded"}},
	{name: "jars beside lib", files: "*Dockerfile*", where: `(\*-all\.jar|app-all\.jar) \$\{LAMBDA_TASK_ROOT\}/lib/`, with: "$1 $${LAMBDA_TASK_ROOT}/", caught: []string{"java-jar-not-in-lib"}},
	{name: "another working directory for Java", files: "*Dockerfile*", where: `FROM public\.ecr\.aws/lambda/java:21\n`, with: "${0}WORKDIR /app\n", caught: []string{"java-workdir-moves-classpath"}},
	{name: "files that only root reads", files: "*Dockerfile*", where: `(?m)^COPY (\w+\.py) (?:\./|\$\{LAMBDA_TASK_ROOT\}/?)\n`, with: "COPY --chmod=600 $1 ./\n", needs: []string{"lambda/python"}, unless: []string{"WORKDIR /app"}, caught: []string{"restrictive-permissions"}},
	{name: "the requirements are kept from the build", files: ".dockerignore", where: `\A`, with: "requirements.txt\n", needs: []string{"COPY requirements.txt"}, caught: []string{"dockerignore-excludes-needed-file"}},
	// entry points
	{name: "an interpreter that is not there", files: "*Dockerfile*", where: `"/usr/local/bin/python"`, with: `"/usr/bin/python"`, unless: []string{"alpine"}, caught: []string{"entrypoint-interpreter-not-found"}},
	{name: "the client in place of the base's entry point", files: "*Dockerfile*", where: `(?m)^CMD ?\[ ?"[\w.]+" ?\]`, with: "ENTRYPOINT [\"/var/lang/bin/python3\", \"-m\", \"awslambdaric\"]\n$0", needs: []string{"lambda/python"}, unless: []string{"ENTRYPOINT", "lambda/nodejs", "${MIRROR}", "AS tool"}, caught: []string{"entrypoint-overrides-lambda-entrypoint"}},
	{name: "an entry script without its arguments", files: "*.sh", where: `(exec /lambda-entrypoint\.sh) "\$@"`, with: "$1", caught: []string{"entrypoint-script-drops-arguments"}},
	{name: "an entry script that nobody may run", files: "*Dockerfile*", where: `COPY --chmod=755 (\w+\.sh)`, with: "COPY $1", caught: []string{"entrypoint-script-not-runnable"}},
	{name: "a bootstrap where a zip has it", files: "*Dockerfile*", where: `\$\{LAMBDA_RUNTIME_DIR\}/`, with: "$${LAMBDA_TASK_ROOT}/", caught: []string{"provided-bootstrap-wrong-directory", "provided-missing-bootstrap"}},
	{name: "the emulator in Lambda", files: "*Dockerfile*", where: `ENTRYPOINT \["/entry\.sh"\]`, with: `ENTRYPOINT ["/usr/bin/aws-lambda-rie", "/usr/local/bin/python", "-m", "awslambdaric"]`, caught: []string{"rie-in-production-entrypoint"}},
	{name: "an emulator of another architecture", files: "*Dockerfile*", where: `download/aws-lambda-rie `, with: "download/aws-lambda-rie-arm64 ", caught: []string{"rie-arch-mismatch"}},
	{name: "an emulator that is there already", files: "*Dockerfile*", where: lambdaBase, with: "${0}ADD https://github.com/aws/aws-lambda-runtime-interface-emulator/releases/latest/download/aws-lambda-rie /usr/local/bin/aws-lambda-rie\n", caught: []string{"rie-redundant-on-aws-base"}},
	{name: "npx without a cache that can be written", files: "*Dockerfile*", where: `(?i)npm_config_cache=/tmp/\.npm`, with: "STAGE=prod", caught: []string{"npx-npm-cache-read-only"}},
	// clients
	{name: "a Python client that does not run on the image's Python", files: "*Dockerfile*", where: `FROM python:3\.13-slim(?:-bookworm)?\n((?:.*\n)*RUN pip install .*awslambdaric==)`, with: "FROM python:3.8-slim\n$1", caught: []string{"awslambdaric-python-unsupported"}},
	{name: "a broken Node client", files: "*Dockerfile*", where: `npm install aws-lambda-ric(?:@4\.0\.2)?\n`, with: "npm install aws-lambda-ric@4.0.0\n", caught: []string{"node-ric-version"}},
	{name: "a Node client that looks elsewhere", files: "*Dockerfile*", where: `npm install aws-lambda-ric\n`, with: "npm install aws-lambda-ric@4.0.2\n", caught: []string{"node-ric4-task-root"}},
	{name: "a Node client without what compiles it", files: "*Dockerfile*", where: `g\+\+ make cmake unzip`, with: "unzip", needs: []string{"npm install aws-lambda-ric"}, caught: []string{"node-ric-build-tools"}},
	{name: "a Ruby client that does not run on the image's Ruby", files: "*Dockerfile*", where: `FROM ruby:3\.4-slim`, with: "FROM ruby:2.7-slim", needs: []string{"~> 3.0"}, caught: []string{"ruby-ric-version"}},
	{name: "a client on Alpine without what compiles it", files: "*Dockerfile*", where: `RUN apk add --no-cache build-base .*\n`, with: "", caught: []string{"ric-alpine-build-tools"}},
	{name: "a package that Alpine no longer has", files: "*Dockerfile*", where: `apk add --no-cache build-base `, with: "${0}libexecinfo-dev ", caught: []string{"ric-alpine-libexecinfo"}},
	{name: "a client on Alpine without its library", files: "*Dockerfile*", where: `RUN apk add --no-cache libstdc\+\+\n`, with: "", caught: []string{"ric-alpine-libstdcxx"}},
	// the Web Adapter
	{name: "the adapter elsewhere", files: "*ockerfile*", where: `/opt/extensions/lambda-adapter`, with: "/opt/lambda-adapter", caught: []string{"lwa-wrong-path"}},
	{name: "an old name of the adapter's variable", files: "*Dockerfile*", where: `AWS_LWA_(READINESS_CHECK_PATH)`, with: "$1", caught: []string{"lwa-deprecated-env"}},
	{name: "the adapter on a base that waits for a handler", files: "*Dockerfile*", where: `FROM public\.ecr\.aws/docker/library/python:3\.13-slim`, with: "FROM public.ecr.aws/lambda/python:3.13", caught: []string{"lwa-on-aws-base-without-entrypoint"}},
	{name: "a server on another port than the adapter asks", files: "*Dockerfile*", where: `"--bind", "0\.0\.0\.0:8080"`, with: `"--bind", "0.0.0.0:9999"`, caught: []string{"lwa-port"}},
	{name: "a vendor's extension elsewhere", files: "*Dockerfile*", where: `COPY --from=layer /opt/ /opt/\n`, with: "COPY --from=layer /opt/ /opt/layer/\n", caught: []string{"extension-wrong-place"}},
	// builds, functions and their images
	{name: "two platforms at once", files: "*", where: `--platform[ =]linux/(?:amd64|arm64)`, with: "--platform linux/amd64,linux/arm64", caught: []string{"build-multi-platform"}},
	{name: "two platforms at once in a workflow", files: "*.yml", where: `platforms: linux/arm64`, with: "platforms: linux/amd64,linux/arm64", caught: []string{"build-multi-platform"}},
	{name: "a platform of Windows", files: "*", where: `--platform[ =]linux/(?:amd64|arm64)`, with: "--platform windows/amd64", caught: []string{"non-linux-platform"}},
	{name: "another platform than the function's", files: "build.sh", where: `--platform linux/arm64`, with: "--platform linux/amd64", needs: []string{"AWS::Serverless", "Architectures: [arm64]"}, caught: []string{"platform-architecture-mismatch"}},
	{name: "a runtime beside the image", files: "template.y*ml", where: `(?m)^( +)PackageType: Image\n`, with: "${0}${1}Runtime: python3.13\n", caught: []string{"image-function-with-zip-properties"}},
	{name: "an endpoint for FIPS", files: "*.tf", where: `(image_uri += "\d+\.dkr)\.ecr\.`, with: "$1.ecr-fips.", caught: []string{"ecr-fips-endpoint"}},
	{name: "an image of another region", files: "*.tf", where: `(image_uri += "\d+\.dkr\.ecr)\.eu-west-1`, with: "$1.us-east-1", caught: []string{"ecr-region-mismatch"}},
	{name: "a tag that moves", files: "*.tf", where: `(image_uri += "[^"]*?)(?:@\$\{[^"]*|:7|:\$\{var\.image_tag\})"`, with: `$1:latest"`, needs: []string{"!update-function-code", "!lifecycle"}, caught: []string{"mutable-tag-deploy"}},
	{name: "two words for a command", files: "*.y*ml", where: `Command: \[("?)(orders\.app\.handler|handlers/created\.handler)("?)\]`, with: `Command: [$1$2$3, "--verbose"]`, caught: []string{"template-command-not-a-handler"}},
	{name: "a Dockerfile that is not in its context", files: "template.y*ml", where: `Dockerfile: Dockerfile\b`, with: "Dockerfile: Dockerfile.nowhere", needs: []string{"AWS::Serverless::Function"}, caught: []string{"template-dockerfile-not-found"}},
	{name: "no context for a build", files: "*.sh", where: `(docker build --platform linux/amd64 --provenance=false -t [\w:]+) \.\n`, with: "$1\n", caught: []string{"build-command-missing-context"}},
	{name: "a program that is built for the machine which builds", files: "*Dockerfile*", where: `GOARCH=\$\{?TARGETARCH\}? `, with: "", unless: []string{"${COMMAND}"}, caught: []string{"multistage-arch-mismatch"}},
	{name: "no architecture for a function of CDK", files: "*.py", where: `platform=assets\.Platform\.LINUX_ARM64,\n( +\),\n) +architecture=_lambda\.Architecture\.ARM_64,\n`, with: "\n$1", caught: []string{"cdk-architecture-unset"}},
	{name: "no provenance: false for the Serverless Framework", files: "serverless.y*ml", where: `(?m)^ +provenance: false\n`, with: "", needs: []string{`frameworkVersion: "4"`}, caught: []string{"serverless-image-provenance"}},
	{name: "an image of Docker Hub", files: "*.tf", where: `(image_uri += )"\d+.*"`, with: `$1"docker.io/example/thumbs:7"`, caught: []string{"image-uri-not-ecr"}},
	// folders and stages
	{name: "several files to a folder without a slash", files: "*Dockerfile*", where: `COPY one\.py two\.py \$\{LAMBDA_TASK_ROOT\}/`, with: "COPY one.py two.py $${LAMBDA_TASK_ROOT}/src", caught: []string{"copy-to-task-root-missing-slash"}},
	{name: "packages where the runtime does not look", files: "*Dockerfile*", where: `(\nFROM public\.ecr\.aws/lambda/python.*\n(?:.*\n)*|\AFROM public\.ecr\.aws/lambda/python.*\n(?:[^F].*\n)*)(RUN pip install (?:--no-cache-dir )?-r requirements\.txt)\n`, with: "$1$2 --target /packages\n", unless: []string{"AS trainer", "--from=requirements"}, caught: []string{"dependencies-outside-search-path"}},
	{name: "a .NET program without Lambda's client", files: "*.csproj", where: ` +<PackageReference Include="Amazon\.Lambda\.RuntimeSupport".*\n`, with: "", caught: []string{"dotnet-missing-runtime-support"}},
	{name: "a Go program without Lambda's client", files: "go.mod", where: `github\.com/aws/aws-lambda-go v1`, with: "github.com/gorilla/mux v1", needs: []string{"hello/run"}, caught: []string{"go-missing-lambda-package"}},
	{name: "code in root's home", files: "*Dockerfile*", where: `(FROM python:3\.13-slim-bookworm\nWORKDIR )/app`, with: "$1/root/app", caught: []string{"files-under-root-home"}},
	{name: "another stage behind the function's", files: "*Dockerfile*", where: `CMD \[ "lambda_function\.Billing.*\n`, with: "${0}FROM ruby:3.4 AS test\nRUN gem install rake\n", caught: []string{"final-stage-not-lambda"}},
	{name: "the client starts elsewhere than its packages are", files: "*Dockerfile*", where: `WORKDIR \$\{FUNCTION_DIR\}\nCOPY --from`, with: "WORKDIR /app\nCOPY --from", unless: []string{"playwright"}, caught: []string{"function-dir-mismatch"}},
	{name: "packages of another Python", files: "*Dockerfile*", where: `COPY --from=requirements /tmp/requirements\.txt \./`, with: "COPY --from=requirements /usr/local/lib/python3.12/site-packages /var/lang/lib/python3.12/site-packages", caught: []string{"multistage-language-version-mismatch"}},
	{name: "a pinned boto3 that an older runtime shadows", files: "*Dockerfile*", where: `lambda/python:3\.13`, with: "lambda/python:3.10", needs: []string{"boto3==1.40.0"}, caught: []string{"python-sdk-shadowed"}},
	{name: "another working directory at the end", files: "*Dockerfile*", where: `(COPY \w+\.py \$\{LAMBDA_TASK_ROOT\}/?\n)CMD`, with: "${1}WORKDIR /work\nCMD", unless: []string{"${MIRROR}", "@sha256"}, caught: []string{"workdir-changed-on-aws-base"}},
	// commands
	{name: "a function of an image without its package type", files: "*.sh", where: ` --package-type Image`, with: "", caught: []string{"create-function-missing-package-type"}},
	{name: "a port behind the image's name", files: "*", where: `docker run (.*)(-p 9000:8080) (.*)(orders:(?:dev|try))`, with: "docker run $1$3$4 $2", caught: []string{"docker-run-option-after-image"}},
	{name: "no platform for an image that is pushed", files: "deploy.sh", where: ` --platform linux/amd64`, with: "", needs: []string{"orders.handler"}, caught: []string{"build-missing-platform"}},
	{name: "an emulator without a client", files: "README.md", where: `orders:dev /usr/local/bin/python -m awslambdaric orders\.handler`, with: "orders:dev", caught: []string{"rie-run-without-client"}},
	{name: "an emulator that is asked for another function", files: "README.md", where: `functions/function/invocations`, with: "functions/orders/invocations", needs: []string{"orders.handler"}, caught: []string{"rie-invoke-url"}},
	{name: "an emulator that is asked at another port", files: "README.md", where: `localhost:9000`, with: "localhost:8080", needs: []string{"orders.handler"}, caught: []string{"rie-invoke-url"}},
	{name: "no platform for an image that a tool deploys", files: "*", where: `(?m)^ +platform +[:=] .*\n`, with: "", needs: []string{"ecr_repo", "!compose"}, caught: []string{"build-missing-platform"}},
	// projects
	{name: "a .NET image of another version than the project's", files: "*Dockerfile*", where: `lambda/dotnet:10`, with: "lambda/dotnet:8", needs: []string{"TargetFramework"}, unless: []string{`"Api"`}, caught: []string{"dotnet-target-framework-mismatch"}},
	{name: "a project for another version than the image's", files: "*.csproj", where: `<TargetFramework>net(?:8|10)\.0`, with: "<TargetFramework>net6.0", needs: []string{"lambda/dotnet"}, caught: []string{"dotnet-target-framework-mismatch"}},
}
