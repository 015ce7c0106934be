package workspace

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// execution is where and among what a shell text runs.
type execution struct {
	*collector
	file *source.File
	// dirs are the folders that the text may start in, the likeliest first.
	dirs []string
	// env is what the surroundings export to it.
	env map[string]setting
	// values are variables that it can use and whose children cannot.
	values        map[string]string
	documentation bool
	dialect       shell.Dialect
	// unsure are the variables that some function or condition of the text sets: whether it did before a command cannot be seen.
	unsure  map[string]bool
	sources int // files that were sourced so far
}

// setting is a variable with the place that sets it.
type setting struct {
	value shell.Value
	span  source.Span
	file  *source.File // nil when it is the file that is read
}

// script reads a shell text for builds.
func (x *execution) script(text source.Text) {
	if !x.matters(text.String()) {
		return
	}
	text, places := namePlaces(text, x.file.Path())
	changesDir := strings.Contains(text.String(), "cd ") || strings.Contains(text.String(), "pushd ")
	script := shell.Parse(text, x.dialect, func(name string) (shell.Value, bool) {
		if at, ok := places[name]; ok {
			return shell.Value{Text: at, Known: true}, true
		}
		if v, ok := x.values[name]; ok {
			return shell.Value{Text: v, Known: true}, true
		}
		if s, ok := x.env[name]; ok {
			return s.value, true
		}
		switch name {
		case "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "CODEBUILD_SRC_DIR", "BUILD_SOURCESDIRECTORY", "BITBUCKET_CLONE_DIR", "TRAVIS_BUILD_DIR", "WORKSPACE":
			return shell.Value{Text: workspaceRoot, Known: true}, true
		case "PWD":
			return shell.Value{Text: ".", Known: !changesDir}, !changesDir
		}
		return shell.Value{}, false
	})
	set := map[string]setting{}
	x.unsure = unsureOf(script)
	for _, cmd := range script.Commands {
		x.sourced(cmd, set)
		x.command(cmd, set)
		for _, a := range cmd.Assigns {
			if cmd.Exports || len(cmd.Words) == 0 {
				set[a.Name] = setting{value: a.Value.Value, span: a.Span}
			}
		}
	}
}

// unsureOf are the variables that commands set which may not run, or run at another time.
func unsureOf(script *shell.Script) map[string]bool {
	names := map[string]bool{}
	for _, cmd := range script.Commands {
		for _, a := range cmd.Assigns {
			if cmd.Conditional && (len(cmd.Words) == 0 || cmd.Exports) {
				names[a.Name] = true
			}
		}
	}
	return names
}

// matters reports whether a text can hold a command that matters here at all.
func (x *execution) matters(text string) bool {
	for _, word := range []string{"build", "bake", "executor", "docker", "podman", "finch", "nerdctl", "curl", "aws", noAttestations} {
		if strings.Contains(text, word) {
			return true
		}
	}
	_, off := x.env[noAttestations]
	_, classic := x.env[buildKit]
	return off || classic
}

// maxSourced bounds how many other files one text may make be read.
const maxSourced = 16

// sourced doubts the variables that matter here when a file that the text sources names them.
func (x *execution) sourced(cmd *shell.Command, set map[string]setting) {
	if name := cmd.Name(); (name != "source" && name != ".") || len(cmd.Words) < 2 || !cmd.Words[1].Known || x.sources >= maxSourced {
		return
	}
	x.sources++
	for _, dir := range (environment{x: x, cmd: cmd}).dirs() {
		for _, name := range x.mentions(dir, cmd.Words[1].Text) {
			x.unsure[name] = true
			set[name] = setting{span: cmd.Span}
		}
	}
}

// mentions are the variables that matter here and that a file names.
func (c *collector) mentions(dir, file string) []string {
	at, ok := within(dir, file)
	if !ok {
		return nil
	}
	text, _ := readText(c.fsys, at)
	var names []string
	for _, name := range []string{noAttestations, buildKit} {
		if strings.Contains(text, name) {
			names = append(names, name)
		}
	}
	return names
}

// command reads one simple command.
func (x *execution) command(cmd *shell.Command, set map[string]setting) {
	inner := cmd.Unwrap()
	if inner == nil || len(inner.Words) == 0 {
		return
	}
	inner = launched(inner)
	env := environment{x, cmd, set, wrapping(cmd, inner)}
	args := arguments(inner.Words[1:], x.unsure)
	line := toolLine{env: env, words: inner.Words, args: args}
	switch name := inner.Name(); name {
	case "docker", "podman", "nerdctl", "finch":
		line.docker(name)
	case "docker-buildx":
		line.buildx(args, 1)
	case "docker-compose":
		line.compose(args)
	case "buildah":
		line.buildah()
	case "executor":
		line.kaniko()
	case "curl":
		line.curl()
	case "aws":
		line.aws()
	default:
		x.call(env, name, inner)
	}
}

// builders are the programs that are understood here.
var builders = map[string]bool{"docker": true, "podman": true, "nerdctl": true, "finch": true, "docker-buildx": true, "docker-compose": true, "buildah": true, "executor": true, "aws": true}

// launched is the command behind a program that sets variables for another and starts it: cross-env X=1 docker …, aws-vault exec profile -- docker …
func launched(cmd *shell.Command) *shell.Command {
	if builders[cmd.Name()] {
		return cmd
	}
	for i := 1; i < len(cmd.Words); i++ {
		inner := *cmd
		inner.Words = cmd.Words[i:]
		before := cmd.Words[i-1].Source.String()
		if builders[inner.Name()] && (before == "--" || strings.HasPrefix(cmd.Name(), "cross-env")) {
			return &inner
		}
	}
	return cmd
}

// wrapping are the words before the real command: sudo, env X=1.
func wrapping(cmd, inner *shell.Command) []shell.Word {
	if n := len(cmd.Words) - len(inner.Words); n > 0 && n <= len(cmd.Words) {
		return cmd.Words[:n]
	}
	return nil
}

// environment is what a command sees of variables.
type environment struct {
	x       *execution
	cmd     *shell.Command
	set     map[string]setting
	wrapped []shell.Word
}

// get is a variable that the command's program would see, with the place that sets it.
func (e environment) get(name string) (setting, bool) {
	for _, w := range slices.Backward(e.wrapped) {
		if value, found := strings.CutPrefix(w.Source.String(), name+"="); found {
			return setting{value: shell.Value{Text: strings.Trim(value, `"'`), Known: w.Known}, span: w.Span()}, true
		}
	}
	for _, a := range slices.Backward(e.cmd.Assigns) {
		if a.Name == name {
			return setting{value: a.Value.Value, span: a.Span}, true
		}
	}
	outside, exported := e.x.env[name]
	if s, ok := e.set[name]; ok && e.x.unsure[name] {
		return setting{span: s.span}, true
	}
	if s, ok := e.set[name]; ok && (exported || e.cmd.Exported[name]) {
		if v, known := e.cmd.Env[name]; known {
			s.value = v
		}
		return s, true
	}
	return outside, exported
}

// dirs are the folders that the command may run in.
func (e environment) dirs() []string {
	if !e.cmd.Dir.Known {
		return nil
	}
	var dirs []string
	for _, start := range e.x.dirs {
		if dir, ok := within(start, e.cmd.Dir.Text); ok && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// provenanceOff is the switch that the environment sets, if it does.
func (e environment) provenanceOff() Switch {
	s, ok := e.get(noAttestations)
	if !ok {
		return Switch{}
	}
	state := switchesOff(s.value.Text, s.value.Known)
	if state == NotSet {
		return Switch{}
	}
	return Switch{State: state, Span: s.span, File: s.file}
}

// attestationsOff is the same for a command that may use the classic builder, which makes none.
func (e environment) attestationsOff() Switch {
	off := e.provenanceOff()
	s, ok := e.get(buildKit)
	if ok && off.State == NotSet && (!s.value.Known || s.value.Text == "0" || strings.EqualFold(s.value.Text, "false")) {
		return Switch{State: Undecided, Span: s.span, File: s.file}
	}
	return off
}
