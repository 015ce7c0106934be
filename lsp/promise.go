package lsp

import (
	"context"
	"sync"
)

// promise is a value that is made at most once, by whoever wants it first, and shared by all who wait for it.
// The making goes on when a waiter gives up.
type promise[T any] struct {
	once    sync.Once
	done    chan struct{}
	compute func() T
	value   T
}

func newPromise[T any](compute func() T) *promise[T] {
	return &promise[T]{done: make(chan struct{}), compute: compute}
}

// ready gives the value if it is there already.
func (p *promise[T]) ready() (value T, ok bool) {
	select {
	case <-p.done:
		return p.value, true
	default:
		return value, false
	}
}

// wait gives the value, or ctx's error when that ends first.
func (p *promise[T]) wait(ctx context.Context) (T, error) {
	var none T
	if ctx.Err() != nil {
		return none, ctx.Err()
	}
	p.once.Do(func() {
		go func() {
			defer close(p.done)
			p.value = p.compute()
			p.compute = nil // what it holds may be large
		}()
	})
	select {
	case <-p.done:
		return p.value, nil
	case <-ctx.Done():
		return none, ctx.Err()
	}
}
