package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "non-linux-platform",
	Summary: "builds and stages of a Lambda image for a platform that is not Linux",
	Doc: `
Lambda runs Linux containers, on x86_64 and arm64. An image for Windows, or for another architecture, is refused or ends with "exec format error".

The rule is silent on build stages, and where the platform hangs on variables.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Build:    nonLinuxPlatform,
})

func nonLinuxPlatform(p *analysis.Pass, b *workspace.Build) {
	for _, v := range b.Platforms {
		if v.State != workspace.Known || v.Text == "" || runsInLambda(v.Text) {
			continue
		}
		at := v.Span
		if at.Len() == 0 {
			at = b.Span
		}
		p.Report(analysis.Diagnostic{
			File: b.File, Span: at,
			Message: fmt.Sprintf("Lambda runs no images for %s, only linux/amd64 and linux/arm64", v.Text),
			Related: []analysis.Related{buildsLambda(p.Image)},
		})
	}
}

// runsInLambda reports a platform that is one of Lambda's. A name without a slash is an architecture, or an operating system of the local machine's architecture.
func runsInLambda(platform string) bool {
	system, architecture, both := strings.Cut(strings.ToLower(platform), "/")
	if !both {
		return system == "local" || system == "linux" || system != "windows" && system != "darwin"
	}
	_, known := lambda.Architecture("linux/" + architecture)
	return system == "linux" && known
}
