// Package awstest stands in for AWS in tests: STS, IAM, ECR and Lambda as they speak over the network, to any client.
//
// The state is either the package's own or that of moto, an independent stand-in. In front of both stands what neither has: images are those
// that were really pushed to the engine's registry, Lambda refuses the ones that it would refuse, and a call of a function runs its image.
package awstest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/lambdock/lambdock/codeactions/engine"
	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

// Cloud is AWS, or rather what stands in for it, for one test.
type Cloud struct {
	// URL is the endpoint of all services.
	URL string

	engine  *engine.Engine
	backend http.Handler

	mu       sync.Mutex
	failures []*failure
	calls    []string          // actions in the words of IAM's policies
	images   map[string]string // by function and version, or function alone
}

// failure is an answer that a call gets in place of its own.
type failure struct {
	action, code, message string
	times                 int
}

// Start has a stand-in with its own state answer until the end of the test.
func Start(t testing.TB, e *engine.Engine) *Cloud { return start(t, e, newAccount()) }

func start(t testing.TB, e *engine.Engine, backend http.Handler) *Cloud {
	c := &Cloud{engine: e, backend: backend, images: map[string]string{}}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	c.URL = server.URL
	return c
}

// Env are the variables, as NAME=value, that lead clients of AWS there.
func (c *Cloud) Env() []string {
	return []string{
		"AWS_ENDPOINT_URL=" + c.URL, "AWS_REGION=" + enginetest.ECRRegion, "AWS_DEFAULT_REGION=" + enginetest.ECRRegion, "AWS_EC2_METADATA_DISABLED=true",
		"AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY=" + SecretKey, "AWS_PAGER=", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
		"AWS_MAX_ATTEMPTS=1",
	}
}

// SecretKey is that of the credentials: a mark to be looked for where no secret may be.
const SecretKey = "marked-secret-key-of-aws"

// Fail has the next calls of an action, in the words of IAM's policies, end in an error.
func (c *Cloud) Fail(action, code, message string, times int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failures = append(c.failures, &failure{action, code, message, times})
}

// Calls are the actions that were called, in their order.
func (c *Cloud) Calls() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.calls)
}

// ServeHTTP answers a call of any service.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	call := parse(r, body)
	if f := c.noted(call.action); f != nil {
		call.fail(w, &apiError{f.code, f.message})
		return
	}
	switch call.action {
	case "ecr:BatchGetImage":
		c.manifest(w, call)
	case "lambda:CreateFunction", "lambda:UpdateFunctionCode":
		c.take(w, r, call)
	case "lambda:InvokeFunction":
		c.invoke(w, r, call)
	default:
		c.backend.ServeHTTP(w, r)
	}
}

// noted remembers a call, and gives the failure that it is to end in.
func (c *Cloud) noted(action string) *failure {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, action)
	for _, f := range c.failures {
		if f.action == action && f.times > 0 {
			f.times--
			return f
		}
	}
	return nil
}

// image is that of a function's version: a number, "$LATEST", or empty.
func (c *Cloud) image(function, version string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version == "" || version == "$LATEST" {
		return c.images[function]
	}
	return c.images[function+":"+version]
}
