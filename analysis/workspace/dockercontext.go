package workspace

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/shell"
)

// missingContext is the edit that gives a docker build command without a context its folder: a blank before the dot that is glued
// to the tag, else a dot behind the last word. It is none where words that are not seen may bring the context, and where the shell would take
// a placeholder such as <REPOSITORY>:latest for redirections.
func (l toolLine) missingContext(line commandLine) Insertion {
	last := l.words[len(l.words)-1]
	if line.opaque || len(line.flags) == 0 || last.Fields != nil || strings.Contains(l.env.x.file.Slice(l.env.cmd.Span), "<") || l.env.appendsWords() || slices.ContainsFunc(line.flags, asksForHelp) {
		return Insertion{}
	}
	end := last.Span().End
	if tag := line.flags[len(line.flags)-1]; tag.name == "tag" && len(last.Source.String()) > 1 && strings.HasSuffix(last.Source.String(), ".") {
		return Insertion{At: end - 1, Text: " "}
	}
	return Insertion{At: end, Text: " ."}
}

func asksForHelp(f flagged) bool { return f.name == "help" || f.name == "" }

// appendsWords reports whether the command is run by a program that adds words to it.
func (e environment) appendsWords() bool {
	return slices.ContainsFunc(e.cmd.Words, func(w shell.Word) bool { return slices.Contains([]string{"xargs", "parallel"}, path.Base(w.Text)) })
}
