package lambda

import (
	"slices"
	"testing"
)

func TestAttestation(t *testing.T) {
	for value, want := range map[string]Switch{
		"false": SwitchOff, "False": SwitchOff, "0": SwitchOff, `"false"`: SwitchOff, "true": SwitchOn, "min": SwitchOn, "max": SwitchOn, "mode=max": SwitchOn,
		"type=provenance,mode=min": SwitchOn, "type=sbom": SwitchOn, "generator=docker/scout": SwitchOn,
		"type=provenance,disabled=true": SwitchOff, "disabled=true": SwitchOff, "mode=max,disabled=false": SwitchOn, "disabled=maybe": SwitchUnknown,
		"": SwitchUnknown, "$PROVENANCE": SwitchUnknown, "${{ inputs.provenance }}": SwitchUnknown, "no": SwitchUnknown, "off": SwitchUnknown,
	} {
		if got := Attestation(value); got != want {
			t.Errorf("%q: got %d, want %d", value, got, want)
		}
	}
	for value, want := range map[string]Switch{"1": SwitchOff, "true": SwitchOff, "0": SwitchOn, "false": SwitchOn, "": SwitchUnknown, "yes": SwitchUnknown, "$X": SwitchUnknown} {
		if got := NoAttestations(value); got != want {
			t.Errorf("%s=%q: got %d, want %d", NoAttestationsVariable, value, got, want)
		}
	}
	if Attestation(ProvenanceOff[len("--provenance="):]) != SwitchOff || Attestation(SBOMOff[len("--sbom="):]) != SwitchOff {
		t.Error("the flags that switch off do not")
	}
}

func TestReserved(t *testing.T) {
	for name, want := range map[string]VariableKind{
		"AWS_SECRET_ACCESS_KEY": CredentialVariable, "AWS_REGION": RegionVariable, "LAMBDA_TASK_ROOT": DirectoryVariable, "_HANDLER": RuntimeVariable,
		"AWS_LAMBDA_FUNCTION_NAME": FunctionVariable, "_X_AMZN_TRACE_ID": TraceVariable, "PATH": "", "aws_region": "", "": "",
	} {
		if got, ok := Reserved(name); got.Kind != want || ok != (want != "") {
			t.Errorf("%s: got %q", name, got.Kind)
		}
	}
	if !IsExtendable("PYTHONPATH") || IsExtendable("_HANDLER") || !SuggestsLambda("LAMBDA_TASK_ROOT") || SuggestsLambda("PATH") {
		t.Error("extendable or suggestive variables differ")
	}
	for i := range reservedVariables {
		if IsExtendable(reservedVariables[i].Name) {
			t.Errorf("%s is both reserved and extendable", reservedVariables[i].Name)
		}
	}
}

func TestHandlers(t *testing.T) {
	node, ok := HandlerOf(NodeJS)
	if !ok || !slices.Equal(node.Tried, []string{"", ".js", ".mjs", ".cjs"}) {
		t.Errorf("nodejs: %+v", node)
	}
	if _, ok := HandlerOf(Provided); ok {
		t.Error("provided has a shape of handlers")
	}
	if !IsHandlerExtension(Python, "py") || IsHandlerExtension(Python, "js") || IsHandlerExtension(DotNet, "dll") || IsHandlerExtension(Go, "go") {
		t.Error("extensions differ")
	}
	for module, want := range map[string]bool{"time": true, "sys/sub": true, "errno.x": true, "timer": false, "app": false, "": false} {
		if got := IsPythonBuiltin(module); got != want {
			t.Errorf("%s: got %v", module, got)
		}
	}
	if !slices.IsSorted(PythonBuiltinModules()) || !slices.Contains(PythonSDKPackages(), "boto3") {
		t.Error("module lists differ")
	}
	if got, ok := WrapperHandler("datadog_lambda.handler.handler"); !ok || got.Variable != "DD_LAMBDA_HANDLER" || got.Vendor != "Datadog" {
		t.Errorf("got %+v", got)
	}
	if _, ok := WrapperHandler("app.handler"); ok {
		t.Error("app.handler is a vendor's")
	}
	if !IsServerCommand("uvicorn") || IsServerCommand("app.handler") {
		t.Error("server commands differ")
	}
}

func TestContents(t *testing.T) {
	for command, want := range map[string]string{"tar": "tar", "find": "findutils", "useradd": "shadow-utils", "g++": "gcc-c++", "bash": "", "curl": ""} {
		if got, _, ok := MissingCommand(AL2023, command); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, want %q", command, got, want)
		}
	}
	if _, _, ok := MissingCommand(AL2, "tar"); ok {
		t.Error("AL2's contents are known")
	}
	if _, confirmed, _ := MissingCommand(AL2023, "tar"); !confirmed {
		t.Error("tar's absence is not confirmed")
	}
	if got, ok := ConflictingPackage(AL2023, "curl"); !ok || got != "curl-minimal" || !HasPackage(AL2023, got) {
		t.Errorf("curl conflicts with %q", got)
	}
	if got, ok := AmazonPackages("build-essential"); !ok || !slices.Equal(got, []string{"gcc", "gcc-c++", "make"}) {
		t.Errorf("build-essential is %q", got)
	}
	if got, ok := AmazonPackages("nobody-knows"); ok || len(got) != 0 {
		t.Errorf("an unknown package is %q", got)
	}
}

func TestImagesWithAClient(t *testing.T) {
	for ref, want := range map[string]bool{
		"bref/php-83:2": true, "docker.io/bref/php-83-fpm": true, "public.ecr.aws/awsguru/php:82": true, "ghcr.io/lambgeo/lambda-gdal:3.8-python3.12": true,
		"umihico/aws-lambda-selenium-python:latest": true, "public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1": true, "example.com/mirror/aws-lambda-adapter:1": true,
		"python:3.12": false, "public.ecr.aws/lambda/python:3.12": false, "brefs/php": false, "${BASE}": false, "": false,
	} {
		if got := BringsClient(ref); got != want {
			t.Errorf("%q: got %v", ref, got)
		}
	}
	if !IsAdapterImage("aws-lambda-adapter") || IsAdapterImage("public.ecr.aws/awsguru/php:82") {
		t.Error("adapter images differ")
	}
	if got, ok := DeprecatedAdapterVariable("READINESS_CHECK_PATH"); !ok || got != "AWS_LWA_READINESS_CHECK_PATH" {
		t.Errorf("got %q", got)
	}
	if got, ok := DeprecatedAdapterVariable("HOST"); !ok || got != "" {
		t.Errorf("HOST became %q", got)
	}
	if AdapterPortVariables()[0] != "AWS_LWA_PORT" || !slices.Contains(AdapterVariables(), "AWS_LWA_INVOKE_MODE") {
		t.Error("adapter variables differ")
	}
	if owner, ok := PortOwner(9001); !ok || owner != "the Runtime API" {
		t.Errorf("9001 belongs to %q", owner)
	}
}

func TestArchitecture(t *testing.T) {
	for name, want := range map[string]string{"amd64": "x86_64", "linux/amd64": "x86_64", "x86_64": "x86_64", "linux/arm64/v8": "arm64", "ARM_64": "", "aarch64": "arm64", "windows/amd64": "", "": ""} {
		if got, ok := Architecture(name); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	if x, _ := Platform("x86_64"); x != "linux/amd64" {
		t.Errorf("x86_64 is %s", x)
	}
	if arm, _ := Platform("arm64"); arm != "linux/arm64" {
		t.Errorf("arm64 is %s", arm)
	}
	if _, ok := Platform("riscv64"); ok {
		t.Error("riscv64 has a platform")
	}
}

func TestParseECRImage(t *testing.T) {
	for uri, want := range map[string]ECRImage{
		"111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app:1.2":         {Account: "111122223333", Region: "us-east-1", Repository: "team/app", Tag: "1.2"},
		"111122223333.dkr.ecr-fips.us-east-1.amazonaws.com/app":             {Account: "111122223333", Region: "us-east-1", FIPS: true, Repository: "app"},
		"111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/app@sha256:abcde": {Account: "111122223333", Region: "cn-north-1", Repository: "app", Digest: "sha256:abcde"},
		"1234.dkr.ecr.us-east-1.amazonaws.com/app":                          {},
		"public.ecr.aws/lambda/python:3.12":                                 {},
		"${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/app":                    {},
		"111122223333.dkr.ecr.us-east-1.amazonaws.com":                      {},
	} {
		if got, ok := ParseECRImage(uri); got != want || ok != (want != ECRImage{}) {
			t.Errorf("%s: got %+v, want %+v", uri, got, want)
		}
	}
}

func TestManifestsAndInstructions(t *testing.T) {
	if !RefusedMediaType("application/vnd.oci.image.index.v1+json") || RefusedMediaType("application/vnd.oci.image.manifest.v1+json") {
		t.Error("media types differ")
	}
	if !IgnoredInstruction("USER") || IgnoredInstruction("ENV") {
		t.Error("ignored instructions differ")
	}
}
