package analysis

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

// ignores are the comments of a Dockerfile that silence findings in it.
type ignores struct {
	file *dockerfile.File
	// whole are the rules silenced in the whole file, local those of single instructions.
	whole []string
	local []ignoredSpan
}

type ignoredSpan struct {
	span  source.Span
	rules []string
}

const everyRule = "all"

func newIgnores(file *dockerfile.File) *ignores {
	g := &ignores{file: file}
	for _, d := range file.Directives {
		if strings.EqualFold(d.Name, "check") {
			g.whole = append(g.whole, skippedChecks(d.Value)...)
		}
	}
	for _, c := range file.Comments {
		if rules, ok := ignoreFileComment(c.Text); ok {
			g.whole = append(g.whole, rules...)
		} else if rules, ok := ignoreComment(c.Text); ok {
			if instruction := instructionAt(file, c.Span.Start); instruction != nil {
				g.local = append(g.local, ignoredSpan{instruction.Span, rules})
			}
		}
	}
	return g
}

// instructionAt is the instruction that a comment at that offset speaks of: the one that it stands in, else the next.
func instructionAt(file *dockerfile.File, offset int) *dockerfile.Instruction {
	for _, i := range file.Instructions {
		if i.Span.End > offset {
			return i
		}
	}
	return nil
}

func (g *ignores) covers(d Diagnostic) bool {
	if d.File != g.file.Source {
		return ignoredInText(d)
	}
	if silences(g.whole, d.Rule.Name) {
		return true
	}
	return slices.ContainsFunc(g.local, func(i ignoredSpan) bool {
		return i.span.Overlaps(d.Span) && silences(i.rules, d.Rule.Name)
	})
}

// ignoredInText looks for a comment in a file that is no Dockerfile: on the finding's line, alone on the line above, or for the whole file.
func ignoredInText(d Diagnostic) bool {
	line := d.File.LineOf(d.Span.Start)
	above := strings.TrimSpace(d.File.Slice(d.File.Line(line - 1)))
	if line > 0 && strings.IndexAny(above, "#/") == 0 && ignoredBy(above, d) || ignoredBy(d.File.Slice(d.File.Line(line)), d) {
		return true
	}
	const mark = "lambdock ignore-file="
	text := d.File.Text()
	for at := strings.Index(text, mark); at >= 0; {
		end := d.File.Line(d.File.LineOf(at)).End
		if rules, ok := ignoreFileComment(text[at:end]); ok && silences(rules, d.Rule.Name) {
			return true
		}
		next := strings.Index(text[end:], mark)
		if next < 0 {
			break
		}
		at = end + next
	}
	return false
}

func ignoredBy(line string, d Diagnostic) bool {
	rules, ok := ignoreComment(commentIn(line))
	return ok && silences(rules, d.Rule.Name)
}

// commentIn is what stands behind the mark of a comment in a line of a script, YAML, HCL or JavaScript.
func commentIn(line string) string {
	if at := strings.Index(line, "lambdock ignore="); at >= 0 && strings.ContainsAny(line[:at], "#/") {
		return line[at:]
	}
	return ""
}

func ignoreComment(text string) ([]string, bool) {
	if rest, ok := strings.CutPrefix(text, "lambdock ignore="); ok {
		return ruleList(rest), true
	}
	if rest, ok := strings.CutPrefix(text, "check="); ok {
		return skippedChecks(rest), true
	}
	return nil, false
}

func ignoreFileComment(text string) ([]string, bool) {
	rest, ok := strings.CutPrefix(text, "lambdock ignore-file=")
	return ruleList(rest), ok
}

// ruleList reads "RULE,RULE why": the list ends at the first blank.
func ruleList(text string) []string {
	list, _, _ := strings.Cut(text, " ")
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}

// skippedChecks reads BuildKit's "skip=RULE,RULE;error=true".
func skippedChecks(value string) []string {
	var rules []string
	for _, part := range strings.Split(value, ";") {
		if list, ok := strings.CutPrefix(strings.TrimSpace(part), "skip="); ok {
			rules = append(rules, ruleList(list)...)
		}
	}
	return rules
}

func silences(rules []string, name string) bool {
	return slices.Contains(rules, name) || slices.Contains(rules, everyRule)
}

// IgnoreEdit puts a comment that ignores the finding above its instruction. ok is false for findings outside the Dockerfile,
// and where no comment can stand: nothing may come before a parser directive.
func IgnoreEdit(file *dockerfile.File, d Diagnostic) (Edit, bool) {
	if d.File != file.Source {
		return Edit{}, false
	}
	instruction := instructionAt(file, d.Span.Start)
	if instruction == nil {
		return Edit{}, false
	}
	line := file.Source.Line(file.Source.LineOf(instruction.Span.Start))
	for _, directive := range file.Directives {
		if line.Start < directive.Span.End {
			return Edit{}, false
		}
	}
	indent := file.Source.Text()[line.Start:instruction.Span.Start]
	if strings.TrimSpace(strings.TrimPrefix(indent, "\ufeff")) != "" {
		return Edit{}, false
	}
	at := source.Span{Start: instruction.Span.Start, End: instruction.Span.Start}
	return Edit{file.Source, at, "# lambdock ignore=" + d.Rule.Name + file.Source.LineEnd() + strings.TrimPrefix(indent, "\ufeff")}, true
}
