package config

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// key is one key of the schema: how it is described, and how its value is read.
type key struct {
	name, doc string
	schema    map[string]any
	read      reading
}

// reading takes the value at where, a path in the document.
type reading func(p *parser, node *yaml.Node, where string)

var (
	severities = []string{"error", "warning", "info", "hint"}
	platforms  = []string{"linux/amd64", "linux/arm64"}
)

func keys(c *Config) []key {
	return []key{
		{"lambda", "Globs of Dockerfiles that build a Lambda function, whatever they look like; relative to this file.", listOf(nonEmpty), globs(&c.Lambda)},
		{"not-lambda", "Globs of Dockerfiles that build no Lambda function; nothing is reported on them.", listOf(nonEmpty), globs(&c.NotLambda)},
		{"select", "Rules to run; all of them when empty.", listOf(anyString), rules(c, &c.Select)},
		{"ignore", "Rules not to run.", listOf(anyString), rules(c, &c.Ignore)},
		{"preview", "Whether the rules in preview run too, those of tier 3.", map[string]any{"type": "boolean"}, truth(&c.Preview)},
		{"severity", "The severity of a rule by its name.", mapOf(map[string]any{"enum": severities}), severity(c)},
		{"deprecations", "Deprecation dates by runtime identifier, in place of the known ones.", mapOf(isoDate), dates(&c.Deprecations)},
		{"functions", "Functions that no template describes.", listOf(object(functionKeys(&Function{}), "dockerfile")), functions(&c.Functions)},
	}
}

func functionKeys(f *Function) []key {
	return []key{
		{"dockerfile", "The Dockerfile, or a glob of several, relative to this file.", nonEmpty, func(p *parser, node *yaml.Node, where string) {
			f.Dockerfile, f.File, f.Span = p.glob(node, where), p.source, p.span(node)
		}},
		{"context", "The build context, relative to this file.", nonEmpty, func(p *parser, node *yaml.Node, where string) { f.Context = p.path(node, where, joinPath) }},
		{"target", "The stage that is built.", anyString, text(&f.Target)},
		{"platform", "The platform that it is built for.", map[string]any{"enum": platforms}, oneOf(&f.Platform, platforms)},
		{"args", "Build arguments.", mapOf(anyScalar), arguments(&f.Args)},
		{"handler", "The handler that the deployment sets in place of CMD.", anyString, func(p *parser, node *yaml.Node, where string) {
			text(&f.Handler)(p, node, where)
			f.HandlerSpan = p.span(node)
		}},
	}
}

func text(into *string) reading {
	return func(p *parser, node *yaml.Node, where string) { *into, _ = p.text(node, where, stringTag) }
}

func truth(into *bool) reading {
	return func(p *parser, node *yaml.Node, where string) {
		s, ok := p.text(node, where, boolTag)
		if yes, err := strconv.ParseBool(s); ok && err == nil {
			*into = yes
		} else if ok {
			p.fail(node, "%s is %q, must be true or false", where, s)
		}
	}
}

func oneOf(into *string, valid []string) reading {
	return func(p *parser, node *yaml.Node, where string) {
		s, ok := p.text(node, where, stringTag)
		if ok && !slices.Contains(valid, s) {
			p.fail(node, "%s is %q, must be one of %s", where, s, strings.Join(valid, ", "))
		}
		*into = s
	}
}

func globs(into *[]string) reading {
	return func(p *parser, node *yaml.Node, where string) {
		p.items(node, where, func(item *yaml.Node) { *into = append(*into, p.glob(item, where+"[]")) })
	}
}

func rules(c *Config, into *[]string) reading {
	return func(p *parser, node *yaml.Node, where string) {
		p.items(node, where, func(item *yaml.Node) {
			if name, ok := p.text(item, where+"[]", stringTag); ok {
				*into = append(*into, name)
				c.ruleNames = append(c.ruleNames, ruleName{name, item.Line})
			}
		})
	}
}

func severity(c *Config) reading {
	return func(p *parser, node *yaml.Node, where string) {
		c.Severity = map[string]string{}
		p.entries(node, where, func(name, value *yaml.Node) {
			var s string
			oneOf(&s, severities)(p, value, where+"."+name.Value)
			c.Severity[name.Value] = s
			c.ruleNames = append(c.ruleNames, ruleName{name.Value, name.Line})
		})
	}
}

func dates(into *map[string]string) reading {
	return func(p *parser, node *yaml.Node, where string) {
		*into = map[string]string{}
		p.entries(node, where, func(name, value *yaml.Node) {
			s, ok := p.text(value, where+"."+name.Value, stringTag, dateTag)
			if _, err := time.Parse(time.DateOnly, s); ok && err != nil {
				p.fail(value, "%s.%s is %q, must be a date like 2029-06-30", where, name.Value, s)
			}
			(*into)[name.Value] = s
		})
	}
}

func arguments(into *map[string]string) reading {
	return func(p *parser, node *yaml.Node, where string) {
		*into = map[string]string{}
		p.entries(node, where, func(name, value *yaml.Node) {
			(*into)[name.Value], _ = p.text(value, where+"."+name.Value, stringTag, dateTag, "!!int", "!!float", boolTag)
		})
	}
}

func functions(into *[]Function) reading {
	return func(p *parser, node *yaml.Node, where string) {
		p.items(node, where, func(item *yaml.Node) {
			var f Function
			before := len(p.errors)
			p.fields(item, fmt.Sprintf("%s[].", where), functionKeys(&f))
			if f.Dockerfile == "" && len(p.errors) == before {
				p.fail(item, "%s[].dockerfile is missing", where)
			}
			*into = append(*into, f)
		})
	}
}

func joinPath(dir, name string) string { return path.Join(dir, name) }
