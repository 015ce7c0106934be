// Package rules holds what lambdock checks: one rule a file, each a value that registers itself.
package rules

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
)

var registry []*analysis.Rule

// rule registers a rule; each file of the package does so once.
func rule(r analysis.Rule) *analysis.Rule {
	registry = append(registry, &r)
	return &r
}

// All are all rules, sorted by name.
func All() []*analysis.Rule {
	all := slices.Clone(registry)
	slices.SortFunc(all, func(a, b *analysis.Rule) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Named is the rule of that name.
func Named(name string) (*analysis.Rule, bool) {
	for _, r := range registry {
		if r.Name == name {
			return r, true
		}
	}
	return nil, false
}
