package config

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
)

// Error is a configuration that cannot be used, with the line (from 1) at fault, 0 when there is none.
type Error struct {
	File    string
	Line    int
	Message string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Message)
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message)
}

// Parse reads the configuration file of that name, relative to the workspace root, from YAML or JSON.
// Every problem is reported, each an *Error, joined.
func Parse(name, text string) (*Config, error) { return ParseIn(path.Dir(name), name, text) }

// ParseIn is Parse for a file that is spoken of by another name than its place; dir is the folder that its paths are relative to.
func ParseIn(dir, name, text string) (*Config, error) {
	return parse(parser{file: name, dir: dir}, text)
}

func parse(p parser, text string) (*Config, error) {
	p.source = source.New(p.file, text)
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		return nil, &Error{File: p.file, Message: "reading YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
	}
	c := &Config{Path: p.file}
	if len(document.Content) > 0 && document.Content[0].Tag != nullTag {
		p.fields(document.Content[0], "", keys(c))
	}
	if len(p.errors) > 0 {
		return nil, errors.Join(p.errors...)
	}
	return c, nil
}

const (
	nullTag   = "!!null"
	stringTag = "!!str"
	// dateTag is how YAML 1.1 takes an unquoted 2029-06-30.
	dateTag = "!!timestamp"
	boolTag = "!!bool"
)

type parser struct {
	file   string
	source *source.File
	// dir is the folder that paths are relative to, itself relative to the workspace root.
	dir string
	// lenient reads past unknown keys and nulls: an editor's section holds keys of its own, and says null for what is not set.
	lenient bool
	errors  []error
}

func (p *parser) fail(node *yaml.Node, format string, args ...any) {
	p.errors = append(p.errors, &Error{p.file, node.Line, fmt.Sprintf(format, args...)})
}

// fields reads a mapping whose keys are known. Where is the path of the mapping in the document, with a dot behind it.
func (p *parser) fields(node *yaml.Node, where string, known []key) {
	what := "the configuration"
	if where != "" {
		what = strings.TrimSuffix(where, ".")
	}
	p.entries(node, what, func(name *yaml.Node, value *yaml.Node) {
		at := slices.IndexFunc(known, func(k key) bool { return k.name == name.Value })
		switch {
		case p.lenient && (at < 0 || value.Tag == nullTag):
		case at < 0:
			p.fail(name, "unknown key %q, known are %s", name.Value, names(known))
		default:
			known[at].read(p, value, where+name.Value)
		}
	})
}

// entries reads a mapping, each key once.
func (p *parser) entries(node *yaml.Node, what string, read func(name, value *yaml.Node)) {
	if node.Kind != yaml.MappingNode {
		p.fail(node, "%s must be a mapping", what)
		return
	}
	seen := make(map[string]bool, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		name := resolve(node.Content[i])
		switch {
		case name.Kind != yaml.ScalarNode || name.ShortTag() == nullTag:
			p.fail(name, "a key of %s must be a name", what)
		case seen[name.Value]:
			p.fail(name, "key %q is given twice", name.Value)
		default:
			seen[name.Value] = true
			read(name, resolve(node.Content[i+1]))
		}
	}
}

// items reads a list.
func (p *parser) items(node *yaml.Node, where string, read func(item *yaml.Node)) {
	if node.Kind != yaml.SequenceNode {
		p.fail(node, "%s must be a list", where)
		return
	}
	for _, item := range node.Content {
		read(resolve(item))
	}
}

// text reads a scalar of one of those tags. ok is false, and the problem is reported, when it is none.
func (p *parser) text(node *yaml.Node, where string, tags ...string) (text string, ok bool) {
	if node.Kind != yaml.ScalarNode || !slices.Contains(tags, node.ShortTag()) {
		p.fail(node, "%s must be a string", where)
		return "", false
	}
	return node.Value, true
}

// path reads a path or a glob, and makes it relative to the workspace root.
func (p *parser) path(node *yaml.Node, where string, join func(dir, text string) string) string {
	text, ok := p.text(node, where, stringTag)
	switch {
	case !ok:
		return ""
	case text == "" || path.IsAbs(text):
		p.fail(node, "%s is %q, must be a path relative to this file", where, text)
	}
	return join(p.dir, text)
}

func (p *parser) glob(node *yaml.Node, where string) string {
	glob := p.path(node, where, joinGlob)
	if !doublestar.ValidatePattern(glob) {
		p.fail(node, "%s is %q, which is no glob", where, node.Value)
	}
	return glob
}

var escapeGlob = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`, `{`, `\{`, `}`, `\}`)

// joinGlob is path.Join for a glob behind a folder whose name is meant literally.
func joinGlob(dir, glob string) string { return path.Join(escapeGlob.Replace(dir), glob) }

// span is where a value stands, its quotes excluded; of a value that is written otherwise than it reads, the empty span at its start.
func (p *parser) span(node *yaml.Node) source.Span {
	line := p.source.Line(node.Line - 1)
	at, characters := line.Start, 1 // YAML counts columns in characters
	for offset := range p.source.Slice(line) {
		if characters == node.Column {
			at += offset
			break
		}
		characters++
	}
	rest := p.source.Text()[at:]
	if strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, "'") {
		at, rest = at+1, rest[1:]
	}
	if !strings.HasPrefix(rest, node.Value) {
		return source.Span{Start: at, End: at}
	}
	return source.Span{Start: at, End: at + len(node.Value)}
}

func names(known []key) string {
	list := make([]string, len(known))
	for i, k := range known {
		list[i] = k.name
	}
	return strings.Join(list, ", ")
}

func resolve(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}
