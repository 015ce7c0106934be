package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "docker-run-option-after-image",
	Summary: "options of docker run that stand behind the image's name, where they are the container's arguments",
	Doc: `
docker run takes its options before the image's name: what stands behind it is given to the container in place of CMD. With "docker run hello -p 9000:8080" no port is published, and the entry point
gets "-p" for a handler.

The rule looks at images of which a build in the same file, or the only one of the workspace, makes a Lambda function's, and at containers that start the runtime interface emulator. It is silent where words before the image are
not known. A command in a README is info.`,
	Refs: []string{
		"https://docs.docker.com/reference/cli/docker/container/run/",
		"https://github.com/aws/aws-lambda-runtime-interface-emulator",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Command:  dockerRunOptionAfterImage,
})

func dockerRunOptionAfterImage(p *analysis.Pass, m *workspace.Command) {
	if m.Kind != workspace.RunCommand || m.Open {
		return
	}
	late := m.Late
	if at := slices.IndexFunc(late, func(o workspace.Option) bool { return !misplaced(p.Image, o) }); at >= 0 {
		late = late[:at]
	}
	if len(late) == 0 {
		return
	}
	var words []string
	for at, o := range late {
		if at == 0 || o.Span != late[at-1].Span { // -it is two options
			words = append(words, m.File.Slice(o.Span))
		}
	}
	span := source.Span{Start: late[0].Span.Start, End: late[len(late)-1].Span.End}
	name := m.Operands[0].Word
	p.Report(analysis.Diagnostic{
		File: m.File, Span: span, Severity: inProse(m),
		Message: fmt.Sprintf("%s stands behind the image's name and is given to the container, not to docker run", strings.Join(words, " ")),
		Fixes: []analysis.Fix{{
			Title: "Move it before the image's name",
			Edits: []analysis.Edit{{
				File: m.File, Span: source.Span{Start: name.Start, End: span.End},
				New: m.File.Slice(span) + m.File.Slice(source.Span{Start: name.End, End: span.Start}) + m.File.Slice(name),
			}},
		}},
	})
}

// misplaced reports an option that must have been meant for docker run, and not for what the image starts; with no image at hand only one that makes it start the emulator.
func misplaced(i *image.Image, o workspace.Option) bool {
	if !runOption.MatchString(o.Name + " " + o.Value.Text) {
		return false
	}
	if i == nil {
		return asksForEmulator(o)
	}
	return refusesOptions(i, o)
}

// runOption is an option of docker run with its value: a program of the container may have others of the same name.
var runOption = regexp.MustCompile(`^(publish [\w.$:{}]*\d+:\d+(/\w+)?|volume [^:]+:/.*|env [A-Z_][A-Z0-9_]*(=.*)?|(env-file|entrypoint) .+|platform linux/.*|(rm|detach|interactive|tty) )$`)

// asksForEmulator reports an option that makes the runtime interface emulator the entry point.
func asksForEmulator(o workspace.Option) bool {
	_, emulator := lambda.IsEmulator(strings.TrimSpace(o.Value.Text))
	return o.Name == "entrypoint" && emulator
}

// refusesOptions reports whether what the image starts has no option of that name itself: a runtime has none at all.
func refusesOptions(i *image.Image, o workspace.Option) bool {
	return i.Start.Kind == image.LambdaEntrypoint || i.Start.Kind == image.Client || o.Name == "publish" || o.Name == "entrypoint"
}
