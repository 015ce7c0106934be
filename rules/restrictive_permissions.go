package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "restrictive-permissions",
	Summary: "files of a function that Lambda's user cannot read",
	Doc: `
Lambda runs the function as a user of its own, who is neither the owner of the files nor in their group: what counts are the permissions for others. COPY --chmod=600, or a RUN chmod 700, ends with "permission denied" at the first import.

The rule looks at the handler's file and the directories above it, where a COPY --chmod or a chmod of a RUN gives them a mode that is known; the last one counts. Of programs that start the container entrypoint-script-not-runnable speaks.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://github.com/terraform-aws-modules/terraform-aws-lambda/issues/209",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    restrictivePermissions,
})

func restrictivePermissions(p *analysis.Pass, i *image.Image) {
	found := p.Module()
	if found.Presence != image.Present || found.Origin.Step == nil || givenToLambda(i) {
		return
	}
	if mode, step := found.Origin.Mode, found.Origin.Chmod; step != nil && mode.Known && mode.Bits&0o004 == 0 {
		reportMode(p, i, step, fmt.Sprintf("Lambda's user cannot read %s, whose mode is %o in the image", found.File, mode.Bits.Perm()))
		return
	}
	dirs := i.Start.Handler.SearchPath
	if len(dirs) == 0 || path.IsAbs(found.File) {
		return
	}
	for dir := path.Dir(path.Join(dirs[0], found.File)); dir != "/"; dir = path.Dir(dir) {
		presence, origin := i.Final.Lookup(dir)
		if presence != image.Present || origin.Chmod == nil || origin.Chmod.Copy != nil || !origin.Mode.Known || origin.Mode.Bits&0o001 != 0 {
			continue
		}
		if there, _ := i.Final.Lookup(path.Join(dirs[0], found.File)); there == image.Present {
			reportMode(p, i, origin.Chmod, fmt.Sprintf("Lambda's user cannot enter %s, whose mode is %o in the image", dir, origin.Mode.Bits.Perm()))
		}
		return
	}
}

// reportMode marks what sets a mode: the flag of a COPY, the word behind the one chmod of a RUN, or the instruction.
func reportMode(p *analysis.Pass, i *image.Image, step *image.Step, message string) {
	d := analysis.Diagnostic{Span: step.Instruction.KeywordSpan, Message: message}
	if flag, given := step.Instruction.Flag("chmod"); given {
		d.Span = flag.Span
	} else if word, ok := chmodWord(step); ok {
		d.Span = word
	}
	d.Fixes = openMode(i, step)
	p.Report(d)
}

// openMode is a fix that lets everybody read and run what a step gives a mode to.
func openMode(i *image.Image, step *image.Step) []analysis.Fix {
	if flag, given := step.Instruction.Flag("chmod"); given {
		return []analysis.Fix{{Title: "Use --chmod=755", Edits: []analysis.Edit{{File: i.File.Source, Span: flag.Span, New: "--chmod=755"}}}}
	}
	if word, ok := chmodWord(step); ok && octalMode.MatchString(i.File.Source.Slice(word)) {
		return []analysis.Fix{{Title: "Use chmod 755", Edits: []analysis.Edit{{File: i.File.Source, Span: word, New: "755"}}}}
	}
	return nil
}

var octalMode = regexp.MustCompile(`^[0-7]{3,4}$`)

// chmodWord is where the mode of a RUN's one chmod stands, if that changes one path.
func chmodWord(step *image.Step) (at source.Span, ok bool) {
	script := step.Script()
	if script == nil {
		return at, false
	}
	var all []*shell.Command
	for _, c := range script.Commands {
		if c = c.Unwrap(); c.Name() == "chmod" {
			all = append(all, c)
		}
	}
	if len(all) != 1 {
		return at, false
	}
	operands := slices.DeleteFunc(slices.Clone(all[0].Words[1:]), func(w shell.Word) bool {
		return w.Text == "-R" || strings.HasPrefix(w.Text, "--") || slices.Contains([]string{"-v", "-f", "-c", "-Rv", "-Rf"}, w.Text)
	})
	if len(operands) != 2 {
		return at, false
	}
	return operands[0].Span(), true
}

// givenToLambda reports a chown to the user as whom Lambda has been seen to run functions.
func givenToLambda(i *image.Image) bool {
	return slices.ContainsFunc(i.Commands(), func(c image.Command) bool {
		return c.Unwrap().Name() == "chown" && slices.ContainsFunc(c.Unwrap().Words[1:], func(w shell.Word) bool {
			return strings.HasPrefix(w.Text, "993") || strings.HasPrefix(w.Text, "sbx_user")
		})
	})
}
