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
	Name:    "dotnet-missing-runtime-support",
	Summary: "functions on .NET images that are not Lambda's, whose project refers to no runtime client",
	Doc: `
On an image that is not AWS's a .NET function must ask the Runtime API for events itself: Amazon.Lambda.RuntimeSupport does, or Amazon.Lambda.AspNetCoreServer.Hosting. Without one the program starts, and each invocation ends in a time-out.

The rule reads the project that dotnet publish builds. It is silent where that refers to other projects or imports files, where any project or package list of the context names such a package, and with the Lambda Web Adapter.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/csharp-image.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    dotnetMissingRuntimeSupport,
})

func dotnetMissingRuntimeSupport(p *analysis.Pass, i *image.Image) {
	base := i.Final.Root()
	if language, _, ok := lambda.LanguageImage(base.Ref.Text); i.Class != image.Certain || base.Kind != image.BaseOther || !ok || language != lambda.DotNet || i.Start.Kind == image.Adapter {
		return
	}
	brings := func(pkg packages.Package) bool { return lambda.IsClientPackage(lambda.NuGetPackage, pkg.Name) }
	var project *analysis.Install
	for _, install := range p.Variant.Installs() {
		if install.Manager != "dotnet" || install.Manifest == nil {
			continue
		}
		if !install.Complete || slices.ContainsFunc(install.Packages, brings) {
			return
		}
		project = &install
	}
	if project == nil || p.Client() != analysis.ClientAbsent {
		return
	}
	p.Report(analysis.Diagnostic{
		Span:    i.Final.RootStage().Reference.Inner(),
		Message: fmt.Sprintf("this program cannot answer Lambda: %s has no runtime client, and %s does not refer to %s", base.Ref.Text, project.Manifest.Path(), lambda.Client(lambda.DotNet).Package),
		Related: []analysis.Related{{File: project.Manifest, Span: project.Manifest.Line(0), Message: "the project that is built"}},
	})
}
