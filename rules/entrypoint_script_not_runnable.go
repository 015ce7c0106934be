package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "entrypoint-script-not-runnable",
	Summary: "scripts and bootstraps that start the container and that nobody can run",
	Doc: `
What the container starts must be executable for everybody, for Lambda runs it as a user of its own; a script needs a line that names its interpreter, and line ends without carriage returns.
Else each invocation ends with Runtime.InvalidEntrypoint, "permission denied", "exec format error" or "no such file or directory".

The rule reads the file of the build context, with COPY --chmod and RUN chmod. It is silent where the script is given to a shell, and where a RUN may have changed it.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://github.com/aws/aws-lambda-runtime-interface-emulator",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    entrypointScriptNotRunnable,
})

func entrypointScriptNotRunnable(p *analysis.Pass, i *image.Image) {
	found, at, ok := startedFile(i)
	if !ok || found.Origin.Step == nil || found.Origin.Step.Copy == nil {
		return
	}
	d := analysis.Diagnostic{Span: at, Related: []analysis.Related{{File: i.File.Source, Span: found.Origin.Step.Instruction.Span, Message: "it is copied here"}}}
	mode := found.Origin.Mode
	fault := ""
	switch {
	case mode.Known && !mode.Executable():
		fault = fmt.Sprintf("%s is not executable for everybody (mode %o)", found.Path, mode.Bits.Perm())
		d.Fixes = chmodOnCopy(i, found.Origin.Step)
		if by := found.Origin.Chmod; by != nil && by.Copy == nil {
			d.Fixes = openMode(i, by)
			d.Related = append(d.Related, analysis.Related{File: i.File.Source, Span: by.Instruction.Span, Message: "it gets its mode here"})
		}
	default:
		fault = scriptFault(i, found)
	}
	if fault == "" {
		return
	}
	d.Message = "the container starts " + found.Path + ", and " + strings.TrimPrefix(fault, found.Path+" ")
	if strings.HasPrefix(fault, found.Path+" ") {
		d.Message = fmt.Sprintf("the container starts %s, which %s", found.Path, strings.TrimPrefix(fault, found.Path+" "))
	}
	p.Report(d)
}

// startedFile is the file that the container runs by itself, and where the Dockerfile says so.
func startedFile(i *image.Image) (found image.Found, at source.Span, ok bool) {
	if i.Start.Kind == image.LambdaEntrypoint && i.Start.Language == lambda.Provided {
		presence, origin := i.Final.Lookup(lambda.Bootstrap)
		if presence != image.Present || origin.Step == nil || origin.Step.Copy == nil {
			return found, at, false
		}
		return image.Found{Path: lambda.Bootstrap, Origin: origin}, origin.Step.Copy.DestWord.Inner(), !origin.Dir
	}
	argv, program := i.Start.Argv, i.Start.Program
	holder := i.Final.Entrypoint
	if !holder.Set {
		holder = i.Final.Cmd
	}
	if len(argv) == 0 || program.Path == "" || i.Inputs.Override.Entrypoint != nil || holder.Instruction == nil || holder.Shell || len(holder.Words) == 0 {
		return found, at, false
	}
	first := argv[0].Text
	if !path.IsAbs(first) {
		first = path.Join(i.Final.WorkDir.Text, first)
	}
	return program, holder.Words[0].Span, path.Clean(first) == program.Path && holder.Words[0].Span == argv[0].Span
}

// scriptFault says what keeps the kernel from running a script, or "".
func scriptFault(i *image.Image, found image.Found) string {
	script, ok := i.StartScript()
	if !ok || found.Path != i.Start.Program.Path {
		return ""
	}
	text := script.Text.String()
	line, _, several := strings.Cut(text, "\n")
	switch {
	case !strings.HasPrefix(line, "#!") && strings.HasSuffix(found.Path, ".sh"):
		return found.Path + " has no #! line that names its interpreter"
	case several && strings.HasSuffix(line, "\r"):
		return found.Path + " has carriage returns at its line ends, so that its interpreter is not found"
	}
	return ""
}

// chmodOnCopy gives a COPY the permissions that a program needs.
func chmodOnCopy(i *image.Image, step *image.Step) []analysis.Fix {
	file := i.File.Source
	if flag, given := step.Instruction.Flag("chmod"); given {
		return []analysis.Fix{{Title: "Use --chmod=755", Edits: []analysis.Edit{{File: file, Span: flag.Span, New: "--chmod=755"}}}}
	}
	at := source.Span{Start: step.Instruction.KeywordSpan.End, End: step.Instruction.KeywordSpan.End}
	return []analysis.Fix{{Title: "Add --chmod=755", Edits: []analysis.Edit{{File: file, Span: at, New: " --chmod=755"}}}}
}
