package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// run runs the rules over the variants that are a Lambda function's and gives the findings that are not ignored, sorted.
func run(rules []*Rule, file *dockerfile.File, env *Env, variants []*Variant) []Diagnostic {
	variants = slices.DeleteFunc(slices.Clone(variants), func(v *Variant) bool {
		return v.Image.Class < image.Likely
	})
	var found []finding
	for _, rule := range rules {
		if !env.Config.Runs(rule.Name, rule.Preview()) {
			continue
		}
		for _, v := range variants {
			pass := &Pass{Rule: rule, Image: v.Image, Env: env, Variant: v}
			pass.report = func(d Diagnostic) { found = append(found, finding{complete(d, pass, file.Source), v}) }
			pass.run()
		}
	}
	merged := merge(found, variants)
	ignored := newIgnores(file)
	merged = slices.DeleteFunc(merged, ignored.covers)
	slices.SortStableFunc(merged, compare)
	return merged
}

type finding struct {
	Diagnostic
	variant *Variant
}

func (p *Pass) run() {
	if p.Rule.Image != nil {
		p.Rule.Image(p, p.Image)
	}
	if p.Rule.Build != nil {
		for _, b := range p.Variant.Builds {
			if !goesElsewhere(b) {
				p.Rule.Build(p, b)
			}
		}
	}
	if p.Rule.Command != nil && p.Env.Workspace != nil {
		for _, m := range p.Env.Workspace.Commands {
			if m.Build != nil && slices.Contains(p.Variant.Builds, m.Build) {
				p.Rule.Command(p, m)
			}
		}
	}
}

// goesElsewhere reports a build that tags its image for other registries alone: what it pushes is for other images to stand on, and no function's.
func goesElsewhere(b *workspace.Build) bool {
	return len(b.Tags) > 0 && !slices.ContainsFunc(b.Tags, func(tag workspace.Value) bool { return !lambda.OnOtherRegistry(tag.Text) })
}

func complete(d Diagnostic, p *Pass, file *source.File) Diagnostic {
	d.Rule = p.Rule
	if d.File == nil {
		d.File = file
	}
	if d.Severity == 0 {
		d.Severity = p.Rule.Severity
	}
	if name := p.Env.Config.Severity[p.Rule.Name]; name != "" {
		d.Severity, _ = ParseSeverity(name)
	}
	return d
}

// merge makes equal findings of several variants one. A finding that only some variants have says for which functions.
func merge(found []finding, variants []*Variant) []Diagnostic {
	type group struct {
		Diagnostic
		variants []*Variant
	}
	var groups []*group
	byKey := map[string]*group{}
	for _, f := range found {
		key := fmt.Sprint(f.Rule.Name, "\x00", f.File.Path(), f.Span, f.Message)
		g := byKey[key]
		if g == nil {
			g = &group{Diagnostic: f.Diagnostic}
			byKey[key] = g
			groups = append(groups, g)
		}
		if !slices.Contains(g.variants, f.variant) {
			g.variants = append(g.variants, f.variant)
		}
	}
	merged := make([]Diagnostic, 0, len(groups))
	for _, g := range groups {
		if functions := functionsOf(g.variants); len(g.variants) < len(variants) && len(functions) > 0 {
			g.nameFunctions(functions)
		}
		merged = append(merged, g.Diagnostic)
	}
	return merged
}

// nameFunctions says for which functions alone the finding holds, and where they stand.
func (d *Diagnostic) nameFunctions(functions []*workspace.Function) {
	var names []string
	for _, f := range functions {
		names = append(names, f.Name)
		d.Related = append(d.Related, Related{f.File, f.Span, "function " + f.Name + " uses the image"})
	}
	d.Message += ", for " + strings.Join(names, ", ")
}

func functionsOf(variants []*Variant) []*workspace.Function {
	var functions []*workspace.Function
	for _, v := range variants {
		functions = append(functions, v.Functions...)
	}
	return functions
}

func compare(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(a.File.Path(), b.File.Path()),
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Span.End, b.Span.End),
		cmp.Compare(a.Rule.Name, b.Rule.Name),
		cmp.Compare(a.Message, b.Message),
	)
}

// ParseSeverity is the severity of that name.
func ParseSeverity(name string) (Severity, bool) {
	for s := Hint; s <= Error; s++ {
		if s.String() == name {
			return s, true
		}
	}
	return 0, false
}
