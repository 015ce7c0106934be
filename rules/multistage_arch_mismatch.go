package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "multistage-arch-mismatch",
	Summary: "Go and Rust programs that a stage of another platform builds, and that are not built for the image's own",
	Doc: `
A stage with FROM --platform=$BUILDPLATFORM runs on the machine which builds, and what a compiler makes there is for that machine unless it is told otherwise. In an image for another processor the program is not started: "exec format error".
Go builds for the image with GOARCH=$TARGETARCH, Rust with --target.

The rule follows a program from go build -o, or from target/release, through COPY --from into the final image. It is silent where the build says anything of a target (GOARCH, TARGETARCH, --target, cross, zig), and where the platform of the stage is not known.
A stage for the machine which builds gives a warning: on a machine with the image's processor it goes well.`,
	Refs: []string{
		"https://docs.docker.com/build/building/multi-platform/#cross-compilation",
		"https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    multistageArchMismatch,
})

// decidesMachine are texts in a build that say for which machine it is.
var decidesMachine = []string{"GOARCH", "TARGET", "target=", "--target", "CARGO_BUILD", "cross", "zig", "xx-", "goxx", "lambda build", "GOFLAGS"}

func multistageArchMismatch(p *analysis.Pass, i *image.Image) {
	if i.Final == nil || i.Class != image.Certain {
		return
	}
	for _, m := range i.Final.Mappings() {
		if m.Stage == nil || !m.Source.Path.Known {
			continue
		}
		flag, given := m.Stage.From.Flag("platform")
		if !given {
			continue
		}
		built, ok := builtBy(i, m, decidesMachine)
		if !ok {
			continue
		}
		d := analysis.Diagnostic{
			Span:    built.at,
			Related: []analysis.Related{{File: i.File.Source, Span: flag.Span, Message: "the stage's platform is set here"}, {File: i.File.Source, Span: m.Source.Word.Inner(), Message: "it is copied here"}},
			Fixes:   []analysis.Fix{{Title: "Build on the image's own platform", Edits: []analysis.Edit{{File: i.File.Source, Span: withBlank(i, flag.Span), New: ""}}}},
		}
		program := path.Base(m.Source.Path.Text)
		if strings.Contains(flag.Value.Value, "BUILDPLATFORM") {
			d.Severity = analysis.Warning
			d.Message = fmt.Sprintf("%s is built for the machine which builds, not for the image's platform", program)
			p.Report(d)
			continue
		}
		of, known := lambda.Architecture(m.Stage.Platform.Text)
		wanted, also := platformOf(i, i.Final.RootStage())
		if m.Stage.Platform.Known && known && also && of != wanted {
			d.Message = fmt.Sprintf("%s is built for %s, and the image is for %s", program, of, wanted)
			p.Report(d)
		}
	}
}

// withBlank is a flag with the blank behind it.
func withBlank(i *image.Image, at source.Span) source.Span {
	if text := i.File.Source.Text(); at.End < len(text) && text[at.End] == ' ' {
		at.End++
	}
	return at
}
