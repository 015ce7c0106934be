package lsp

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// signature is how an instruction is written, with the part that the cursor is at.
type signature struct {
	label, what string
	parts       []signaturePart
	active      int // -1 for none
}

// signaturePart is a part of a signature's label.
type signaturePart struct {
	span source.Span // in the label
	what string
}

func (s *server) signatureHelp(ctx context.Context, params *protocol.SignatureHelpParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	if q == nil || q.own == nil || !q.generic() || err != nil {
		return nil, err
	}
	found, ok := signatureAt(q.dockerfile(), q.offset(params.Position))
	if !ok {
		return nil, nil
	}
	info := protocol.SignatureInformation{Label: found.label, Documentation: s.client.markup(found.what)}
	for _, part := range found.parts {
		p := protocol.ParameterInformation{Documentation: s.client.markup(part.what)}
		if s.client.labelOffsets {
			start := source.UTF16Len(found.label[:part.span.Start])
			end := start + source.UTF16Len(found.label[part.span.Start:part.span.End])
			p.Label = protocol.ParameterInformationLabelTuple{uint32(start), uint32(end)}
		} else {
			p.Label = protocol.String(found.label[part.span.Start:part.span.End])
		}
		info.Parameters = append(info.Parameters, p)
	}
	help := &protocol.SignatureHelp{Signatures: []protocol.SignatureInformation{info}, ActiveSignature: ptr(uint32(0))}
	if found.active >= 0 {
		help.ActiveParameter = protocol.NewNullable(uint32(found.active))
	}
	return help, nil
}

// signatureAt is how the instruction that is typed at an offset is written; ok is false outside of instructions, and in the bodies of heredocs.
func signatureAt(f *dockerfile.File, offset int) (signature, bool) {
	if inComment(f, offset) || inHeredoc(f, offset) {
		return signature{}, false
	}
	t := typedAt(f, offset)
	written, ok := forms[t.keyword]
	if !ok {
		return signature{}, false
	}
	if t.keyword == "RUN" && len(t.arguments()) > 0 { // a command is being typed, which is not ours to explain
		return signature{}, false
	}
	s := signature{label: t.keyword, what: written.what, active: -1}
	if s.what == "" && lambda.IgnoredInstruction(t.keyword) {
		s.what = "Has no effect in Lambda."
	}
	for _, flag := range written.flags {
		s.add("["+flag.label()+flag.value+"]", flag.what)
		if name, _, _ := strings.Cut(t.word, "="); s.active < 0 && len(name) > len("--") && strings.HasPrefix("--"+flag.name, name) {
			s.active = len(s.parts) - 1
		}
	}
	for _, a := range written.arguments {
		s.add(a.form, a.what)
	}
	if s.active < 0 && !strings.HasPrefix(t.word, "--") {
		s.active = len(written.flags) + min(len(t.arguments()), len(written.arguments)-1)
	}
	return s, true
}

func (s *signature) add(part, what string) {
	s.label += " "
	s.parts = append(s.parts, signaturePart{source.Span{Start: len(s.label), End: len(s.label) + len(part)}, what})
	s.label += part
}

func inComment(f *dockerfile.File, offset int) bool {
	line := f.Source.Line(f.Source.LineOf(offset))
	return strings.HasPrefix(strings.TrimLeft(f.Source.Slice(line), " \t"), "#")
}

// inHeredoc reports whether an offset lies in the body of a heredoc, where no instruction is typed.
func inHeredoc(f *dockerfile.File, offset int) bool {
	i := f.At(offset)
	if i == nil {
		return false
	}
	for _, heredoc := range i.Heredocs {
		if f.Source.LineOf(offset) > f.Source.LineOf(heredoc.Marker.Start) {
			return true
		}
	}
	return false
}
