package workspace

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/lambdock/lambdock/analysis/source"
)

// awsProvider is a provider block of Terraform's for AWS.
type awsProvider struct {
	file  *source.File
	alias string
	body  *hclsyntax.Body
}

// addProvider notes a provider block.
func (m *terraformModule) addProvider(f *source.File, block *hclsyntax.Block) {
	if len(block.Labels) == 1 && block.Labels[0] == "aws" {
		m.providers = append(m.providers, awsProvider{f, m.value(f, expressionOf(block.Body, "alias")).Text, block.Body})
	}
}

// setRegion finds the region that a block is deployed to: its own, or its provider's.
func (m *terraformModule) setRegion(f *Function, b *terraformBlock) {
	if own := m.value(b.file, b.expr("region")); own.State != Unset {
		f.Region = own
		return
	}
	alias := ""
	switch chosen := b.expr("provider"); {
	case b.expr("providers") != nil:
		return
	case chosen != nil:
		_, alias, _ = strings.Cut(b.file.Slice(hclSpan(chosen.Range())), ".")
	}
	for _, p := range m.providers {
		if p.alias != alias {
			continue
		}
		f.Region = m.value(p.file, expressionOf(p.body, "region"))
		if p.file != b.file {
			f.RegionFile = p.file
		}
		return
	}
}

// samConfigName is the file beside a template that holds the parameters of sam deploy
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html).
const samConfigName = "samconfig.toml"

// samRegion is the region that all environments of a template's samconfig.toml deploy to, with the file.
func (c *collector) samRegion(template string) (Value, *source.File) {
	name := path.Join(path.Dir(template), samConfigName)
	text, ok := readText(c.fsys, name)
	if !ok {
		return Value{}, nil
	}
	f := source.New(name, text)
	var region Value
	for _, v := range samRegions(f) {
		switch {
		case region.State == Unset:
			region = v
		case region.Text != v.Text:
			return unknown(region), f
		}
	}
	return region, f
}

// samRegions are the regions of the tables ENVIRONMENT.deploy.parameters and ENVIRONMENT.global.parameters.
func samRegions(f *source.File) []Value {
	var found []Value
	inside := false
	for n := range f.Lines() {
		line := source.TextOf(f, f.Line(n)).TrimSpace()
		key, _, assigns := strings.Cut(line.String(), "=")
		switch {
		case strings.HasPrefix(line.String(), "["):
			table, _, _ := strings.Cut(strings.Trim(line.String(), "[] \t"), "]")
			inside = strings.HasSuffix(table, ".deploy.parameters") || strings.HasSuffix(table, ".global.parameters")
		case inside && assigns && strings.TrimSpace(key) == "region":
			if v, ok := tomlString(line.Slice(len(key)+1, line.Len()).TrimSpace()); ok {
				found = append(found, v)
			}
		}
	}
	return found
}

// tomlString is a string in quotes without escapes.
func tomlString(t source.Text) (Value, bool) {
	s := t.String()
	if len(s) < 2 || s[0] != '"' && s[0] != '\'' {
		return Value{}, false
	}
	end := strings.IndexByte(s[1:], s[0])
	if end < 0 || strings.Contains(s[1:1+end], `\`) {
		return Value{}, false
	}
	return Value{Known, s[1 : 1+end], t.Span(1, 1+end)}, true
}
