package workspace

import (
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
)

// parseJSON reads a JSON file, with comments and trailing commas allowed, into nodes as parseYAML's; tabs, which YAML refuses, are fine.
func parseJSON(f *source.File) []*yaml.Node {
	p := jsonParser{text: f.Text(), at: len(f.Text()) - len(strings.TrimPrefix(f.Text(), "\ufeff"))}
	root, ok := p.value(maxDepth)
	if !ok {
		return nil
	}
	return []*yaml.Node{root}
}

type jsonParser struct {
	text string
	at   int
}

// blank passes over white space and comments.
func (p *jsonParser) blank() {
	for p.at < len(p.text) {
		rest := p.text[p.at:]
		switch {
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			p.at++
		case strings.HasPrefix(rest, "//"):
			line, _, _ := strings.Cut(rest, "\n")
			p.at += len(line)
		case strings.HasPrefix(rest, "/*"):
			comment, _, _ := strings.Cut(rest[2:], "*/")
			p.at = min(p.at+len(comment)+4, len(p.text))
		default:
			return
		}
	}
}

func (p *jsonParser) take(c byte) bool {
	p.blank()
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *jsonParser) value(depth int) (*yaml.Node, bool) {
	p.blank()
	if p.at >= len(p.text) || depth == 0 {
		return nil, false
	}
	switch p.text[p.at] {
	case '{':
		return p.collection(yaml.MappingNode, "!!map", '}', depth)
	case '[':
		return p.collection(yaml.SequenceNode, "!!seq", ']', depth)
	case '"':
		return p.str()
	}
	return p.literal()
}

func (p *jsonParser) collection(kind yaml.Kind, tag string, closer byte, depth int) (*yaml.Node, bool) {
	n := &yaml.Node{Kind: kind, Tag: tag, Style: yaml.FlowStyle, Column: p.at}
	p.at++
	for !p.take(closer) {
		if kind == yaml.MappingNode {
			p.blank()
			key, ok := p.str()
			if !ok || !p.take(':') {
				return nil, false
			}
			n.Content = append(n.Content, key)
		}
		item, ok := p.value(depth - 1)
		if !ok {
			return nil, false
		}
		n.Content = append(n.Content, item)
		if !p.take(',') {
			return n, p.take(closer)
		}
	}
	return n, true
}

func (p *jsonParser) str() (*yaml.Node, bool) {
	if p.at >= len(p.text) || p.text[p.at] != '"' {
		return nil, false
	}
	for i := p.at + 1; i < len(p.text) && p.text[i] != '\n'; i++ {
		switch p.text[i] {
		case '\\':
			i++
		case '"':
			n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Column: p.at}
			ok := json.Unmarshal([]byte(p.text[p.at:i+1]), &n.Value) == nil
			p.at = i + 1
			return n, ok
		}
	}
	return nil, false
}

func (p *jsonParser) literal() (*yaml.Node, bool) {
	end := strings.IndexAny(p.text[p.at:], " \t\r\n,]}/")
	if end < 0 {
		end = len(p.text) - p.at
	}
	word := p.text[p.at : p.at+end]
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: word, Column: p.at}
	var v any
	if json.Unmarshal([]byte(word), &v) != nil {
		return nil, false
	}
	switch v.(type) {
	case nil:
		n.Tag = "!!null"
	case bool:
		n.Tag = "!!bool"
	default:
		n.Tag = "!!float"
	}
	p.at += end
	return n, true
}
