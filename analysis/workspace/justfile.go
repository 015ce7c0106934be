package workspace

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

func isJustfile(name string) bool {
	base := strings.ToLower(path.Base(name))
	return base == "justfile" || base == ".justfile" || path.Ext(base) == ".just"
}

// readJustfile reads recipes, each line in a shell of its own unless the recipe is a script with an interpreter of its own (https://just.systems/man/en/).
func readJustfile(c *collector, f *source.File) {
	j := &justfile{file: f, dirs: []string{path.Dir(f.Path())}, vars: map[string]justVariable{}, shelled: true}
	if path.Ext(f.Path()) == ".just" {
		j.dirs = andAbove(path.Dir(f.Path()))
	}
	j.read()
	env := map[string]setting{}
	for name, v := range j.vars {
		if v.exported || j.exportAll {
			value, known := j.evaluate(v.text, nil, maxMakeDepth)
			env[name] = setting{value: shell.Value{Text: value, Known: known}, span: v.span}
		}
	}
	if j.dotenv.Len() > 0 {
		for _, name := range c.mentions(j.dirs[0], ".env") {
			env[name] = setting{span: j.dotenv}
		}
	}
	for _, recipe := range j.recipes {
		j.run(c, recipe, env)
	}
}

// justfile is what was read of one.
type justfile struct {
	file      *source.File
	dirs      []string // in which recipes may run
	vars      map[string]justVariable
	exportAll bool
	dotenv    source.Span // of the setting that loads .env; empty when none does
	shelled   bool        // the lines of recipes are run by a shell that is understood here
	recipes   []*justRecipe
}

// justVariable is an assignment, not yet evaluated.
type justVariable struct {
	text     string
	exported bool
	span     source.Span
}

// justRecipe is a recipe's body.
type justRecipe struct {
	parameters map[string]bool // what callers decide: the parameters' names
	folder     string          // an expression for the folder that it runs in; empty when it has none of its own
	script     bool            // one program runs all lines
	lines      []source.Span
}

var (
	justAssign  = pattern(`^(export\s+)?([A-Za-z_][\w-]*)\s*:=\s*(.*)$`)
	justSetting = pattern(`^set\s+([a-z-]+)\s*(?::=\s*(.*))?$`)
	justFolder  = pattern(`\bworking-directory\s*(?::|\()\s*('[^']*'|"[^"]*")`)
	justName    = pattern(`[A-Za-z_][\w-]*`)
	justField   = pattern(`\{\{([^{}]*)\}\}`)
)

// read takes the file line by line.
func (j *justfile) read() {
	var recipe *justRecipe
	attributes := ""
	for at := 0; at < j.file.Lines(); at++ {
		line := j.file.Line(at)
		text := j.file.Slice(line)
		trimmed := strings.TrimSpace(text)
		switch {
		case trimmed == "":
		case text[0] == ' ' || text[0] == '\t':
			if recipe != nil {
				recipe.lines = append(recipe.lines, line)
			}
		case text[0] == '#':
		case text[0] == '[':
			attributes += text
		default:
			recipe = j.declare(trimmed, line, attributes)
			attributes = ""
			at = j.behindText(at)
		}
	}
}

// behindText is the line on which a text in triple quotes ends that begins on the line at; else at itself.
func (j *justfile) behindText(at int) int {
	for _, quote := range []string{"'''", `"""`, "```"} {
		if strings.Count(j.file.Slice(j.file.Line(at)), quote) != 1 {
			continue
		}
		for next := at + 1; next < j.file.Lines(); next++ {
			if strings.Contains(j.file.Slice(j.file.Line(next)), quote) {
				return next
			}
		}
	}
	return at
}

// declare takes a line that begins in the first column, and gives the recipe whose lines follow it, if it begins one.
func (j *justfile) declare(text string, line source.Span, attributes string) *justRecipe {
	if found := justAssign().FindStringSubmatch(text); found != nil {
		j.vars[found[2]] = justVariable{text: found[3], exported: found[1] != "", span: line}
		return nil
	}
	if found := justSetting().FindStringSubmatch(text); found != nil {
		j.set(found[1], found[2], line)
		return nil
	}
	word, _, _ := strings.Cut(text, " ")
	header, ok := justHeader(text)
	if word == "alias" || word == "import" || word == "import?" || word == "mod" || word == "mod?" || !ok {
		return nil
	}
	recipe := &justRecipe{parameters: map[string]bool{}, script: strings.Contains(attributes, "script")}
	for at, name := range justName().FindAllString(header, -1) {
		recipe.parameters[name] = at > 0
	}
	if found := justFolder().FindStringSubmatch(attributes); found != nil {
		recipe.folder = found[1]
	}
	j.recipes = append(j.recipes, recipe)
	return recipe
}

// justHeader is a recipe's name with its parameters: what stands before the colon that is in no string.
func justHeader(text string) (string, bool) {
	quote := byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case strings.IndexByte("'\"`", c) >= 0:
			quote = c
		case c == ':':
			return text[:i], true
		}
	}
	return "", false
}

func (j *justfile) set(name, value string, line source.Span) {
	on := value != "false"
	switch name {
	case "export":
		j.exportAll = on
	case "dotenv-load":
		if on {
			j.dotenv = line
		}
	case "dotenv-path", "dotenv-filename":
		j.dotenv = line
	case "shell":
		words := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(`[]"', `, r) })
		j.shelled = len(words) > 0 && shellNames[path.Base(words[0])]
	case "working-directory":
		j.dirs = j.enter(value)
	}
}

// shellNames are the shells whose language is read here.
var shellNames = map[string]bool{"sh": true, "bash": true, "dash": true, "zsh": true, "ksh": true, "ash": true}

// enter is where an expression for a folder leads: nowhere when it is not known.
func (j *justfile) enter(expression string) []string {
	folder, known := j.evaluate(expression, nil, maxMakeDepth)
	var entered []string
	for _, dir := range j.dirs {
		if at, ok := within(dir, folder); ok && known {
			entered = append(entered, at)
		}
	}
	return entered
}

// run reads a recipe's commands.
func (j *justfile) run(c *collector, recipe *justRecipe, env map[string]setting) {
	dirs := j.dirs
	if recipe.folder != "" {
		dirs = j.enter(recipe.folder)
	}
	if len(recipe.lines) == 0 {
		return
	}
	first := j.file.Slice(recipe.lines[0])
	indent := len(first) - len(strings.TrimLeft(first, " \t"))
	if strings.HasPrefix(first[indent:], "#!") {
		recipe.script = true
		if !shebang().MatchString(first[indent:]) {
			return
		}
	} else if !j.shelled {
		return
	}
	var command source.TextBuilder
	prefixes := "\t @-"
	for at, line := range recipe.lines {
		text := j.file.Slice(line)
		start := min(indent, len(text)-len(strings.TrimLeft(text, " \t")))
		if !recipe.script {
			start = len(text) - len(strings.TrimLeft(text, prefixes))
		}
		command.Append(source.TextOf(j.file, source.Span{Start: line.Start + start, End: j.file.FullLine(j.file.LineOf(line.Start)).End}))
		if at+1 < len(recipe.lines) && (recipe.script || strings.HasSuffix(text, `\`)) {
			prefixes = "\t "
			continue
		}
		expanded, values := j.expand(command.Text(), recipe)
		x := &execution{collector: c, file: j.file, dirs: dirs, env: env, values: values, dialect: shell.Bash}
		x.script(expanded)
		command, prefixes = source.TextBuilder{}, "\t @-"
	}
}

// expand turns what a recipe puts in between braces into shell variables that take as many bytes, and gives the values of those that are known.
func (j *justfile) expand(text source.Text, recipe *justRecipe) (source.Text, map[string]string) {
	values := map[string]string{}
	text = replaceNamed(text, justField(), makeMark, values, func(match []string) (string, bool) {
		return j.evaluate(match[1], recipe, maxMakeDepth)
	})
	return text, values
}
