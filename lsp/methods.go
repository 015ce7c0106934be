package lsp

import (
	"context"
	"encoding/json"
	"fmt"

	"go.lsp.dev/protocol"
)

// method answers one kind of message; a notification's result is nil.
type method func(ctx context.Context, params json.RawMessage) (any, error)

// router is the table of methods, as glsp's contract wants a handler to be.
type router map[string]method

// Handle implements glsp.Handler.
func (r router) Handle(c *glspContext) (result any, validMethod, validParams bool, err error) {
	m := r[c.Method]
	if m == nil {
		return nil, false, true, nil
	}
	result, err = m(c.Context, c.Params)
	if bad, ok := err.(errParams); ok {
		return nil, true, false, bad.error
	}
	return result, true, true, err
}

// request makes a method of a function that takes the protocol's parameters and gives a result.
func request[P any](f func(context.Context, *P) (any, error)) method {
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var params P
		if err := decode(raw, &params); err != nil {
			return nil, errParams{err}
		}
		return f(ctx, &params)
	}
}

// notification makes a method of a function that takes the protocol's parameters.
func notification[P any](f func(context.Context, *P)) method {
	return request(func(ctx context.Context, params *P) (any, error) {
		f(ctx, params)
		return nil, nil
	})
}

// encode gives a value of the protocol as JSON; what is JSON already stays as it is.
func encode(v any) (json.RawMessage, error) {
	if raw, ok := v.(json.RawMessage); ok {
		return raw, nil
	}
	body, err := protocol.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encoding %T: %w", v, err)
	}
	return body, nil
}

// decode reads JSON into a value of the protocol. JSON that is not there, or null, is no value.
func decode(raw json.RawMessage, v any) error {
	if len(raw) == 0 || string(raw) == "null" {
		return fmt.Errorf("decoding %T: there is no value", v)
	}
	if err := protocol.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("decoding %T: %w", v, err)
	}
	return nil
}

// is reports whether an optional switch of the client's capabilities is on.
func is(b *bool) bool { return b != nil && *b }

// ptr gives an optional property its value.
func ptr[T any](v T) *T { return &v }
