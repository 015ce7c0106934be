package analysis

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// resolveProgram finds the sources of the program that a container starts in place of a runtime's client: of Go, of Rust, or a script. Like
// all that Written finds it decides nothing.
func resolveProgram(v *Variant) Resolution {
	i := v.Image
	if i.Inputs.Context == nil || i.Class < image.Likely || i.Start.Kind == image.Adapter || i.Start.Kind == image.Client {
		return Resolution{}
	}
	var start, opaque Resolution
	for _, file := range v.programs() {
		m, ok := v.madeBy(file)
		r := Resolution{Program: file}
		switch {
		case !ok:
			continue
		case m.command == nil:
			if r.readBootstrap(v, m) {
				r.readHandlerOfScript(v)
				start = r
				continue // what it starts says more
			}
			if f, ok := v.builtBefore(m.contextPath); ok && r.readRust(f) {
				return r
			}
			opaque = r
		case m.command.Name() == "go" && r.readGo(v.goSources(m)):
			return r
		case m.command.Name() == "cargo":
			if f, ok := v.rustSource(m); ok && r.readRust(f) {
				return r
			}
		}
	}
	if start.Read {
		return start
	}
	if v.buildsPrograms() || opaque.Program != "" {
		opaque.onlyProgram(v)
	}
	return opaque
}

// programs are the absolute paths of what a container may start, the command line's own first.
func (v *Variant) programs() []string {
	start, final := v.Image.Start, v.Image.Final
	var words []string
	if start.Kind == image.LambdaEntrypoint {
		switch {
		case start.Language == lambda.Provided:
			words = append(words, lambda.Bootstrap)
		case start.Language == lambda.Go && start.Handler.State == image.HandlerGiven:
			words = append(words, path.Join(lambda.TaskRoot, start.Handler.Text))
		}
	}
	for _, argument := range start.Argv {
		words = append(words, wordsOfLine(argument.Text)...)
	}
	if script, ok := v.Image.StartScript(); ok {
		for _, c := range script.Shell.Commands {
			words = append(words, knownWords(c)...)
		}
	}
	var found []string
	for _, word := range words {
		switch {
		case path.IsAbs(word):
			found = append(found, path.Clean(word))
		case final.WorkDir.Known && word != "" && !strings.HasPrefix(word, "-"):
			found = append(found, path.Join("/", final.WorkDir.Text, word))
		}
	}
	return found
}

// wordsOfLine are the words of an argument, which may be a whole command line of a shell.
func wordsOfLine(argument string) []string {
	if !strings.ContainsAny(argument, " \t\n") {
		return []string{argument}
	}
	file := source.New("", argument)
	var words []string
	for _, c := range shell.Parse(source.TextOf(file, source.Span{End: file.Len()}), shell.POSIX, nil).Commands {
		words = append(words, knownWords(c)...)
	}
	return words
}

func knownWords(c *shell.Command) []string {
	var words []string
	for _, w := range c.Words {
		if w.Known && !w.Glob {
			words = append(words, w.Text)
		}
	}
	return words
}

// builders are the programs that make programs in ways that are not followed.
var builders = []string{"go", "cargo", "make", "just", "task", "mage", "bazel", "goreleaser", "sh", "bash"}

// buildsPrograms reports a RUN that may compile a program.
func (v *Variant) buildsPrograms() bool {
	for _, step := range v.Image.Runs() {
		script := step.Script()
		if script == nil {
			continue
		}
		for _, c := range script.Commands {
			for _, name := range builders {
				if c.Unwrap().Name() == name {
					return true
				}
			}
		}
	}
	return false
}

// onlyProgram takes the one program of the build context that calls a runtime client, or the one of those that is named like what starts.
func (r *Resolution) onlyProgram(v *Variant) {
	var all, named []handlers.Program
	for _, p := range v.clientPrograms() {
		all = append(all, p)
		if file := p.Module.File.Path(); path.Base(path.Dir(file)) == path.Base(r.Program) || strings.TrimSuffix(path.Base(file), path.Ext(file)) == path.Base(r.Program) {
			named = append(named, p)
		}
	}
	if len(named) == 1 {
		all = named
	}
	if len(all) == 1 {
		r.program(all[0])
	}
}

// clientPrograms are the programs in the sources of the build context that call a runtime client.
func (v *Variant) clientPrograms() []handlers.Program {
	var found []handlers.Program
	tree := sourcesOf(v, ".go", ".rs")
	folders := map[string][]*source.File{}
	var order []string
	for _, name := range tree.files {
		f, ok := tree.text(name)
		switch {
		case !ok || strings.HasSuffix(name, "_test.go"):
		case path.Ext(name) == ".rs":
			if p, ok := handlers.ReadRustProgram(f); ok && p.Client {
				found = append(found, p)
			}
		case strings.Contains(f.Text(), "package main"):
			if folders[path.Dir(name)] == nil {
				order = append(order, path.Dir(name))
			}
			folders[path.Dir(name)] = append(folders[path.Dir(name)], f)
		}
	}
	for _, folder := range order {
		if p, ok := handlers.ReadGoProgram(folders[folder]); ok && p.Client {
			found = append(found, p)
		}
	}
	return found
}
