package rules

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/packages"
	"github.com/lambdock/lambdock/analysis/shell"
)

// compilers are the packages of Linux distributions that bring a compiler for C++, or may.
var compilers = []string{"build-base", "alpine-sdk", "build-essential", "g++", "gcc", "gcc-c++", "clang", "cmake"}

// compiledClient is a client that its install compiles, and the family of the Linux distribution that it does so on.
type compiledClient struct {
	clientInstall
	family string
}

// compiledClients are the installs of a language's client that compile it: on a public image of the language's own, and not from files that
// were compiled elsewhere.
func compiledClients(p *analysis.Pass, language lambda.Language) []compiledClient {
	var found []compiledClient
	if !lambda.Client(language).Native {
		return nil
	}
	for _, c := range clientInstalls(p, language) {
		base := c.Step.Stage.Root()
		family, _, known := lambda.Family(base.Ref.Text)
		if on, _, ok := lambda.LanguageImage(base.Ref.Text); base.Kind != image.BaseOther || !ok || !known || on != language && family != "alpine" {
			continue
		}
		if takesCompiled(c.Command) || c.File != p.Image.File.Source && namesIndex(c.File.Text()) || indexInEnv(c.Step) {
			continue
		}
		found = append(found, compiledClient{c, family})
	}
	return found
}

// takesCompiled reports an install that compiles nothing, or may take what was compiled elsewhere.
func takesCompiled(c *shell.Command) bool {
	return slices.ContainsFunc([]string{"--only-binary", "--platform", "find-links", "index-url", "--ignore-scripts", "-f", "-i"}, func(option string) bool {
		return slices.ContainsFunc(c.Words, func(w shell.Word) bool {
			text := w.Source.String()
			return !w.Known || text == option || len(option) > 2 && strings.Contains(text, option)
		})
	})
}

// namesIndex reports a requirements file that takes packages from a place of its own.
func namesIndex(text string) bool {
	return strings.Contains(text, "index-url") || strings.Contains(text, "find-links") || strings.Contains(text, "only-binary")
}

// indexInEnv reports that variables send pip to a place of its own.
func indexInEnv(step *image.Step) bool {
	return slices.ContainsFunc([]string{"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_ONLY_BINARY"}, func(name string) bool {
		_, set := step.Env.Lookup(name)
		return set
	})
}

// mayHaveTool reports whether one of the tools could be in the stage when the client is installed: a package of that name is installed
// before, or something not known could have brought it.
func (c compiledClient) mayHaveTool(p *analysis.Pass, tools ...string) bool {
	chain := c.Step.Stage.Chain()
	installs := p.Variant.Installs()
	for _, earlier := range installs {
		if !slices.Contains(chain, earlier.Step.Stage) {
			continue
		}
		if earlier.Command == c.Command {
			break
		}
		named := func(tool string) bool { _, ok := earlier.Find(analysis.SystemPackage, tool); return ok }
		if earlier.Command == nil || isSystem(earlier.List.Packages) && !earlier.Complete || slices.ContainsFunc(tools, named) {
			return true
		}
	}
	return copiesPrograms(chain, c.Step) || runsUnseen(p.Image, chain, c)
}

// copiesPrograms reports whether a step before copies from another image or stage, or from the context to where programs lie.
func copiesPrograms(chain []*image.Stage, until *image.Step) bool {
	for _, s := range chain {
		for _, step := range s.Steps {
			if step == until {
				return false
			}
			if c := step.Copy; c != nil && (c.From != nil || c.FromUnknown || c.FromImage.Text != "" || !c.Dest.Known || strings.Contains(c.Dest.Text, "bin")) {
				return true
			}
		}
	}
	return false
}

// quiet are programs that install no tool of a compiler's beside installsNothing.
var quiet = []string{"pip", "pip3", "npm", "npx", "yarn", "apk", "apt-get", "apt", "python", "python3", "node", "ln", "mv", "cp", "touch", "find", "sed", "grep", "test", "[", "useradd", "adduser", "addgroup", "groupadd", "corepack", "unzip", "tar"}

// runsUnseen reports whether a command before is none of those that are known to bring no tools: a script, an installer.
func runsUnseen(i *image.Image, chain []*image.Stage, c compiledClient) bool {
	for _, e := range i.Commands() {
		if !slices.Contains(chain, e.Step.Stage) {
			continue
		}
		real := e.Unwrap()
		if e.Step == c.Step && real.Span == c.Command.Span {
			return false
		}
		if name := real.Name(); len(real.Words) > 0 && !slices.Contains(installsNothing, name) && !slices.Contains(quiet, name) {
			return true
		}
		if name := real.Name(); (name == "pip" || name == "pip3" || name == "npm") && mentions(real, "cmake") {
			return true
		}
	}
	return false
}

func isSystem(found []packages.Package) bool {
	return slices.ContainsFunc(found, func(p packages.Package) bool { return p.Ecosystem == analysis.SystemPackage })
}
