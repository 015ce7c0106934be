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
	Name:    "multistage-site-packages-path",
	Summary: "packages copied into a Lambda Python image where Docker's Python image has them",
	Doc: `
Docker's Python images hold packages in /usr/local/lib/python3.X/site-packages, Lambda's in /var/lang/lib. Copied to the same path as in the build stage they are in the image, and no interpreter looks there: Runtime.ImportModuleError.

The rule is silent where PYTHONPATH names the directory, and where an entry point of one's own starts.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    multistageSitePackagesPath,
})

func multistageSitePackagesPath(p *analysis.Pass, i *image.Image) {
	if i.Start.Kind != image.LambdaEntrypoint || i.Start.Language != lambda.Python || len(i.Start.Handler.SearchPath) == 0 {
		return
	}
	for _, m := range i.Final.Mappings() {
		if m.Stage == nil || !isForeignPackages(m.Dest) || m.Step.Stage != i.Final || slices.Contains(i.Start.Handler.SearchPath, m.Dest) {
			continue
		}
		if laterNames(i, m.Step, m.Dest) {
			continue
		}
		dest := m.Step.Copy.DestWord.Inner()
		p.Report(analysis.Diagnostic{
			Span:    dest,
			Message: fmt.Sprintf("the base image's Python does not look for packages in %s", m.Dest),
			Fixes: []analysis.Fix{{
				Title: "Copy to ${LAMBDA_TASK_ROOT}",
				Edits: []analysis.Edit{{File: i.File.Source, Span: dest, New: "${LAMBDA_TASK_ROOT}/"}},
			}},
		})
	}
}

// isForeignPackages reports the directory of packages of a Python that is not the base image's.
func isForeignPackages(dir string) bool {
	base := path.Base(dir)
	return (strings.HasPrefix(dir, "/usr/local/lib/python") || strings.HasPrefix(dir, "/usr/lib/python")) && (base == "site-packages" || base == "dist-packages")
}

// laterNames reports whether an instruction behind a step names a directory: it may move what is in it, or link it.
func laterNames(i *image.Image, step *image.Step, dir string) bool {
	for _, s := range i.Final.Steps {
		if s.Instruction.Span.Start > step.Instruction.Span.Start && strings.Contains(i.File.Source.Slice(s.Instruction.Span), dir) {
			return true
		}
	}
	return false
}
