package workspace

import (
	"path"
	"strings"
)

// evaluate is the value of an expression of a justfile, with false when it is not known.
func (j *justfile) evaluate(expression string, in *justRecipe, depth int) (string, bool) {
	e := justExpression{justfile: j, recipe: in, rest: expression, depth: depth}
	value, ok := e.joined()
	e.skipBlanks()
	return value, ok && len(value) <= maxExpansion && (e.rest == "" || e.rest[0] == '#')
}

// justExpression reads an expression from left to right. What is not understood is unknown.
type justExpression struct {
	*justfile
	recipe *justRecipe // whose parameters hide variables; nil outside of recipes
	rest   string
	depth  int
}

func (e *justExpression) skipBlanks() { e.rest = strings.TrimLeft(e.rest, " \t\r\n") }

// joined is values put together by + and, as paths, by /.
func (e *justExpression) joined() (string, bool) {
	value, ok := e.value()
	for ok {
		e.skipBlanks()
		operator, rest := "", ""
		if e.rest != "" {
			operator, rest = e.rest[:1], e.rest[1:]
		}
		if operator != "+" && operator != "/" {
			return value, true
		}
		e.rest = rest
		var next string
		if next, ok = e.value(); operator == "/" {
			value = strings.TrimSuffix(value, "/") + "/"
		}
		value += next
	}
	return "", false
}

func (e *justExpression) value() (string, bool) {
	e.skipBlanks()
	if e.rest == "" || e.depth == 0 {
		return "", false
	}
	switch e.rest[0] {
	case '\'', '"':
		return e.text()
	case '(':
		e.rest = e.rest[1:]
		e.depth--
		value, ok := e.joined()
		e.skipBlanks()
		if !ok || !strings.HasPrefix(e.rest, ")") {
			return "", false
		}
		e.rest = e.rest[1:]
		return value, true
	}
	name := justName().FindString(e.rest)
	if name == "" || !strings.HasPrefix(e.rest, name) {
		return "", false
	}
	e.rest = e.rest[len(name):]
	if call, ok := strings.CutPrefix(e.rest, "()"); ok {
		e.rest = call
		return e.folder(name)
	}
	v, ok := e.vars[name]
	if !ok || e.recipe != nil && e.recipe.parameters[name] {
		return "", false
	}
	return e.evaluate(v.text, nil, e.depth-1)
}

// folder is what the functions say that name folders: https://just.systems/man/en/functions.html
func (e *justExpression) folder(function string) (string, bool) {
	own := workspaceRoot + "/" + path.Dir(e.file.Path())
	switch function {
	case "source_directory", "source_dir", "module_directory", "module_dir":
		return own, true
	case "justfile_directory", "justfile_dir":
		return own, path.Ext(e.file.Path()) != ".just"
	}
	return "", false
}

// justEscapes are the escapes of texts in double quotes, those of characters by number aside.
var justEscapes = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n", `\r`, "\r", `\t`, "\t", "\\\n", "")

// text is a string literal. Those in three quotes lose indentation, and are left unknown.
func (e *justExpression) text() (string, bool) {
	quote := e.rest[0]
	if strings.HasPrefix(e.rest, strings.Repeat(string(quote), 3)) {
		return "", false
	}
	for i := 1; i < len(e.rest); i++ {
		switch {
		case quote == '"' && e.rest[i] == '\\':
			i++
		case e.rest[i] == quote:
			body := e.rest[1:i]
			e.rest = e.rest[i+1:]
			if quote == '\'' {
				return body, true
			}
			return justEscapes.Replace(body), !strings.Contains(body, `\u`)
		}
	}
	return "", false
}
