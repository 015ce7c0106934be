package workspace

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// workspaceRoot stands for the root of the workspace in absolute paths: what $GITHUB_WORKSPACE or $(git rev-parse --show-toplevel) would say.
const workspaceRoot = "/.lambdock-workspace-root"

// argument is one word that a tool is given. The zero argument was not given.
type argument struct {
	given bool
	known bool
	text  string // with known false as written
	// many reports that the word may fall into any number of others: an unquoted variable, "$@".
	many bool
	span source.Span
	// source is the word as written; empty when it came out of a variable.
	source source.Text
}

// value is the argument as a Value.
func (a argument) value() Value {
	where := a.span
	if a.source.Len() > 0 {
		where = a.source.All()
	}
	switch {
	case !a.given:
		return Value{}
	case !a.known:
		return Value{Dynamic, a.text, where}
	}
	return Value{Known, a.text, where}
}

// given is an argument from a value that a file holds.
func given(v Value) argument {
	return argument{given: v.State != Unset, known: v.State == Known && !hasPlaceholder(v.Text), text: v.Text, span: v.Span}
}

// hasPlaceholder reports that something else will yet write into a text: ${…}, {{…}}, $(…).
func hasPlaceholder(text string) bool {
	return strings.Contains(text, "${") || strings.Contains(text, "{{") || strings.Contains(text, "$(") || strings.Contains(text, "<%")
}

// within joins a path to a folder of the workspace and reports whether the result lies in the workspace.
func within(dir, name string) (string, bool) {
	if rest, found := strings.CutPrefix(name, workspaceRoot); found && (rest == "" || rest[0] == '/') {
		dir, name = ".", strings.TrimLeft(rest, "/")
	}
	name = strings.ReplaceAll(name, `\`, "/")
	if isRemote(name) || strings.HasPrefix(name, "/") || strings.HasPrefix(name, "~") || len(name) > 1 && name[1] == ':' {
		return "", false
	}
	joined := path.Join(dir, name)
	return joined, joined != ".." && !strings.HasPrefix(joined, "../")
}

// isRemote reports whether a build context is fetched: a URL, a Git repository.
func isRemote(name string) bool {
	return strings.Contains(name, "://") || strings.HasPrefix(name, "git@") || strings.HasPrefix(name, "github.com/")
}

// placing says how a tool finds its Dockerfile.
type placing struct {
	dirs    []string // working directories, any of which it may be
	context argument
	file    argument
	// fileInContext reports that a Dockerfile's path is relative to the context rather than to the working directory.
	fileInContext bool
	names         []string // of the Dockerfile where none is given
}

var dockerNames = []string{"Dockerfile", "dockerfile"}

// place sets the build's Dockerfile and context to what they are in the workspace, as far as that is sure.
func (c *collector) place(b *Build, p placing) {
	b.Dockerfile, b.Context = p.file.value(), p.context.value()
	b.Dockerfile.State, b.Context.State = Dynamic, Dynamic
	if p.context.given && !p.context.known && (p.fileInContext || !p.file.given) || p.file.given && !p.file.known {
		return
	}
	var found []Place
	for _, dir := range p.dirs {
		if at, ok := c.lookIn(dir, p); ok && !slices.Contains(found, at) {
			found = append(found, at)
		}
	}
	switch len(found) {
	case 0:
	case 1:
		b.Dockerfile = Value{Known, found[0].Dockerfile, p.file.value().Span}
		if p.context.known {
			b.Context = Value{Known, found[0].Context, p.context.value().Span}
		}
	default:
		if p.context.known {
			b.Candidates = found
		}
	}
}

// lookIn is where the Dockerfile and the context lie when the tool runs in dir.
func (c *collector) lookIn(dir string, p placing) (Place, bool) {
	context := ""
	if p.context.known {
		at, ok := within(dir, p.context.text)
		if !ok || !c.isDir(at) {
			return Place{}, false
		}
		context = at
	}
	if !p.file.given {
		for _, name := range p.names {
			if file := path.Join(context, name); c.isFile(file) {
				return Place{file, context}, true
			}
		}
		return Place{}, false
	}
	if p.fileInContext {
		dir = context
	}
	file, ok := within(dir, p.file.text)
	return Place{file, context}, ok && c.isFile(file)
}

// andAbove are a folder and those above it up to the root.
func andAbove(dir string) []string {
	dirs := []string{dir}
	for dir != "." && dir != "/" {
		dir = path.Dir(dir)
		dirs = append(dirs, dir)
	}
	return dirs
}
