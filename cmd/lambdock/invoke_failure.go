package main

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/codeactions/build"
	"github.com/lambdock/lambdock/codeactions/failure"
	"github.com/lambdock/lambdock/codeactions/invoke"
)

// whyItFailed says what is known of an invocation that failed, at the line of the Dockerfile where it lies; empty when nothing is.
// The image may be nil: then it is about no line.
func whyItFailed(of *image.Image, o *invoke.Outcome) string {
	if !o.Failed() {
		return ""
	}
	known, ok := failure.Classify(failure.Invoke, o.Complaint())
	if !ok {
		return ""
	}
	place := "lambdock"
	if at, ok := known.Span(of); ok {
		place = findingPlace(build.Finding{File: of.File.Source, Span: at}) + ": error"
	}
	rule := ""
	if known.Rule != "" {
		rule = " [" + known.Rule + "]"
	}
	return fmt.Sprintf("%s: %s: %s%s\n", place, known.Meaning, known.Advice, rule)
}

// explained is a function whose failures are explained where its log is.
type explained struct {
	invoke.Invoker
	image *atomic.Pointer[image.Image]
	errs  io.Writer
}

// Invoke implements invoke.Invoker.
func (e explained) Invoke(ctx context.Context, event invoke.Event, stream invoke.Stream) (*invoke.Outcome, error) {
	outcome, err := e.Invoker.Invoke(ctx, event, stream)
	if err == nil {
		fmt.Fprint(e.errs, whyItFailed(e.image.Load(), outcome))
	}
	return outcome, err
}
