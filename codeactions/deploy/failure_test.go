package deploy

import (
	"errors"
	"testing"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/codeactions/awsapi"
)

func TestFailuresLieInTheDockerfile(t *testing.T) {
	const text = "FROM public.ecr.aws/lambda/python:3.13\nCMD [\"app.handler\"]\n"
	i := image.Simulate(dockerfile.Parse(source.New("Dockerfile", text)), image.Inputs{})
	for said, want := range map[string]string{
		"The image manifest, config or layer media type for the source image x is not supported.": "FROM public.ecr.aws/lambda/python:3.13",
		"Rate exceeded: Throttling": "",
	} {
		var known *Failure
		if !errors.As(explain(errors.New(said), &awsapi.Clients{}), &known) {
			t.Fatalf("%s is not known", said)
		}
		if at, ok := known.Span(i); ok != (want != "") || text[at.Start:at.End] != want {
			t.Errorf("%s lies at %q", said, text[at.Start:at.End])
		}
	}
	if _, ok := (&Failure{Name: NoRole}).Span(i); ok {
		t.Error("a role that is missing lies in the Dockerfile")
	}
}
