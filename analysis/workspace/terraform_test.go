package workspace

import "testing"

func TestTerraformFunctions(t *testing.T) {
	runFunctionTests(t, []functionTest{
		{"a resource and its image in another file", `-- infra/lambda.tf --
resource "aws_lambda_function" "api" {
  function_name = "${var.prefix}-api"
  package_type  = "Image"
  image_uri     = "${docker_registry_image.api.name}@${docker_registry_image.api.sha256_digest}"
  architectures = ["arm64"]
  image_config {
    command           = ["app.handler", "${var.name}.handler", local.second]
    entry_point       = local.entry
    working_directory = "/app"
  }
  environment {
    variables = merge({ LEVEL = "info", STAGE = var.stage }, { "A" = 1 })
  }
}
resource "aws_lambda_function" "zip" {
  filename = "a.zip"
  handler  = "a.b"
}
-- infra/images.tf --
locals {
  entry  = ["/entry.sh"]
  second = "x"
  root   = "${path.module}/.."
}
resource "docker_image" "api" {
  name = "${aws_ecr_repository.api.repository_url}:latest"
  build {
    context    = "${local.root}/fn"
    dockerfile = "Dockerfile.lambda"
    target     = "prod"
    build_args = { A = "1", B = var.b }
  }
}
resource "docker_registry_image" "api" {
  name = docker_image.api.name
}
resource "docker_image" "other" {
  name = "other"
  build {
    context = "../other"
  }
}
`, []string{"terraform api dockerfile=fn/Dockerfile.lambda context=fn target=prod arg.A=1 arg.B={var.b} architecture=arm64 image={${docker_registry_image.api.name}@${docker_registry_image.api.sha256_digest}} command=[app.handler {${var.name}.handler} x] entrypoint=[/entry.sh] dir=/app env.A=1 env.LEVEL=info env.STAGE={var.stage}"}},
		{"through the repository", `-- main.tf --
resource "aws_ecr_repository" "repo" { name = "a" }
locals { uri = "${aws_ecr_repository.repo.repository_url}:${var.tag}" }
resource "null_resource" "build" {
  provisioner "local-exec" {
    command = <<-EOT
      aws ecr get-login-password | docker login --username AWS --password-stdin ${aws_ecr_repository.repo.repository_url}
      docker build --provenance=false -t ${local.uri} -f ${path.module}/fn/Dockerfile.lambda ${path.module}
      docker push ${local.uri}
    EOT
  }
}
resource "aws_lambda_function" "f" {
  image_uri  = "${aws_ecr_repository.repo.repository_url}:latest"
  depends_on = [null_resource.build]
}
`, []string{"terraform f dockerfile=fn/Dockerfile.lambda context=. image={${aws_ecr_repository.repo.repository_url}:latest}"}},
		{"through what it waits for", `-- main.tf --
resource "null_resource" "build" {
  provisioner "local-exec" {
    working_dir = "${path.module}/fn"
    command     = "docker build -t \"$URI\" . && docker push \"$URI\""
    environment = { URI = var.uri }
  }
}
resource "aws_lambda_function" "f" {
  image_uri  = var.uri
  depends_on = [aws_iam_role.r, null_resource.build]
}
`, []string{"terraform f dockerfile=fn/Dockerfile context=fn image={var.uri}"}},
		{"two builds of one repository", `-- main.tf --
resource "docker_image" "a" {
  name = "${aws_ecr_repository.r.repository_url}:a"
  build {
    context = "fn"
  }
}
resource "docker_image" "b" {
  name = "${aws_ecr_repository.r.repository_url}:b"
  build {
    context = "other"
  }
}
resource "aws_lambda_function" "f" {
  image_uri = "${aws_ecr_repository.r.repository_url}:${var.tag}"
  image_config {
    command = var.command
  }
}
`, []string{"terraform f dockerfile={} context={} image={${aws_ecr_repository.r.repository_url}:${var.tag}} command={}"}},
		{"another repository of the same module, map or resource", `-- main.tf --
locals {
  urls = { a = aws_ecr_repository.a.repository_url, b = aws_ecr_repository.b.repository_url }
}
resource "docker_image" "a" {
  name = "${module.ecr.urls["a"]}:1"
  build {
    context = "fn"
  }
}
resource "docker_image" "keyed" {
  name = "${aws_ecr_repository.each["a"].repository_url}:1"
  build {
    context = "fn"
  }
}
resource "docker_image" "mapped" {
  name = "${aws_ecr_repository.a.repository_url}:1"
  build {
    context = "fn"
  }
}
resource "aws_lambda_function" "same" {
  image_uri = "${module.ecr.urls["a"]}:2"
}
resource "aws_lambda_function" "other" {
  image_uri = "${module.ecr.urls["b"]}:1"
}
resource "aws_lambda_function" "keyed" {
  image_uri = "${aws_ecr_repository.each["b"].repository_url}:1"
}
resource "aws_lambda_function" "mapped" {
  image_uri = "${local.urls["b"]}:1"
}
`, []string{
			`terraform same dockerfile=fn/Dockerfile context=fn image={${module.ecr.urls["a"]}:2}`,
			`terraform other dockerfile={} context={} image={${module.ecr.urls["b"]}:1}`,
			`terraform keyed dockerfile={} context={} image={${aws_ecr_repository.each["b"].repository_url}:1}`,
			`terraform mapped dockerfile={} context={} image={${local.urls["b"]}:1}`,
		}},
		{"modules", `-- main.tf --
module "lambda" {
  source                   = "terraform-aws-modules/lambda/aws"
  create_package           = false
  package_type             = "Image"
  image_uri                = module.docker_image.image_uri
  image_config_command     = ["app.handler"]
  image_config_entry_point = null
  architectures            = [var.arch]
  environment_variables    = { A = "b" }
}
module "docker_image" {
  source           = "terraform-aws-modules/lambda/aws//modules/docker-build"
  source_path      = abspath("${path.root}/fn")
  docker_file_path = "Dockerfile.lambda"
  platform         = "linux/arm64"
}
module "own_lambda" {
  source    = "./modules/lambda"
  image_uri = module.docker_image.image_uri
}
module "service" {
  source    = "./modules/ecs"
  image_uri = "x"
}
`, []string{
			"terraform lambda dockerfile=fn/Dockerfile.lambda context=fn architecture={var.arch} image={module.docker_image.image_uri} command=[app.handler] env.A=b",
			"terraform own_lambda dockerfile=fn/Dockerfile.lambda context=fn image={module.docker_image.image_uri} command={} entrypoint={} dir={} env.?",
		}},
		{"a module that others call", `-- modules/lambda/main.tf --
resource "aws_lambda_function" "this" {
  package_type = var.package_type
  image_uri    = var.image_uri
  dynamic "image_config" {
    for_each = var.command == null ? [] : [1]
    content {
      command = var.command
    }
  }
}
`, []string{"terraform this dockerfile={} context={} image={var.image_uri} command={} entrypoint={} dir={}"}},
		{"no image", "-- main.tf --\nresource \"aws_lambda_function\" \"f\" {\n  package_type = \"Zip\"\n  image_uri = null\n}\n# image_uri\n", nil},
		{"an override that is empty", "-- main.tf --\nresource \"aws_lambda_function\" \"f\" {\n  image_uri = \"a\"\n  image_config {\n    command = []\n  }\n}\n", []string{"terraform f dockerfile={} context={} image=a"}},
		{"locals that name themselves", "-- main.tf --\nlocals {\n  a = local.b\n  b = \"${local.a}${local.a}${local.a}\"\n}\nresource \"aws_lambda_function\" \"f\" {\n  image_uri = local.a\n  image_config {\n    command = local.b\n  }\n}\n",
			[]string{"terraform f dockerfile={} context={} image={local.a} command={}"}},
	})
}

func TestTerraformBuilds(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"docker_image", `-- main.tf --
resource "docker_image" "classic" {
  name = "a"
  build {
    context = "fn"
  }
}
resource "docker_image" "buildx" {
  name = "b"
  build {
    context  = "fn"
    platform = "linux/amd64"
    builder  = "default"
    tag      = ["c:latest"]
  }
}
resource "docker_image" "off" {
  build {
    context    = "fn"
    dockerfile = "fn/Dockerfile.lambda"
    builder    = "default"
    provenance = "false"
    sbom       = true
  }
}
resource "docker_image" "perhaps" {
  build {
    context = "${path.cwd}/fn"
    builder = var.builder
  }
}
resource "docker_registry_image" "older" {
  build {
    context = "other"
  }
}
resource "docker_image" "pulled" {
  name = "alpine"
}
resource "docker_image" "each" {
  for_each = var.names
  build {
    context = "${path.module}/${each.key}"
  }
}
`, []string{
			` "classic" dockerfile=fn/Dockerfile context=fn tag=a provenance=undecided[classic] sbom=undecided[classic]`,
			` "buildx" dockerfile=fn/Dockerfile context=fn platform=linux/amd64 tag=b tag=c:latest`,
			` "off" dockerfile=fn/Dockerfile.lambda context=fn provenance=off[provenance = "false"] sbom=on[sbom       = true]`,
			` "perhaps" dockerfile=fn/Dockerfile context=fn provenance=undecided[var.builder] sbom=undecided[var.builder]`,
			` "older" dockerfile=other/Dockerfile context=other provenance=undecided[older] sbom=undecided[older]`,
			` "each" dockerfile=? context=? provenance=undecided[each] sbom=undecided[each]`,
		}},
		{"a provider that builds as of old", `-- versions.tf --
terraform {
  required_providers {
    docker = {
      source  = "kreuzwerker/docker"
      version = "~> 3.0, < 3.6"
    }
  }
}
-- main.tf --
resource "docker_image" "a" {
  build { context = "fn" }
}
`, []string{`classic "a" dockerfile=fn/Dockerfile context=fn`}},
		{"a provider that builds with BuildKit", `-- versions.tf --
terraform {
  required_providers {
    docker = {
      source  = "registry.terraform.io/kreuzwerker/docker"
      version = ">= 3.0"
    }
  }
}
-- .terraform.lock.hcl --
provider "registry.terraform.io/kreuzwerker/docker" {
  version = "4.3.1"
}
-- main.tf --
resource "docker_image" "a" {
  build {
    context = "fn"
  }
}
resource "docker_image" "b" {
  build {
    context            = "fn"
    use_legacy_builder = true
  }
}
resource "docker_image" "c" {
  build {
    context            = "fn"
    use_legacy_builder = var.legacy
  }
}
`, []string{
			` "a" dockerfile=fn/Dockerfile context=fn`,
			`classic "b" dockerfile=fn/Dockerfile context=fn`,
			` "c" dockerfile=fn/Dockerfile context=fn provenance=undecided[var.legacy] sbom=undecided[var.legacy]`,
		}},
		{"the module", `-- infra/main.tf --
module "a" {
  source      = "terraform-aws-modules/lambda/aws//modules/docker-build"
  source_path = "../fn"
  build_args  = { A = "1" }
}
module "b" {
  source      = "terraform-aws-modules/lambda/aws//modules/docker-build"
  source_path = "../fn"
  builder     = "default"
}
`, []string{
			` "a" dockerfile=fn/Dockerfile context=fn arg.A=1 provenance=undecided[a] sbom=undecided[a]`,
			` "b" dockerfile=fn/Dockerfile context=fn`,
		}},
		{"commands", `-- infra/main.tf --
resource "terraform_data" "build" {
  provisioner "local-exec" {
    command = "cd ${path.module}/../fn && docker buildx build --push -t ${var.repo}:latest ."
  }
  provisioner "local-exec" {
    command = <<EOT
      docker build \
        -t "${var.repo}" \
        --build-arg "A=b" \
        ${path.module}/../other
EOT
    environment = {
      BUILDX_NO_DEFAULT_ATTESTATIONS = "1"
    }
  }
  provisioner "local-exec" {
    interpreter = ["python3", "-c"]
    command     = "docker build ."
  }
  provisioner "local-exec" {
    command = "docker build ${var.arguments} ../fn"
  }
  provisioner "remote-exec" {
    inline = ["docker build ."]
  }
}
`, []string{
			`buildx "docker buildx build" dockerfile=fn/Dockerfile context=fn tag=? push=on`,
			`docker "docker build" dockerfile=other/Dockerfile context=other arg.A=b tag=? provenance=off[1]`,
			`docker "docker build" dockerfile=fn/Dockerfile context=fn target=? platform=? provenance=undecided[docker build] sbom=undecided[docker build] push=undecided load=undecided`,
		}},
	})
}
