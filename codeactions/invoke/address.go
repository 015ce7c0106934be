package invoke

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// Serve answers the Invoke API on an address of loopback until ctx ends, as the emulator in AWS's base images does: at lambda.InvocationPath,
// for curl and the AWS SDKs. ready takes the address when it is open.
func Serve(ctx context.Context, f Invoker, port int, ready func(url string)) error {
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("opening the Invoke API: %w", err)
	}
	server := &http.Server{Handler: Handler(f), BaseContext: func(net.Listener) context.Context { return ctx }, ReadHeaderTimeout: time.Minute}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	ready("http://localhost:" + portOf(listener.Addr()) + lambda.InvocationPath)
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving the Invoke API: %w", err)
	}
	return nil
}

func portOf(a net.Addr) string {
	_, port, _ := net.SplitHostPort(a.String()) // an address of a listener always has one
	return port
}
