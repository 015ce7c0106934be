package lsp

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// variableText says what value a variable has at a place, where that comes from, and what it is to Lambda.
func variableText(i *image.Image, at spot) string {
	env := i.Globals
	if at.step != nil {
		env = at.step.Env
	}
	value, set := env.Lookup(at.name)
	if defined, isDefinition := pairValue(at); isDefinition {
		value, set = defined, true
	}
	head := "**" + at.name + "**"
	switch {
	case value.Known:
		head += " is " + code(value.Text)
	case set:
		head += " has no value that is known here"
	default:
		head += " is not set here: it expands to nothing"
	}
	return paragraphs(head, decidedBy(i, value.Because), variableMeaning(at.name))
}

// pairValue is the value that an ENV or ARG itself gives a variable, as written.
func pairValue(at spot) (image.Value, bool) {
	for _, pair := range at.instruction.Pairs {
		if pair.Name.Span() != at.span || !pair.HasValue {
			continue
		}
		text := strings.Trim(pair.Value.Value, `"'`)
		return image.Value{Text: text, Known: !strings.Contains(text, "$")}, !strings.Contains(text, "$")
	}
	return image.Value{}, false
}

// decidedBy lists the lines that decided a value.
func decidedBy(i *image.Image, because []source.Span) string {
	var lines []string
	for _, s := range because {
		number := i.File.Source.LineOf(s.Start)
		line := fmt.Sprintf("line %d: %s", number+1, code(strings.TrimSpace(i.File.Source.Slice(i.File.Source.Line(number)))))
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return "From" + list(lines...)
}

// variableMeaning says what a variable of that name is to Lambda.
func variableMeaning(name string) string {
	reserved, isReserved := lambda.Reserved(name)
	replacement, deprecated := lambda.DeprecatedAdapterVariable(name)
	switch {
	case isReserved && reserved.Kind == lambda.DirectoryVariable:
		return "Reserved: Lambda sets it, to a folder of the image, and no function's configuration can."
	case isReserved:
		return fmt.Sprintf("Reserved: Lambda sets it (%s), and what an image or a function's configuration says does not count.", reserved.Kind)
	case lambda.IsExtendable(name):
		return "Lambda's runtime sets it too; a function may add to it."
	case name == lambda.ExecWrapperVariable:
		return "A script that Lambda's managed runtimes start in place of the interpreter."
	case slices.Contains(lambda.AdapterVariables(), name):
		return "Read by the Lambda Web Adapter."
	case deprecated && replacement != "":
		return "An old name of the Lambda Web Adapter's for " + code(replacement) + "."
	}
	return ""
}

// flagText says what a flag of an instruction does in an image for Lambda.
func flagText(at spot) string {
	text := map[string]string{
		"platform": "The platform of this stage. A function runs on one architecture, linux/amd64 or linux/arm64: that of the build (`--platform` of the command) where nothing is written here.",
		"from":     "Copies from a stage or an image in place of the build context.",
		"chmod":    "The permissions in the image. Lambda runs the function as a user of its own, who must be able to read (`r` for others), and for programs to execute (`x`).",
		"chown":    "The owner in the image. Lambda's user owns nothing: what counts are the permissions for others.",
		"mount":    "Laid over the image while the command runs; what is written below it is not in the image.",
		"link":     "Copies into a layer of its own, which does not follow links in the destination.",
		"parents":  "Keeps the folders of the sources.",
		"exclude":  "Leaves out what matches.",
	}[at.name]
	if text == "" {
		return ""
	}
	return paragraphs("**--"+at.name+"**", text)
}

// keywordText says what an instruction is to Lambda.
func keywordText(v *analysis.Variant, at spot) string {
	i := v.Image
	switch at.name {
	case "CMD", "ENTRYPOINT":
		return startText(i, at.name)
	case "COPY", "ADD":
		return copyText(v, at)
	case "FROM":
		return ""
	case "USER":
		return "**USER** is ignored by Lambda, which runs the image as a user of its own without privileges; it counts for builds and local runs."
	case "WORKDIR":
		return workDirText(i, at)
	}
	if lambda.IgnoredInstruction(at.name) {
		return "**" + at.name + "** has no effect in Lambda."
	}
	if text := meanings[at.name]; text != "" {
		return "**" + at.name + "** " + text
	}
	return ""
}

// meanings say what is left of an instruction when its image runs in Lambda.
var meanings = map[string]string{
	"RUN":        "runs while the image is built. What it leaves is in the image, and in Lambda all of that but `/tmp` is read-only.",
	"ENV":        "sets a variable of the build and of the function. What the function's configuration sets goes over it, and what Lambda sets itself over both.",
	"ARG":        "holds while the image is built, and the function does not see it: `ENV` hands it on. Its value can be read from the image, so it is no place for secrets.",
	"LABEL":      "describes the image. Lambda does not look at it.",
	"SHELL":      "sets what runs `RUN`, and `CMD` and `ENTRYPOINT` in shell form. It does not touch those in exec form, as Lambda's base images want `CMD`.",
	"ONBUILD":    "does nothing to this image: its instruction runs when another image is built on this one.",
	"MAINTAINER": "is deprecated for `LABEL`. Lambda does not look at it.",
}

// startText says what the container of the image starts in Lambda.
func startText(i *image.Image, keyword string) string {
	argv := i.Start.Argv
	if len(argv) == 0 {
		return ""
	}
	words := make([]string, len(argv))
	for n, w := range argv {
		words[n] = w.Text
	}
	text := paragraphs("**"+keyword+"**: in Lambda the container starts", fenced("", strings.Join(words, " ")))
	if !i.Final.Entrypoint.Set || i.Final.Entrypoint.Instruction != nil {
		return text
	}
	return paragraphs(text, "The entry point is the base image's.")
}

// programText leads to the source of the program that the container starts.
func programText(v *analysis.Variant) string {
	found := v.Written()
	if found.Program == "" || !found.Read {
		return ""
	}
	signature := fenced(languageTag(sourceLanguage(v.Image.Start, found)), found.Name.Signature)
	if found.Name.Name == "" {
		signature = ""
	}
	text := code(found.Program) + " is compiled from " + code(found.Compiled)
	if isScript(found) {
		text = code(found.Program) + " is " + code(path.Join(v.Context, found.Origin.ContextPath)) + " of the build context"
	}
	doubt := ""
	if found.Compiled != "" && found.Symbols == handlers.Unknown {
		doubt = "Whether it answers events cannot be told: its own sources call no runtime client, and a package that they import may."
	}
	return paragraphs(text, signature, found.Name.Doc, doubt)
}

func workDirText(i *image.Image, at spot) string {
	if at.stage == nil || at.stage != i.Final || !at.stage.Root().OnLambda() {
		return ""
	}
	return "**WORKDIR** does not move the place where the runtime looks for the handler: that is " + code(lambda.TaskRoot) + ", `LAMBDA_TASK_ROOT`."
}

// argumentText explains a word of a RUN, and the arguments of other instructions.
func argumentText(v *analysis.Variant, at spot, offset int) string {
	switch at.instruction.Keyword {
	case "RUN":
		return runText(v.Image, at, offset)
	case "CMD", "ENTRYPOINT":
		return paragraphs(startText(v.Image, at.instruction.Keyword), programText(v))
	case "WORKDIR":
		return workDirText(v.Image, at)
	case "USER":
		return keywordText(v, spot{name: "USER"})
	}
	return ""
}

// runText explains the program of a RUN's command, and the runtime interface clients that it installs.
func runText(i *image.Image, at spot, offset int) string {
	if at.step == nil || at.step.Script() == nil {
		return ""
	}
	for _, c := range at.step.Script().Commands {
		if !c.Span.Contains(offset) {
			continue
		}
		real := c.Unwrap()
		for n, w := range real.Words {
			if !w.Span().Contains(offset) {
				continue
			}
			if n == 0 {
				return managerText(at, w.Text)
			}
			return clientText(at, w)
		}
	}
	return ""
}

// managerText says whether a package manager is in the stage's image.
func managerText(at spot, program string) string {
	base := at.stage.Root()
	if !lambda.IsPackageManager(program) {
		return ""
	}
	var managers []string
	what := ""
	if base.Tag != nil {
		managers, what = lambda.PackageManagers(base.Tag.OS), base.Tag.OSName
	} else if family, known, ok := lambda.Family(base.Ref.Text); ok {
		managers, what = known, family
	}
	if len(managers) == 0 {
		return ""
	}
	if slices.Contains(managers, program) {
		return fmt.Sprintf("**%s**: the package manager of %s", program, what)
	}
	return fmt.Sprintf("**%s** is not on %s, which has %s", program, what, codes(managers))
}

// clientText explains a runtime interface client that a command installs: what it needs on this base.
func clientText(at spot, w shell.Word) string {
	for _, language := range lambda.Languages() {
		client := lambda.Client(language)
		if client.Package == "" || distribution(w.Text) != client.Package {
			continue
		}
		text := fmt.Sprintf("**%s**: the runtime interface client of %s, which asks Lambda for events and calls the handler", client.Package, language.Title())
		var needs []string
		family, _, _ := lambda.Family(at.stage.Root().Ref.Text)
		if client.Native {
			switch family {
			case "alpine":
				needs = client.AlpineBuild
			case "debian", "ubuntu":
				needs = client.DebianBuild
			}
		}
		lines := list("starts with "+code("ENTRYPOINT [\""+strings.Join(client.Entrypoint, `", "`)+"\"]"), newest(client))
		if len(needs) > 0 {
			lines += "\n- is compiled where no wheel fits, which takes " + codes(needs)
		}
		return paragraphs(text, lines)
	}
	return ""
}

// distribution is the name in a package manager's argument, without version and extras.
func distribution(argument string) string {
	if end := strings.IndexAny(argument, "=<>~!@[; "); end >= 0 {
		return argument[:end]
	}
	return argument
}

func newest(client lambda.ClientFacts) string {
	if client.NewestVersion == "" {
		return ""
	}
	return "newest known version " + client.NewestVersion
}
