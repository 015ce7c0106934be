package lsp

import (
	"fmt"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// images completes FROM: Lambda's repositories, their tags, and earlier stages.
func (c completer) images(t typed) []proposal {
	switch arguments := t.arguments(); {
	case len(arguments) == 1:
		return []proposal{{label: "AS", kind: protocol.CompletionItemKindKeyword, span: t.span}}
	case len(arguments) > 1:
		return nil
	}
	if repository, tag, ok := strings.Cut(t.word, ":"); ok {
		ref, known := lambda.ParseReference(repository)
		if !known {
			return nil
		}
		return c.tags(ref, source.Span{Start: t.span.End - len(tag) - (t.span.Len() - len(t.word)), End: t.span.End})
	}
	var found []proposal
	for _, language := range lambda.Languages() {
		newest := lambda.NewestTag(language, c.today)
		if newest == nil {
			continue
		}
		name := lambda.PublicRegistry + string(language)
		found = append(found, proposal{
			label: name + ":" + newest.Name, detail: language.Title() + ", " + newest.OSName, kind: protocol.CompletionItemKindModule,
			span: t.span, about: name + ":" + newest.Name,
		})
	}
	return append(found, c.stages(t.span)...)
}

// tags are a language's tags: the newest supported first, deprecated ones last, each with its architectures.
func (c completer) tags(ref lambda.Reference, at source.Span) []proposal {
	var supported, old []proposal
	for _, tag := range lambda.Tags(ref.Language) {
		p := proposal{
			label: tag.Name, detail: c.tagDetail(&tag), kind: protocol.CompletionItemKindEnumMember, span: at,
			deprecated: tag.Deprecated(c.today), about: ref.Repository + ":" + tag.Name,
		}
		if p.deprecated || tag.Preview {
			old = append(old, p)
			continue
		}
		supported = append(supported, p)
		for _, architecture := range tag.Architectures {
			suffixed := p
			suffixed.label += "-" + architecture
			suffixed.detail += ", for " + architecture + " alone"
			supported = append(supported, suffixed)
		}
	}
	return append(supported, old...)
}

func (c completer) tagDetail(tag *lambda.Tag) string {
	switch {
	case tag.Preview:
		return tag.OSName + ", a preview"
	case tag.Deprecated(c.today):
		return fmt.Sprintf("%s, deprecated since %s", tag.OSName, tag.Deprecation)
	case tag.Deprecation != "":
		return fmt.Sprintf("%s, until %s", tag.OSName, tag.Deprecation)
	}
	return tag.OSName
}

// stages are the names of the stages.
func (c completer) stages(at source.Span) []proposal {
	if !c.generic {
		return nil
	}
	var found []proposal
	for _, instruction := range c.file.Instructions {
		words := instruction.Words
		if instruction.Keyword == "FROM" && len(words) > 2 && words[2].Span().End < at.Start {
			found = append(found, proposal{label: words[2].Value, detail: "the stage on " + words[0].Value, kind: protocol.CompletionItemKindReference, span: at})
		}
	}
	return found
}

// flags completes the flags of an instruction and their values.
func (c completer) flags(t typed, _ int) []proposal {
	name, value, valued := strings.Cut(strings.TrimPrefix(t.word, "--"), "=")
	if !valued && !c.generic {
		return nil
	}
	if !valued {
		var found []proposal
		for _, flag := range forms[t.keyword].flags {
			found = append(found, proposal{label: flag.label(), detail: flag.what, kind: protocol.CompletionItemKindProperty, span: t.span})
		}
		return found
	}
	at := source.Span{Start: t.span.Start + len("--") + len(name) + len("="), End: t.span.End}
	switch {
	case name == "platform":
		return []proposal{
			{label: "linux/amd64", detail: "x86_64 functions", kind: protocol.CompletionItemKindValue, span: at},
			{label: "linux/arm64", detail: "arm64 functions", kind: protocol.CompletionItemKindValue, span: at},
			{label: "$BUILDPLATFORM", detail: "for stages that cross-compile", kind: protocol.CompletionItemKindVariable, span: at},
		}
	case name == "from" && !strings.Contains(value, ":"):
		return append(c.stages(at), proposal{label: lambda.AdapterReference, detail: "the Lambda Web Adapter", kind: protocol.CompletionItemKindModule, span: at})
	case name == "mount":
		return c.mounts(value, at)
	case name == "chmod":
		return []proposal{{label: "755", detail: "programs and folders", kind: protocol.CompletionItemKindValue, span: at}, {label: "644", detail: "files that are read", kind: protocol.CompletionItemKindValue, span: at}}
	}
	return nil
}

// variables completes a name behind "$"; ok reports that one is being typed.
func (c completer) variables(t typed, offset int) (found []proposal, ok bool) {
	_, start, ok := t.variable()
	if !ok {
		return nil, false
	}
	span := source.Span{Start: start, End: t.span.End}
	for _, name := range c.namesAt(offset, t.keyword) {
		if name == "" || !c.generic && !strings.HasPrefix(name, "LAMBDA_") {
			continue
		}
		p := proposal{label: "${" + name + "}", kind: protocol.CompletionItemKindVariable, span: span}
		if value, set := c.valueAt(offset, t.keyword, name); set && value.Known {
			p.detail = value.Text
		}
		found = append(found, p)
	}
	return found, true
}

// envAt are the variables that expand at an offset; nil when no image can be told.
func (c completer) envAt(offset int, keyword string) *image.Env {
	if c.variant == nil {
		return nil
	}
	i := c.variant.Image
	env := i.Globals
	if keyword == "FROM" {
		return env
	}
	for _, stage := range i.Stages {
		if stage.From.Span.Start > offset {
			break
		}
		env = stage.Env
		for _, step := range stage.Steps {
			if step.Instruction.Span.Start <= offset && offset <= step.Instruction.Span.End+1 {
				return step.Env
			}
		}
	}
	return env
}

// namesAt are the variables at an offset: LAMBDA_TASK_ROOT first, BuildKit's own last.
func (c completer) namesAt(offset int, keyword string) []string {
	env := c.envAt(offset, keyword)
	if env == nil {
		return nil
	}
	names := env.Names()
	slices.SortStableFunc(names, func(a, b string) int { return variableRank(a) - variableRank(b) })
	return names
}

func variableRank(name string) int {
	switch {
	case name == lambda.TaskRootVariable:
		return 0
	case strings.HasPrefix(name, "TARGET"), strings.HasPrefix(name, "BUILD"):
		return 2
	}
	return 1
}

func (c completer) valueAt(offset int, keyword, name string) (image.Value, bool) {
	env := c.envAt(offset, keyword)
	if env == nil {
		return image.Value{}, false
	}
	return env.Lookup(name)
}
