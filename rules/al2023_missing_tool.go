package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "al2023-missing-tool",
	Summary: "programs that Lambda base images of Amazon Linux 2023 lack, used before anything installs them",
	Doc: `
The base images of Amazon Linux 2023 are small: there is no tar, gzip, unzip, find, useradd, git or make in them. The build stops with "command not found", or, in a pipe, goes on with an
empty file.

The rule speaks of programs that are known to be missing. It is silent where an earlier command installs a package, where a COPY or a RUN may have brought the program, where the command
may not run, and in stages on other images.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://github.com/amazonlinux/amazon-linux-2023/issues/585",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    al2023MissingTool,
})

func al2023MissingTool(p *analysis.Pass, i *image.Image) {
	commands := runCommands(i)
	said := map[string]bool{}
	for n, c := range commands {
		base := c.step.Stage.Root()
		if base.Kind != image.BaseLambda || base.Tag == nil || c.Conditional || len(c.Guards) > 0 {
			continue
		}
		real := c.Unwrap()
		name := real.Name()
		pkg, confirmed, ok := lambda.MissingCommand(base.Tag.OS, name)
		key := name + c.step.Stage.Name + base.Ref.Text
		if !ok || !confirmed || said[key] || mayHaveTool(commands[:n], c, name, pkg) {
			continue
		}
		said[key] = true
		p.Report(analysis.Diagnostic{
			Span:    real.Words[0].Span(),
			Message: fmt.Sprintf("the base image of %s has no %s, and nothing installs it before", described(base.Tag), name),
			Fixes:   installFirst(i, c, pkg, lambda.PackageManager(base.Tag.OS)),
		})
	}
}

// mayHaveTool reports whether something in front of a command may have put a program there: the program's or another package that could bring it, a
// copy, a link, a script.
func mayHaveTool(earlier []command, c command, name, pkg string) bool {
	for _, dir := range []string{"/usr/bin/", "/usr/local/bin/", "/usr/sbin/", "/bin/", lambda.LanguageHome + "/bin/"} {
		if presence, _ := c.step.Stage.LookupBefore(c.step, dir+name); presence == image.Present {
			return true
		}
	}
	chain := c.step.Stage.Chain()
	for _, e := range earlier {
		if !slices.Contains(chain, e.step.Stage) {
			continue
		}
		real := e.Unwrap()
		if lambda.IsPackageManager(real.Name()) && installsUnknown(real, name, pkg) {
			return true
		}
	}
	return provided(earlier, c, name)
}

// installsUnknown reports an installation that could bring a package: it names it, a group, or something that is not known. Other packages
// bring it too where they depend on it, of which git and the compilers are the usual ones.
func installsUnknown(c *shell.Command, name, pkg string) bool {
	operands := operandsOf(c)
	if len(operands) == 0 {
		return false
	}
	if strings.HasPrefix(operands[0].Text, "group") {
		return true
	}
	return slices.ContainsFunc(operands[1:], func(w shell.Word) bool {
		return !w.Known || w.Glob || w.Text == pkg || w.Text == name || strings.ContainsAny(w.Text, "@/*") || !slices.Contains(lonePackages, w.Text)
	})
}

// lonePackages are packages that are known to bring none of the missing programs with them.
var lonePackages = []string{"jq", "libpq", "libpq-devel", "zip", "which", "nano", "vim-minimal", "less", "postgresql15", "mesa-libGL", "libffi-devel", "zlib-devel"}

// installFirst installs a package in front of a command. The command must begin its line of shell, as what stands before it may be a condition.
func installFirst(i *image.Image, c command, pkg, manager string) []analysis.Fix {
	script := c.step.Script()
	if c.step.Instruction.JSON || len(c.step.Instruction.Heredocs) > 0 || len(script.Commands) == 0 {
		return nil
	}
	first := script.Commands[0].Span.Start
	return []analysis.Fix{{
		Title: "Install " + pkg,
		Edits: []analysis.Edit{{File: i.File.Source, Span: source.Span{Start: first, End: first}, New: manager + " install -y " + pkg + " && "}},
	}}
}
