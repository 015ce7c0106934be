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
	Name:    "foreign-package-manager",
	Summary: "package managers of another Linux distribution than the base image's: apt-get on Amazon Linux, yum on Debian",
	Doc: `
Lambda's base images are Amazon Linux: they have neither apt-get nor apk. The build stops with "command not found", and the names of the packages differ too.

The rule judges each stage by its own base. It is silent where the command may not run, where an earlier instruction may have brought the program, and where the distribution of the
base is not known.`,
	Refs:     []string{"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html"},
	Severity: analysis.Error,
	Tier:     1,
	Since:    "0.1.0",
	Image:    foreignPackageManager,
})

func foreignPackageManager(p *analysis.Pass, i *image.Image) {
	commands := i.Commands()
	for n, c := range commands {
		real := c.Unwrap()
		name := real.Name()
		if !lambda.IsPackageManager(name) || c.Conditional || len(c.Guards) > 0 {
			continue
		}
		system, own := managersOf(c.Step.Stage.Root(), name)
		if len(own) == 0 || slices.Contains(own, name) || provided(commands[:n], c, name) {
			continue
		}
		p.Report(analysis.Diagnostic{
			Span:    real.Words[0].Span(),
			Message: fmt.Sprintf("%s has no %s, its package manager is %s", system, name, own[0]),
		})
	}
}

// managersOf is a base's distribution with the package managers that it may have; none where nothing is known,
// or where yum-on-al2023 and dnf-on-al2 speak of Amazon Linux's own.
func managersOf(base image.Base, name string) (system string, managers []string) {
	switch base.Kind {
	case image.BaseLambda:
		own := slices.ContainsFunc(lambda.FamiliesOf(name), func(family string) bool { return strings.HasPrefix(family, "amazonlinux") })
		if base.Tag == nil || own {
			return "", nil
		}
		return base.Tag.OSName, lambda.PackageManagers(base.Tag.OS)[:1]
	case image.BaseOther:
		if family, managers, ok := lambda.Family(base.Ref.Text); ok && base.Ref.Known {
			return family, managers
		}
	}
	return "", nil
}
