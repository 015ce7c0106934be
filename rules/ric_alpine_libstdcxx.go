package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "ric-alpine-libstdcxx",
	Summary: "final stages on Alpine that take a compiled client from a build stage and have no libstdc++",
	Doc: `
The Python client is a library in C++. The build stage has libstdc++ with its compiler; the final stage of a Python image on Alpine has not, and the import of the client ends with "Error loading shared library libstdc++.so.6".

The rule speaks where a build stage installs awslambdaric, the final one copies it, and installs no package but those that are known to bring no libstdc++. Docker's Node.js images have it.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-python-runtime-interface-client",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    ricAlpineLibstdcxx,
})

// plainPackages are packages of Alpine that do not stand on libstdc++.
var plainPackages = []string{"ca-certificates", "tzdata", "bash", "curl", "libcurl", "openssl", "libffi", "zlib", "libgcc", "git", "jq", "tini", "dumb-init", "su-exec"}

func ricAlpineLibstdcxx(p *analysis.Pass, i *image.Image) {
	base := i.Final.Root()
	family, _, ok := lambda.Family(base.Ref.Text)
	if language, _, known := lambda.LanguageImage(base.Ref.Text); base.Kind != image.BaseOther || !ok || family != "alpine" || !known || language != lambda.Python {
		return
	}
	if i.Start.Kind != image.Client || i.Start.Language != lambda.Python || !installsPlainly(p, i.Final.Chain()) {
		return
	}
	for _, c := range compiledClients(p, lambda.Python) {
		if slices.Contains(i.Final.Chain(), c.Step.Stage) || c.family != "alpine" {
			continue
		}
		for _, step := range finalSteps(i) {
			if step.Copy == nil || step.Copy.From == nil || !slices.Contains(step.Copy.From.Chain(), c.Step.Stage) {
				continue
			}
			tools := strings.Join(c.client.AlpineRuntime, " ")
			p.Report(analysis.Diagnostic{
				Span:    i.Final.RootStage().Reference.Inner(),
				Message: fmt.Sprintf("%s needs %s, which %s does not have and nothing installs", c.client.Package, tools, base.Ref.Text),
				Related: []analysis.Related{{File: c.File, Span: c.Span, Message: "the client is installed here"}},
				Fixes: []analysis.Fix{{
					Title: "Install " + tools,
					Edits: []analysis.Edit{before(i.File.Source, step.Instruction, "RUN apk add --no-cache "+tools)},
				}},
			})
			return
		}
	}
}

// installsPlainly reports whether nothing in a chain of stages could have brought libstdc++.
func installsPlainly(p *analysis.Pass, chain []*image.Stage) bool {
	for _, install := range p.Variant.Installs() {
		if !slices.Contains(chain, install.Step.Stage) {
			continue
		}
		if !install.Complete || install.Command == nil {
			return false
		}
		for _, pkg := range install.Packages {
			if pkg.Ecosystem == analysis.SystemPackage && !slices.Contains(plainPackages, pkg.Name) {
				return false
			}
		}
	}
	for _, s := range chain {
		for _, step := range s.Steps {
			if c := step.Copy; c != nil && (c.FromUnknown || c.FromImage.Text != "" || !c.Dest.Known || strings.Contains(c.Dest.Text, "lib/") && !strings.Contains(c.Dest.Text, "python") || strings.HasSuffix(c.Dest.Text, "lib") || c.Dest.Text == "/" || c.Dest.Text == "/usr") {
				return false
			}
		}
	}
	for _, c := range p.Image.Commands() {
		name := c.Unwrap().Name()
		if slices.Contains(chain, c.Step.Stage) && !slices.Contains(installsNothing, name) && !slices.Contains(quiet, name) {
			return false
		}
	}
	return true
}
