package shell

import "strings"

// wrapper says how a program that runs another command takes its own arguments.
type wrapper struct {
	values   string // the one-letter flags that take a value
	long     string // the long flags that take a value in the next word, blank-separated
	operands int    // words before the command
	assigns  bool   // NAME=value may stand before the command
}

// wrappers are the programs that run the command behind their own arguments in the same environment.
var wrappers = map[string]wrapper{
	"sudo":      {values: "ughpCrtUDRT", long: "--user --group --host --prompt --chdir --chroot --role --type --other-user", assigns: true},
	"doas":      {values: "uC"},
	"env":       {values: "uC", long: "--unset --chdir", assigns: true},
	"time":      {values: "fo", long: "--format --output"},
	"exec":      {values: "a"},
	"nohup":     {},
	"setsid":    {},
	"command":   {},
	"builtin":   {},
	"nice":      {values: "n", long: "--adjustment"},
	"ionice":    {values: "cn", long: "--class --classdata"},
	"stdbuf":    {values: "ioe", long: "--input --output --error"},
	"timeout":   {values: "ks", long: "--kill-after --signal", operands: 1},
	"xargs":     {values: "adEIiLlnPs", long: "--arg-file --delimiter --max-args --max-procs --max-chars --max-lines --replace"},
	"gosu":      {operands: 1},
	"su-exec":   {operands: 1},
	"tini":      {values: "ep"},
	"dumb-init": {values: "r", long: "--rewrite"},
	"dotenv":    {values: "efv", long: "--file --env"},
	"unbuffer":  {},
	"chronic":   {},
}

// Name is the command's name without its directory: "yum" for /usr/bin/yum; empty when it is unknown or there is none.
func (c *Command) Name() string {
	if len(c.Words) == 0 || !c.Words[0].Known {
		return ""
	}
	name := c.Words[0].Text
	if fields := c.Words[0].Fields; fields != nil {
		if len(fields) == 0 {
			return ""
		}
		name = fields[0]
	}
	return base(name)
}

// Unwrap is the command behind sudo, env, time, exec, nohup, command, xargs and the like: a view of the same words,
// beginning at the real name. A command that runs no other is its own.
func (c *Command) Unwrap() *Command {
	for range 8 {
		w, ok := wrappers[c.Name()]
		if !ok || c.Words[0].Fields != nil {
			return c
		}
		start, assigns := w.skip(c.Words)
		if start < 0 || start >= len(c.Words) {
			return c
		}
		inner := *c
		inner.Words = c.Words[start:]
		inner.Assigns = append(c.Assigns[:len(c.Assigns):len(c.Assigns)], assigns...)
		inner.Span.Start = inner.Words[0].Span().Start
		c = &inner
	}
	return c
}

// skip is the index of the first word of the command that words run; -1 if they run none.
func (w wrapper) skip(words []Word) (start int, assigns []Assign) {
	name := base(words[0].Text)
	operands := w.operands
	for k := 1; k < len(words); k++ {
		text := words[k].Text
		switch {
		case text == "--":
			if name == "dotenv" || operands == 0 {
				return k + 1, assigns
			}
		case len(text) > 1 && text[0] == '-':
			if name == "command" && strings.ContainsAny(text, "vV") || name == "env" && strings.HasPrefix(text, "-S") {
				return -1, nil
			}
			if w.takesNext(text) {
				k++
			}
		case name == "dotenv" && text == "run":
		case w.assigns && words[k].Source.String() != "" && variableName(words[k].Source.String()) != "" && strings.Contains(words[k].Source.String(), "="):
			assigns = append(assigns, assignOf(words[k]))
		case operands > 0:
			operands--
		default:
			return k, assigns
		}
	}
	return -1, nil
}

// takesNext reports a flag whose value is the next word.
func (w wrapper) takesNext(flag string) bool {
	if strings.HasPrefix(flag, "--") {
		return w.long != "" && strings.Contains(" "+w.long+" ", " "+flag+" ")
	}
	at := strings.IndexAny(flag[1:], w.values)
	return w.values != "" && at == len(flag)-2
}

func assignOf(word Word) Assign {
	raw := word.Source.String()
	name, value, _ := strings.Cut(raw, "=")
	a := Assign{Name: name, Span: word.Span(), Value: Word{Source: word.Source.Slice(len(raw)-len(value), len(raw))}}
	if word.Known {
		_, text, _ := strings.Cut(word.Text, "=")
		a.Value.Value = Value{text, true}
	}
	return a
}
