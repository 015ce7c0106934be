package image

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/shell"
)

// run puts into the stage what a RUN does, as far as its commands are known: one that is not could have written anywhere.
func (f *files) run(step *Step) {
	f.mark(step)
	r := &running{files: f, step: step, mounted: mountTargets(step)}
	if step.Instruction.JSON {
		r.program(step.Instruction.Words)
		return
	}
	script := step.Script()
	if script == nil || script.Broken || len(script.Functions) > 0 {
		r.anywhere()
		return
	}
	for _, c := range script.Commands {
		r.command(c)
	}
}

// running is a RUN that is being followed.
type running struct {
	files   *files
	step    *Step
	mounted []string
}

// invocation is one command of a RUN, with the words behind its name.
type invocation struct {
	*running
	name  string
	args  []argument
	dir   Value // the absolute directory that it runs in
	maybe bool  // it may not run
}

// argument is one word of a command.
type argument struct {
	text  string
	known bool
	glob  bool
	// hidden reports that the word begins with a variable that is not known: it may be an option.
	hidden bool
}

// mountTargets are the directories that RUN --mount lays over the image while it runs.
func mountTargets(step *Step) []string {
	var targets []string
	for _, flag := range step.Instruction.Flags {
		if flag.Name != "mount" {
			continue
		}
		for field := range strings.SplitSeq(flag.Value.Value, ",") {
			key, value, _ := strings.Cut(field, "=")
			if key != "target" && key != "dst" && key != "destination" || strings.Contains(value, "$") {
				continue
			}
			if !path.IsAbs(value) {
				if !step.WorkDir.Known {
					continue
				}
				value = step.WorkDir.Text + "/" + value
			}
			if to := clean(value); to != "/" {
				targets = append(targets, to)
			}
		}
	}
	return targets
}

// program follows the one command of a RUN in JSON form, which no shell reads.
func (r *running) program(words []dockerfile.Word) {
	if len(words) == 0 {
		return
	}
	i := &invocation{running: r, name: path.Base(words[0].Value), dir: r.step.WorkDir}
	for _, w := range words[1:] {
		i.args = append(i.args, argument{text: w.Value, known: true})
	}
	i.behave()
}

func (r *running) command(c *shell.Command) {
	unwrapped := c.Unwrap()
	i := &invocation{running: r, name: unwrapped.Name(), dir: r.where(c), maybe: c.Conditional}
	if len(unwrapped.Words) > 0 {
		i.args = arguments(unwrapped.Words)
		i.args = i.args[min(1, len(i.args)):]
	}
	switch {
	case len(unwrapped.Words) == 0:
	case c.Name() == "xargs" && !reads[i.name]:
		i.anywhere() // its arguments come from elsewhere
		i.files.add(i.step, &removed{path: "/", unsure: true})
	case i.runsPip():
		i.python()
	case i.name == "":
		r.anywhere()
	default:
		i.behave()
	}
	for _, to := range c.Redirects {
		i.write(argumentOf(to))
	}
}

// runsPip reports an interpreter whose name is not known and that runs Python's own installer: $PYTHON -m pip install x.
func (i *invocation) runsPip() bool {
	return (i.name == "" || strings.Contains(i.name, "{{")) && len(i.args) > 1 && i.args[0].text == "-m" && i.args[1].text == "pip"
}

// where is the directory that a command runs in.
func (r *running) where(c *shell.Command) Value {
	if !c.Dir.Known {
		return Value{}
	}
	if path.IsAbs(c.Dir.Text) {
		return Value{Text: clean(c.Dir.Text), Known: true}
	}
	if !r.step.WorkDir.Known {
		return Value{}
	}
	return Value{Text: clean(r.step.WorkDir.Text + "/" + c.Dir.Text), Known: true}
}

func arguments(words []shell.Word) []argument {
	var args []argument
	for _, w := range words {
		if w.Fields == nil {
			args = append(args, argumentOf(w))
			continue
		}
		for _, field := range w.Fields {
			args = append(args, argument{text: field, known: true, glob: w.Glob})
		}
	}
	return args
}

func argumentOf(w shell.Word) argument {
	raw := w.Source.String()
	a := argument{text: w.Text, known: w.Known, glob: w.Glob}
	switch {
	case a.known:
	case a.glob && !strings.ContainsAny(raw, "$`\"'\\{"):
		a.text, a.known = raw, true
	default:
		a.hidden = strings.HasPrefix(strings.TrimPrefix(raw, `"`), "$") || strings.HasPrefix(raw, "`")
	}
	return a
}

// anywhere notes that everything may have been written.
func (r *running) anywhere() {
	r.files.add(r.step, &touched{step: r.step, everywhere: true, mounted: r.mounted})
}

// path is where an argument points in the image.
func (i *invocation) path(a argument) (string, bool) {
	if !a.known || a.glob || a.text == "" || strings.HasPrefix(a.text, "~") {
		return "", false
	}
	return i.under(a.text)
}

func (i *invocation) under(p string) (string, bool) {
	if !path.IsAbs(p) {
		if !i.dir.Known {
			return "", false
		}
		p = i.dir.Text + "/" + p
	}
	_, at := i.files.now().resolve(newQuery(), p)
	return at, true
}

// add puts effects into the stage, but for those below a mount, which do not stay.
func (i *invocation) add(p string, e effect) {
	for _, target := range i.mounted {
		if within(target, p) {
			return
		}
	}
	if i.maybe {
		switch e.(type) {
		case *removed:
			e = &removed{path: p, unsure: true}
		default:
			e = &touched{step: i.step, exact: []string{p}}
		}
	}
	i.files.add(i.step, e)
}

// write notes a file that the command writes; what cannot be told is unknown.
func (i *invocation) write(a argument) {
	if strings.HasPrefix(a.text, "/dev/") {
		return
	}
	if p, ok := i.path(a); ok {
		i.add(p, makeFile(i.step, p))
		return
	}
	i.around(a)
}

// around notes that something under the known beginning of a path may have been written.
func (i *invocation) around(a argument) {
	if !a.known {
		i.anywhere()
		return
	}
	text := strings.TrimPrefix(a.text, "~")
	if text != a.text {
		i.touch("/root", "/home")
		return
	}
	if cut := strings.IndexAny(text, "*?["); cut >= 0 {
		text = text[:strings.LastIndexByte(text[:cut], '/')+1]
	}
	if p, ok := i.under(text); ok {
		i.touch(p)
		return
	}
	i.anywhere()
}

// touch notes that something under the directories may have been written.
func (i *invocation) touch(dirs ...string) {
	i.files.add(i.step, &touched{step: i.step, dirs: dirs, mounted: i.mounted})
}

// touchDir notes that something under the directory that the command runs in may have been written.
func (i *invocation) touchDir() {
	if !i.dir.Known {
		i.anywhere()
		return
	}
	i.touch(i.dir.Text)
}
