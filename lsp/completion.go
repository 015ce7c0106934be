package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// mostProposals bounds a list of completions, and longestDoc, in bytes, what one of them says.
const (
	mostProposals = 200
	longestDoc    = 1000
)

// proposal is one completion, in the order in which the list is to be shown.
type proposal struct {
	label  string
	detail string
	kind   protocol.CompletionItemKind
	// text takes the place of span; the label when it is empty. With snippet it has the tab stops of a snippet.
	text       string
	span       source.Span
	snippet    bool
	deprecated bool
	// about is what completionItem/resolve explains: an image reference, or a rule.
	about string
	// doc is the documentation of a handler.
	doc string
}

func (s *server) completion(ctx context.Context, params *protocol.CompletionParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	if q == nil || err != nil {
		return []protocol.CompletionItem{}, err
	}
	c := completer{variant: q.variant(), file: q.dockerfile(), rules: s.opts.Rules, today: s.opts.Today(), snippets: s.client.snippets, generic: q.generic(), noisy: func() map[string]bool { return q.noisyRules(ctx) }, workspace: q.moment.overlay}
	offset := q.offset(params.Position)
	var found []proposal
	if c.file != nil {
		found = c.inDockerfile(offset)
	} else {
		if found, err = c.inTemplate(ctx, q, offset); err != nil {
			return nil, err
		}
	}
	return q.items(found), nil
}

// items are proposals in the protocol's form. The order is the list's, which sortText repeats.
func (q *question) items(found []proposal) protocol.CompletionItemSlice {
	items := protocol.CompletionItemSlice{}
	for n, p := range found[:min(len(found), mostProposals)] {
		text := p.text
		if text == "" {
			text = p.label
		}
		item := protocol.CompletionItem{
			Label: p.label, Kind: p.kind, SortText: protocol.NewOptional(fmt.Sprintf("%04d", n)), FilterText: protocol.NewOptional(filterText(p, text)),
			TextEdit: &protocol.TextEdit{Range: q.span(p.span), NewText: text},
		}
		if p.detail != "" {
			item.Detail = protocol.NewOptional(p.detail)
		}
		if p.snippet {
			item.InsertTextFormat = protocol.InsertTextFormatSnippet
		}
		if p.deprecated {
			item.Tags = []protocol.CompletionItemTag{protocol.CompletionItemTagDeprecated}
		}
		if p.doc != "" {
			item.Documentation = q.server.client.markup(withoutTags(cut(p.doc, longestDoc)))
		}
		if p.about != "" {
			if data, err := json.Marshal(p.about); err == nil {
				item.Data = protocol.LSPAny(data)
			}
		}
		items = append(items, item)
	}
	return items
}

// filterText is what the client matches with what was typed: the text that will stand there, or the name of a whole piece.
func filterText(p proposal, text string) string {
	if p.snippet || strings.Contains(text, "\n") {
		return p.label
	}
	return text
}

// resolveCompletion adds the documentation of an item.
func (s *server) resolveCompletion(_ context.Context, item *protocol.CompletionItem) (any, error) {
	var about string
	if json.Unmarshal([]byte(item.Data), &about) != nil || about == "" {
		return item, nil
	}
	e := explainer{rules: s.opts.Rules, url: s.opts.DocURL, today: s.opts.Today()}
	text := e.rule(about)
	if ref, ok := lambda.ParseReference(about); ok && ref.Known != nil {
		text = e.lambdaBase(ref, ref.Known)
	}
	if text != "" {
		item.Documentation = s.client.markup(text)
	}
	return item, nil
}

// completer knows what can be written at a place.
type completer struct {
	// variant is nil in a file from which no image can be told.
	variant  *analysis.Variant
	file     *dockerfile.File
	rules    []*analysis.Rule
	today    lambda.Date
	snippets bool
	// generic reports that what any server for Dockerfiles proposes is wanted too.
	generic bool
	// noisy are the rules that found something in the file.
	noisy func() map[string]bool
	// workspace is the folder that the file lies in.
	workspace fs.FS
}

// inDockerfile are the completions at an offset of the Dockerfile.
func (c completer) inDockerfile(offset int) []proposal {
	if found, ok := c.inComment(offset); ok {
		return found
	}
	if inHeredoc(c.file, offset) {
		return nil
	}
	t := typedAt(c.file, offset)
	if t.first {
		return c.instructions(t)
	}
	if found, ok := c.variables(t, offset); ok {
		return found
	}
	if strings.HasPrefix(t.word, "--") {
		return c.flags(t, offset)
	}
	switch t.keyword {
	case "FROM":
		return c.images(t)
	case "COPY", "ADD":
		return c.paths(t, offset)
	case "WORKDIR":
		return c.directories(t)
	case "CMD":
		return c.handlers(t)
	case "ENTRYPOINT":
		return c.entrypoints(t)
	case "ENV":
		return c.environment(t)
	}
	return nil
}

func rankOf(first bool) int {
	if first {
		return 0
	}
	return 1
}

// inComment completes rules and words of lambdock's own comments; ok reports that the offset lies in a comment.
func (c completer) inComment(offset int) ([]proposal, bool) {
	src := c.file.Source
	line := src.Line(src.LineOf(offset))
	before := strings.TrimLeft(src.Text()[line.Start:offset], " \t")
	if !strings.HasPrefix(before, "#") {
		return nil, false
	}
	body := strings.TrimLeft(before[1:], " ")
	rest, ours := strings.CutPrefix(body, "lambdock ")
	switch {
	case !ours:
		return nil, true
	case strings.HasPrefix(rest, "ignore=") || strings.HasPrefix(rest, "ignore-file="):
		_, names, _ := strings.Cut(rest, "=")
		if strings.ContainsAny(names, " \t") {
			return nil, true
		}
		at := wordAround(src, offset, func(r byte) bool { return r == '-' || isNameByte(r) })
		var found []proposal
		rules, noisy := slices.Clone(c.rules), c.noisy()
		slices.SortStableFunc(rules, func(a, b *analysis.Rule) int { return rankOf(noisy[a.Name]) - rankOf(noisy[b.Name]) })
		for _, r := range rules {
			found = append(found, proposal{label: r.Name, detail: r.Summary, kind: protocol.CompletionItemKindEnumMember, span: at, about: r.Name})
		}
		return found, true
	}
	at := wordAround(src, offset, func(r byte) bool { return r == '-' || r == '=' || isNameByte(r) })
	return []proposal{
		{label: "ignore=", detail: "rules that say nothing on the next instruction", kind: protocol.CompletionItemKindKeyword, span: at},
		{label: "ignore-file=", detail: "rules that say nothing in this file", kind: protocol.CompletionItemKindKeyword, span: at},
		{label: "lambda", detail: "this file builds a Lambda function", kind: protocol.CompletionItemKindKeyword, span: at},
		{label: "not-lambda", detail: "this file builds no Lambda function", kind: protocol.CompletionItemKindKeyword, span: at},
	}, true
}
