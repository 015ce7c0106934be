package rules

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/packages"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "dotnet-target-framework-mismatch",
	Summary: "functions on a .NET base image whose project is built for another version of .NET",
	Doc: `
A Lambda base image for .NET holds one version of the runtime, and a program asks for the version that its project names as TargetFramework: net8.0 needs dotnet:8. With another one the start ends with "You must install or update .NET to run this application",
for .NET takes no other major version by itself.

The rule reads the project that the handler's assembly, or dotnet publish, is made of. It is silent where a project names several frameworks, brings its own runtime (SelfContained, PublishAot), rolls forward, leaves the framework to another file,
or where dotnet publish is told one.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/csharp-image.html",
		"https://learn.microsoft.com/dotnet/core/versions/selection",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    dotnetTargetFrameworkMismatch,
})

func dotnetTargetFrameworkMismatch(p *analysis.Pass, i *image.Image) {
	root := i.Final.RootStage()
	if root.Base.Kind != image.BaseLambda || root.Base.Tag == nil || root.Base.Lambda.Language != lambda.DotNet || rollsForward(i) {
		return
	}
	framework, ok := builtFor(p)
	if !ok {
		return
	}
	has, wanted := dotnetMajor.FindString(root.Base.Tag.Name), netMoniker.FindStringSubmatch(framework.Moniker)
	if has == "" || wanted == nil || wanted[1] == has || toolsName(p, framework.File, "net"+has+".") {
		return
	}
	at, exact := tagPlace(i, root)
	d := analysis.Diagnostic{
		Span:    at,
		Message: fmt.Sprintf("this image runs .NET %s, and %s is built for %s", has, framework.File.Path(), framework.Moniker),
		Related: []analysis.Related{{File: framework.File, Span: framework.Span, Message: "the framework is set here"}},
	}
	if tag := lambda.FindTag(lambda.DotNet, wanted[1]); exact && tag != nil {
		name := tag.Name
		if arch := root.Base.Lambda.Arch; arch != "" {
			name += "-" + arch
		}
		d.Fixes = []analysis.Fix{useTag(i, root, at, name)}
	}
	p.Report(d)
}

var (
	dotnetMajor = regexp.MustCompile(`^\d+`)
	netMoniker  = regexp.MustCompile(`^net(\d+)\.\d+$`)
)

// rollsForward reports whether the environment may let a program run on a newer version than it asks for.
func rollsForward(i *image.Image) bool {
	for _, name := range []string{"DOTNET_ROLL_FORWARD", "DOTNET_ROLL_FORWARD_ON_NO_CANDIDATE_FX", "DOTNET_ROLL_FORWARD_TO_PRERELEASE"} {
		if _, set := i.Final.Env.Lookup(name); set {
			return true
		}
		if _, set := i.Inputs.Override.Environment[name]; set {
			return true
		}
	}
	return false
}

// builtFor is the framework of the project that makes the handler's assembly, else of the only one that is published.
func builtFor(p *analysis.Pass) (packages.Framework, bool) {
	var project *source.File
	for _, step := range p.Image.Runs() {
		if script := step.Script(); script != nil && slices.ContainsFunc(script.Commands, func(c *shell.Command) bool { return c.Unwrap().Name() == "dotnet" && choosesFramework(c) }) {
			return packages.Framework{}, false
		}
	}
	for _, install := range p.Variant.Installs() {
		if install.Manager != "dotnet" || install.Command == nil || !publishes(install.Command) {
			continue
		}
		if install.Manifest == nil || project != nil && project.Path() != install.Manifest.Path() {
			return packages.Framework{}, false
		}
		project = install.Manifest
	}
	if compiled := p.Module().Compiled; strings.HasSuffix(compiled, ".csproj") && (project == nil || project.Path() != compiled) {
		text, err := fs.ReadFile(p.Env.FS, compiled)
		if err != nil {
			return packages.Framework{}, false
		}
		project = source.New(compiled, string(text))
	}
	if project == nil {
		return packages.Framework{}, false
	}
	return packages.TargetFramework(project)
}

func publishes(c *shell.Command) bool {
	return slices.ContainsFunc(c.Words, func(w shell.Word) bool { return w.Text == "publish" })
}

// toolsName reports whether the defaults of dotnet lambda, beside a project, name a framework of that version, which then counts in place of the project's.
func toolsName(p *analysis.Pass, project *source.File, version string) bool {
	text, err := fs.ReadFile(p.Env.FS, path.Join(path.Dir(project.Path()), "aws-lambda-tools-defaults.json"))
	return err == nil && strings.Contains(string(text), `"`+version)
}

// choosesFramework reports a dotnet publish that may be told the framework, or to bring a runtime along.
func choosesFramework(c *shell.Command) bool {
	for at, w := range c.Words {
		text := strings.ToLower(w.Text)
		selfContained := strings.Contains(text, "self-contained") && !strings.HasSuffix(text, "=false") && (at+1 == len(c.Words) || c.Words[at+1].Text != "false")
		if !w.Known || selfContained || text == "-f" || text == "--sc" || strings.HasPrefix(text, "--framework") || holdsAny(text, "targetframework", "selfcontained=true", "rollforward") {
			return true
		}
	}
	return false
}

func holdsAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}
