package config

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v4"
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

// Parse reads a configuration from YAML or JSON. Every problem is reported, each an *Error, joined.
func Parse(name, text string) (*Config, error) { return parse(parser{file: name}, text) }

func parse(p parser, text string) (*Config, error) {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		return nil, &Error{File: p.file, Message: "reading YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
	}
	c := &Config{Path: p.file}
	if len(document.Content) > 0 && document.Content[0].Tag != "!!null" {
		p.fields(document.Content[0], "", keys(c))
	}
	if len(p.errors) > 0 {
		return nil, errors.Join(p.errors...)
	}
	return c, nil
}

// key is one key of the schema: how it is described, and how its value is read.
type key struct {
	name, doc string
	schema    map[string]any
	read      func(*parser, *yaml.Node, string)
}

var severities = []string{"error", "warning", "info", "hint"}

func keys(c *Config) []key {
	return []key{
		{"lambda", "Globs of Dockerfiles that build a Lambda function, whatever they look like.", stringList, globs(&c.Lambda)},
		{"not-lambda", "Globs of Dockerfiles that build no Lambda function; nothing is reported on them.", stringList, globs(&c.NotLambda)},
		{"select", "Rules to run; all of them when empty.", stringList, list(&c.Select)},
		{"ignore", "Rules not to run.", stringList, list(&c.Ignore)},
		{"severity", "The severity of a rule by its name.", mapOf(map[string]any{"enum": severities}), table(&c.Severity, oneOf(severities))},
		{"deprecations", "Deprecation dates by runtime identifier, in place of the known ones.", mapOf(map[string]any{"type": "string", "format": "date"}), table(&c.Deprecations, date)},
		{"functions", "Functions that no template describes.", map[string]any{"type": "array", "items": object(functionKeys(&Function{}))}, functions(&c.Functions)},
	}
}

func functionKeys(f *Function) []key {
	return []key{
		{"dockerfile", "The Dockerfile, or a glob of several, relative to this file.", plainString, scalar(&f.Dockerfile)},
		{"context", "The build context, relative to this file.", plainString, scalar(&f.Context)},
		{"target", "The stage that is built.", plainString, scalar(&f.Target)},
		{"platform", "The platform that it is built for.", map[string]any{"enum": []string{"linux/amd64", "linux/arm64"}}, scalar(&f.Platform)},
		{"args", "Build arguments.", mapOf(plainString), table(&f.Args, anything)},
		{"handler", "The handler that the deployment sets in place of CMD.", plainString, scalar(&f.Handler)},
	}
}

type parser struct {
	file string
	// lenient reads past unknown keys: an editor's section holds keys of its own.
	lenient bool
	errors  []error
}

func (p *parser) fail(node *yaml.Node, format string, args ...any) {
	p.errors = append(p.errors, &Error{p.file, node.Line, fmt.Sprintf(format, args...)})
}

func (p *parser) fields(node *yaml.Node, where string, known []key) {
	if node.Kind != yaml.MappingNode {
		p.fail(node, "%s must be a mapping", orDocument(where))
		return
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		name := node.Content[i].Value
		at := slices.IndexFunc(known, func(k key) bool { return k.name == name })
		if at < 0 {
			if p.lenient {
				continue
			}
			p.fail(node.Content[i], "unknown key %q, known are %s", name, names(known))
			continue
		}
		known[at].read(p, resolve(node.Content[i+1]), where+name)
	}
}

func orDocument(where string) string {
	if where == "" {
		return "the configuration"
	}
	return strings.TrimSuffix(where, ".")
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

func scalar(into *string) func(*parser, *yaml.Node, string) {
	return func(p *parser, node *yaml.Node, where string) {
		if node.Kind != yaml.ScalarNode {
			p.fail(node, "%s must be a string", where)
			return
		}
		*into = node.Value
	}
}

func list(into *[]string) func(*parser, *yaml.Node, string) {
	return func(p *parser, node *yaml.Node, where string) {
		if node.Kind != yaml.SequenceNode {
			p.fail(node, "%s must be a list", where)
			return
		}
		for _, item := range node.Content {
			var s string
			scalar(&s)(p, resolve(item), where+"[]")
			*into = append(*into, s)
		}
	}
}

func globs(into *[]string) func(*parser, *yaml.Node, string) {
	return func(p *parser, node *yaml.Node, where string) {
		list(into)(p, node, where)
		for _, glob := range *into {
			if !doublestar.ValidatePattern(glob) {
				p.fail(node, "%s holds %q, which is no glob", where, glob)
			}
		}
	}
}

func table(into *map[string]string, check func(string) string) func(*parser, *yaml.Node, string) {
	return func(p *parser, node *yaml.Node, where string) {
		if node.Kind != yaml.MappingNode {
			p.fail(node, "%s must be a mapping", where)
			return
		}
		*into = make(map[string]string, len(node.Content)/2)
		for i := 0; i+1 < len(node.Content); i += 2 {
			var s string
			scalar(&s)(p, resolve(node.Content[i+1]), where+"."+node.Content[i].Value)
			if problem := check(s); problem != "" {
				p.fail(node.Content[i+1], "%s.%s %s", where, node.Content[i].Value, problem)
			}
			(*into)[node.Content[i].Value] = s
		}
	}
}

func functions(into *[]Function) func(*parser, *yaml.Node, string) {
	return func(p *parser, node *yaml.Node, where string) {
		if node.Kind != yaml.SequenceNode {
			p.fail(node, "%s must be a list", where)
			return
		}
		for _, item := range node.Content {
			var f Function
			p.fields(resolve(item), where+"[].", functionKeys(&f))
			if f.Dockerfile == "" || !doublestar.ValidatePattern(f.Dockerfile) {
				p.fail(item, "%s[].dockerfile must name a Dockerfile", where)
			}
			*into = append(*into, f)
		}
	}
}

func anything(string) string { return "" }

func oneOf(valid []string) func(string) string {
	return func(s string) string {
		if slices.Contains(valid, s) {
			return ""
		}
		return fmt.Sprintf("is %q, must be one of %s", s, strings.Join(valid, ", "))
	}
}

func date(s string) string {
	if ok, _ := regexp.MatchString(`^\d{4}-\d\d-\d\d$`, s); ok {
		return ""
	}
	return fmt.Sprintf("is %q, must be a date like 2029-06-30", s)
}
