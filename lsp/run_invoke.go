package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/codeactions/build"
	"github.com/lambdock/lambdock/codeactions/failure"
	"github.com/lambdock/lambdock/codeactions/invoke"
)

// invokeFailed is the code of a finding about an invocation that failed.
const invokeFailed = "invoke-failed"

// invokeEnd is the answer to lambdock.invoke. Times are in milliseconds.
type invokeEnd struct {
	Version int  `json:"version"` // of this form: 1
	OK      bool `json:"ok"`
	// Response is what the function answered, or its error; a text where that is not JSON. It is null when the build failed.
	Response json.RawMessage `json:"response"`
	// HTTP is of a streamed response for HTTP its status, headers and cookies.
	HTTP     json.RawMessage      `json:"http,omitempty"`
	Error    string               `json:"error,omitempty"` // the kind of error
	Init     float64              `json:"initMs,omitempty"`
	Duration float64              `json:"durationMs"`
	Report   string               `json:"report,omitempty"`
	Build    *build.FailureReport `json:"buildFailure,omitempty"`
}

// invoke builds the image of a function and invokes it once.
func (r *run) invoke(ctx context.Context) (*runEnd, error) {
	payload, err := r.event()
	if err != nil {
		return nil, err
	}
	if err := r.chooseFunction(ctx); err != nil {
		return nil, err
	}
	variant, configured, err := invoke.Choose(r.result, r.Function)
	if err != nil {
		return nil, err
	}
	function, left := invoke.Configured(variant, configured)
	choice := r.choice()
	choice.Function = function.Name
	plans, err := build.Plans(r.root, r.result, choice)
	if err != nil {
		return nil, err
	}
	built, failed, err := r.buildPlans(ctx, plans[:1])
	if err != nil {
		return nil, err
	}
	if failed != nil {
		end := invokeEnd{Version: 1, Response: json.RawMessage("null"), Build: build.ReportOf(nil, failed).Failure}
		return &runEnd{Result: end, Failed: true, Message: "the build failed: " + failed.Error(), Short: "the build failed", Found: buildFindings(nil, failed)}, nil
	}
	for _, sentence := range left {
		r.log.printf("%s: %s", name, sentence)
	}
	r.report("invoking "+plans[0].Tag, 90)
	function.Image, function.Platform = plans[0].Tag, plans[0].Platform
	local := invoke.Open(r.engine, function, r.log)
	defer local.Close()
	outcome, err := local.Invoke(ctx, invoke.Event{Payload: payload}, nil)
	if err != nil {
		return nil, err
	}
	end := r.invoked(outcome, variant, buildFindings(built, nil))
	end.Built = build.ReportOf(built, nil).Images
	return end, nil
}

// event is what the function is invoked with: an empty object by default.
func (r *run) event() ([]byte, error) {
	switch {
	case len(r.Event) > 0 && string(r.Event) != "null":
		return r.Event, nil
	case r.Sample == "":
		return []byte("{}"), nil
	}
	event, ok := invoke.Sample(r.Sample)
	if !ok {
		return nil, fmt.Errorf("there is no kind of event %q, the kinds are %s", r.Sample, strings.Join(invoke.Samples(), ", "))
	}
	return event, nil
}

func (r *run) invoked(o *invoke.Outcome, variant *analysis.Variant, found []analysis.Diagnostic) *runEnd {
	result := invokeEnd{
		Version: 1, OK: !o.Failed(), Response: invoke.AsJSON(o.Payload), HTTP: o.HTTP, Error: o.ErrorType, Report: o.Report(),
		Init: o.Init.Seconds() * 1000, Duration: o.Duration.Seconds() * 1000,
	}
	end := &runEnd{Result: result, Found: found}
	took := fmt.Sprintf("%.0f ms", result.Duration)
	if !o.Failed() {
		end.Message, end.Short = fmt.Sprintf("answered in %s: %s", took, inOneLine(string(o.Payload))), "answered in "+took+","
		return end
	}
	end.Failed, end.Short = true, "failed with "+o.ErrorType
	end.Message = fmt.Sprintf("the function failed with %s: %s", o.ErrorType, inOneLine(messageOf(o.Payload)))
	if d, ok := invocationFinding(variant.Image, o); ok {
		end.Found = append(end.Found, d)
	}
	return end
}

// invocationFinding is what a failure says about a line of the Dockerfile, where it is one that is known to lie there.
func invocationFinding(i *image.Image, o *invoke.Outcome) (analysis.Diagnostic, bool) {
	known, ok := failure.Classify(failure.Invoke, o.Complaint())
	if !ok {
		return analysis.Diagnostic{}, false
	}
	at, ok := known.Span(i)
	if !ok {
		return analysis.Diagnostic{}, false
	}
	message := fmt.Sprintf("%s, %s (%s: %s)", known.Meaning, known.Advice, o.ErrorType, inOneLine(messageOf(o.Payload)))
	return runFinding(build.Finding{File: i.File.Source, Span: at, Severity: analysis.Error, Code: invokeFailed, Message: message}), true
}

// messageOf is the message in an error's JSON, else all of it.
func messageOf(payload []byte) string {
	var said struct {
		ErrorMessage string `json:"errorMessage"`
	}
	if json.Unmarshal(payload, &said) == nil && said.ErrorMessage != "" {
		return said.ErrorMessage
	}
	return string(payload)
}

// inOneLine is a text in one line that a message can hold.
func inOneLine(text string) string {
	const most = 200
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
