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
	Name:    "ric-alpine-build-tools",
	Summary: "runtime interface clients compiled on Alpine without the tools that takes",
	Doc: `
The Python and Node.js clients have parts in C++, and no ready-made files for Alpine's musl: installing them compiles libcurl and the client, which takes a compiler, make, cmake, autoconf, automake and libtool. Without them the build stops.

The rule knows Docker's Python and Node.js images of Alpine. It is silent where something not known could have installed the tools, where the install may not run, and where files for other systems are taken from elsewhere.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-python-runtime-interface-client",
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    ricAlpineBuildTools,
})

func ricAlpineBuildTools(p *analysis.Pass, i *image.Image) {
	commands := runCommands(i)
	for n, c := range commands {
		base := c.step.Stage.Root()
		family, _, ok := lambda.Family(base.Ref.Text)
		if base.Kind != image.BaseOther || !ok || family != "alpine" || c.Conditional || len(c.Guards) > 0 {
			continue
		}
		w, client, installs := installsClient(c)
		if !installs || hasBuildTools(commands[:n], c) {
			continue
		}
		p.Report(analysis.Diagnostic{
			Span:    w.Span(),
			Message: fmt.Sprintf("%s is compiled on Alpine, and nothing installs the tools for it: %s", client.Package, strings.Join(client.AlpineBuild, " ")),
			Fixes: []analysis.Fix{{
				Title: "Install the tools",
				Edits: []analysis.Edit{before(i.File.Source, c.step.Instruction, "RUN apk add --no-cache "+strings.Join(client.AlpineBuild, " "))},
			}},
		})
	}
}

// installsClient is the word of a command that installs a client which is compiled.
func installsClient(c command) (w shell.Word, client lambda.ClientFacts, ok bool) {
	real := c.Unwrap()
	words := operandsOf(real)
	program := real.Name()
	if program == "python" || program == "python3" {
		if len(words) < 2 || words[0].Text != "pip" {
			return w, client, false
		}
		program, words = "pip", words[1:]
	}
	languages := map[string]lambda.Language{"pip": lambda.Python, "pip3": lambda.Python, "npm": lambda.NodeJS}
	language, known := languages[program]
	if !known || len(words) < 2 || !slices.Contains([]string{"install", "i", "add"}, words[0].Text) || mentions(real, "--only-binary") || mentions(real, "--platform") || mentions(real, "find-links") {
		return w, client, false
	}
	client = lambda.Client(language)
	for _, operand := range words[1:] {
		name := operand.Text
		if at := strings.IndexAny(name, "=<>~!@[; "); at > 0 {
			name = name[:at]
		}
		if name == client.Package && client.Native {
			return operand, client, true
		}
	}
	return w, client, false
}

// hasBuildTools reports whether a compiler is in a stage: a command before installs one, or something that may bring one.
func hasBuildTools(earlier []command, c command) bool {
	chain := c.step.Stage.Chain()
	compilers := []string{"build-base", "g++", "gcc", "alpine-sdk", "clang"}
	for _, e := range earlier {
		if !slices.Contains(chain, e.step.Stage) {
			continue
		}
		real := e.Unwrap()
		switch {
		case real.Name() == "apk":
			if slices.ContainsFunc(operandsOf(real), func(w shell.Word) bool { return !w.Known || slices.Contains(compilers, w.Text) }) {
				return true
			}
		case !slices.Contains(installsNothing, real.Name()) && !slices.Contains([]string{"pip", "pip3", "npm", "apk"}, real.Name()):
			if presence, _ := c.step.Stage.LookupBefore(c.step, "/lambdock/none"); presence != image.Absent {
				return true
			}
		}
	}
	return slices.ContainsFunc(chain, func(s *image.Stage) bool {
		return slices.ContainsFunc(s.Steps, func(step *image.Step) bool {
			return step.Copy != nil && (step.Copy.From != nil || step.Copy.FromUnknown || step.Copy.FromImage.Text != "") && step.Instruction.Span.Start < c.step.Instruction.Span.Start
		})
	})
}
