package awstest

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/lambdock/lambdock/codeactions/engine"
)

// motoLimit is how long moto may take to answer first.
const motoLimit = 30 * time.Second

// StartMoto has moto (https://docs.getmoto.org) keep the state. It skips the test, and says so, where moto is not installed.
func StartMoto(t testing.TB, e *engine.Engine) *Cloud {
	t.Helper()
	program, err := exec.LookPath("moto_server")
	if err != nil {
		t.Skip("skipped: moto_server is not installed (pip install 'moto[server]')")
	}
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-H", host, "-p", port)
	cmd.Env = append(os.Environ(), "MOTO_LAMBDA_STUB_ECR=true", "MOTO_IAM_LOAD_MANAGED_POLICIES=true")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if err := answering(address); err != nil {
		t.Fatal(err)
	}
	to := &url.URL{Scheme: "http", Host: address}
	return start(t, e, &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host
	}})
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

func answering(address string) error {
	var last error
	for until := time.Now().Add(motoLimit); time.Now().Before(until); time.Sleep(100 * time.Millisecond) {
		response, err := http.Get("http://" + address + "/moto-api/")
		if err == nil {
			return response.Body.Close()
		}
		last = err
	}
	return fmt.Errorf("moto_server does not answer: %w", last)
}
