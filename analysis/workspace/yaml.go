package workspace

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
)

// maxDepth bounds how deep a document may nest, and how many aliases and merges may stand behind each other.
const maxDepth = 200

// foreignBreaks are line ends to YAML and none to source.File; each becomes one rune that is none, so that lines and columns stay.
var foreignBreaks = strings.NewReplacer("\r\n", "\r\n", "\r", "\ufffd", "\u0085", "\ufffd", "\u2028", "\ufffd", "\u2029", "\ufffd")

// parseYAML is the root of a YAML or JSON file's first document, nil when there is none or it is no YAML.
// Column of every node is the offset in bytes, from 0, at which it begins in the file: use span and text rather than Line and Column.
func parseYAML(f *source.File) *yaml.Node {
	all := parseDocuments(f)
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

// parseDocuments are the roots of a file's documents, up to the first that is no YAML.
func parseDocuments(f *source.File) []*yaml.Node {
	if strings.HasSuffix(strings.ToLower(f.Path()), ".json") {
		return parseJSON(f)
	}
	decoder, err := yaml.NewLoader(strings.NewReader(foreignBreaks.Replace(f.Text())))
	if err != nil {
		return nil
	}
	var roots []*yaml.Node
	places := &placer{f: f}
	for {
		var document yaml.Node
		err := decoder.Load(&document)
		if errors.Is(err, io.EOF) || err != nil {
			return roots
		}
		if document.Kind != yaml.DocumentNode || len(document.Content) == 0 {
			continue
		}
		places.put(document.Content[0])
		roots = append(roots, document.Content[0])
	}
}

// placer turns lines and columns, counted in runes, into offsets. Nodes come in the order of the text, so one pass over it does.
type placer struct {
	f                    *source.File
	line, column, offset int
	begun                bool
}

func (p *placer) put(n *yaml.Node) {
	n.Column = p.at(n.Line-1, n.Column-1)
	for _, c := range n.Content {
		p.put(c)
	}
}

func (p *placer) at(line, column int) int {
	if !p.begun || line != p.line || column < p.column {
		p.begun, p.line, p.column, p.offset = true, line, 0, p.f.Line(line).Start
		if line == 0 && strings.HasPrefix(p.f.Text(), "\ufeff") {
			p.offset = len("\ufeff")
		}
	}
	for p.column < column && p.offset < p.f.Len() {
		_, size := utf8.DecodeRuneInString(p.f.Text()[p.offset:])
		p.offset += size
		p.column++
	}
	return p.offset
}

// resolve follows aliases.
func resolve(n *yaml.Node) *yaml.Node {
	for range maxDepth {
		if n == nil || n.Kind != yaml.AliasNode {
			return n
		}
		n = n.Alias
	}
	return nil
}

// get is the node at a path of keys, aliases and merge keys followed; nil when there is none.
func get(n *yaml.Node, keys ...string) *yaml.Node {
	n = resolve(n)
	for _, key := range keys {
		n = resolve(lookup(n, key, maxDepth))
	}
	return n
}

// getKey is the key node of a mapping's own or merged entry.
func getKey(n *yaml.Node, key string) *yaml.Node {
	for _, e := range entries(n) {
		if e.key.Value == key {
			return e.key
		}
	}
	return nil
}

// inputSpan is the span of a mapping's entry with its key, wherever it was merged from.
func inputSpan(f *source.File, mapping *yaml.Node, key string) source.Span {
	for _, e := range entries(mapping) {
		if e.key.Value == key {
			return entrySpan(f, e.key, e.value)
		}
	}
	return source.Span{}
}

func lookup(n *yaml.Node, key string, depth int) *yaml.Node {
	n = resolve(n)
	if n == nil || n.Kind != yaml.MappingNode || depth == 0 {
		return nil
	}
	for i := len(n.Content) - 2; i >= 0; i -= 2 {
		if n.Content[i].Value == key && n.Content[i].Kind == yaml.ScalarNode {
			return n.Content[i+1]
		}
	}
	for _, merged := range mergesOf(n) {
		if found := lookup(merged, key, depth-1); found != nil {
			return found
		}
	}
	return nil
}

// mergesOf are the mappings that << puts into a mapping, the weightier first.
func mergesOf(n *yaml.Node) []*yaml.Node {
	var merges []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != "<<" {
			continue
		}
		merged := resolve(n.Content[i+1])
		if merged != nil && merged.Kind == yaml.SequenceNode {
			merges = append(merges, merged.Content...)
		} else {
			merges = append(merges, merged)
		}
	}
	return merges
}

// entry is a key with its value, whose alias is resolved.
type entry struct{ key, value *yaml.Node }

// entries are a mapping's entries in order, merged ones behind its own; of equal keys the one that counts.
func entries(n *yaml.Node) []entry {
	var all []entry
	seen := map[string]int{}
	budget := 10000
	collectEntries(n, &all, seen, maxDepth, &budget)
	return all
}

func collectEntries(n *yaml.Node, all *[]entry, seen map[string]int, depth int, budget *int) {
	n = resolve(n)
	*budget--
	if n == nil || n.Kind != yaml.MappingNode || depth == 0 || *budget < 0 {
		return
	}
	own := len(*all)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], resolve(n.Content[i+1])
		if key.Kind != yaml.ScalarNode || key.Value == "<<" || value == nil {
			continue
		}
		at, known := seen[key.Value]
		switch {
		case !known:
			seen[key.Value] = len(*all)
			*all = append(*all, entry{key, value})
		case at >= own:
			(*all)[at] = entry{key, value}
		}
	}
	for _, merged := range mergesOf(n) {
		collectEntries(merged, all, seen, depth-1, budget)
	}
}

// items are a sequence's items, aliases resolved; a scalar is a sequence of itself.
func items(n *yaml.Node) []*yaml.Node {
	n = resolve(n)
	if n == nil {
		return nil
	}
	switch n.Kind {
	case yaml.ScalarNode:
		return []*yaml.Node{n}
	case yaml.SequenceNode:
		all := make([]*yaml.Node, 0, len(n.Content))
		for _, c := range n.Content {
			if c = resolve(c); c != nil {
				all = append(all, c)
			}
		}
		return all
	}
	return nil
}

// isScalar reports whether a node is a scalar that is not null.
func isScalar(n *yaml.Node) bool {
	n = resolve(n)
	return n != nil && n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null"
}

// scalar is a scalar's value: unset for none and null, and dynamic for what is no scalar or bears a tag of its own (!Ref, !reference).
func scalar(f *source.File, n *yaml.Node) Value {
	n = resolve(n)
	if n == nil || n.ShortTag() == "!!null" {
		return Value{}
	}
	if n.Kind != yaml.ScalarNode || !strings.HasPrefix(n.ShortTag(), "!!") {
		return Value{Dynamic, f.Slice(span(f, n)), span(f, n)}
	}
	return Value{Known, n.Value, span(f, n)}
}
