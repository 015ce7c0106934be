package lsp

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis/workspace"
)

// mostSymbols bounds the answer to a question for symbols of the workspace.
const mostSymbols = 500

// landmark is a function or a handler of the workspace, and what it belongs to.
type landmark struct {
	name, container string
	kind            protocol.SymbolKind
	at              target
}

func (s *server) workspaceSymbol(ctx context.Context, params *protocol.WorkspaceSymbolParams) (any, error) {
	w := worldOf(ctx)
	list := protocol.SymbolInformationSlice{}
	for _, m := range w.moments {
		v, err := m.view.wait(ctx)
		if err != nil {
			return nil, err
		}
		q := &question{server: s, world: w, moment: m, dockerfiles: v.dockerfiles, around: v.around}
		all, err := q.symbols(ctx)
		if err != nil {
			return nil, err
		}
		for _, k := range matching(all, params.Query) {
			if !w.livesIn(m, k.at.file.Path()) || len(list) == mostSymbols {
				continue
			}
			info := protocol.SymbolInformation{BaseSymbolInformation: protocol.BaseSymbolInformation{Name: k.name, Kind: k.kind}, Location: q.location(k.at)}
			if k.container != "" {
				info.ContainerName = ptr(k.container)
			}
			list = append(list, info)
		}
	}
	return list, nil
}

// symbols are the functions that the folder's files describe, and the handlers of its images.
func (q *question) symbols(ctx context.Context) ([]landmark, error) {
	var all []landmark
	for _, f := range q.around.Functions {
		container := f.File.Path()
		if f.Dockerfile.State == workspace.Known {
			container = f.Dockerfile.Text
		}
		if f.Name != "" {
			all = append(all, landmark{f.Name, container, protocol.SymbolKindFunction, target{f.File, f.Span}})
		}
	}
	uses, err := q.uses(ctx)
	for _, u := range uses {
		if handler := u.variant.Image.Start.Handler.Text; handler != "" {
			all = append(all, landmark{handler, u.file.Path(), protocol.SymbolKindMethod, u.target})
		}
	}
	return all, err
}

// matching are the symbols whose names, or what they belong to, hold the letters of a query in their order, the nearest first.
func matching(all []landmark, query string) []landmark {
	rank := func(k landmark) int {
		name := strings.ToLower(k.name)
		switch query := strings.ToLower(query); {
		case strings.HasPrefix(name, query):
			return 0
		case strings.Contains(name, query):
			return 1
		case holdsInOrder(name, query):
			return 2
		case holdsInOrder(strings.ToLower(k.container), query):
			return 3
		}
		return 4
	}
	found := slices.DeleteFunc(slices.Clone(all), func(k landmark) bool { return rank(k) == 4 })
	slices.SortStableFunc(found, func(a, b landmark) int { return cmp.Compare(rank(a), rank(b)) })
	return found
}

// holdsInOrder reports whether a text holds the letters of another in their order, blanks left out.
func holdsInOrder(text, letters string) bool {
	for _, letter := range letters {
		if unicode.IsSpace(letter) {
			continue
		}
		at := strings.IndexRune(text, letter)
		if at < 0 {
			return false
		}
		text = text[at+len(string(letter)):]
	}
	return true
}
