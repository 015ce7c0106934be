package workspace

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

func isReadme(name string) bool {
	base := strings.ToLower(path.Base(name))
	if path.Ext(base) != ".md" {
		return false
	}
	return strings.HasPrefix(base, "readme") || strings.HasPrefix(name, "docs/") || strings.Contains(name, "/docs/")
}

// shellFences are the languages of fences that hold commands to type.
var shellFences = map[string]bool{"sh": true, "bash": true, "shell": true, "console": true, "zsh": true, "shell-session": true, "shellsession": true, "terminal": true}

// readReadme reads the commands that prose tells people to type, in the folder of the file or at the root.
func readReadme(c *collector, f *source.File) {
	x := &execution{collector: c, file: f, dirs: []string{path.Dir(f.Path())}, documentation: true, dialect: shell.Bash}
	if x.dirs[0] != "." {
		x.dirs = append(x.dirs, ".")
	}
	for n := 0; n < f.Lines(); n++ {
		marker, language := fence(f.Slice(f.Line(n)))
		if marker == "" {
			continue
		}
		first := n + 1
		for n++; n < f.Lines(); n++ {
			if closer := strings.TrimSpace(f.Slice(f.Line(n))); strings.HasPrefix(closer, marker) && strings.Trim(closer, marker[:1]) == "" {
				break
			}
		}
		if shellFences[language] {
			x.script(typed(f, first, n))
		}
	}
}

// fence is the marker and the language of a line that opens a fenced block (https://spec.commonmark.org/0.31.2/#fenced-code-blocks).
func fence(line string) (marker, language string) {
	line = strings.TrimSpace(line)
	rest := strings.TrimLeft(line, "`")
	if len(line)-len(rest) < 3 {
		rest = strings.TrimLeft(line, "~")
	}
	if len(line)-len(rest) < 3 || strings.Contains(rest, "`") {
		return "", ""
	}
	language, _, _ = strings.Cut(strings.Trim(strings.TrimSpace(rest), "{}."), " ")
	language, _, _ = strings.Cut(language, ",")
	return line[:len(line)-len(rest)], strings.ToLower(language)
}

// typed is what a block of lines tells to type: prompts taken away and, where there are prompts, answers too.
func typed(f *source.File, first, end int) source.Text {
	prompts := false
	for n := first; n < end; n++ {
		prompts = prompts || strings.HasPrefix(strings.TrimSpace(f.Slice(f.Line(n))), "$ ")
	}
	var b source.TextBuilder
	continued := false
	for n := first; n < end; n++ {
		line := source.TextOf(f, f.FullLine(n))
		content := strings.TrimLeft(line.String(), " \t")
		command, prompt := strings.CutPrefix(content, "$ ")
		if !prompts || prompt || continued {
			b.Append(line.Slice(line.Len()-len(command), line.Len()))
			continued = strings.HasSuffix(strings.TrimRight(command, "\r\n"), `\`)
		}
	}
	return b.Text()
}
