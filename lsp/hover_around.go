package lsp

import (
	"context"
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// around explains what lambdock reads in a file that is no Dockerfile: the functions and builds that stand there. The error is ctx's.
func (e explainer) around(ctx context.Context, q *question, offset int) (string, source.Span, error) {
	if q.around == nil {
		return "", source.Span{}, nil
	}
	for _, f := range q.around.Functions {
		if f.File.Path() != q.file {
			continue
		}
		if at := f.Command.Span; at.Len() > 0 && at.Contains(offset) {
			v, err := q.variantOf(ctx, f)
			if v == nil || err != nil {
				return functionText(f), at, err
			}
			return paragraphs(handlerText(v), functionText(f)), at, nil
		}
		for _, at := range []source.Span{f.Span, f.Dockerfile.Span, f.Context.Span, f.Architecture.Span, f.Target.Span} {
			if at.Len() > 0 && at.Contains(offset) {
				return functionText(f), at, nil
			}
		}
	}
	for _, b := range q.around.Builds {
		if b.File.Path() != q.file {
			continue
		}
		for _, at := range buildSpans(b) {
			if at.Len() > 0 && at.Contains(offset) {
				return buildText(b), at, nil
			}
		}
	}
	return "", source.Span{}, nil
}

// buildSpans are the texts that say what is built, and how.
func buildSpans(b *workspace.Build) []source.Span {
	spans := []source.Span{b.Span, b.Dockerfile.Span, b.Context.Span, b.Target.Span}
	for _, p := range b.Platforms {
		spans = append(spans, p.Span)
	}
	for _, s := range []workspace.Switch{b.Provenance, b.SBOM} {
		if s.File == nil {
			spans = append(spans, s.Span)
		}
	}
	return spans
}

// functionText says what image a function runs, and how.
func functionText(f *workspace.Function) string {
	return paragraphs("**"+f.Name+"**: a Lambda function that runs an image", list(
		named("built from", f.Dockerfile), named("with the context", f.Context), named("up to the stage", f.Target),
		named("for", f.Architecture), named("the image", f.Image), commandLine(f.Command),
	))
}

// buildText says what a build builds.
func buildText(b *workspace.Build) string {
	var platforms []string
	for _, p := range b.Platforms {
		platforms = append(platforms, p.Text)
	}
	for_ := ""
	if len(platforms) > 0 {
		for_ = "for " + strings.Join(platforms, ", ")
	}
	return paragraphs("**A build**", list(
		named("of", b.Dockerfile), named("with the context", b.Context), named("up to the stage", b.Target), for_,
		attestation("provenance", b.Provenance), attestation("SBOM", b.SBOM),
	))
}

func named(what string, v workspace.Value) string {
	switch v.State {
	case workspace.Known:
		return what + " " + code(v.Text)
	case workspace.Dynamic:
		if v.Text == "" {
			return what + " something that is decided elsewhere"
		}
		return what + " " + code(v.Text) + ", which is decided elsewhere"
	}
	return ""
}

func commandLine(l workspace.List) string {
	if !l.Set {
		return ""
	}
	var words []string
	for _, item := range l.Items {
		words = append(words, item.Text)
	}
	if l.Dynamic || len(words) == 0 {
		return "with a command that is decided elsewhere"
	}
	return "with the command " + codes(words)
}

func attestation(what string, s workspace.Switch) string {
	switch s.State {
	case workspace.On:
		return fmt.Sprintf("with a %s attestation, which Lambda refuses", what)
	case workspace.Off:
		return fmt.Sprintf("without a %s attestation", what)
	}
	return ""
}
