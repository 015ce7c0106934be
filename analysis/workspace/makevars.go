package workspace

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

const (
	maxMakeDepth = 20   // variables that stand for variables
	maxExpansion = 4096 // bytes of a value
	maxReference = 512  // bytes between the parentheses of one
)

var makeName = pattern(`^[A-Za-z_]\w*$`)

// value is a variable's value with the variables in it put in.
func (m *makefile) value(name string, depth int) (string, bool) {
	switch {
	case name == "CURDIR" || name == "PWD" || name == "shell pwd" || strings.Contains(name, "MAKEFILE_LIST"):
		return workspaceRoot + "/" + m.dir, true
	case name == "shell git rev-parse --show-toplevel":
		return workspaceRoot, true
	}
	if done, ok := m.expanded[name]; ok {
		return done.text, done.known
	}
	m.expanded[name] = makeVariable{} // a variable that stands for itself is unknown
	text, known := m.fresh(name, depth)
	m.expanded[name] = makeVariable{text: text, known: known}
	return text, known
}

func (m *makefile) fresh(name string, depth int) (string, bool) {
	v, ok := m.vars[name]
	if !ok || !v.known || depth == 0 {
		return "", false
	}
	var b strings.Builder
	rest := v.text
	for {
		before, behind, found := strings.Cut(rest, "$")
		b.WriteString(before)
		if !found {
			return b.String(), b.Len() <= maxExpansion
		}
		reference, size := makeReference(behind)
		if size == 0 || b.Len() > maxExpansion {
			return "", false
		}
		inner, known := m.value(reference, depth-1)
		if !known {
			return "", false
		}
		b.WriteString(inner)
		rest = behind[size:]
	}
}

// makeReference is the name or the function call that stands behind a $ in parentheses or braces, and its length with them.
func makeReference(s string) (string, int) {
	if s == "" || s[0] != '(' && s[0] != '{' {
		return "", 0
	}
	opener, closer := s[0], byte(')')
	if opener == '{' {
		closer = '}'
	}
	depth := 0
	for i := 0; i < len(s) && i < maxReference; i++ {
		switch s[i] {
		case opener:
			depth++
		case closer:
			if depth--; depth == 0 {
				return strings.TrimSpace(s[1:i]), i + 1
			}
		}
	}
	return "", 0
}

// expand turns a recipe's references into shell variables that take as many bytes, and gives the values of those that are known.
func (m *makefile) expand(recipe source.Text) (source.Text, map[string]string) {
	values := map[string]string{}
	var b source.TextBuilder
	s, done := recipe.String(), 0
	for i := 0; i < len(s); i++ {
		if s[i] != '$' || i+1 == len(s) || strings.IndexByte(" \t\r\n\\", s[i+1]) >= 0 {
			continue
		}
		b.Append(recipe.Slice(done, i))
		reference, size := makeReference(s[i+1:])
		switch {
		case s[i+1] == '$':
			b.Append(recipe.Slice(i+1, i+2))
			i++
		case size > 0:
			whole := recipe.Slice(i, i+1+size)
			appendMapped(&b, m.shellVariable(reference, whole.Len(), values), whole)
			i += size
		default:
			appendMapped(&b, "$_", recipe.Slice(i, i+2))
			i++
		}
		done = i + 1
	}
	b.Append(recipe.Slice(done, len(s)))
	return b.Text(), values
}

// shellVariable is ${…} in n bytes for a reference.
func (m *makefile) shellVariable(reference string, n int, values map[string]string) string {
	value, known := m.value(reference, maxMakeDepth)
	if !known {
		return "${" + strings.Repeat("_", n-3) + "}"
	}
	name := variableOf(n, len(values), makeMark)
	if makeName().MatchString(reference) && len(reference) == n-3 {
		name = reference
	}
	if strings.Trim(name, "_") != "" {
		values[name] = value
	}
	return "${" + name + "}"
}
