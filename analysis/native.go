package analysis

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/shell"
)

// made says what makes a program of the image: a command of a RUN, or a file of the build context.
type made struct {
	stage *image.Stage
	step  *image.Step
	// command compiles the program into the file output, from the directory dir; nil for a file of the context.
	command *shell.Command
	dir     string
	output  string
	// contextPath is the file of the build context that the program is; empty for one that is made in the image.
	contextPath string
}

// maxTrace bounds the instructions that are followed from a program back to what makes it.
const maxTrace = 2000

// tracer follows a file of an image back through COPY, cp and mv.
type tracer struct {
	context fs.FS
	left    int
}

// madeBy finds what makes the file at an absolute path of the final stage; ok is false where that is not told.
func (v *Variant) madeBy(file string) (made, bool) {
	t := &tracer{v.Image.Inputs.Context, maxTrace}
	return t.in(v.Image.Final, file)
}

func (t *tracer) in(stage *image.Stage, file string) (made, bool) {
	chain := stage.Chain()
	slices.Reverse(chain)
	for _, at := range chain {
		for n := len(at.Steps) - 1; n >= 0; n-- {
			if t.left--; t.left < 0 {
				return made{}, false
			}
			step := at.Steps[n]
			if step.Copy != nil {
				if m, found, ok := t.copied(step, file); found {
					return m, ok
				}
				continue
			}
			m, moved, ok := t.run(step, file)
			if ok {
				return m, true
			}
			file = moved
		}
	}
	return made{}, false
}

// copied follows a file that a COPY or ADD puts into its stage; found is false where it puts none there, and ok where its source is not known.
func (t *tracer) copied(step *image.Step, file string) (m made, found, ok bool) {
	c := step.Copy
	if !c.Dest.Known {
		return made{}, false, false
	}
	for _, source := range c.Sources {
		if source.Kind != image.SourcePath || !source.Path.Known {
			continue
		}
		for _, from := range sourcesAt(source.Path.Text, c.Dest.Text, file) {
			switch {
			case c.From != nil:
				if !path.IsAbs(from) {
					from = "/" + from
				}
				if m, ok := t.in(c.From, from); ok {
					return m, true, true
				}
			case c.FromImage.Text != "" || c.FromImage.Known || c.FromUnknown:
				if from == source.Path.Text {
					return made{}, true, false
				}
			default:
				if name := fromRoot(path.Clean("/" + from)); t.brings(name, source.Path.Text, c.Dest.Text, file) {
					return made{stage: step.Stage, step: step, contextPath: name}, true, true
				}
			}
		}
	}
	return made{}, false, false
}

// sourcesAt are the files that a COPY of source to dest would put at a path, the likeliest first: whether the source is a file or a
// folder is not asked.
func sourcesAt(source, dest, file string) []string {
	var found []string
	target := path.Clean(dest)
	base := path.Base(source)
	if target == file {
		found = append(found, source)
	}
	if path.Dir(file) == target {
		if matches, err := path.Match(base, path.Base(file)); err == nil && matches {
			found = append(found, path.Join(path.Dir(source), path.Base(file)))
		}
	}
	if rest, ok := strings.CutPrefix(file, strings.TrimSuffix(target, "/")+"/"); ok {
		found = append(found, path.Join(source, rest))
	}
	return found
}

// brings reports that a COPY of source to dest lays a file of the build context at a path. A file that is named is believed to be there when the image is built.
func (t *tracer) brings(name, source, dest, file string) bool {
	if info, err := fs.Stat(t.context, name); err == nil {
		return !info.IsDir()
	}
	return path.Base(source) == path.Base(name) && (path.Clean(dest) == file || path.Dir(file) == path.Clean(dest))
}

// run follows a file that a RUN compiles, or copies or moves from elsewhere: moved is its path before.
func (t *tracer) run(step *image.Step, file string) (m made, moved string, ok bool) {
	script := step.Script()
	if script == nil {
		return made{}, file, false
	}
	for n := len(script.Commands) - 1; n >= 0; n-- {
		c := script.Commands[n].Unwrap()
		dir, known := directoryOf(step, c)
		if !known {
			continue
		}
		if compiles(c, dir, file) {
			return made{stage: step.Stage, step: step, command: c, dir: dir, output: file}, file, true
		}
		if name := c.Name(); name == "cp" || name == "mv" || name == "ln" || name == "install" {
			file = before(c, dir, file)
		}
	}
	return made{}, file, false
}

// directoryOf is the absolute directory that a command of a RUN runs in.
func directoryOf(step *image.Step, c *shell.Command) (dir string, known bool) {
	switch {
	case !c.Dir.Known:
		return "", false
	case path.IsAbs(c.Dir.Text):
		return path.Clean(c.Dir.Text), true
	case !step.WorkDir.Known:
		return "", false
	}
	return path.Join("/", step.WorkDir.Text, c.Dir.Text), true
}

// before is the path that a file has before cp, mv, ln or install puts it to its place.
func before(c *shell.Command, dir, file string) string {
	var operands []string
	for _, w := range c.Words[1:] {
		if w.Known && !strings.HasPrefix(w.Text, "-") {
			operands = append(operands, absolute(dir, w.Text))
		}
	}
	if len(operands) < 2 {
		return file
	}
	to := operands[len(operands)-1]
	for _, from := range operands[:len(operands)-1] {
		if file == to || file == path.Join(to, path.Base(from)) {
			return from
		}
	}
	return file
}

func absolute(dir, name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(dir, name)
}

// compiles reports a command of a compiler that makes the file.
func compiles(c *shell.Command, dir, file string) bool {
	switch c.Name() {
	case "go":
		return goBuild(c, dir).makes(file)
	case "cargo":
		return cargoMakes(c, dir, file)
	}
	return false
}

// option is the value of one of a command's options; a value may follow behind "=" or in the next word.
func option(words []shell.Word, names ...string) string {
	for n, w := range words {
		for _, name := range names {
			if value, ok := strings.CutPrefix(w.Text, name+"="); ok && w.Known {
				return value
			}
			if w.Text == name && n+1 < len(words) && words[n+1].Known {
				return words[n+1].Text
			}
		}
	}
	return ""
}
