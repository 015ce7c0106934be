package analysis

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/lambda"
)

// Choice is a handler that sources define.
type Choice struct {
	// Text is the handler as CMD writes it.
	Text string
	Name handlers.Name
}

// maxChoices bounds the handlers of an image that are listed.
const maxChoices = 200

// CompiledHandlers are the handlers in the sources that an image of Java or .NET is compiled from, the likeliest first in each file.
// It reads them all: for completion, not for every keystroke.
func (v *Variant) CompiledHandlers() []Choice {
	switch v.Image.Start.Language {
	case lambda.Java:
		return javaHandlers(v)
	case lambda.DotNet:
		return dotnetHandlers(v)
	}
	return nil
}

func javaHandlers(v *Variant) []Choice {
	tree := sourcesOf(v, ".java", ".kt")
	tree.files = tree.copied(tree.files)
	var found []Choice
	tree.holding("", func(m handlers.Module) bool {
		for _, n := range handlers.Candidates(m) {
			found = append(found, Choice{n.Name, n})
		}
		return len(found) >= maxChoices
	})
	return found
}

func dotnetHandlers(v *Variant) []Choice {
	tree := sourcesOf(v, ".csproj", ".cs", ".props")
	projects, known := tree.projects()
	if !known {
		return nil
	}
	var found []Choice
	for _, p := range projects {
		sources := tree.below(path.Dir(p.file))
		sources.files = slices.DeleteFunc(slices.Clone(sources.files), func(name string) bool { return path.Ext(name) != ".cs" })
		sources.holding("", func(m handlers.Module) bool {
			if n, answer := m.Has(handlers.EntryPoint); answer == handlers.Yes && n.Name != "" {
				found = append(found, Choice{p.assembly, n})
			}
			for _, n := range handlers.Candidates(m) {
				if strings.Contains(n.Name, handlers.MemberSeparator) {
					found = append(found, Choice{p.assembly + handlers.MemberSeparator + n.Name, n})
				}
			}
			return len(found) >= maxChoices
		})
	}
	return found
}
