package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "ecr-region-mismatch",
	Summary: "functions whose image lies in another region than the function",
	Doc: `
Lambda pulls the image from a repository in its own region: one of another region is refused when the function is created or updated. Replicate the repository, or name the one of the function's region.

The rule is silent where the region is not written out, or where several are possible.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Function: ecrRegionMismatch,
})

func ecrRegionMismatch(p *analysis.Pass, f *workspace.Function) {
	image, ok := imageAddress(f)
	if !ok || f.Region.State != workspace.Known || image.Region == strings.ToLower(f.Region.Text) {
		return
	}
	d := analysis.Diagnostic{
		File: f.File, Span: f.Image.Span,
		Message: fmt.Sprintf("the image lies in %s, and function %s in %s: Lambda takes images of its own region alone", image.Region, f.Name, f.Region.Text),
	}
	if f.Region.Span.Len() > 0 {
		file := f.RegionFile
		if file == nil {
			file = f.File
		}
		d.Related = []analysis.Related{{File: file, Span: f.Region.Span, Message: "the region is set here"}}
	}
	p.Report(d)
}
