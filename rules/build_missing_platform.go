package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "build-missing-platform",
	Summary: "builds of a Lambda image that name no platform, so that the machine which builds decides the architecture",
	Doc: `
A build without a platform is for the machine that it runs on: on a Mac with Apple silicon an arm64 image, on most others an x86_64 one. A function has one architecture, x86_64 unless it is told otherwise, and with the
other one each invocation ends with "exec format error" or Runtime.InvalidEntrypoint: the build works for one developer and not for the next.

Any of --platform, DOCKER_DEFAULT_PLATFORM, platform and platforms counts, and so does FROM --platform, or a base image of one architecture. The rule speaks where the image is meant for a registry: the build or
a command of the same file pushes it, it bears a registry's name, or Terraform or Serverless builds it. It is silent on what a CI system runs, where it hangs on the system's machines, on sam build and CDK, on images for functions of both architectures,
and where options hang on variables. A command in a README is info.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Build:    buildMissingPlatform,
})

func buildMissingPlatform(p *analysis.Pass, b *workspace.Build) {
	if len(b.Platforms) > 0 || b.Tool == workspace.SAM || b.Tool == workspace.CDK || workspace.RunsInCI(b.File.Path()) || !leavesTheMachine(p, b) || platformDecided(p.Image.Final) {
		return
	}
	users := p.Env.Functions
	if len(users) == 0 {
		users = p.Env.Loose
	}
	architecture, ok := architectureOf(users)
	if !ok {
		return
	}
	d := analysis.Diagnostic{
		File: b.File, Span: b.Span,
		Message: "this build names no platform, so that the machine which builds decides for which architecture the image is",
		Related: []analysis.Related{buildsLambda(p.Image)},
	}
	if len(users) > 0 {
		d.Message = fmt.Sprintf("this build names no platform, so that the image is for the machine which builds it, and the function is for %s", architecture)
	}
	if b.Documentation {
		d.Severity = analysis.Info
	}
	platform, _ := lambda.Platform(architecture)
	if insert := b.InsertPlatform; insert.Text != "" && platform != "" {
		d.Fixes = []analysis.Fix{{
			Title: "Build for " + platform,
			Edits: []analysis.Edit{{File: b.File, Span: source.Span{Start: insert.At, End: insert.At}, New: strings.ReplaceAll(insert.Text, workspace.PlatformMark, platform)}},
		}}
	}
	p.Report(d)
}

// leavesTheMachine reports whether what a build makes is meant for a registry: it is pushed, by the build or by a command of the same file, or its name begins with a private registry's address, or a tool that deploys builds it.
func leavesTheMachine(p *analysis.Pass, b *workspace.Build) bool {
	if b.Push.State == workspace.On || b.Tool == workspace.ServerlessImage || path.Ext(b.File.Path()) == ".tf" {
		return true
	}
	if slices.ContainsFunc(b.Tags, func(tag workspace.Value) bool { return strings.Contains(tag.Text, ".dkr.ecr.") }) {
		return true
	}
	pushes := func(m *workspace.Command) bool { return m.Kind == workspace.PushCommand }
	return b.Tool != workspace.Compose && slices.ContainsFunc(p.Env.Workspace.CommandsIn(b.File.Path()), pushes)
}

// platformDecided reports whether the Dockerfile itself says, or may say, which architecture its last stage is for.
func platformDecided(s *image.Stage) bool {
	root := s.RootStage()
	if flag, given := root.From.Flag("platform"); given {
		return !strings.Contains(flag.Value.Value, "TARGET")
	}
	base := root.Root()
	return base.Kind == image.BaseUnknown || base.Lambda.Arch != "" || strings.Contains(base.Ref.Text, "@sha256") || namesArchitecture(base.Ref.Text)
}

// namesArchitecture reports an image whose name or tag names an architecture: arm64v8/python, python:3.13-amd64.
func namesArchitecture(ref string) bool {
	return slices.ContainsFunc([]string{"amd64", "arm64", "x86_64", "aarch64"}, func(word string) bool { return strings.Contains(ref, word) })
}

// architectureOf is the architecture of those functions, x86_64 where nothing is said; ok is false where it is not known, or they are of both.
func architectureOf(functions []*workspace.Function) (architecture string, ok bool) {
	for _, f := range functions {
		own := f.Architecture.Text
		if f.Architecture.State == workspace.Unset {
			own = lambda.DefaultArchitecture
		}
		if f.Architecture.State == workspace.Dynamic || architecture != "" && own != architecture {
			return "", false
		}
		architecture = own
	}
	if architecture == "" {
		architecture = lambda.DefaultArchitecture
	}
	return architecture, true
}
