package invoke

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// sdk is a client of AWS's own for a function that runs here.
func sdk(t *testing.T, f Invoker) *lambda.Client {
	t.Helper()
	server := httptest.NewServer(Handler(f))
	t.Cleanup(server.Close)
	return lambda.New(lambda.Options{
		BaseEndpoint: aws.String(server.URL), Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("none", "none", ""), RetryMaxAttempts: 1,
	})
}

func TestTypesOfInvocations(t *testing.T) {
	events := make(chan string, 1)
	l, log := faked(t, &fake{function: func(r *runtime) {
		for {
			event, ok := r.event()
			if !ok {
				return
			}
			r.answer(`"answered"`)
			events <- string(event)
		}
	}}, Function{})
	client := sdk(t, l)
	invoke := func(kind types.InvocationType, tail types.LogType) (*lambda.InvokeOutput, error) {
		return client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String("function"), InvocationType: kind, LogType: tail, Payload: []byte(`{"a":1}`)})
	}
	dry, err := invoke(types.InvocationTypeDryRun, "")
	if err != nil || dry.StatusCode != http.StatusNoContent || len(events) > 0 || log.String() != "" {
		t.Errorf("a dry run: %v, %v, %s", dry, err, log)
	}
	queued, err := invoke(types.InvocationTypeEvent, "")
	if err != nil || queued.StatusCode != http.StatusAccepted || len(queued.Payload) > 0 || <-events != `{"a":1}` {
		t.Errorf("an event: %v, %v", queued, err)
	}
	awaited, err := invoke(types.InvocationTypeRequestResponse, types.LogTypeTail)
	if err != nil || string(awaited.Payload) != `"answered"` || <-events != `{"a":1}` {
		t.Fatalf("an invocation: %v, %v", awaited, err)
	}
	tail, err := base64.StdEncoding.DecodeString(aws.ToString(awaited.LogResult))
	if lines := strings.Split(strings.TrimSpace(string(tail)), "\n"); err != nil || len(lines) != 3 || !strings.HasPrefix(lines[0], "START ") || !strings.HasPrefix(lines[2], "REPORT ") {
		t.Errorf("its log: %q, %v", tail, err)
	}
	var refused *types.InvalidParameterValueException
	if _, err := invoke("Sometime", ""); !errors.As(err, &refused) {
		t.Errorf("an unknown type: %v", err)
	}
}

func TestInvokeWithResponseStream(t *testing.T) {
	long := strings.Repeat("x", maxChunk+1)
	for name, c := range map[string]struct {
		function func(*runtime)
		response string
		code     string
	}{
		"streamed": {func(r *runtime) {
			r.post("invocation/"+r.next+"/response", http.Header{modeHeader: {"streaming"}}, strings.NewReader("one "+long))
		}, "one " + long, ""},
		"whole": {func(r *runtime) { r.answer(`{"all":"at once"}`) }, `{"all":"at once"}`, ""},
		"failed": {func(r *runtime) {
			r.post("invocation/"+r.next+"/error", http.Header{errorTypeHeader: {"Function.Failed"}}, strings.NewReader(`{"errorMessage":"no"}`))
		}, "", "Function.Failed"},
	} {
		t.Run(name, func(t *testing.T) {
			l, _ := faked(t, &fake{function: func(r *runtime) {
				if _, ok := r.event(); ok {
					c.function(r)
					r.event()
				}
			}}, Function{})
			out, err := sdk(t, l).InvokeWithResponseStream(t.Context(), &lambda.InvokeWithResponseStreamInput{FunctionName: aws.String("function"), LogType: types.LogTypeTail})
			if err != nil {
				t.Fatal(err)
			}
			var response strings.Builder
			var end *types.InvokeWithResponseStreamCompleteEvent
			for event := range out.GetStream().Events() {
				switch e := event.(type) {
				case *types.InvokeWithResponseStreamResponseEventMemberPayloadChunk:
					response.Write(e.Value.Payload)
				case *types.InvokeWithResponseStreamResponseEventMemberInvokeComplete:
					end = &e.Value
				}
			}
			if err := out.GetStream().Err(); err != nil || end == nil {
				t.Fatalf("the stream ended with %v, %v", end, err)
			}
			if response.String() != c.response || aws.ToString(end.ErrorCode) != c.code || aws.ToString(end.LogResult) == "" {
				t.Errorf("got %.40s, %q, %q", response.String(), aws.ToString(end.ErrorCode), aws.ToString(end.LogResult))
			}
		})
	}
}
