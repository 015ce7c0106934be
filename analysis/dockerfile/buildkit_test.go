package dockerfile_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

func FuzzParse(f *testing.F) {
	for _, c := range errorCases {
		f.Add(c.text)
	}
	for _, text := range healthy {
		f.Add(text)
		f.Add(strings.ReplaceAll(text, "\n", "\r\n"))
	}
	names, _ := filepath.Glob("testdata/*.Dockerfile")
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if err := compare(text); err != "" {
			t.Errorf("%s\n%q", err, text)
		}
	})
}

// compare holds our reading and BuildKit's together and says where they differ.
func compare(text string) string {
	src := source.New("Dockerfile", text)
	file := dockerfile.Parse(src)
	if problem := checkSpans(src, file); problem != "" {
		return problem
	}
	if file.Foreign == dockerfile.Binary {
		return ""
	}
	result, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		if len(file.Errors) == 0 && file.Foreign == dockerfile.NotForeign && !strings.ContainsAny(text, "{%") {
			return "BuildKit refuses it and we do not: " + err.Error()
		}
		return ""
	}
	if len(result.AST.Children) != len(file.Instructions) {
		return "not as many instructions as BuildKit's nodes"
	}
	if rune(file.Escape) != result.EscapeToken {
		return "another escape character than BuildKit's"
	}
	for k, node := range result.AST.Children {
		if problem := compareNode(src, file.Instructions[k], node); problem != "" {
			return problem
		}
	}
	return ""
}

func compareNode(src *source.File, i *dockerfile.Instruction, node *parser.Node) string {
	if line := src.LineOf(i.Span.Start); line+1 < node.StartLine || line+1 > node.EndLine {
		return "begins on another line than BuildKit's node: " + i.Keyword
	}
	if line := src.LineOf(max(i.Span.End-1, i.Span.Start)); line+1 > node.EndLine {
		return "ends behind BuildKit's node: " + i.Keyword
	}
	if problem := compareWords(i, node); problem != "" {
		return i.Keyword + ": " + problem
	}
	if len(i.Heredocs) != len(node.Heredocs) {
		return "another number of heredocs than BuildKit's"
	}
	for k, doc := range node.Heredocs {
		content := doc.Content
		if doc.Chomp {
			content = parser.ChompHeredocContent(content)
		}
		ours := i.Heredocs[k]
		if ours.Body.String() != content || ours.Name != doc.Name || ours.Expand != doc.Expand || ours.FD != doc.FileDescriptor {
			return "another heredoc than BuildKit's " + doc.Name
		}
	}
	return ""
}

func compareWords(i *dockerfile.Instruction, node *parser.Node) string {
	if !strings.EqualFold(i.Keyword, node.Value) && strings.ToUpper(node.Value) != i.Keyword {
		return "BuildKit's keyword is " + node.Value
	}
	var flags []string
	for _, f := range i.Flags {
		flag := "--" + f.Name
		if f.Value.Raw.Len() > 0 || strings.HasSuffix(i.Args.String(), "=") || f.Value.Value != "" {
			flag += "=" + f.Value.Value
		}
		flags = append(flags, flag)
	}
	for k, flag := range node.Flags {
		if k >= len(flags) || isASCII(flag) && strings.TrimSuffix(flag, "=") != strings.TrimSuffix(flags[k], "=") {
			return "flags differ: " + strings.Join(flags, " ") + " and BuildKit's " + strings.Join(node.Flags, " ")
		}
	}
	if i.OnBuild != nil && node.Next != nil && len(node.Next.Children) == 1 {
		return compareWords(i.OnBuild, node.Next.Children[0])
	}
	if strings.Contains(node.Original, "{{") || strings.Contains(node.Original, "{%") || strings.Contains(node.Original, "<%") {
		return ""
	}
	if i.JSON != node.Attributes["json"] {
		return "JSON form differs"
	}
	theirs := list(node)
	ours := values(i)
	if ours != nil && !slices.EqualFunc(ours, theirs, same) {
		return "words differ: " + strings.Join(ours, "|") + " and BuildKit's " + strings.Join(theirs, "|")
	}
	return ""
}

// values are the words in the shape in which BuildKit's parser gives them; nil where there is none.
func values(i *dockerfile.Instruction) []string {
	all := []string{}
	if i.JSON && i.Keyword != "HEALTHCHECK" {
		for _, w := range i.Words {
			all = append(all, w.Value)
		}
		return all
	}
	switch i.Keyword {
	case "RUN", "CMD", "ENTRYPOINT", "SHELL":
		if i.Args.Len() > 0 {
			all = append(all, i.Args.String())
		}
	case "ENV", "LABEL":
		for _, p := range i.Pairs {
			all = append(all, p.Name.Value, p.Value.Value, "=")
			if len(i.Words) > 0 && !strings.Contains(i.Words[0].Value, "=") {
				all[2] = ""
			}
		}
	case "HEALTHCHECK":
		for k, w := range i.Words {
			if !i.JSON && k > 0 {
				return nil
			}
			all = append(all, w.Value)
		}
	case "ONBUILD":
		return nil
	default:
		if !slices.Contains(dockerfile.Keywords(), i.Keyword) {
			return nil
		}
		for _, w := range i.Words {
			all = append(all, w.Value)
		}
	}
	return all
}

func list(node *parser.Node) []string {
	all := []string{}
	for n := node.Next; n != nil; n = n.Next {
		all = append(all, n.Value)
	}
	return all
}

// same compares two words; BuildKit writes U+FFFD for bytes that are no UTF-8.
func same(a, b string) bool {
	return a == b || !utf8.ValidString(a) && strings.ToValidUTF8(a, "") == strings.ReplaceAll(strings.ToValidUTF8(b, ""), "\ufffd", "")
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// checkSpans says whether every span lies in the file, every word is the file's text, and all is in order.
func checkSpans(src *source.File, file *dockerfile.File) string {
	end := 0
	for _, i := range file.Instructions {
		if i.Span.Start < end || i.Span.End < i.Span.Start || i.Span.End > src.Len() {
			return "instruction out of order: " + i.Keyword
		}
		end = i.Span.End
		if problem := checkInstruction(src, i); problem != "" {
			return i.Keyword + ": " + problem
		}
	}
	last := 0
	for _, e := range file.Errors {
		if e.Span.Start < last || e.Span.End < e.Span.Start || e.Span.End > src.Len() || e.Message == "" {
			return "error out of order: " + e.Message
		}
		last = e.Span.Start
	}
	for _, c := range file.Comments {
		if !strings.HasPrefix(src.Slice(c.Span), "#") {
			return "comment without its sign"
		}
	}
	return ""
}

func checkInstruction(src *source.File, i *dockerfile.Instruction) string {
	if !within(i.Span, i.KeywordSpan) {
		return "keyword outside the instruction"
	}
	at := i.KeywordSpan.End
	for _, f := range i.Flags {
		if f.Span.Start < at || !within(i.Span, f.Span) {
			return "flag out of order"
		}
		if problem := checkText(src, f.Value.Raw); problem != "" || f.Value.Raw.Len() > 0 && !within(f.Span, f.Value.Span()) {
			return "flag value " + problem
		}
		at = f.Span.End
	}
	if problem := checkText(src, i.Args); problem != "" {
		return "args " + problem
	}
	for _, w := range i.Words {
		if problem := checkText(src, w.Raw); problem != "" {
			return "word " + problem
		}
		if w.Span().Start < at || !within(i.Span, w.Span()) || !within(w.Span(), w.Inner()) {
			return "word out of order: " + w.Raw.String()
		}
		at = w.Span().End
	}
	for _, p := range i.Pairs {
		if checkText(src, p.Name.Raw) != "" || checkText(src, p.Value.Raw) != "" || p.Value.Span().Start < p.Name.Span().End {
			return "pair out of order"
		}
	}
	for _, h := range i.Heredocs {
		if !within(i.Span, h.Marker) || checkText(src, h.Body) != "" || h.Body.Len() > 0 && !within(i.Span, h.Body.All()) {
			return "heredoc outside the instruction: " + h.Name
		}
	}
	if i.OnBuild != nil {
		if !within(i.Span, i.OnBuild.Span) {
			return "trigger outside the instruction"
		}
		return checkInstruction(src, i.OnBuild)
	}
	return ""
}

func within(outer, inner source.Span) bool {
	return outer.Start <= inner.Start && inner.End <= outer.End
}

// checkText says whether every byte of text is the byte of the file at its offset.
func checkText(src *source.File, text source.Text) string {
	for k := range text.Len() {
		if at := text.Offset(k); at < 0 || at >= src.Len() || src.Text()[at] != text.String()[k] {
			return "is not the file's text: " + text.String()
		}
	}
	return ""
}
