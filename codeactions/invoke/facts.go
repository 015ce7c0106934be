package invoke

import (
	"fmt"
	"maps"
	"strconv"
	"time"
)

// The paths of the APIs, which the service serves in every execution environment.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html and .../runtimes-extensions-api.html and .../telemetry-api.html
const (
	runtimePrefix   = "/2018-06-01/runtime/"
	extensionPrefix = "/2020-01-01/extension/"
	telemetryPath   = "/2022-07-01/telemetry"
	logsPath        = "/2020-08-15/logs"
)

// InvocationPath is the path of the Invoke API for the function that an emulator runs.
// https://docs.aws.amazon.com/lambda/latest/dg/images-test.html
const InvocationPath = "/2015-03-31/functions/function/invocations"

// What a function has that says nothing else. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
const (
	defaultMemoryMB  = 128
	defaultTimeout   = 3 * time.Second
	defaultStorageMB = 512
	defaultRegion    = "us-east-1"
	version          = "$LATEST"
	account          = "123456789012"
)

// Limits of the service. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	initLimit     = 10 * time.Second
	shutdownLimit = 2 * time.Second // with extensions; none without: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
	maxPayload    = 6 << 20         // bytes of an event and of a response that is not streamed
	maxResponse   = maxPayload + 100
	maxStreamed   = 200 << 20
	maxProcesses  = 1024
	maxFiles      = 1024
)

// The user and group that the service runs images as: neither root nor the owner of anything in the image.
const sandboxUser = "993:990"

// The folders of an execution environment.
const (
	taskRoot     = "/var/task"
	runtimeDir   = "/var/runtime"
	extensionDir = "/opt/extensions"
)

// The kinds of errors that are the service's own.
const (
	errorTimeout     = "Sandbox.Timedout"
	errorExit        = "Runtime.ExitError"
	errorMemory      = "Runtime.OutOfMemory"
	errorEntrypoint  = "Runtime.InvalidEntrypoint"
	errorTooLarge    = "Function.ResponseSizeTooLarge"
	errorUnknown     = "Runtime.Unknown"
	errorExtension   = "Extension.Crash"
	jsonType         = "application/json"
	streamPrelude    = "application/vnd.awslambda.http-integration-response"
	errorTypeHeader  = "Lambda-Runtime-Function-Error-Type"
	errorBodyTrailer = "Lambda-Runtime-Function-Error-Body"
	modeHeader       = "Lambda-Runtime-Function-Response-Mode"
)

// variables are the environment of the function's process: those of the function, over which the service's own go.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
func variables(f Function, address string, now time.Time, stream string) map[string]string {
	all := map[string]string{"TZ": ":UTC"}
	maps.Copy(all, f.Environment)
	maps.Copy(all, map[string]string{
		"AWS_LAMBDA_RUNTIME_API":          address,
		"AWS_LAMBDA_FUNCTION_NAME":        f.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     version,
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(f.MemoryMB),
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME":       "/aws/lambda/" + f.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME":      fmt.Sprintf("%s/[%s]%s", now.UTC().Format("2006/01/02"), version, stream),
		"AWS_REGION":                      f.Region,
		"AWS_DEFAULT_REGION":              f.Region,
		"LAMBDA_TASK_ROOT":                taskRoot,
		"LAMBDA_RUNTIME_DIR":              runtimeDir,
	})
	if f.Handler != "" {
		all["_HANDLER"] = f.Handler
	}
	return all
}
