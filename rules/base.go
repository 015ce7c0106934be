package rules

import (
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// lambdaBases are the stages that name a Lambda base image themselves and that the final image is made from, the final one's own last.
func lambdaBases(i *image.Image) []*image.Stage {
	var found []*image.Stage
	for _, s := range i.Stages {
		if s.Base.Kind == image.BaseLambda && i.ReachesFinal(s) {
			found = append(found, s)
		}
	}
	return found
}

// buildsOnly reports whether the final image takes files from the stage, and does not stand on it.
func buildsOnly(i *image.Image, s *image.Stage) bool { return i.Final.RootStage() != s }

// tagPlace is where the tag of a stage's base is written: in FROM, or as the default of the ARG that is the whole tag.
// exact reports that replacing that text by another tag changes the tag to it.
func tagPlace(i *image.Image, s *image.Stage) (at source.Span, exact bool) {
	ref, raw := s.Base.Lambda, s.Reference.Raw.String()
	if ref.Tag == "" {
		return s.Reference.Inner(), false
	}
	if at := strings.LastIndex(raw, ":"+ref.Tag); at >= 0 {
		return s.Reference.Raw.Span(at+1, at+1+len(ref.Tag)), true
	}
	name := strings.Trim(raw[strings.LastIndexByte(raw, ':')+1:], `${}"`)
	if _, passed := i.Inputs.Args[name]; !passed {
		if at, ok := argDefault(i, name, ref.Tag); ok {
			return at, true
		}
	}
	return s.Reference.Inner(), false
}

// argDefault is where a global ARG of that name has that very text as its default.
func argDefault(i *image.Image, name, text string) (source.Span, bool) {
	for _, instruction := range i.File.Instructions {
		if instruction.Keyword == "FROM" {
			break
		}
		if instruction.Keyword != "ARG" {
			continue
		}
		for _, pair := range instruction.Pairs {
			if at := pair.Value.Inner(); pair.HasValue && pair.Name.Value == name && i.File.Source.Slice(at) == text {
				return at, true
			}
		}
	}
	return source.Span{}, false
}

// deprecation is the day on which a tag's runtime is deprecated: the configuration's, else the known one; empty when there is none.
func deprecation(p *analysis.Pass, t *lambda.Tag) lambda.Date {
	if date, ok := p.Env.Config.Deprecations[t.RuntimeID]; ok {
		return lambda.Date(date)
	}
	return t.Deprecation
}

// replaceTag are the fixes that put another tag in the place of a stage's: the newest supported, then the supported one nearest to it.
func replaceTag(p *analysis.Pass, i *image.Image, s *image.Stage) []analysis.Fix {
	at, exact := tagPlace(i, s)
	if !exact {
		return nil
	}
	newest, nearest := lambda.Replacement(s.Base.Lambda, p.Today())
	var fixes []analysis.Fix
	for _, tag := range []string{newest, nearest} {
		if tag == "" || tag == s.Base.Lambda.Tag || len(fixes) > 0 && tag == newest {
			continue
		}
		fixes = append(fixes, useTag(i, s, at, tag))
	}
	return fixes
}

// useTag replaces the tag at a span; a digest behind it would still decide, and goes.
func useTag(i *image.Image, s *image.Stage, at source.Span, tag string) analysis.Fix {
	if digest := s.Base.Lambda.Digest; digest != "" && i.File.Source.Slice(source.Span{Start: at.End, End: at.End + 1 + len(digest)}) == "@"+digest {
		at.End += 1 + len(digest)
	}
	return analysis.Fix{
		Title: "Use " + string(s.Base.Lambda.Language) + ":" + strings.TrimPrefix(tag, ":"),
		Edits: []analysis.Edit{{File: i.File.Source, Span: at, New: tag}},
	}
}

// described is a base's language and runtime: "python 3.9".
func described(t *lambda.Tag) string { return string(t.Language) + " " + t.Name }
