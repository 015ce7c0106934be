package rules

import (
	"fmt"
	"path"
	"slices"

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

The rule speaks of programs that are known to be missing. It is silent where anything in front of the command may have brought the program (an installation, a script, a copy, a mount), where
PATH is another than the base image's, where the command may not run, and in stages on other images.`,
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
	commands := i.Commands()
	said := map[string]bool{}
	for n, c := range commands {
		base := c.Step.Stage.Root()
		if base.Kind != image.BaseLambda || base.Tag == nil || c.Conditional || len(c.Guards) > 0 {
			continue
		}
		real := c.Unwrap()
		name := real.Name()
		pkg, confirmed, ok := lambda.MissingCommand(base.Tag.OS, name)
		key := name + c.Step.Stage.Name + base.Ref.Text
		if !ok || !confirmed || said[key] || mayHaveTool(commands[:n], c, name) {
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

// mayHaveTool reports whether a program may be there: something in front of the instruction could have put it into a directory of programs, an earlier
// command of the same instruction could have, or programs are looked for elsewhere.
func mayHaveTool(earlier []command, c command, name string) bool {
	if searchesElsewhere(c) || provided(earlier, c, name) {
		return true
	}
	for _, dir := range image.ProgramDirs() {
		if presence, _ := c.Step.Stage.LookupBefore(c.Step, path.Join(dir, name)); presence != image.Absent {
			return true
		}
	}
	return slices.ContainsFunc(earlier, func(e command) bool {
		return e.Step == c.Step && !slices.Contains(installsNothing, e.Unwrap().Name())
	})
}

// installsNothing are programs that put no other program anywhere.
var installsNothing = []string{"curl", "echo", "printf", "cd", "mkdir", "set", "export", "cat", "ls", "true", ":", "chmod", "rm", "pwd"}

// searchesElsewhere reports a command for which PATH is not the base image's.
func searchesElsewhere(c command) bool {
	value, _ := c.Step.Env.Lookup("PATH")
	_, assigned := c.Command.Env["PATH"]
	own := slices.ContainsFunc(c.Assigns, func(a shell.Assign) bool { return a.Name == "PATH" })
	_, mounts := c.Step.Instruction.Flag("mount")
	return assigned || own || mounts || !value.Known || len(value.Because) > 0
}

// installFirst installs a package in front of a command. The command must begin its line of shell, as what stands before it may be a condition.
func installFirst(i *image.Image, c command, pkg, manager string) []analysis.Fix {
	script := c.Step.Script()
	if c.Step.Instruction.JSON || len(c.Step.Instruction.Heredocs) > 0 || len(script.Commands) == 0 {
		return nil
	}
	first := script.Commands[0].Span.Start
	return []analysis.Fix{{
		Title: "Install " + pkg,
		Edits: []analysis.Edit{{File: i.File.Source, Span: source.Span{Start: first, End: first}, New: manager + " install -y " + pkg + " && "}},
	}}
}
