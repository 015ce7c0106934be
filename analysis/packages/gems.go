package packages

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// gemfile reads the gems that stand in a Gemfile by name. A Gemfile is a program: what is not a plain list makes it incomplete.
func gemfile(file *source.File, _ Open) List {
	list := List{Complete: true}
	var blocks []string
	for _, l := range linesOf(file) {
		text := strings.TrimSpace(withoutComment(l.text))
		word, rest, _ := strings.Cut(text, " ")
		switch word {
		case "", "source", "ruby", "git_source":
		case "gem":
			p, ok := gemOf(rest)
			if !ok {
				list.Complete = false
				continue
			}
			p.File, p.Span = file, l.span(text)
			for _, block := range blocks {
				p.Dev = p.Dev || strings.Contains(block, ":development") || strings.Contains(block, ":test")
				p.Conditional = p.Conditional || !p.Dev
			}
			list.Packages = append(list.Packages, p)
		case "end":
			blocks = blocks[:max(len(blocks)-1, 0)]
		default:
			list.Complete = list.Complete && word == "group"
			if strings.HasSuffix(text, " do") || word == "if" || word == "unless" || word == "case" {
				blocks = append(blocks, text)
			}
		}
	}
	return list
}

// gemOf reads what stands behind gem: 'rack', '~> 3.0', require: false.
func gemOf(text string) (Package, bool) {
	p := Package{Ecosystem: lambda.Gem}
	var limits []string
	for n, argument := range strings.Split(text, ",") {
		argument = strings.TrimSpace(argument)
		quoted := len(argument) > 1 && (argument[0] == '"' || argument[0] == '\'') && argument[len(argument)-1] == argument[0]
		switch {
		case quoted && n == 0:
			p.Name = argument[1 : len(argument)-1]
		case quoted && len(limits) == n-1:
			limits = append(limits, argument[1:len(argument)-1])
		case strings.Contains(argument, "group"):
			p.Conditional = true
		}
	}
	p.Constraint = strings.Join(limits, ", ")
	p.Version = ExactGem(p.Constraint)
	return p, p.Name != "" && !strings.Contains(text, "#{") && !strings.Contains(text, " if ")
}

// gemfileLock reads the gems that Bundler chose, in the block of each source.
func gemfileLock(file *source.File, _ Open) List {
	list := List{Complete: !strings.Contains(file.Text(), "<<<<<<<")}
	for _, l := range linesOf(file) {
		entry, ok := strings.CutPrefix(l.text, "    ")
		name, version, found := strings.Cut(entry, " (")
		if !ok || strings.HasPrefix(entry, " ") || !found || !strings.HasSuffix(version, ")") {
			continue
		}
		version, _, _ = strings.Cut(strings.TrimSuffix(version, ")"), "-") // a platform stands behind
		if number := exact(version, ""); number != "" {
			list.Packages = append(list.Packages, Package{Ecosystem: lambda.Gem, Name: name, Version: number, Constraint: number, File: file, Span: l.span(entry)})
		}
	}
	return list
}
