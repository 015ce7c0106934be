package image

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/lambda"
)

// readCopy reads a COPY or ADD. stages are those in front of step's; expand puts variables in.
func readCopy(step *Step, stages []*Stage, in *Inputs, expand func(dockerfile.Word) Value) *Copy {
	c := &Copy{Add: step.Instruction.Keyword == "ADD"}
	words := step.Instruction.Words
	if len(words) > 0 {
		c.DestWord = words[len(words)-1]
		c.Dest = destination(step.WorkDir, expand(c.DestWord))
		words = words[:len(words)-1]
	}
	for _, w := range words {
		c.Sources = append(c.Sources, readSource(step.Instruction, w, c.Add, expand))
	}
	c.Chmod, c.Chown = Value{Known: true}, Value{Known: true}
	c.Unpack = c.Add
	for _, flag := range step.Instruction.Flags {
		switch flag.Name {
		case "chmod":
			c.Chmod = expand(flag.Value)
		case "chown":
			c.Chown = expand(flag.Value)
		case "link":
			c.Link = isOn(flag)
		case "parents":
			c.Parents = isOn(flag)
		case "unpack":
			c.Unpack = isOn(flag)
		case "exclude":
			c.Exclude = append(c.Exclude, expand(flag.Value))
		}
	}
	c.readFrom(step, stages, in)
	return c
}

func isOn(flag dockerfile.Flag) bool { return flag.Value.Raw.Len() == 0 || flag.Value.Value == "true" }

// destination is a destination with the working directory put in. A trailing slash is kept, for it asks for a directory.
func destination(workDir, dest Value) Value {
	out := Value{Known: dest.Known, Because: dest.Because}
	if !dest.Known {
		return out
	}
	if path.IsAbs(dest.Text) {
		out.Text = clean(dest.Text)
	} else {
		out.Known = workDir.Known
		out.Because = append(out.Because[:len(out.Because):len(out.Because)], workDir.Because...)
		out.Text = clean(workDir.Text + "/" + dest.Text)
	}
	if isDirPath(dest.Text) && out.Text != "/" {
		out.Text += "/"
	}
	return out
}

func readSource(i *dockerfile.Instruction, w dockerfile.Word, add bool, expand func(dockerfile.Word) Value) CopySource {
	for n := range i.Heredocs {
		if h := &i.Heredocs[n]; h.Marker.Start == w.Span().Start && !i.JSON {
			return CopySource{Word: w, Path: Value{Text: h.Name, Known: true}, Kind: SourceHeredoc, Heredoc: h}
		}
	}
	s := CopySource{Word: w, Path: expand(w)}
	if add && s.Path.Known {
		s.Kind = remoteKind(s.Path.Text)
	}
	return s
}

// remoteKind tells a URL and a git repository from a path, as BuildKit does for ADD.
func remoteKind(source string) SourceKind {
	address, _, _ := strings.Cut(source, "#")
	address, _, _ = strings.Cut(address, "?")
	web := strings.HasPrefix(source, "http://") || strings.HasPrefix(source, "https://")
	switch {
	case web && strings.HasSuffix(address, ".git"),
		strings.HasPrefix(source, "git://"), strings.HasPrefix(source, "ssh://"), strings.HasPrefix(source, "git@"):
		return SourceGit
	case web:
		return SourceURL
	}
	return SourcePath
}

// readFrom works out what --from names, and the tree that the sources lie in.
func (c *Copy) readFrom(step *Step, stages []*Stage, in *Inputs) {
	flag, given := step.Instruction.Flag("from")
	if !given {
		c.tree = in.context()
		return
	}
	name := flag.Value.Value
	if name == "" || strings.Contains(name, "$") || flag.Value.Templated() || replaced(in, name) {
		c.FromUnknown = true
		return
	}
	if s := findStage(stages, name); s != nil {
		c.From = s
		c.FromUnknown = s.Name != "" && replaced(in, s.Name)
		if s.files != nil && !c.FromUnknown {
			c.tree = stageTree{s.files.now()}
		}
		return
	}
	c.FromImage = Value{Text: name, Known: true}
	c.tree = imageTree{imageBase(c.FromImage)}
}

func replaced(in *Inputs, name string) bool {
	for _, n := range in.NamedContexts {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// findStage is the stage of that name, or else of that number.
func findStage(stages []*Stage, name string) *Stage {
	if s := stageNamed(stages, name); s != nil {
		return s
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 0 && n < len(stages) {
		return stages[n]
	}
	return nil
}

func imageBase(ref Value) Base {
	if r, ok := lambda.ParseReference(ref.Text); ok {
		return Base{Kind: BaseLambda, Ref: ref, Lambda: r, Tag: r.Known}
	}
	return Base{Kind: BaseOther, Ref: ref}
}

// copy puts the files of a COPY or ADD, already read, into the stage.
func (f *files) copy(step *Step) {
	f.mark(step)
	c := step.Copy
	if c == nil {
		return
	}
	if !c.Dest.Known {
		f.add(step, &touched{step: step, everywhere: true})
		return
	}
	for i := range c.Sources {
		f.add(step, f.source(step, c, &c.Sources[i]))
	}
}

func (f *files) source(step *Step, c *Copy, s *CopySource) effect {
	m := &mapping{step: step, chmod: chmodOf(c)}
	m.place(f.now(), c.Dest.Text)
	switch {
	case s.Kind == SourceHeredoc:
		m.fixed(s.Heredoc.Name, Origin{Step: step, Heredoc: s.Heredoc, Mode: Mode{0o644, true}})
	case s.Kind == SourceURL && !c.unpacksURL(step):
		m.fixed(urlName(s.Path.Text), Origin{Step: step, Mode: Mode{0o600, true}})
	case s.Kind != SourcePath || !s.Path.Known || c.tree == nil || s.Word.Templated():
		return &touched{step: step, dirs: []string{m.dest}}
	default:
		m.from(c, s.Path.Text)
	}
	return m
}

// unpacksURL reports that an archive from the network is unpacked, which it is only if --unpack says so.
func (c *Copy) unpacksURL(step *Step) bool {
	_, given := step.Instruction.Flag("unpack")
	return given && c.Unpack
}

func chmodOf(c *Copy) *modeChange {
	if c.Chmod.Known && c.Chmod.Text == "" {
		return nil
	}
	return &modeChange{c.Chmod.Text}
}

// urlName is the name that BuildKit gives to a file from the network.
func urlName(address string) string {
	if u, err := url.Parse(address); err == nil {
		if name := path.Base(u.Path); name != "." && name != "/" {
			return name
		}
	}
	return "__unnamed__"
}

// workdir makes the directory of a WORKDIR, which the stage's state already names.
func (f *files) workdir(step *Step) {
	f.mark(step)
	if dir := step.Stage.WorkDir; dir.Known {
		_, to := f.now().resolve(newQuery(), dir.Text)
		f.add(step, makeDir(step, to))
	}
}
