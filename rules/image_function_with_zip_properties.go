package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "image-function-with-zip-properties",
	Summary: "functions of an image that are given a runtime, a handler or layers, which only functions of a zip archive have",
	Doc: `
A function of package type Image gets its runtime from the image, its handler from CMD or from the command that its image configuration sets, and what layers hold from files that are copied to /opt.
Runtime, Handler and Layers beside it are refused: by Lambda with "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image", by SAM before it deploys, also where they stand in
Globals, and by CDK and the Serverless Framework when they read the app. Terraform's provider leaves runtime and handler out when it creates the function, and tries to set them at each later apply.

The rule is silent where a condition or a variable may leave the key out, where the package type is not known, and on CDK's FROM_IMAGE constants.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
		"https://github.com/aws/serverless-application-model/issues/1890",
		"https://github.com/aws/aws-sam-cli/issues/2478",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Function: imageFunctionWithZipProperties,
})

func imageFunctionWithZipProperties(p *analysis.Pass, f *workspace.Function) {
	if needsPackageType(f) && f.PackageType.Text != "Image" {
		return
	}
	for _, property := range f.ZipProperties {
		if property.Value.State != workspace.Known {
			continue
		}
		d := analysis.Diagnostic{
			Span:    property.Key,
			Message: fmt.Sprintf("a function of an image takes no %s: %s", property.Name, instead(property.Name)),
			Related: []analysis.Related{{File: f.File, Span: f.Span, Message: "function " + f.Name + " runs an image"}},
		}
		if f.Kind == "terraform" && !isLayers(property) {
			d.Severity = analysis.Warning
			d.Message = fmt.Sprintf("a function of an image takes no %s, and Terraform tries to set it at each apply: %s", property.Name, instead(property.Name))
		}
		if property.Entry.Len() > 0 {
			d.Fixes = []analysis.Fix{{
				Title: "Remove " + property.Name,
				Safe:  strings.EqualFold(property.Name, "runtime"),
				Edits: []analysis.Edit{{File: f.File, Span: property.Entry}},
			}}
		}
		p.Report(d)
	}
}

// needsPackageType reports a kind of file in which a function without the package type Image is one of a zip archive, whatever else it says.
func needsPackageType(f *workspace.Function) bool {
	return f.Kind == "sam" || f.Kind == "cloudformation" || f.Kind == "terraform"
}

func isLayers(p workspace.Property) bool { return strings.EqualFold(p.Name, "layers") }

// instead says where an image's function has what a property of that name would say.
func instead(name string) string {
	switch strings.ToLower(name) {
	case "runtime":
		return "the image brings its own"
	case "handler":
		return "it stands in CMD, or in the command of the image's configuration"
	}
	return "what they hold must be copied into the image, to /opt"
}
