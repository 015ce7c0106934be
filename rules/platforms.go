package rules

import (
	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// platformOf is the architecture that a stage is built for, in Lambda's words, and where that is said: by FROM's own flag, else by the
// build or the function; ok is false where neither tells.
func platformOf(i *image.Image, s *image.Stage) (architecture string, ok bool) {
	if _, given := s.From.Flag("platform"); given {
		if !s.Platform.Known {
			return "", false
		}
		return lambda.Architecture(s.Platform.Text)
	}
	if i.Inputs.Platform == "" {
		return "", false
	}
	return lambda.Architecture(i.Inputs.Platform)
}

// platformEvidence are the places that say which platform the image is built for.
func platformEvidence(p *analysis.Pass, s *image.Stage) []analysis.Related {
	if flag, given := s.From.Flag("platform"); given {
		return []analysis.Related{{File: p.Image.File.Source, Span: flag.Span, Message: "the platform is set here"}}
	}
	var related []analysis.Related
	for _, f := range p.Variant.Functions {
		if f.Architecture.State == workspace.Known && f.Architecture.Span.Len() > 0 {
			related = append(related, analysis.Related{File: f.File, Span: f.Architecture.Span, Message: "function " + f.Name + " is for " + f.Architecture.Text})
		}
	}
	for _, b := range p.Variant.Builds {
		for _, platform := range b.Platforms {
			if platform.State == workspace.Known && platform.Span.Len() > 0 {
				related = append(related, analysis.Related{File: b.File, Span: platform.Span, Message: "it is built for " + platform.Text})
			}
		}
	}
	return related
}
