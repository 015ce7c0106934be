package awstest

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

// FragileRegistry has the account's repositories, which must be the package's own, lie in a registry that goes away for good once it has
// the layers of an image, and before it has the manifest: a layer Docker would push again and again. It gives its host, and whether it is gone.
func (c *Cloud) FragileRegistry(t testing.TB) (host string, gone func() bool) {
	var went atomic.Bool
	storage := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: enginetest.Registry})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/manifests/") {
			went.Store(true)
		}
		if went.Load() {
			panic(http.ErrAbortHandler) // the connection is cut without an answer
		}
		storage.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	host = strings.TrimPrefix(server.URL, "http://")
	c.registryIs(host)
	return host, went.Load
}

// Restore has the repositories lie in the engine's registry again.
func (c *Cloud) Restore() { c.registryIs(enginetest.ECR) }

func (c *Cloud) registryIs(host string) {
	a := c.backend.(*account)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.registry = host
}
