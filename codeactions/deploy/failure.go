package deploy

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/codeactions/awsapi"
	"github.com/lambdock/lambdock/codeactions/failure"
)

// The names of failures that a person can answer with a word.
const (
	NoFunction = "no-function" // no file names the function
	NoRole     = "no-role"     // the function is created, and no role that exists was named for it
)

// Failure is a failure of a known kind.
type Failure struct {
	Name    string
	Message string // what is wrong
	Advice  string // what to do, with the command to type
	known   failure.Failure
	cause   error
}

func (f *Failure) Error() string { return f.Message + ": " + f.Advice }

func (f *Failure) Unwrap() error { return f.cause }

// Span is where in the image's Dockerfile the failure lies; ok is false when it lies nowhere there.
func (f *Failure) Span(i *image.Image) (at source.Span, ok bool) { return f.known.Span(i) }

// explain gives an error of a known kind its explanation; any other stays what it is.
func explain(err error, clients *awsapi.Clients) error {
	var done *Failure
	if err == nil || errors.As(err, &done) {
		return err
	}
	known, ok := failure.Classify(failure.Deploy, err.Error())
	if !ok {
		return err
	}
	fill := strings.NewReplacer("{action}", action(err), "{login}", login(clients.Profile)).Replace
	return &Failure{Name: known.Name, Message: fmt.Sprintf("%s (%v)", fill(known.Meaning), err), Advice: fill(known.Advice), known: known, cause: err}
}

func action(err error) string {
	var call *awsapi.Error
	if errors.As(err, &call) {
		return call.Action
	}
	return "it"
}

func login(profile string) string {
	if profile == "" {
		return "aws sso login"
	}
	return "aws sso login --profile " + profile
}
