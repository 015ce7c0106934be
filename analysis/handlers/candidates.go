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
		if score := m.likelihood(n); score > 0 && last[n.Name] == i {
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
func (m Module) likelihood(n Name) int {
	if n.Callable == No || n.Kind == Class {
		return 0
	}
	if _, method, isMember := m.Member(n.Name); isMember && m.separator == MemberSeparator {
		return methodLikelihood(n, strings.ToLower(method))
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

// methodLikelihood ranks a method of a class: those that a runtime's context is given to are handlers.
func methodLikelihood(n Name, method string) int {
	score := 0
	for _, p := range n.Params {
		if strings.HasPrefix(p, "Context ") || strings.HasPrefix(p, "ILambdaContext ") || strings.HasSuffix(p, ": Context") {
			score = 50
		}
	}
	if strings.HasPrefix(method, "handle") || strings.Contains(method, "handler") {
		score += 60
	}
	if score > 0 && n.Callable == Unknown {
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
// Methods are compared with those of the same class, and with those of the same name in others.
func Closest(m Module, name string) (closest Name, ok bool) {
	if len(name) > maxSpelling {
		return Name{}, false
	}
	best := nearEnough(name) + 1
	class, method, isMember := m.Member(name)
	for _, n := range m.Names {
		ofClass, itself, member := m.Member(n.Name)
		if n.Callable == No || len(n.Name) > maxSpelling || n.Name == name || member != isMember {
			continue
		}
		limit := best
		ours, theirs := name, n.Name
		switch {
		case isMember && class == ofClass:
			ours, theirs, limit = method, itself, min(best, nearEnough(method)+1)
		case isMember && method != itself:
			continue
		}
		if d := distance(strings.ToLower(theirs), strings.ToLower(ours), limit); d < limit {
			closest, best, ok = n, d, true
		}
	}
	return closest, ok
}

// nearEnough is the most edits that a misspelt name has.
func nearEnough(name string) int { return max(1, len(name)/3) }

// Misspelt reports a name that differs from another by a slip: at most two edits, or nothing but capitals.
func Misspelt(name, other string) bool {
	if name == other || len(name) > maxSpelling || len(other) > maxSpelling {
		return false
	}
	return strings.EqualFold(name, other) || distance(name, other, 3) < 3 && len(name) > 6
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
