package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
)

var _ = rule(analysis.Rule{
	Name:    "microdnf-unsupported-operation",
	Summary: "operations of dnf that the microdnf of Lambda base images does not have",
	Doc: `
The dnf of Lambda's base images of Amazon Linux 2023 is microdnf under another name. It knows no groups, no config-manager, no builddep, and installs neither from an address nor from an
.rpm file: the build stops with "Unknown command" or "No package matches".

The rule is silent where an earlier command installs dnf itself.`,
	Refs: []string{
		"https://docs.aws.amazon.com/linux/al2023/ug/package-management.html",
		"https://github.com/rpm-software-management/microdnf",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    microdnfUnsupportedOperation,
})

func microdnfUnsupportedOperation(p *analysis.Pass, i *image.Image) {
	commands := i.Commands()
	for n, c := range commands {
		base := c.Step.Stage.Root()
		real := c.Unwrap()
		if base.Kind != image.BaseLambda || base.Tag == nil || base.Tag.OS != lambda.AL2023 || c.Conditional || len(c.Guards) > 0 || !slices.Contains([]string{"dnf", "microdnf"}, real.Name()) {
			continue
		}
		w, what := unsupportedByMicrodnf(real)
		if what == "" || installsDNF(commands[:n], c) {
			continue
		}
		p.Report(analysis.Diagnostic{Span: w.Span(), Message: fmt.Sprintf("the dnf of the base image of %s is microdnf, which %s", described(base.Tag), what)})
	}
}

// unsupportedByMicrodnf is the word of a command that microdnf cannot do, and why.
func unsupportedByMicrodnf(c *shell.Command) (w shell.Word, why string) {
	operands := operandsOf(c)
	if len(operands) == 0 {
		return w, ""
	}
	switch verb := operands[0]; verb.Text {
	case "groupinstall", "group", "config-manager", "builddep", "copr":
		return verb, "has no " + verb.Text
	case "install", "localinstall", "reinstall":
		for _, operand := range operands[1:] {
			switch {
			case strings.Contains(operand.Text, "://"):
				return operand, "installs nothing from an address"
			case strings.HasSuffix(operand.Text, ".rpm"):
				return operand, "installs no .rpm files, rpm -U does"
			}
		}
	}
	return w, ""
}

// installsDNF reports whether an earlier command of the chain may have brought the full dnf.
func installsDNF(earlier []command, c command) bool {
	chain := c.Step.Stage.Chain()
	return slices.ContainsFunc(earlier, func(e command) bool {
		return slices.Contains(chain, e.Step.Stage) && slices.ContainsFunc(operandsOf(e.Unwrap()), func(w shell.Word) bool {
			return w.Text == "dnf" || strings.HasPrefix(w.Text, "dnf-") || !w.Known && strings.Contains(w.Source.String(), "dnf")
		})
	})
}
