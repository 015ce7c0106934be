package invoke

import (
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// The paths of the APIs, which the service serves in every execution environment.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html and .../runtimes-extensions-api.html and .../telemetry-api.html
const (
	runtimePrefix   = "/2018-06-01/runtime/"
	extensionPrefix = "/2020-01-01/extension/"
	telemetryPath   = "/2022-07-01/telemetry"
	logsPath        = "/2020-08-15/logs"
)

// Where a function is that runs here: a region, unless its file names one, and an account that stands for any.
const (
	defaultRegion = "us-east-1"
	version       = "$LATEST"
	account       = "123456789012"
)

// maxResponse is how many bytes a response may have that is not streamed; the service names this number when it refuses one.
const maxResponse = lambda.MaxPayloadBytes + 100

// httpType is the content type of a streamed response for HTTP: JSON with the status, headers and cookies, the separator, and the body
// (docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html).
const httpType = "application/vnd.awslambda.http-integration-response"

// separator stands between the two parts of such a response: eight zero bytes.
var separator = make([]byte, 8)

// The user and group that the service runs images as: neither root nor the owner of anything in the image.
const sandboxUser = "993:990"

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
		lambda.RuntimeAPIVariable:         address,
		"AWS_LAMBDA_FUNCTION_NAME":        f.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     version,
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(f.MemoryMB),
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME":       "/aws/lambda/" + f.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME":      fmt.Sprintf("%s/[%s]%s", now.UTC().Format("2006/01/02"), version, stream),
		"AWS_REGION":                      f.Region,
		"AWS_DEFAULT_REGION":              f.Region,
		lambda.TaskRootVariable:           lambda.TaskRoot,
		"LAMBDA_RUNTIME_DIR":              lambda.RuntimeDir,
	})
	if f.Handler != "" {
		all[lambda.HandlerVariable] = f.Handler
	}
	return all
}
