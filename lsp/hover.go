package lsp

import (
	"context"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

func (s *server) hover(ctx context.Context, params *protocol.HoverParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	if q == nil || err != nil {
		return nil, err
	}
	about := explainer{rules: s.opts.Rules, url: s.opts.DocURL, today: s.opts.Today()}
	text, at := "", source.Span{}
	if v := q.variant(); v != nil && v.Image.Final != nil {
		text, at = about.dockerfile(v, q.own.variants, q.offset(params.Position))
	} else {
		if text, at, err = about.around(ctx, q, q.offset(params.Position)); err != nil {
			return nil, err
		}
	}
	if text == "" {
		return nil, nil
	}
	where := q.span(at)
	return &protocol.Hover{Contents: s.client.markup(text), Range: &where}, nil
}

// explainer says what the things of a Dockerfile mean in Lambda, in Markdown.
type explainer struct {
	rules []*analysis.Rule
	url   func(rule string) string
	today lambda.Date
}

// dockerfile explains what stands at an offset of a variant's Dockerfile, and where that is; an empty text when there is nothing to say.
func (e explainer) dockerfile(v *analysis.Variant, all []*analysis.Variant, offset int) (string, source.Span) {
	i := v.Image
	at := locate(i, offset)
	return e.spot(v, all, at, offset), at.span
}

func (e explainer) spot(v *analysis.Variant, all []*analysis.Variant, at spot, offset int) string {
	i := v.Image
	switch at.kind {
	case onRule:
		return e.rule(at.name)
	case onBase:
		return e.base(at)
	case onStageName:
		return stageText(i, at)
	case onVariable:
		return variableText(i, at)
	case onHandler:
		return handlersText(v, all)
	case onSource, onDestination:
		return copyText(v, at)
	case onFlag:
		return flagText(at)
	case onKeyword:
		return keywordText(v, at)
	case onArgument:
		return argumentText(v, at, offset)
	}
	return ""
}

// rule explains a rule by its name.
func (e explainer) rule(name string) string {
	for _, r := range e.rules {
		if r.Name != name {
			continue
		}
		text := fmt.Sprintf("**%s** (%s)\n\nReports %s.\n\n%s", r.Name, r.Severity, r.Summary, strings.TrimSpace(r.Doc))
		if r.Preview() {
			text += "\n\n" + r.PreviewNote()
		}
		if page := e.url(name); page != "" {
			text += fmt.Sprintf("\n\n[The rule's page](%s)", page)
		}
		return text
	}
	return ""
}

// stageText says what a stage is made of, and what is done with it.
func stageText(i *image.Image, at spot) string {
	stage := at.stage
	if at.instruction.Keyword != "FROM" || at.index == 0 {
		stage = stageNamed(i, at.stage, at.name)
	}
	if stage == nil {
		return ""
	}
	text := fmt.Sprintf("**%s**: stage %d, on `%s`", at.name, stage.Index, stage.Reference.Value)
	if root := stage.Root(); root.Ref.Known && root.Ref.Text != stage.Reference.Value {
		text += fmt.Sprintf(", which is `%s`", root.Ref.Text)
	}
	switch {
	case stage == i.Final:
		text += "\n\nThe image of the function."
	case !i.ReachesFinal(stage):
		text += "\n\nNothing of it is in the image of the function."
	}
	if stage.WorkDir.Known && stage.WorkDir.Text != "" {
		text += fmt.Sprintf("\n\nWorking directory at its end: `%s`", stage.WorkDir.Text)
	}
	return text
}

// list is lines as a Markdown list, the empty ones left out.
func list(lines ...string) string {
	var b strings.Builder
	for _, line := range lines {
		if line != "" {
			b.WriteString("\n- " + line)
		}
	}
	return b.String()
}

// paragraphs are texts apart from each other, the empty ones left out.
func paragraphs(texts ...string) string {
	var kept []string
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			kept = append(kept, text)
		}
	}
	return strings.Join(kept, "\n\n")
}

// code is a text in a Markdown code span, whatever backticks it holds.
func code(text string) string {
	if !strings.Contains(text, "`") {
		return "`" + text + "`"
	}
	return "`` " + text + " ``"
}
