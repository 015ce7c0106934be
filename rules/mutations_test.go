package rules

// handlerFault is what is said of a handler that is not in the image.
var handlerFault = []string{"handler-function-not-found", "handler-module-not-found", "code-not-in-task-root"}

// unbroken are the projects in which a fault would be none, or none that anybody could know of, and why.
var unbroken = map[string]string{
	"not-lambda-services":           "nothing in it is Lambda's",
	"layer-and-zip-builders":        "nothing in it is a function's image",
	"lookalikes-beside-a-function":  "most of it is not Lambda's",
	"selenium-derived-base":         "its base image may be anything",
	"cookiecutter-template":         "it is no Dockerfile before it is filled in",
	"custom-runtime-bash":           "its runtime may take any handler",
	"rust-provided-bootstrap":       "its runtime takes any handler",
	"sqlpage-style-provided-server": "its server has no handler",
	"web-adapter-nginx-php":         "its servers have no handler",
	"web-adapter-next":              "its server has no handler",
}

// bundled are the texts of Dockerfiles whose code other programs write: what it defines is not known.
var bundled = []string{"--from=build", "--from=deps", "<<", "newrelic", "lambda/java"}

// installers are the texts of Dockerfiles in which an installer may have brought any module.
var installers = append([]string{"pip install", "npm ", "pipenv", "${MIRROR}"}, bundled...)

// reexported are the projects in which the handler's module takes the handler from another one.
var reexported = []string{"copies-with-tricks", "crlf-bom-lowercase", "django-datadog-serverless", "entry-script-rie", "poetry-no-virtualenv"}

// servers are the texts of Dockerfiles whose CMD is no handler, or not for Lambda's own entry point.
var servers = []string{"aws-lambda-ric", "awslambdaric", "AWSLambda", "aws_lambda_ric", "aws-lambda-rie", "lambda-adapter"}

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
	// command and handler
	{name: "no CMD", files: "*Dockerfile*", where: `(?m)^CMD ?\[.*\]\n`, with: "", needs: []string{"!ImageConfig"}, unless: []string{"${MIRROR}", "aws-lambda-rie", "\"-m\", \"awslambdaric\""}, caught: []string{"missing-handler-cmd", "ric-entrypoint-without-handler"}},
	{name: "CMD in shell form", files: "*Dockerfile*", where: `(?m)^CMD ?\[ ?"([\w./:-]+)" ?\]`, with: "CMD $1", unless: servers, caught: []string{"cmd-shell-form-with-lambda-entrypoint", "entrypoint-shell-form"}},
	{name: "CMD with an interpreter", files: "*Dockerfile*", where: `(?m)^CMD ?\[ ?"([\w./:-]+)" ?\]`, with: `CMD ["python", "$1"]`, unless: servers, caught: []string{"cmd-multiple-arguments-with-lambda-entrypoint", "cmd-not-a-handler"}},
	{name: "CMD that is a command line", files: "*Dockerfile*", where: `(?m)^CMD ?\[ ?"([\w./:-]+)" ?\]`, with: `CMD ["python app.py"]`, unless: servers, caught: []string{"cmd-not-a-handler"}},
	{name: "another function in CMD", files: "*Dockerfile*", where: `(?m)^(CMD ?\[ ?"[\w./-]+\.)\w+("? ?\])`, with: `${1}elsewhere$2`, needs: []string{"!ImageConfig"}, unless: bundled, caught: handlerFault},
	{name: "another module in CMD", files: "*Dockerfile*", where: `(?m)^(CMD ?\[ ?")([\w./-]+\.\w+"? ?\])`, with: `${1}x$2`, needs: []string{"!ImageConfig"}, unless: installers, caught: handlerFault},
	{name: "another function in a template", files: "template.yaml", where: `(Command: \[[\w.]+\.)\w+\]`, with: "${1}elsewhere]", caught: handlerFault},
	{name: "the handler with the file's extension", files: "*Dockerfile*", where: `(?m)^(CMD ?\[ ?"[\w/.]+)\.\w+("? ?\])`, with: `${1}.py$2`, needs: []string{"lambda/python", "!ImageConfig"}, caught: []string{"handler-has-file-extension", "handler-function-not-found"}},
	{name: "a handler that begins with a dot", files: "*Dockerfile*", where: `(?m)^(CMD ?\[ ?")([\w./-]+\.\w+"? ?\])`, with: `${1}./$2`, needs: []string{"lambda/python", "!ImageConfig"}, unless: []string{"lambda/nodejs"}, caught: []string{"handler-leading-path"}},
	{name: "a handler without a function", files: "*Dockerfile*", where: `(?m)^(CMD ?\[ ?"\w+)[\w./-]*("? ?\])`, with: `${1}$2`, needs: []string{"!ImageConfig"}, unless: []string{"lambda/dotnet", "lambda/java"}, caught: []string{"handler-malformed"}},
	{name: "the function renamed in its source", files: "*.py", where: `(?m)^(def |)handler\b`, with: "${1}other", unless: reexported, caught: handlerFault},
	{name: "the export renamed in its source", files: "*.js", where: `(?m)^exports\.handler\b`, with: "exports.other", caught: handlerFault},
	{name: "the code is not copied", files: "*Dockerfile*", where: `(?m)^COPY (?:services/mailer/src|orders|refunds)/? .*\n`, with: "", caught: handlerFault},
	{name: "the code is copied elsewhere", files: "*Dockerfile*", where: `(?m)^(COPY services/mailer/src/) .*\n`, with: "$1 /app/src/\n", caught: handlerFault},
	// runtime interface clients
	{name: "no client", files: "*Dockerfile*", where: `awslambdaric (boto3)\n`, with: "$1\n", caught: []string{"missing-ric"}},
	{name: "the client is not started", files: "*Dockerfile*", where: `(?m)^ENTRYPOINT .*awslambdaric.*\n`, with: "", unless: []string{"playwright", "mail.handler"}, caught: []string{"ric-not-in-entrypoint"}},
	{name: "the client in shell form", files: "*Dockerfile*", where: `(?m)^ENTRYPOINT \[ ?"([\w/]+)", "-m", "awslambdaric" ?\]`, with: "ENTRYPOINT $1 -m awslambdaric", caught: []string{"entrypoint-shell-form"}},
	{name: "no entry point on provided", files: "*Dockerfile*", where: `(?m)^ENTRYPOINT \[ "\./main" \]\n`, with: "", caught: []string{"provided-missing-bootstrap"}},
	// builds
	{name: "provenance is not switched off", files: "*", where: ` --provenance=false`, with: "", caught: []string{"build-missing-provenance-false"}},
	{name: "provenance is switched on", files: "*", where: `--provenance=false`, with: "--provenance=mode=max", caught: []string{"build-attestation-enabled"}},
	{name: "provenance is not switched off in a workflow", files: "*.yml", where: `(?m)^ +provenance: false\n`, with: "", caught: []string{"build-missing-provenance-false"}},
	{name: "provenance is switched on in a workflow", files: "*.yml", where: `provenance: false`, with: "provenance: true", caught: []string{"build-attestation-enabled"}},
	// syntax
	{name: "an instruction misspelt", files: "*Dockerfile*", where: `(?m)^COPY `, with: "COPPY ", needs: []string{"public.ecr.aws/lambda"}, caught: []string{"dockerfile-syntax"}},
}
