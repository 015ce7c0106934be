package lsp

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/lambdock/lambdock/analysis/source"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// feature is a workspace with marked places, ‹name›, and requests at them. Its file "ask" holds the requests, one a line:
// REQUEST PLACE [ARGUMENT]; its file "want" what they are answered, which -update writes.
type feature struct {
	editor *editor
	root   string
	texts  map[string]string // without marks
	marks  map[string]mark
}

type mark struct {
	file   string
	offset int
}

var markPattern = regexp.MustCompile(`‹([\w-]+)›`)

const everything = `{"textDocument":{"hover":{"contentFormat":["markdown"]},` +
	`"codeAction":{"codeActionLiteralSupport":{"codeActionKind":{"valueSet":["quickfix"]}}},` +
	`"completion":{"completionItem":{"snippetSupport":true,"deprecatedSupport":true,"tagSupport":{"valueSet":[1]},"documentationFormat":["markdown"]}},` +
	`"signatureHelp":{"signatureInformation":{"documentationFormat":["markdown"],"parameterInformation":{"labelOffsetSupport":true}}},` +
	`"definition":{"linkSupport":true},"rename":{"prepareSupport":true},"documentSymbol":{"hierarchicalDocumentSymbolSupport":true}},` +
	`"window":{"showDocument":{"support":true}},"workspace":{"applyEdit":true,"workspaceEdit":{"documentChanges":true}}}`

func loadFeature(t *testing.T, archive *txtar.Archive) *feature {
	f := &feature{texts: map[string]string{}, marks: map[string]mark{}}
	for _, file := range archive.Files {
		if file.Name == "ask" || file.Name == "want" {
			continue
		}
		text := string(file.Data)
		for {
			at := markPattern.FindStringSubmatchIndex(text)
			if at == nil {
				break
			}
			f.marks[text[at[2]:at[3]]] = mark{file.Name, at[0]}
			text = text[:at[0]] + text[at[1]:]
		}
		f.texts[file.Name] = text
	}
	f.root = files(t, f.texts)
	f.editor = startEditor(t, realOptions())
	f.editor.initialize(f.root, everything)
	for _, name := range sortedKeys(f.texts) {
		f.editor.open(uriIn(f.root, name), languageOf(name), f.texts[name])
	}
	return f
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func languageOf(name string) string {
	switch {
	case strings.Contains(filepath.Base(name), "ockerfile"):
		return "dockerfile"
	case strings.HasSuffix(name, ".py"):
		return "python"
	case strings.HasSuffix(name, ".yaml"), strings.HasSuffix(name, ".yml"):
		return "yaml"
	}
	return "plaintext"
}

// position is the protocol's place of a mark, "{line, character}".
func (f *feature) position(t *testing.T, name string) (m mark, position string) {
	m, ok := f.marks[name]
	if !ok {
		t.Fatalf("there is no mark ‹%s›", name)
	}
	p := source.New(m.file, f.texts[m.file]).UTF16Position(m.offset)
	return m, fmt.Sprintf(`{"line":%d,"character":%d}`, p.Line, p.Column)
}

// TestFeatures plays the requests of each fixture through the whole server.
func TestFeatures(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/features/*.txtar")
	if err != nil || len(fixtures) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, name := range fixtures {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			archive := txtar.Parse(data)
			asked, want := part(archive, "ask"), part(archive, "want")
			f := loadFeature(t, archive)
			var got strings.Builder
			for line := range strings.SplitSeq(strings.TrimSpace(asked), "\n") {
				fmt.Fprintf(&got, "== %s\n%s\n", line, f.ask(t, strings.Fields(line)))
			}
			if *update {
				rewriteWant(t, name, archive, got.String())
			} else if got.String() != want {
				t.Errorf("got\n%s\nwant\n%s\nrewrite it with: go test ./lsp -run TestFeatures -update", got.String(), want)
			}
		})
	}
}

func part(archive *txtar.Archive, name string) string {
	for _, f := range archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func rewriteWant(t *testing.T, name string, archive *txtar.Archive, text string) {
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
	archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(text)})
	if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ask sends one request and gives its answer as text.
func (f *feature) ask(t *testing.T, words []string) string {
	if len(words) < 2 {
		t.Fatalf("%q is no REQUEST PLACE", words)
	}
	request, place := words[0], words[1]
	show := shown[request]
	if show == nil {
		t.Fatalf("there is no request %q", request)
	}
	document, at := place, ""
	if show.method == "workspace/symbol" {
		return f.shown(show, "", f.editor.ask(show.method, fmt.Sprintf(`{"query":%q}`, strings.Trim(place, `"`))))
	}
	if show.method == "workspace/willRenameFiles" {
		return f.shown(show, "", f.editor.ask(show.method, fmt.Sprintf(`{"files":[{"oldUri":%q,"newUri":%q}]}`, uriIn(f.root, place), uriIn(f.root, words[2]))))
	}
	if !show.whole {
		m, position := f.position(t, place)
		document, at = m.file, fmt.Sprintf(`,"position":%s`, position)
		if show.several {
			at = fmt.Sprintf(`,"positions":[%s]`, position)
		}
	}
	params := fmt.Sprintf(`{"textDocument":{"uri":%q}%s%s}`, uriIn(f.root, document), at, show.more(words[2:]))
	return f.shown(show, document, f.editor.ask(show.method, params))
}

func (f *feature) shown(show *showing, document string, answer wireMessage) string {
	if answer.Error != nil {
		return "error: " + answer.Error.Message
	}
	text := show.text(f, document, answer.Result)
	return strings.ReplaceAll(strings.ReplaceAll(text, uriOfPath(f.root, "linux"), "ROOT"), f.root, "ROOT")
}

// showing is how a request of a fixture is sent, and its answer shown.
type showing struct {
	method string
	// whole reports a request about a document, not a place in it.
	whole bool
	// several reports a request that takes a list of positions.
	several bool
	extra   func(arguments []string) string
	show    func(f *feature, document string, result json.RawMessage) string
}

func (s *showing) more(arguments []string) string {
	if s.extra == nil {
		return ""
	}
	return s.extra(arguments)
}

func (s *showing) text(f *feature, document string, result json.RawMessage) string {
	if string(result) == "null" || len(result) == 0 {
		return "nothing"
	}
	return strings.TrimRight(s.show(f, document, result), "\n")
}

type wirePlace struct{ Line, Character int }

type wireSpan struct{ Start, End wirePlace }

func (r wireSpan) String() string {
	return fmt.Sprintf("%d:%d-%d:%d", r.Start.Line+1, r.Start.Character+1, r.End.Line+1, r.End.Character+1)
}

// slice is the text of a range in a file of the fixture, whose columns are bytes: fixtures are ASCII around their ranges.
func (f *feature) slice(file string, r wireSpan) string {
	src := source.New(file, f.texts[file])
	start := src.UTF16Offset(source.Position{Line: r.Start.Line, Column: r.Start.Character})
	end := src.UTF16Offset(source.Position{Line: r.End.Line, Column: r.End.Character})
	return src.Slice(source.Span{Start: start, End: max(start, end)})
}

func decoded[T any](raw json.RawMessage) T {
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		panic(fmt.Sprintf("%s: %v", raw, err))
	}
	return v
}

var shown = map[string]*showing{
	"hover": {method: "textDocument/hover", show: func(f *feature, document string, result json.RawMessage) string {
		h := decoded[struct {
			Contents struct{ Value string }
			Range    wireSpan
		}](result)
		return fmt.Sprintf("[%s]\n%s", f.slice(document, h.Range), h.Contents.Value)
	}},
	"complete": {method: "textDocument/completion", show: func(f *feature, document string, result json.RawMessage) string {
		var b strings.Builder
		for n, item := range decoded[[]wireItem](result) {
			if n == 40 {
				b.WriteString("…\n")
				break
			}
			b.WriteString(item.String(f, document) + "\n")
		}
		return b.String()
	}},
	"definition": {method: "textDocument/definition", show: showLinks},
	"references": {method: "textDocument/references", show: showPlaces, extra: func([]string) string { return `,"context":{"includeDeclaration":true}` }},
	"highlight": {method: "textDocument/documentHighlight", show: func(f *feature, document string, result json.RawMessage) string {
		var b strings.Builder
		for _, h := range decoded[[]struct {
			Range wireSpan
			Kind  int
		}](result) {
			fmt.Fprintf(&b, "%s [%s] %d\n", h.Range, f.slice(document, h.Range), h.Kind)
		}
		return b.String()
	}},
	"prepare": {method: "textDocument/prepareRename", show: func(f *feature, document string, result json.RawMessage) string {
		r := decoded[struct {
			Range       wireSpan
			Placeholder string
		}](result)
		return fmt.Sprintf("%s [%s] %s", r.Range, f.slice(document, r.Range), r.Placeholder)
	}},
	"image": {method: "lambdock/image", whole: true, extra: func(arguments []string) string {
		return fmt.Sprintf(`,"function":%q`, strings.Join(arguments, ""))
	}, show: func(f *feature, document string, result json.RawMessage) string {
		var indented bytes.Buffer
		if err := json.Indent(&indented, result, "", "  "); err != nil {
			return err.Error()
		}
		return indented.String()
	}},
	"symbols": {method: "textDocument/documentSymbol", whole: true, show: func(f *feature, document string, result json.RawMessage) string {
		return showSymbols(f, document, decoded[[]wireSymbol](result), "")
	}},
	"folds": {method: "textDocument/foldingRange", whole: true, show: func(f *feature, document string, result json.RawMessage) string {
		var b strings.Builder
		for _, r := range decoded[[]struct {
			StartLine, EndLine int
			Kind               string
		}](result) {
			fmt.Fprintf(&b, "%d-%d %s\n", r.StartLine+1, r.EndLine+1, r.Kind)
		}
		return b.String()
	}},
	"links": {method: "textDocument/documentLink", whole: true, show: func(f *feature, document string, result json.RawMessage) string {
		var b strings.Builder
		for _, l := range decoded[[]struct {
			Range           wireSpan
			Target, Tooltip string
		}](result) {
			fmt.Fprintf(&b, "%s [%s] %s (%s)\n", l.Range, f.slice(document, l.Range), l.Target, l.Tooltip)
		}
		return b.String()
	}},
	"signature": {method: "textDocument/signatureHelp", show: func(_ *feature, _ string, result json.RawMessage) string {
		type markup struct{ Value string }
		help := decoded[struct {
			ActiveParameter *int
			Signatures      []struct {
				Label         string
				Documentation markup
				Parameters    []struct {
					Label         [2]int
					Documentation markup
				}
			}
		}](result)
		s := help.Signatures[0]
		text := s.Label + "\n" + s.Documentation.Value + "\n"
		if help.ActiveParameter != nil {
			p := s.Parameters[*help.ActiveParameter]
			text += fmt.Sprintf("at %s: %s\n", string([]rune(s.Label)[p.Label[0]:p.Label[1]]), p.Documentation.Value)
		}
		return text
	}},
	"hints": {method: "textDocument/inlayHint", whole: true, extra: func([]string) string {
		return `,"range":{"start":{"line":0,"character":0},"end":{"line":99,"character":0}}`
	}, show: func(f *feature, document string, result json.RawMessage) string {
		return showHints(f, document, result)
	}},
	"lenses": {method: "textDocument/codeLens", whole: true, show: func(f *feature, document string, result json.RawMessage) string {
		var b strings.Builder
		for _, l := range decoded[[]struct {
			Range   wireSpan
			Command struct {
				Title, Command string
				Arguments      []json.RawMessage
			}
		}](result) {
			fmt.Fprintf(&b, "%s [%s] %s: %s %s\n", l.Range, f.slice(document, l.Range), l.Command.Title, l.Command.Command, l.Command.Arguments[0])
		}
		return b.String()
	}},
	"move": {method: "workspace/willRenameFiles", whole: true, show: showEdits},
	"find": {method: "workspace/symbol", whole: true, show: func(f *feature, _ string, result json.RawMessage) string {
		var b strings.Builder
		for _, s := range decoded[[]struct {
			Name, ContainerName string
			Kind                int
			Location            json.RawMessage
		}](result) {
			fmt.Fprintf(&b, "%s (%d, %s) %s", s.Name, s.Kind, s.ContainerName, showPlaces(f, "", json.RawMessage("["+string(s.Location)+"]")))
		}
		return b.String()
	}},
	"select": {method: "textDocument/selectionRange", several: true, show: showSelection},
	"rename": {method: "textDocument/rename", show: showEdits, extra: func(arguments []string) string {
		return fmt.Sprintf(`,"newName":%q`, strings.Join(arguments, " "))
	}},
}

// wireSymbol is a symbol of a document.
type wireSymbol struct {
	Name, Detail          string
	Kind                  int
	Range, SelectionRange wireSpan
	Children              []wireSymbol
}

func showSymbols(f *feature, document string, list []wireSymbol, indent string) string {
	var b strings.Builder
	for _, s := range list {
		fmt.Fprintf(&b, "%s%s [%s] %d %s", indent, s.Name, f.slice(document, s.SelectionRange), s.Kind, s.Range)
		if s.Detail != "" {
			b.WriteString(": " + s.Detail)
		}
		b.WriteString("\n" + showSymbols(f, document, s.Children, indent+"  "))
	}
	return b.String()
}

// showSelection lists a selection range and all that it lies in, the innermost first.
func showSelection(f *feature, document string, result json.RawMessage) string {
	type selection struct {
		Range  wireSpan
		Parent *selection
	}
	var b strings.Builder
	for _, s := range decoded[[]selection](result) {
		for at := &s; at != nil; at = at.Parent {
			fmt.Fprintf(&b, "%s %q\n", at.Range, shortened(f.slice(document, at.Range)))
		}
	}
	return b.String()
}

// showHints is the document with its hints in it, the lines that have none left out, and where the hints lead to.
func showHints(f *feature, document string, result json.RawMessage) string {
	lines := strings.Split(f.texts[document], "\n")
	var leads strings.Builder
	shown := map[int]bool{}
	for _, h := range slices.Backward(decoded[[]struct {
		Position wirePlace
		Label    []struct {
			Value    string
			Location struct {
				URI   string
				Range wireSpan
			}
		}
	}](result)) {
		line, at := h.Position.Line, h.Position.Character
		lines[line] = lines[line][:at] + "⟨" + h.Label[0].Value + "⟩" + lines[line][at:]
		shown[line] = true
		if to := h.Label[0].Location; to.URI != "" {
			fmt.Fprintf(&leads, "%s leads to %s:%s\n", h.Label[0].Value, to.URI, to.Range)
		}
	}
	var b strings.Builder
	for n, line := range lines {
		if shown[n] {
			fmt.Fprintf(&b, "%d: %s\n", n+1, line)
		}
	}
	return b.String() + leads.String()
}

// showLinks lists links as FILE:RANGE "text", and what leads there.
func showLinks(f *feature, document string, result json.RawMessage) string {
	var b strings.Builder
	for _, l := range decoded[[]struct {
		TargetURI            string
		TargetSelectionRange wireSpan
		OriginSelectionRange *wireSpan
	}](result) {
		name := strings.TrimPrefix(l.TargetURI, uriOfPath(f.root, "linux")+"/")
		fmt.Fprintf(&b, "%s:%s [%s]", name, l.TargetSelectionRange, f.slice(name, l.TargetSelectionRange))
		if l.OriginSelectionRange != nil {
			fmt.Fprintf(&b, " from [%s]", f.slice(document, *l.OriginSelectionRange))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// showPlaces lists locations as FILE:RANGE "text".
func showPlaces(f *feature, _ string, result json.RawMessage) string {
	var b strings.Builder
	for _, l := range decoded[[]struct {
		URI   string
		Range wireSpan
	}](result) {
		name := strings.TrimPrefix(l.URI, uriOfPath(f.root, "linux")+"/")
		fmt.Fprintf(&b, "%s:%s [%s]\n", name, l.Range, f.slice(name, l.Range))
	}
	return b.String()
}

// showEdits lists the edits of a workspace edit.
func showEdits(f *feature, _ string, result json.RawMessage) string {
	var b strings.Builder
	for _, d := range decoded[struct {
		DocumentChanges []struct {
			TextDocument struct{ URI string }
			Edits        []struct {
				Range   wireSpan
				NewText string
			}
		}
	}](result).DocumentChanges {
		name := strings.TrimPrefix(d.TextDocument.URI, uriOfPath(f.root, "linux")+"/")
		for _, e := range d.Edits {
			fmt.Fprintf(&b, "%s:%s [%s] %s\n", name, e.Range, f.slice(name, e.Range), e.NewText)
		}
	}
	return b.String()
}

// wireItem is a completion.
type wireItem struct {
	Label, Detail, SortText, FilterText string
	Tags                                []int
	InsertTextFormat                    int
	TextEdit                            struct {
		Range   wireSpan
		NewText string
	}
}

func (i wireItem) String(f *feature, document string) string {
	line := fmt.Sprintf("%s [%s]", i.Label, f.slice(document, i.TextEdit.Range))
	if i.TextEdit.NewText != i.Label {
		line += " " + i.TextEdit.NewText
	}
	if i.InsertTextFormat == 2 {
		line += " (snippet)"
	}
	if len(i.Tags) > 0 {
		line += " (deprecated)"
	}
	if i.Detail != "" {
		line += ": " + i.Detail
	}
	return line
}
