package handlers

import (
	"cmp"
	"slices"
	"strings"
)

// Candidates are the names of a module that look like Lambda handlers, the likeliest first: by their name, then by their parameters.
func Candidates(m Module) []Name {
	type ranked struct {
		Name
		score int
	}
	var found []ranked
	last := map[string]int{}
	for i, n := range m.Names {
		last[n.Name] = i
	}
	for i, n := range m.Names {
		if score := likelihood(n); score > 0 && last[n.Name] == i {
			found = append(found, ranked{n, score})
		}
	}
	slices.SortStableFunc(found, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
	names := make([]Name, len(found))
	for i, r := range found {
		names[i] = r.Name
	}
	return names
}

// likelihood ranks a name as a handler; 0 is none.
func likelihood(n Name) int {
	if n.Callable == No || n.Kind == Class {
		return 0
	}
	score := byParameters(n.Params)
	name := strings.ToLower(n.Name[strings.LastIndexByte(n.Name, '.')+1:])
	plain := strings.NewReplacer("_", "", "-", "").Replace(name)
	switch {
	case plain == "handler" || plain == "lambdahandler":
		score += 100
	case strings.HasSuffix(plain, "handler") || strings.HasPrefix(plain, "handler") || plain == "handle" || plain == "handlerequest":
		score += 60
	case n.Kind == Import || strings.HasPrefix(name, "_"):
		return 0
	case plain == "main" || plain == "entrypoint" || plain == "default":
		score += 20
	}
	if n.Conditional {
		score--
	}
	return score
}

func byParameters(params []string) int {
	first, second := parameter(params, 0), parameter(params, 1)
	switch {
	case strings.HasPrefix(first, "event") && strings.HasPrefix(second, "context"), strings.HasPrefix(first, "event") && strings.HasPrefix(second, "ctx"):
		return 50
	case strings.HasPrefix(first, "event") || first == "evt":
		return 30
	case strings.HasPrefix(second, "context"):
		return 30
	}
	return 0
}

// parameter is the name of a parameter, without marks, types and defaults, in lower case.
func parameter(params []string, i int) string {
	if i >= len(params) {
		return ""
	}
	name := strings.TrimLeft(strings.ToLower(params[i]), "_*. ")
	if end := strings.IndexAny(name, ":=? "); end >= 0 {
		name = name[:end]
	}
	return name
}

// Closest is the name of a module that is nearest to a misspelt one by edit distance; ok is false if none is near enough.
func Closest(m Module, name string) (closest Name, ok bool) {
	if len(name) > maxSpelling {
		return Name{}, false
	}
	best := max(1, len(name)/3) + 1
	for _, n := range m.Names {
		if n.Callable == No || len(n.Name) > maxSpelling || n.Name == name {
			continue
		}
		if d := distance(strings.ToLower(n.Name), strings.ToLower(name), best); d < best {
			closest, best, ok = n, d, true
		}
	}
	return closest, ok
}

// maxSpelling bounds the bytes of names whose spelling is compared.
const maxSpelling = 100

// distance counts the edits from a to b, a swap of neighbours as one; it is limit if there are as many or more.
func distance(a, b string, limit int) int {
	if abs(len(a)-len(b)) >= limit {
		return limit
	}
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}
	return min(row[len(b)], limit)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
