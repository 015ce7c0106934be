package rules

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
)

// installing are the sub-commands of package managers that install.
var installing = []string{"install", "reinstall", "in"}

// installsOn are the packages that a command installs in a stage on that operating system of Lambda's base images.
func installsOn(c command, os lambda.OS) []shell.Word {
	base := c.Step.Stage.Root()
	if base.Kind != image.BaseLambda || base.Tag == nil || base.Tag.OS != os {
		return nil
	}
	real := c.Unwrap()
	if !slices.Contains(lambda.PackageManagers(os), real.Name()) {
		return nil
	}
	operands := operandsOf(real)
	if len(operands) == 0 || !slices.Contains(installing, operands[0].Text) {
		return nil
	}
	return operands[1:]
}

// operandsOf are a command's words that are no options, its name left out.
func operandsOf(c *shell.Command) []shell.Word {
	var operands []shell.Word
	for n, w := range c.Words {
		if n > 0 && !strings.HasPrefix(w.Source.String(), "-") {
			operands = append(operands, w)
		}
	}
	return operands
}

// namesOption reports whether one of a command's words is that option.
func namesOption(c *shell.Command, option string) bool {
	return slices.ContainsFunc(c.Words, func(w shell.Word) bool { return w.Text == option })
}

// handlesPackage reports whether an earlier command in the stage's chain names a package: swaps it, or removes it.
func handlesPackage(earlier []command, c command, name string) bool {
	chain := c.Step.Stage.Chain()
	return slices.ContainsFunc(earlier, func(e command) bool {
		return slices.Contains(chain, e.Step.Stage) && slices.ContainsFunc(e.Words, func(w shell.Word) bool { return strings.Contains(w.Source.String(), name) })
	})
}
