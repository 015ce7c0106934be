package rules

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "dockerignore-excludes-needed-file",
	Summary: "patterns of an ignore file that keep a file out of the build which the Dockerfile copies by name",
	Doc: `
.dockerignore drops files before the build sees them. A COPY that names one of them ends with "not found", although the file lies there for all to see.

The rule speaks where a COPY names the file itself, and not a folder or a pattern around it.`,
	Refs: []string{
		"https://docs.docker.com/build/concepts/context/#dockerignore-files",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    dockerignoreExcludesNeededFile,
})

func dockerignoreExcludesNeededFile(p *analysis.Pass, i *image.Image) {
	context := i.Inputs.Context
	if context == nil || i.Inputs.Ignore == nil {
		return
	}
	drops := i.IgnoreFilter()
	for _, s := range i.Stages {
		if !i.ReachesFinal(s) {
			continue
		}
		for _, step := range s.Steps {
			if step.Copy == nil || step.Stage != s || step.Copy.From != nil || step.Copy.FromUnknown || step.Copy.FromImage.Text != "" {
				continue
			}
			for _, from := range step.Copy.Sources {
				reportDropped(p, i, from, drops)
			}
		}
	}
}

func reportDropped(p *analysis.Pass, i *image.Image, from image.CopySource, drops func(string) bool) {
	if from.Kind != image.SourcePath || !from.Path.Known || strings.ContainsAny(from.Path.Text, "*?[") {
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+from.Path.Text), "/")
	if name == "" || !drops(name) {
		return
	}
	info, err := fs.Stat(i.Inputs.Context, name)
	if err != nil || info.IsDir() {
		return
	}
	reason, ok := i.WhyDropped(name)
	if !ok {
		return
	}
	p.Report(analysis.Diagnostic{
		File: reason.File, Span: reason.Span,
		Message: fmt.Sprintf("%s keeps %s out of the build, which the Dockerfile copies", reason.Pattern, name),
		Related: []analysis.Related{{File: i.File.Source, Span: from.Word.Inner(), Message: "it is copied here"}},
		Fixes:   []analysis.Fix{{Title: "Let " + name + " in", Edits: []analysis.Edit{letIn(reason.File, name)}}},
	})
}

// letIn adds an exception at an ignore file's end, where no pattern comes behind it.
func letIn(f *source.File, name string) analysis.Edit {
	line := "!" + name + f.LineEnd()
	if text := f.Text(); text != "" && !strings.HasSuffix(text, "\n") {
		line = f.LineEnd() + line
	}
	return analysis.Edit{File: f, Span: source.Span{Start: f.Len(), End: f.Len()}, New: line}
}

// copiedByName reports whether a COPY of the final image's stages names a file of the build context itself.
func copiedByName(i *image.Image, name string) bool {
	for _, m := range i.Final.Mappings() {
		if m.Stage == nil && m.Source.Path.Known && strings.TrimPrefix(path.Clean("/"+m.Source.Path.Text), "/") == name {
			return true
		}
	}
	return false
}
