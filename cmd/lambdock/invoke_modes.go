package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/codeactions/invoke"
)

// once invokes the function and prints what comes of it.
func (r *invoking) once(ctx context.Context, function invoke.Invoker) error {
	outcome, err := r.invoke(ctx, function)
	if err != nil {
		return &exit{exitFailed, err}
	}
	if r.json {
		function.Load(r.function) // the log is whole then
		err = r.printJSON(outcome)
		r.kept.Reset()
	} else {
		err = r.print(outcome)
	}
	if err != nil {
		return &exit{exitFailed, fmt.Errorf("writing the response: %w", err)}
	}
	if outcome.Failed() {
		return &exit{status: exitFindings}
	}
	return nil
}

// invoke invokes the function once; a response that is streamed is printed as it comes.
func (r *invoking) invoke(ctx context.Context, function invoke.Invoker) (*invoke.Outcome, error) {
	if r.json {
		return function.Invoke(ctx, r.call, nil)
	}
	body := invoke.NewBodyStream(r.out, func(head json.RawMessage) {
		fmt.Fprintf(r.errs, "lambdock: the response for HTTP begins with %s\n", head)
	})
	outcome, err := function.Invoke(ctx, r.call, body)
	return outcome, errors.Join(err, body.Close())
}

// print prints a response, JSON indented, or why there is none.
func (r *invoking) print(o *invoke.Outcome) error {
	text := append(bytes.TrimRight(indented(o.Payload), "\n"), '\n')
	if o.Failed() {
		_, err := fmt.Fprintf(r.errs, "lambdock: the function failed with %s\n%s%s", o.ErrorType, text, whyItFailed(r.built.Load(), o))
		return err
	}
	if o.Streamed {
		return nil // it was printed as it came
	}
	_, err := r.out.Write(text)
	return err
}

func indented(payload []byte) []byte {
	var pretty bytes.Buffer
	if json.Indent(&pretty, payload, "", "  ") == nil {
		return pretty.Bytes()
	}
	return payload
}

// outcomeJSON is what came of an invocation.
type outcomeJSON struct {
	Version   int             `json:"version"`
	Function  string          `json:"function"`
	Image     string          `json:"image"`
	RequestID string          `json:"requestId,omitempty"`
	Response  json.RawMessage `json:"response"`         // the response, or the error; a text where it is not JSON
	HTTP      json.RawMessage `json:"http,omitempty"`   // of a streamed response for HTTP: its status, headers and cookies
	Error     string          `json:"error,omitempty"`  // the kind of error
	Reason    string          `json:"reason,omitempty"` // what is known of such a failure, after the place where it lies
	Report    reportJSON      `json:"report"`
	Log       []string        `json:"log"`
}

// reportJSON has times in milliseconds and sizes in MB; what is not known is left out.
type reportJSON struct {
	Init     float64 `json:"initMs,omitempty"`
	Duration float64 `json:"durationMs"`
	Billed   int64   `json:"billedMs"`
	Memory   int     `json:"memoryMB"`
	Peak     float64 `json:"peakMB,omitempty"`
}

func (r *invoking) printJSON(o *invoke.Outcome) error {
	log := strings.Split(strings.TrimRight(r.kept.String(), "\n"), "\n")
	e := json.NewEncoder(r.out)
	e.SetIndent("", "  ")
	return e.Encode(outcomeJSON{
		Version: 1, Function: r.function.Name, Image: r.function.Image, RequestID: o.RequestID, Response: invoke.AsJSON(o.Payload), HTTP: o.HTTP, Error: o.ErrorType, Log: log,
		Reason: strings.TrimSpace(whyItFailed(r.built.Load(), o)),
		Report: reportJSON{o.Init.Seconds() * 1000, o.Duration.Seconds() * 1000, o.Billed().Milliseconds(), o.MemoryMB, float64(o.Peak) / (1 << 20)},
	})
}
