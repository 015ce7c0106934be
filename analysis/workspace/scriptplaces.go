package workspace

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// self is how a script writes its own name, ownDir the folder that it lies in.
const (
	self   = `"?(?:\$0|\$\{0\}|\$BASH_SOURCE|\$\{BASH_SOURCE(?:\[0\])?(?::-\$0)?\})"?`
	ownDir = `(?:\$\(\s*dirname\s+(?:--\s+)?"?(?:` + self + `|\$\(\s*(?:readlink\s+-f|realpath)\s+(?:--\s+)?` + self + `\s*\))"?\s*\)|\$\{(?:0|BASH_SOURCE|BASH_SOURCE\[0\])%/\*\})`
)

var (
	ownDirWord = pattern(ownDir)
	// ownDirCd is "$(cd "$(dirname "$0")/.." && pwd)" in the ways that people write it.
	ownDirCd = pattern(`\$\(\s*(?:builtin\s+|command\s+)?cd\s+(?:-P\s+)?(?:--\s+)?"?` + ownDir + `"?(/[./\w-]*)?"?\s*(?:&?>\s*/dev/null\s*|2>&1\s*)*(?:&&|;)\s*pwd(?:\s+-P)?\s*\)`)
	topLevel = pattern(`\$\(\s*git\s+rev-parse\s+--show-toplevel\s*\)`)
	here     = pattern(`\$\(\s*pwd(?:\s+-P)?\s*\)`)
)

// namePlaces puts variables in place of the substitutions by which scripts find themselves, and gives what they stand for:
// the folder of the script at that path, the root of the repository. The text keeps its length and its places.
func namePlaces(text source.Text, script string) (source.Text, map[string]string) {
	places := map[string]string{}
	if !strings.Contains(text.String(), "$(") && !strings.Contains(text.String(), "%/*") {
		return text, places
	}
	dir := workspaceRoot + "/" + path.Dir(script)
	text = replaceNamed(text, ownDirCd(), placeMark, places, func(match []string) (string, bool) { return dir + match[1], true })
	text = replaceNamed(text, ownDirWord(), placeMark, places, func([]string) (string, bool) { return dir, true })
	text = replaceNamed(text, topLevel(), placeMark, places, func([]string) (string, bool) { return workspaceRoot, true })
	if !strings.Contains(text.String(), "cd ") && !strings.Contains(text.String(), "pushd ") {
		text = replaceNamed(text, here(), placeMark, places, func([]string) (string, bool) { return ".", true })
	}
	return text, places
}

// maxReplaced bounds the work on texts that no person wrote.
const maxReplaced = 500

// replaceNamed puts a variable of the same length in place of each match and notes its value where it is known.
func replaceNamed(text source.Text, pattern *regexp.Regexp, mark string, places map[string]string, value func(match []string) (string, bool)) source.Text {
	s := text.String()
	found := pattern.FindAllStringSubmatchIndex(s, -1)
	if len(found) == 0 || len(found) > maxReplaced {
		return text
	}
	var b source.TextBuilder
	done := 0
	for _, at := range found {
		match := make([]string, len(at)/2)
		for i := range match {
			if at[2*i] >= 0 {
				match[i] = s[at[2*i]:at[2*i+1]]
			}
		}
		name := unnamed(at[1] - at[0])
		if known, ok := value(match); ok {
			if name = variableOf(at[1]-at[0], len(places), mark); strings.Trim(name, "_") != "" {
				places[name] = known
			}
		}
		b.Append(text.Slice(done, at[0]))
		appendMapped(&b, "${"+name+"}", text.Slice(at[0], at[1]))
		done = at[1]
	}
	b.Append(text.Slice(done, text.Len()))
	return b.Text()
}

// Marks tell apart the variables that stand for different things in one text.
const (
	placeMark    = "p"
	templateMark = "t"
	makeMark     = "m"
)

// variableOf is a variable's name that fills n bytes as ${name}; one of underscores alone when there is no room.
func variableOf(n, serial int, mark string) string {
	name := fmt.Sprintf("_%d%s", serial, mark)
	if len(name)+3 > n {
		return unnamed(n)
	}
	return "_" + strings.Repeat("_", n-3-len(name)) + name[1:]
}

// unnamed is a variable's name that fills n bytes as ${name} and stands for nothing known.
func unnamed(n int) string { return strings.Repeat("_", max(n-3, 1)) }

// appendMapped appends s, byte for byte in the places of a text of the same length.
func appendMapped(b *source.TextBuilder, s string, text source.Text) {
	for i := range min(len(s), text.Len()) {
		b.Add(s[i:i+1], text.Offset(i))
	}
}
