package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

var _ = rule(analysis.Rule{
	Name:    "entrypoint-variable-not-expanded",
	Summary: "variables in the exec form of ENTRYPOINT and CMD, which nobody expands",
	Doc: `
Variables are put into most instructions by the build, and into a shell's command line by the shell. The exec form of ENTRYPOINT and CMD has neither: what starts is a program or a handler whose
name begins with a dollar sign.

The rule is silent where a shell is started (["sh", "-c", "…"]), and on arguments of programs other than Lambda's, which may read variables themselves.`,
	Refs: []string{
		"https://docs.docker.com/reference/dockerfile/#exec-form",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    entrypointVariableNotExpanded,
})

func entrypointVariableNotExpanded(p *analysis.Pass, i *image.Image) {
	if i.Inputs.Override.Entrypoint != nil || slices.ContainsFunc(i.Start.Argv, expandsWords) {
		return
	}
	runtime := i.Start.Kind == image.LambdaEntrypoint || i.Start.Kind == image.Client && !i.Start.Script
	argvs := []image.Argv{i.Final.Entrypoint}
	if i.Inputs.Override.Command == nil && runtime {
		argvs = append(argvs, i.Final.Cmd)
	}
	for _, argv := range argvs {
		if argv.Shell || argv.Instruction == nil {
			continue
		}
		for n, w := range argv.Words {
			name, at, ok := variableIn(w.Text)
			if !ok || !w.Known || n > 0 && !runtime {
				continue
			}
			p.Report(analysis.Diagnostic{
				Span:    w.Span,
				Message: fmt.Sprintf("%s in the exec form of %s is not expanded", at, argv.Instruction.Keyword),
				Fixes:   writeValue(i, w, name, at),
			})
		}
	}
}

// expandsWords reports a program that expands variables in its own arguments: a shell, and env with -S.
func expandsWords(w image.Arg) bool {
	return slices.Contains([]string{"sh", "bash", "dash", "ash", "ksh", "zsh", "busybox", "env"}, path.Base(w.Text))
}

// variableIn is the first variable of a text, its name and how it is written; ok is false for one with an operator, and for a $ that is none.
func variableIn(text string) (name, written string, ok bool) {
	at := strings.IndexByte(text, '$')
	if at < 0 {
		return "", "", false
	}
	rest := text[at+1:]
	braces := strings.HasPrefix(rest, "{")
	rest = strings.TrimPrefix(rest, "{")
	end := 0
	for end < len(rest) && (rest[end] == '_' || rest[end] >= 'A' && rest[end] <= 'Z' || rest[end] >= 'a' && rest[end] <= 'z' || end > 0 && rest[end] >= '0' && rest[end] <= '9') {
		end++
	}
	switch {
	case end == 0 || braces && !strings.HasPrefix(rest[end:], "}"):
		return "", "", false
	case braces:
		return rest[:end], "${" + rest[:end] + "}", true
	}
	return rest[:end], "$" + rest[:end], true
}

// writeValue puts a variable's value into a word.
func writeValue(i *image.Image, w image.Arg, name, written string) []analysis.Fix {
	value, set := i.Final.Env.Lookup(name)
	if !set || !value.Known || value.Text == "" || i.File.Source.Slice(w.Span) != w.Text || strings.ContainsAny(value.Text, "\"\\\n") {
		return nil
	}
	text := strings.ReplaceAll(w.Text, written, value.Text)
	return []analysis.Fix{{Title: "Write " + text, Edits: []analysis.Edit{{File: i.File.Source, Span: w.Span, New: text}}}}
}
