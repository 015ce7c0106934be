package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "npx-npm-cache-read-only",
	Summary: "entry points that start npx or npm without a cache that can be written in Lambda",
	Doc: `
npx and npm write into their cache, below the home directory, at each start. In Lambda everything but /tmp is read-only: the start ends with EROFS, or npm warns and waits.

The rule is silent where NPM_CONFIG_CACHE or HOME is set to a place below /tmp, and where a function's configuration may set them.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    npxNpmCacheReadOnly,
})

func npxNpmCacheReadOnly(p *analysis.Pass, i *image.Image) {
	argv := i.Start.Argv
	if len(argv) == 0 || i.Inputs.Override.Entrypoint != nil {
		return
	}
	program := path.Base(argv[0].Text)
	holder := i.Final.Entrypoint
	if !holder.Set {
		holder = i.Final.Cmd
	}
	if program != "npx" && program != "npm" || holder.Instruction == nil || holder.Shell || holder.Words[0].Span != argv[0].Span {
		return
	}
	for _, name := range []string{lambda.NPMCacheVariable, strings.ToLower(lambda.NPMCacheVariable), "HOME", "XDG_CACHE_HOME"} {
		if _, set := i.Final.Env.Runtime(name); set && name != "HOME" || ownVariable(i, name) {
			return
		}
		for _, f := range p.Variant.Functions {
			if _, set := f.Environment[name]; set || f.EnvironmentOpen {
				return
			}
		}
	}
	p.Report(analysis.Diagnostic{
		Span:    argv[0].Span,
		Message: fmt.Sprintf("%s writes its cache below the home directory, which Lambda mounts read-only", program),
		Fixes: []analysis.Fix{{
			Title: "Set " + lambda.NPMCacheVariable,
			Edits: []analysis.Edit{before(i.File.Source, holder.Instruction, "ENV "+lambda.NPMCacheVariable+"="+lambda.TempDir+"/.npm")},
		}},
	})
}

// ownVariable reports whether an ENV of the final image's chain sets a variable.
func ownVariable(i *image.Image, name string) bool {
	_, ok := ownEnv(i, name)
	return ok
}
