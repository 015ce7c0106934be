package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "provided-bootstrap-wrong-directory",
	Summary: "bootstraps on provided base images that lie elsewhere than where the base's entry point starts them",
	Doc: `
The entry point of the provided base images starts /var/runtime/bootstrap. A bootstrap in the task root is where zip archives have it, and the emulator finds it there: the image works on a laptop, and ends with
Runtime.InvalidEntrypoint in Lambda.

The rule is silent where an ENTRYPOINT starts the bootstrap itself, and where something not known could have put one in place.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    providedBootstrapWrongDirectory,
})

func providedBootstrapWrongDirectory(p *analysis.Pass, i *image.Image) {
	if !lacksBootstrap(i) {
		return
	}
	found, ok := bootstrapElsewhere(i)
	if !ok {
		return
	}
	step := found.Origin.Step
	d := analysis.Diagnostic{
		Span:    step.Copy.DestWord.Inner(),
		Message: fmt.Sprintf("%s starts %s, and the bootstrap is in %s", lambda.Entrypoint, lambda.Bootstrap, path.Dir(found.Path)),
	}
	name := path.Base(lambda.Bootstrap)
	_, renames := copiedAsBootstrap(i.Final, step)
	if len(step.Copy.Sources) == 1 && !step.Instruction.JSON && (renames || path.Base(step.Copy.Sources[0].Path.Text) == name) {
		d.Fixes = []analysis.Fix{{
			Title: "Copy it to ${LAMBDA_RUNTIME_DIR}",
			Edits: []analysis.Edit{{File: i.File.Source, Span: step.Copy.DestWord.Inner(), New: "${LAMBDA_RUNTIME_DIR}/" + name}},
		}}
	}
	p.Report(d)
}

// lacksBootstrap reports an image on a provided base whose entry point starts a bootstrap that is certainly not there.
func lacksBootstrap(i *image.Image) bool {
	if i.Class != image.Certain || i.Start.Kind != image.LambdaEntrypoint || i.Start.Language != lambda.Provided {
		return false
	}
	presence, _ := i.Final.Lookup(lambda.Bootstrap)
	return presence == image.Absent
}

// bootstrapElsewhere is a bootstrap that the final stage copies to another directory.
func bootstrapElsewhere(i *image.Image) (image.Found, bool) {
	for _, found := range i.Final.Find(path.Base(lambda.Bootstrap)) {
		if step := found.Origin.Step; step != nil && step.Copy != nil && step.Stage == i.Final {
			return found, true
		}
	}
	for _, step := range slices.Backward(i.Final.Steps) {
		if name, ok := copiedAsBootstrap(i.Final, step); ok {
			return image.Found{Path: name, Origin: image.Origin{Step: step}}, true
		}
	}
	return image.Found{}, false
}

// copiedAsBootstrap is where a COPY of one file puts it under the name of a bootstrap, whatever that was called where it comes from.
func copiedAsBootstrap(stage *image.Stage, step *image.Step) (name string, ok bool) {
	c := step.Copy
	if c == nil || step.Stage != stage || !c.Dest.Known || len(c.Sources) != 1 || c.Sources[0].Kind != image.SourcePath || !c.Sources[0].Path.Known {
		return "", false
	}
	source, dest := c.Sources[0].Path.Text, c.Dest.Text
	if strings.HasSuffix(source, "/") || strings.ContainsAny(source, "*?[") || path.Base(source) == "." {
		return "", false
	}
	presence, origin := stage.LookupBefore(step, dest)
	switch isDir := strings.HasSuffix(dest, "/") || presence == image.Present && origin.Dir; {
	case isDir:
		name = path.Join(dest, path.Base(source))
	case presence == image.Unknown && path.Base(dest) != path.Base(lambda.Bootstrap):
		return "", false
	default:
		name = dest
	}
	return name, path.Base(name) == path.Base(lambda.Bootstrap)
}
