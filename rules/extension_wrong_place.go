package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "extension-wrong-place",
	Summary: "Lambda extensions that are copied to another place than /opt/extensions, or that nobody can run",
	Doc: `
Lambda starts each file that lies right in /opt/extensions, and looks nowhere else. An extension in another place is never started: telemetry is lost, and no error says so. A file there that is not
executable for everybody ends the function's initialization with Extension.LaunchError.

The rule looks at what COPY --from takes out of another image's or stage's /opt/extensions, at the whole /opt of vendors' images that are known, and at the modes of files of the build context. It is silent
where something else may be in /opt/extensions. Of the Lambda Web Adapter lwa-wrong-path speaks.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-extensions.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html",
		"https://aws.amazon.com/blogs/compute/working-with-lambda-layers-and-extensions-in-container-images/",
	},
	Severity: analysis.Error,
	Tier:     3,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    extensionWrongPlace,
})

func extensionWrongPlace(p *analysis.Pass, i *image.Image) {
	unrunnableExtensions(p, i)
	if mayHoldAdapter(i) {
		return
	}
	for _, m := range i.Final.Mappings() {
		right := extensionPlace(m)
		if right == "" || m.Dest == "" {
			continue
		}
		dest := m.Step.Copy.DestWord.Inner()
		p.Report(analysis.Diagnostic{
			Span:    dest,
			Message: fmt.Sprintf("Lambda starts extensions from %s alone, so what %s holds never starts here", lambda.ExtensionsDir, m.Source.Path.Text),
			Fixes:   []analysis.Fix{{Title: "Copy it to " + right, Edits: []analysis.Edit{{File: i.File.Source, Span: dest, New: right}}}},
		})
	}
}

// extensionPlace is where a copy out of another image must go for the extensions in it to lie in their folder; empty for one without extensions.
func extensionPlace(m image.Mapping) string {
	c := m.Step.Copy
	from := path.Clean("/" + m.Source.Path.Text)
	switch {
	case !m.Source.Path.Known || c.From == nil && !c.FromImage.Known || lambda.IsAdapterImage(c.FromImage.Text):
		return ""
	case from == lambda.ExtensionsDir || strings.HasPrefix(from, lambda.ExtensionsDir+"/"):
		return lambda.ExtensionsDir + "/"
	case from == lambda.LayerRoot && holdsExtension(c):
		return lambda.LayerRoot + "/"
	}
	return ""
}

// holdsExtension reports a copy out of a vendor's image that holds an extension.
func holdsExtension(c *image.Copy) bool {
	if c.From == nil {
		return lambda.IsExtensionImage(c.FromImage.Text)
	}
	base := c.From.Root()
	return base.Kind == image.BaseOther && base.Ref.Known && lambda.IsExtensionImage(base.Ref.Text)
}

// unrunnableExtensions reports the files of the build context that Lambda would start and cannot.
func unrunnableExtensions(p *analysis.Pass, i *image.Image) {
	names, _ := i.Final.List(lambda.ExtensionsDir)
	for _, name := range names {
		file := path.Join(lambda.ExtensionsDir, name)
		presence, origin := i.Final.Lookup(file)
		if presence != image.Present || origin.Dir || origin.ContextPath == "" || origin.Step == nil || origin.Step.Copy == nil || !origin.Mode.Known || origin.Mode.Executable() {
			continue
		}
		d := analysis.Diagnostic{
			Span:    origin.Step.Instruction.KeywordSpan,
			Message: fmt.Sprintf("Lambda starts %s as an extension, which is not executable for everybody (mode %o)", file, origin.Mode.Bits.Perm()),
			Fixes:   chmodOnCopy(i, origin.Step),
		}
		if by := origin.Chmod; by != nil && by.Copy == nil {
			d.Fixes = openMode(i, by)
		}
		p.Report(d)
	}
}
