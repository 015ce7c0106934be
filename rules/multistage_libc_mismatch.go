package rules

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "multistage-libc-mismatch",
	Summary: "Go and Rust programs that a build stage links with a C library which the final image does not have",
	Doc: `
On Debian's Go image "go build" links with the C library that is there, as the net package asks for it, and so does "cargo build" on Rust's. In an Alpine image, or in an empty one, that program is not started
at all ("no such file or directory"), and with an older glibc, as in Amazon Linux 2, it ends with "version GLIBC_2.34 not found".

The rule follows a program from go build -o, or from target/release, through COPY --from into the final image. It is silent where the build says anything of CGO_ENABLED, GOARCH, a target, musl or static linking,
where the image has a glibc as new as the one that the program was linked with, or packages for compatibility, and where one of the two is not known.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-go/issues/340",
		"https://github.com/golang/go/issues/58550",
		"https://docs.aws.amazon.com/lambda/latest/dg/go-image.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    multistageLibcMismatch,
})

func multistageLibcMismatch(p *analysis.Pass, i *image.Image) {
	has, lacks := libraryOf(i)
	if lacks == nil || i.Class != image.Certain {
		return
	}
	for _, m := range i.Final.Mappings() {
		if m.Stage == nil || !m.Source.Path.Known || m.Stage.Base.Kind == image.BaseUnknown {
			continue
		}
		base := m.Stage.Root()
		built, ok := builtBy(i, m, decidesLinking)
		if !ok || base.Kind != image.BaseOther {
			continue
		}
		needs, wrong := lacks(base.Ref.Text)
		if !wrong {
			continue
		}
		p.Report(analysis.Diagnostic{
			Span:    built.at,
			Message: fmt.Sprintf("%s is linked with %s, and the final image has %s", path.Base(m.Source.Path.Text), needs, has),
			Related: []analysis.Related{{File: i.File.Source, Span: m.Source.Word.Inner(), Message: "it is copied here"}},
			Fixes:   built.fixes,
		})
	}
}

// libraryOf says which C library the final image has, and judges the image that a program was linked on: what the program needs, and whether that is missing.
// lacks is nil where nothing is known, or where any program may run.
func libraryOf(i *image.Image) (has string, lacks func(builder string) (needs string, wrong bool)) {
	root := i.Final.Root()
	anyGlibc := func(builder string) (string, bool) {
		name, _, ok := lambda.LibC(builder)
		return "glibc", ok && name == "glibc"
	}
	if root.Kind == image.BaseScratch {
		return "no C library", anyGlibc
	}
	name, version, ok := lambda.LibC(root.Ref.Text)
	switch {
	case !ok || !root.Ref.Known || mentionsGlibc(i):
		return "", nil
	case name == "musl":
		return "musl", anyGlibc
	case !lambda.OlderVersion(version, lambda.UnifiedGlibc):
		return "", nil
	}
	return "glibc " + version, func(builder string) (string, bool) {
		least, ok := lambda.LeastGlibc(builder)
		return "glibc " + least + " or later", ok && !lambda.OlderVersion(least, lambda.UnifiedGlibc)
	}
}

// mentionsGlibc reports a final image that may get another C library than its base's.
func mentionsGlibc(i *image.Image) bool {
	return slices.ContainsFunc(finalSteps(i), func(step *image.Step) bool {
		text := i.File.Source.Slice(step.Instruction.Span)
		return strings.Contains(text, "glibc") || strings.Contains(text, "gcompat") || strings.Contains(text, "libc6") || strings.Contains(text, "ld-linux") ||
			step.Copy != nil && step.Copy.Dest.Known && strings.HasPrefix(path.Clean(step.Copy.Dest.Text)+"/", "/lib")
	})
}

// linked is the command that makes a program.
type linked struct {
	at    source.Span
	fixes []analysis.Fix
}

// decidesLinking are texts in a build that say how it links, or that it is built for another machine.
var decidesLinking = []string{"CGO_ENABLED", "GOARCH", "GOFLAGS", "TARGETARCH", "static", "musl", "zig", "--target", "RUSTFLAGS", "CARGO_BUILD", "-linkmode", "netgo", "cross", "CARGO_ENCODED"}

// builtBy finds the one command that makes a program which a COPY brings. It finds none where the build has one of the words that say that the result is another than
// the stage's image alone makes, or where it may do anything.
func builtBy(i *image.Image, m image.Mapping, deciding []string) (linked, bool) {
	from := path.Join("/", m.Source.Path.Text)
	commands := commandsOf(m.Stage)
	for _, s := range m.Stage.Chain() {
		for _, step := range s.Steps {
			text := i.File.Source.Slice(step.Instruction.Span)
			decides := func(word string) bool { return strings.Contains(text, word) }
			if k := step.Instruction.Keyword; k != "COPY" && (k != "ARG" || strings.Contains(text, "=")) && slices.ContainsFunc(deciding, decides) || step.Instruction.Keyword == "RUN" && step.Script() == nil {
				return linked{}, false
			}
		}
	}
	var found []linked
	for _, c := range commands {
		if c.Conditional || len(c.Guards) > 0 || c.Function != "" || len(c.Words) < 2 || c.Words[1].Text != "build" {
			continue
		}
		switch c.Name() {
		case "go":
			out, given := outputOf(c.Command)
			if at, known := resolveIn(c, out); given && known && at == from {
				found = append(found, linked{c.Words[0].Span().Cover(c.Words[1].Span()), withoutCGO(i, c)})
			}
		case "cargo":
			target, known := resolveIn(c, "target")
			if inTarget := path.Dir(from) == target+"/release" || path.Dir(from) == target+"/debug"; known && inTarget && !configuresCargo(i) {
				found = append(found, linked{at: c.Words[0].Span().Cover(c.Words[1].Span())})
			}
		}
	}
	if len(found) != 1 {
		return linked{}, false
	}
	return found[0], true
}

// outputOf is what -o names.
func outputOf(c *shell.Command) (out string, ok bool) {
	for n, w := range c.Words {
		if rest, glued := strings.CutPrefix(w.Text, "-o="); glued {
			return rest, w.Known
		}
		if w.Text == "-o" && n+1 < len(c.Words) {
			return c.Words[n+1].Text, c.Words[n+1].Known
		}
	}
	return "", false
}

// configuresCargo reports a context that may set a target or how to link in a file of Cargo's.
func configuresCargo(i *image.Image) bool {
	if i.Inputs.Context == nil {
		return true
	}
	matches, err := fs.Glob(i.Inputs.Context, ".cargo/config*")
	return err != nil || len(matches) > 0
}

// withoutCGO builds a Go program without the C library.
func withoutCGO(i *image.Image, c command) []analysis.Fix {
	if c.Step.Instruction.JSON {
		return nil
	}
	at := source.Span{Start: c.Words[0].Span().Start, End: c.Words[0].Span().Start}
	return []analysis.Fix{{Title: "Build without the C library", Edits: []analysis.Edit{{File: i.File.Source, Span: at, New: "CGO_ENABLED=0 "}}}}
}
