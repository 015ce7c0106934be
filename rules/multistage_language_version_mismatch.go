package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "multistage-language-version-mismatch",
	Summary: "packages copied from a stage with another version of the language",
	Doc: `
Python keeps packages in a folder named after its version. Copied from a stage with Python 3.12 to the same path of an image with 3.13 they are in the image, and the interpreter looks elsewhere: Runtime.ImportModuleError.

The rule compares the version in the destination's path with the final image's, and is silent where PYTHONPATH names the folder, and where either version is not known.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    multistageLanguageVersionMismatch,
})

func multistageLanguageVersionMismatch(p *analysis.Pass, i *image.Image) {
	if i.Start.Language != lambda.Python || i.Start.Version == "" || len(i.Start.Handler.SearchPath) == 0 {
		return
	}
	for _, m := range i.Final.Mappings() {
		version := pythonVersionIn(m.Dest)
		if m.Stage == nil || version == "" || version == minor(i.Start.Version) || m.Step.Stage != i.Final || !looksWhere(m.Dest, i) {
			continue
		}
		if slices.Contains(i.Start.Handler.SearchPath, m.Dest) || laterNames(i, m.Step, m.Dest) {
			continue
		}
		p.Report(analysis.Diagnostic{
			Span:    m.Step.Copy.DestWord.Inner(),
			Message: fmt.Sprintf("these are packages of Python %s, and the image has %s, which looks for its own elsewhere", version, minor(i.Start.Version)),
			Related: []analysis.Related{{File: i.File.Source, Span: m.Stage.RootStage().Reference.Inner(), Message: "they are installed on this image"}},
		})
	}
}

// pythonVersionIn is the version in a path to Python's packages, "3.12" of …/python3.12/site-packages; empty without one.
func pythonVersionIn(dir string) string {
	for part := range strings.SplitSeq(dir, "/") {
		if version, ok := strings.CutPrefix(part, "python"); ok && strings.HasPrefix(version, "3.") && strings.Contains(dir, "-packages") {
			return version
		}
	}
	return ""
}

// minor is a version's first two parts.
func minor(version string) string {
	parts := strings.SplitN(version, ".", 3)
	return strings.Join(parts[:min(len(parts), 2)], ".")
}

// looksWhere reports a destination that would be on the search path if its version were the image's.
func looksWhere(dir string, i *image.Image) bool {
	right := strings.ReplaceAll(dir, "python"+pythonVersionIn(dir), "python"+minor(i.Start.Version))
	return slices.Contains(i.Start.Handler.SearchPath, right)
}
