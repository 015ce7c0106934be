package lsp

import (
	"context"
	"io/fs"
	"path"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// link is a text that leads somewhere else: to a page, or to a file of the folder.
type link struct {
	span       source.Span
	page, file string // one of the two
	title      string
	generic    bool // any server for Dockerfiles has it
}

func (s *server) documentLink(ctx context.Context, params *protocol.DocumentLinkParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	list := []protocol.DocumentLink{}
	if q == nil || err != nil {
		return list, err
	}
	found := q.linksAround()
	if v := q.variant(); v != nil {
		found = append(linksOf(v), ruleLinks(v.Image, s.opts)...)
	}
	for _, l := range found {
		if l.generic && !q.generic() {
			continue
		}
		place := uri.URI(l.page)
		if l.file != "" {
			at, _ := q.world.uriOf(q.moment, l.file)
			place = uri.URI(at)
		}
		list = append(list, protocol.DocumentLink{Range: q.span(l.span), Target: &place, Tooltip: ptr(l.title)})
	}
	return list, nil
}

// linksOf are the pages of a Dockerfile's images, and the files of the build context that it copies.
func linksOf(v *analysis.Variant) []link {
	var found []link
	for _, stage := range v.Image.Stages {
		found = append(found, imageLinks(stage)...)
		for _, step := range stage.Steps {
			if step.Copy != nil && step.Instruction.Keyword != "ONBUILD" && step.Stage == stage {
				found = append(found, copyLinks(v, step)...)
			}
		}
	}
	return found
}

func imageLinks(stage *image.Stage) []link {
	base := stage.Base
	if base.Kind == image.BaseScratch || base.Kind == image.BaseStage || !base.Ref.Known {
		return nil
	}
	found := pageLink(base.Ref.Text, stage.Reference.Span())
	if page := base.Lambda.Language.Page(); page != "" && base.Kind == image.BaseLambda {
		found = append(found, link{span: stage.From.KeywordSpan, page: page, title: "AWS on images of " + base.Lambda.Language.Title()})
	}
	return found
}

// pageLink is the page of an image at its registry, if the registry is known to have one.
func pageLink(ref string, at source.Span) []link {
	page, ours := pageOf(ref)
	if page == "" {
		return nil
	}
	return []link{{span: at, page: page, title: "The image's page", generic: !ours}}
}

// pageOf is the address of an image's page, and whether it is one of Lambda's images.
func pageOf(ref string) (page string, ours bool) {
	parsed, ok := lambda.ParseReference(ref)
	if ok && parsed.Registry == lambda.PublicECR {
		return galleryOf(parsed.Language), true
	}
	name, _, _ := strings.Cut(ref, "@")
	if colon := strings.LastIndexByte(name, ':'); colon > strings.LastIndexByte(name, '/') {
		name = name[:colon]
	}
	host, rest, hasHost := strings.Cut(name, "/")
	switch hasHost = hasHost && strings.ContainsAny(host, ".:"); {
	case strings.ContainsAny(name, " ${}<>\"'`\\?#"):
		return "", false
	case hasHost && host == "public.ecr.aws":
		return "https://gallery.ecr.aws/" + rest, lambda.IsAdapterImage(ref)
	case hasHost && host == "docker.io":
		return hubPage(strings.TrimPrefix(rest, "library/")), false
	case hasHost && host == "quay.io":
		return "https://quay.io/repository/" + rest, false
	case hasHost && host == "mcr.microsoft.com":
		return "https://mcr.microsoft.com/artifact/mar/" + rest, false
	case hasHost && host == "ghcr.io":
		return "https://ghcr.io/" + rest, false
	case hasHost, name == "":
		return "", false
	}
	return hubPage(name), false
}

func hubPage(name string) string {
	if strings.Contains(name, "/") {
		return "https://hub.docker.com/r/" + name
	}
	return "https://hub.docker.com/_/" + name
}

// copyLinks are the image of --from, and the sources that are files of the build context.
func copyLinks(v *analysis.Variant, step *image.Step) []link {
	if from, ok := step.Instruction.Flag("from"); ok {
		if c := step.Copy; c.From == nil && c.FromImage.Known {
			return pageLink(c.FromImage.Text, from.Value.Inner())
		}
		return nil
	}
	context := v.Image.Inputs.Context
	if context == nil {
		return nil
	}
	var found []link
	for _, s := range step.Copy.Sources {
		name := strings.TrimPrefix(path.Clean("/"+s.Path.Text), "/")
		if s.Kind != image.SourcePath || !s.Path.Known || strings.ContainsAny(name, "*?[") {
			continue
		}
		if info, err := fs.Stat(context, name); err == nil && info.Mode().IsRegular() {
			file := path.Join(v.Context, name)
			found = append(found, link{span: s.Word.Inner(), file: file, title: file})
		}
	}
	return found
}

// ruleLinks are the pages of the rules that comments of lambdock's name.
func ruleLinks(i *image.Image, opts Options) []link {
	var found []link
	for _, c := range i.File.Comments {
		for _, r := range opts.Rules {
			page := opts.DocURL(r.Name)
			if at := strings.Index(c.Text, r.Name); at < 0 || page == "" || !strings.Contains(c.Text, "ignore") && !strings.Contains(c.Text, "skip") {
				continue
			}
			at := c.Span.Start + strings.Index(i.File.Source.Slice(c.Span), r.Name)
			if s, ok := ruleAt(i.File, at); ok && s.name == r.Name {
				found = append(found, link{span: s.span, page: page, title: "What the rule reports"})
			}
		}
	}
	return found
}

// linksAround are the Dockerfiles that a file around them names.
func (q *question) linksAround() []link {
	if q.around == nil || q.own != nil {
		return nil
	}
	var found []link
	add := func(file string, v workspace.Value) {
		if file != q.file || v.State != workspace.Known || v.Span.Len() == 0 {
			return
		}
		if info, err := fs.Stat(q.moment.overlay, v.Text); err == nil && info.Mode().IsRegular() {
			found = append(found, link{span: v.Span, file: v.Text, title: v.Text})
		}
	}
	for _, f := range q.around.Functions {
		add(f.File.Path(), f.Dockerfile)
	}
	for _, b := range q.around.Builds {
		add(b.File.Path(), b.Dockerfile)
	}
	return found
}
