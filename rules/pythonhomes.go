package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// pythonHome is where a command installs Python packages that no interpreter knows of by itself.
type pythonHome struct {
	command
	// tool is "pip", "uv", "poetry" or "pipenv"; dir the absolute directory with the packages, empty where the tool chooses it.
	tool, dir string
	// at is where the command says so: the directory, or the tool's words.
	at source.Span
}

// pythonHomes are the places that the commands of a stage and of those that it stands on install packages to. ok is false where a command that may not run, or
// that is not understood, may install elsewhere too: then nothing is said.
func pythonHomes(i *image.Image, s *image.Stage) (homes []pythonHome, ok bool) {
	for _, c := range commandsOf(s) {
		real := c.Unwrap()
		words, tool := pythonTool(real)
		if tool == "" {
			continue
		}
		if c.Conditional || len(c.Guards) > 0 || c.Function != "" {
			return nil, false
		}
		home, installs := readHome(c, words, tool)
		switch {
		case !installs:
		case home == nil:
			return nil, false
		default:
			homes = append(homes, *home)
		}
	}
	return homes, true
}

// commandsOf are the commands of a stage and of those that it stands on.
func commandsOf(s *image.Stage) []command {
	var found []command
	for _, at := range s.Chain() {
		for _, step := range at.Steps {
			script := step.Script()
			if step.Instruction.Keyword != "RUN" || script == nil {
				continue
			}
			for _, c := range script.Commands {
				found = append(found, command{Command: c, Step: step})
			}
		}
	}
	return found
}

// pythonTool is the tool that installs Python packages in a command, with its words: "pip install" for "python3.12 -m pip install".
func pythonTool(c *shell.Command) (words []shell.Word, tool string) {
	words = c.Words
	name := strings.TrimRight(c.Name(), "0123456789.")
	if name == "python" && len(words) > 3 && words[1].Text == "-m" {
		name, words = words[2].Text, words[2:]
	}
	if name == "uv" && len(words) > 2 && words[1].Text == "pip" {
		name, words = "pip", words[1:]
	}
	if len(words) > 1 && slices.Contains([]string{"pip", "uv", "poetry", "pipenv"}, name) {
		return words, name
	}
	return nil, ""
}

// readHome is where a command installs packages. installs is false for one that installs nothing but tools, and home nil where packages come to where
// the interpreter looks, or it is not known where.
func readHome(c command, words []shell.Word, tool string) (home *pythonHome, installs bool) {
	verb := firstOperand(words[1:])
	switch {
	case tool == "pip" && verb == "install":
		if installsToolsAlone(words[1:]) {
			return nil, false
		}
		at, name, given := targetOf(words)
		dir, known := resolveIn(c, name)
		if !given || !known {
			return nil, true
		}
		return &pythonHome{c, tool, dir, at}, true
	case tool == "uv" && verb == "sync":
		dir, known := resolveIn(c, ".venv")
		if !known {
			return nil, true
		}
		return &pythonHome{c, tool, dir, words[0].Span().Cover(words[1].Span())}, true
	case tool == "poetry" && (verb == "install" || verb == "sync"), tool == "pipenv" && (verb == "install" || verb == "sync"):
		return &pythonHome{c, tool, "", words[0].Span().Cover(words[1].Span())}, true
	}
	return nil, tool != "pip" && slices.Contains([]string{"export", "requirements", "run", "lock", "add", "venv", "shell"}, verb)
}

// resolveIn is a path as a command has it, made absolute; ok is false where it is relative to a directory that is not known.
func resolveIn(c command, name string) (absolute string, ok bool) {
	for _, dir := range []shell.Value{c.Dir, {Text: c.Step.WorkDir.Text, Known: c.Step.WorkDir.Known}} {
		if path.IsAbs(name) {
			break
		}
		if !dir.Known {
			return "", false
		}
		name = path.Join(dir.Text, name)
	}
	return path.Join("/", name), path.IsAbs(name)
}

func firstOperand(words []shell.Word) string {
	for _, w := range words {
		if !strings.HasPrefix(w.Text, "-") {
			return w.Text
		}
	}
	return ""
}

// targetOf is the directory that --target or -t names, and where; given is false without one, and for one that is not known.
func targetOf(words []shell.Word) (at source.Span, dir string, given bool) {
	for n, w := range words {
		if rest, glued := strings.CutPrefix(w.Text, "--target="); glued && w.Known {
			return w.Span(), rest, true
		}
		if (w.Text == "-t" || w.Text == "--target") && n+1 < len(words) && words[n+1].Known {
			return words[n+1].Span(), words[n+1].Text, true
		}
	}
	return at, "", false
}

// pythonTools are packages that install others, or build them.
var pythonTools = []string{"pip", "setuptools", "wheel", "uv", "poetry", "pipenv", "poetry-plugin-export", "virtualenv", "awscli", "build", "pip-tools"}

// installsToolsAlone reports a "pip install" of nothing but tools.
func installsToolsAlone(words []shell.Word) bool {
	named := false
	for _, w := range words {
		name := strings.ToLower(w.Text)
		if end := strings.IndexAny(name, "=<>~![@ ;"); end >= 0 {
			name = name[:end]
		}
		switch {
		case name == "install" || name == "--upgrade" || name == "-u" || name == "--no-cache-dir" || name == "--user" || name == "-q" || name == "--quiet":
		case !slices.Contains(pythonTools, name):
			return false
		default:
			named = true
		}
	}
	return named
}

// carried is where packages of a stage come to lie in the final image, and the instruction that puts them there; step is nil for a stage that the final
// one stands on. ok is false where they do not come into it as a whole.
func carried(i *image.Image, home pythonHome) (dir string, step *image.Step, ok bool) {
	if slices.Contains(i.Final.Chain(), home.Step.Stage) {
		return home.dir, nil, true
	}
	if home.dir == "" {
		return "", nil, false
	}
	count := 0
	for _, m := range i.Final.Mappings() {
		if m.Stage == nil || !slices.Contains(m.Stage.Chain(), home.Step.Stage) {
			continue
		}
		from := path.Clean("/" + m.Source.Path.Text)
		rest, below := strings.CutPrefix(home.dir, strings.TrimSuffix(from, "/"))
		if !m.Source.Path.Known || strings.ContainsAny(m.Source.Path.Text, "*?[") || m.Dest == "" || strings.HasPrefix(from, home.dir+"/") {
			return "", nil, false
		}
		if below && (rest == "" || rest[0] == '/') {
			dir, step = path.Join(m.Dest, rest), m.Step
			count++
		}
	}
	return dir, step, count == 1
}

// reachedByPython reports whether the runtime may find what lies in a directory: it is on the search path or below it, something names it again, or the
// handler's source adds directories itself.
func reachedByPython(p *analysis.Pass, i *image.Image, home pythonHome, dir string) bool {
	for _, name := range []string{"PYTHONPATH", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_SYSTEM_PYTHON", "POETRY_VIRTUALENVS_CREATE", "PIPENV_SYSTEM", "PYTHONUSERBASE", "PIP_TARGET"} {
		if value, _ := home.Step.Env.Lookup(name); value.Known {
			return true
		}
		if _, ok := ownEnv(i, name); ok || strings.Contains(home.Step.Instruction.Args.String(), name) {
			return true
		}
	}
	if i.Start.Handler.SearchOpen || len(i.Start.Handler.SearchPath) == 0 {
		return true
	}
	for _, entry := range i.Start.Handler.SearchPath {
		if !path.IsAbs(entry) {
			entry = path.Join(i.Final.WorkDir.Text, entry)
		}
		entry = path.Clean(entry)
		if dir == entry || strings.HasPrefix(dir, strings.TrimSuffix(entry, "/")+"/") && path.Base(dir) != ".venv" {
			return true
		}
	}
	return addsDirectories(p)
}

// addsDirectories reports a handler whose source names search paths; one that cannot be read does not.
func addsDirectories(p *analysis.Pass) bool {
	found := p.Module()
	if !found.Read || found.Source.File == nil {
		return false
	}
	text := found.Source.File.Text()
	return strings.Contains(text, "sys.path") || strings.Contains(text, "addsitedir")
}

// namedAgain reports whether an instruction other than a home's own and a carrying one, or another part of the home's, names a directory.
func namedAgain(i *image.Image, home pythonHome, by *image.Step, names ...string) bool {
	for _, step := range finalSteps(i) {
		text := i.File.Source.Slice(step.Instruction.Span)
		if step == by {
			continue
		}
		for _, name := range names {
			times := strings.Count(text, name)
			if step == home.Step {
				times -= strings.Count(i.File.Source.Slice(home.at), name)
			}
			if name != "" && times > 0 {
				return true
			}
		}
	}
	return false
}
