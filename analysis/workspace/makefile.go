package workspace

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

func isMakefile(name string) bool {
	base := strings.ToLower(path.Base(name))
	return base == "makefile" || base == "gnumakefile" || strings.HasPrefix(base, "makefile.") && path.Ext(base) != ".md" || path.Ext(base) == ".mk"
}

// readMakefile reads recipes, each line in a shell of its own unless .ONESHELL says otherwise.
func readMakefile(c *collector, f *source.File) {
	m := &makefile{file: f, dir: path.Dir(f.Path()), vars: map[string]makeVariable{}, expanded: map[string]makeVariable{}}
	m.read()
	dirs := []string{m.dir}
	if path.Ext(f.Path()) == ".mk" {
		dirs = andAbove(m.dir)
	}
	env := m.environment()
	for _, include := range m.includes[:min(len(m.includes), maxSourced)] {
		for _, name := range c.mentions(m.dir, f.Slice(include)) {
			env[name] = setting{span: include}
		}
	}
	for _, recipe := range m.recipes {
		text, values := m.expand(recipe)
		x := &execution{collector: c, file: f, dirs: dirs, env: env, values: values, dialect: shell.Bash}
		x.script(text)
	}
}

// makefile is what was read of one.
type makefile struct {
	file      *source.File
	dir       string
	vars      map[string]makeVariable
	expanded  map[string]makeVariable // values that were worked out
	exportAll bool
	recipes   []source.Text
	includes  []source.Span // names of the files that it includes
}

// makeVariable is a variable's definition, not yet expanded.
type makeVariable struct {
	text     string
	known    bool
	exported bool
	span     source.Span // of the definition
}

// makeAssign is a definition, with the target that it may be for before it.
var makeAssign = pattern(`^(?:[^\t#=:][^#=:]*:\s*)?(?:override\s+)?(export\s+)?(?:override\s+)?([A-Za-z_][\w.-]*)\s*(::?:?=|\?=|\+=|!=|=)\s*(.*)$`)

var oneShellLine = pattern(`(?m)^\.ONESHELL\s*:`)

// makeCondition begins lines that may or may not count.
var makeCondition = pattern(`^ifn?(?:eq|def)\b`)

// read takes the file line by line, continued lines as one.
func (m *makefile) read() {
	inRule, depth, inDefine := false, 0, false
	var recipe source.TextBuilder
	oneShell := oneShellLine().MatchString(m.file.Text())
	flush := func() {
		if t := recipe.Text(); t.Len() > 0 {
			m.recipes = append(m.recipes, t)
		}
		recipe = source.TextBuilder{}
	}
	for at := 0; at < m.file.Lines(); {
		line, next := m.logicalLine(at)
		at = next
		text := m.file.Slice(line)
		word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
		switch {
		case inDefine:
			inDefine = word != "endef"
		case strings.HasPrefix(text, "\t") && inRule:
			recipe.Append(recipeText(m.file, line))
			if !oneShell {
				flush()
			}
		case word == "" || word[0] == '#':
		case makeCondition().MatchString(word):
			depth++
		case word == "else":
		case word == "endif":
			depth--
		case word == "define":
			inDefine = true
		default:
			flush()
			inRule = !m.define(text, line, depth > 0) && strings.Contains(text, ":")
			if name := strings.TrimPrefix(word, "-"); name == "include" || name == "sinclude" {
				m.includes = append(m.includes, source.TextOf(m.file, source.Span{Start: line.Start + len(word), End: line.End}).TrimSpace().All())
			}
			if semicolon := strings.IndexByte(text, ';'); inRule && semicolon >= 0 {
				recipe.Append(recipeText(m.file, source.Span{Start: line.Start + semicolon + 1, End: line.End}))
			}
		}
	}
	flush()
}

// logicalLine is a line with those that it is continued on, and the number of the line behind it.
func (m *makefile) logicalLine(at int) (source.Span, int) {
	line := m.file.Line(at)
	at++
	for at < m.file.Lines() && strings.HasSuffix(m.file.Slice(m.file.Line(at-1)), `\`) {
		line.End = m.file.Line(at).End
		at++
	}
	return line, at
}

// recipeText is a recipe line without its tab and its prefixes, with the line end.
func recipeText(f *source.File, line source.Span) source.Text {
	text := f.Slice(line)
	rest := strings.TrimLeft(text, "\t @+-")
	end := f.FullLine(f.LineOf(line.End)).End
	return source.TextOf(f, source.Span{Start: line.Start + len(text) - len(rest), End: end})
}

// define takes a line that defines a variable and reports whether it did.
func (m *makefile) define(text string, line source.Span, conditional bool) bool {
	joined := strings.ReplaceAll(strings.ReplaceAll(text, "\\\r\n", " "), "\\\n", " ")
	found := makeAssign().FindStringSubmatch(joined)
	if found == nil {
		m.export(joined)
		return strings.HasPrefix(joined, "export")
	}
	value, _, _ := strings.Cut(found[4], " #")
	value = strings.TrimSpace(value)
	name, old := found[2], m.vars[found[2]]
	v := makeVariable{text: value, known: !conditional && found[3] != "!=", exported: old.exported || found[1] != "", span: line}
	switch {
	case found[3] == "+=":
		v.known = v.known && (old.known || old.span.Len() == 0)
		v.text = strings.TrimSpace(old.text + " " + value)
		if len(v.text) > maxExpansion {
			v.text, v.known = "", false
		}
	case found[3] == "?=" && old.span.Len() > 0:
		v.text, v.known = old.text, old.known
	case found[3] == "?=" && value == "":
		v.known = false
	case found[3][0] == ':' && strings.Contains(value, "$("+name+")"):
		v.known = false
	}
	m.vars[name] = v
	return true
}

// export takes "export", and "export NAME …".
func (m *makefile) export(text string) {
	words := strings.Fields(text)
	if len(words) == 0 || words[0] != "export" {
		return
	}
	m.exportAll = m.exportAll || len(words) == 1
	for _, name := range words[1:] {
		v := m.vars[name]
		v.exported = true
		m.vars[name] = v
	}
}

// environment is what recipes see of the exported variables.
func (m *makefile) environment() map[string]setting {
	env := map[string]setting{}
	for name, v := range m.vars {
		if (v.exported || m.exportAll) && v.span.Len() > 0 {
			value, known := m.value(name, maxMakeDepth)
			env[name] = setting{value: shell.Value{Text: value, Known: known}, span: v.span}
		}
	}
	return env
}
