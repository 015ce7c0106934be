package rules

import (
	"fmt"
	"slices"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/packages"
)

var _ = rule(analysis.Rule{
	Name:    "go-missing-lambda-package",
	Summary: "programs in Go that are built for Lambda without a package that speaks to it",
	Doc: `
A function in Go is a program that asks the Runtime API for events, which github.com/aws/aws-lambda-go/lambda does. A program without it starts, serves or ends, and each invocation ends with Runtime.ExitError or a time-out.

The rule reads the go.mod that go build reads, which from Go 1.17 on names what its modules need too. It speaks of images that are certainly a Lambda function's, and is silent with the Lambda Web Adapter, where a source speaks to the Runtime API itself, with replaced modules, and wherever a part of the image is not known.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/go-image.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    goMissingLambdaPackage,
})

func goMissingLambdaPackage(p *analysis.Pass, i *image.Image) {
	if i.Class != image.Certain || i.Start.Kind != image.Program && i.Start.Kind != image.LambdaEntrypoint {
		return
	}
	if base := i.Final.Root(); base.OnLambda() && base.Lambda.Language != lambda.Provided && base.Lambda.Language != lambda.Go {
		return
	}
	build := goBuild(p, i)
	if build == nil {
		return
	}
	client := lambda.Client(lambda.Go)
	brings := func(m packages.Package) bool { return lambda.IsClientPackage(lambda.GoModule, m.Name) }
	if slices.ContainsFunc(build.Packages, brings) || p.Client() != analysis.ClientAbsent {
		return
	}
	manifest := build.Manifest
	p.Report(analysis.Diagnostic{
		Span:    build.Command.Words[0].Span(),
		Message: fmt.Sprintf("this program cannot answer Lambda: %s requires neither %s nor another module that speaks to the Runtime API", manifest.Path(), client.Package),
		Related: []analysis.Related{{File: manifest, Span: manifest.Line(0), Message: "the module that is built"}},
	})
}

// goBuild is the one command that builds a program, in a stage of its own, with a go.mod that lists all; nil where there is no such.
// The go.mod may have been read by go mod download before.
func goBuild(p *analysis.Pass, i *image.Image) *analysis.Install {
	var build, module *analysis.Install
	for _, install := range p.Variant.Installs() {
		if install.Manager != "go" {
			continue
		}
		if install.Manifest != nil {
			if !install.Complete || module != nil && module.Manifest.Path() != install.Manifest.Path() {
				return nil
			}
			module = &install
		}
		if install.Command.Words[1].Text == "mod" {
			continue
		}
		if build != nil || !install.Certain() || install.Command.Words[1].Text != "build" || slices.Contains(i.Final.Chain(), install.Step.Stage) {
			return nil
		}
		build = &install
	}
	if build == nil || module == nil || module.Step.Stage != build.Step.Stage {
		return nil
	}
	found := *build
	found.Manifest, found.List = module.Manifest, module.List
	return &found
}
