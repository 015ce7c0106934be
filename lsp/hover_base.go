package lsp

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

// base explains an image that FROM or --from names.
func (e explainer) base(at spot) string {
	if at.instruction.Keyword != "FROM" || at.stage == nil {
		return e.copiedImage(at.name)
	}
	base := at.stage.Base
	switch {
	case base.Kind == image.BaseScratch:
		return "**scratch**: an empty image. A function on it needs a program that speaks to Lambda's Runtime API by itself, such as a static Go or Rust binary."
	case !base.Ref.Known:
		return paragraphs("The image hangs on "+code(at.stage.Reference.Value)+", which has no value here: nothing is known of it.", passedBy(base.Ref))
	case base.Tag != nil:
		return e.lambdaBase(base.Lambda, base.Tag)
	case base.OnLambda():
		return fmt.Sprintf("**%s**: a Lambda base image. Its runtime is not told by the tag, so nothing is said of its age, packages or search path.", base.Lambda.Repository)
	}
	return e.foreignBase(base.Ref.Text)
}

func passedBy(v image.Value) string {
	if len(v.Because) == 0 {
		return ""
	}
	return "A build argument or a template's `DockerBuildArgs` may give it one."
}

func (e explainer) lambdaBase(ref lambda.Reference, tag *lambda.Tag) string {
	head := fmt.Sprintf("**%s:%s**: AWS's base image of %s %s", ref.Repository, ref.Tag, tag.Language.Title(), tag.Name)
	var search string
	if dirs := lambda.SearchPath(tag, func(string) (string, bool) { return "", false }); len(dirs) > 0 {
		search = "looks for the handler in " + codes(dirs)
	}
	facts := list(
		tag.OSName+", glibc "+tag.Glibc+", packages with `"+lambda.PackageManager(tag.OS)+"`",
		"for "+strings.Join(tag.Architectures, " and "),
		e.support(tag),
		"entry point "+code(lambda.Entrypoint)+", which takes one argument: the handler",
		"working directory "+code(lambda.TaskRoot)+", which is `LAMBDA_TASK_ROOT`",
		search,
		"holds the runtime interface client, and the emulator for local tests",
	)
	gallery := ""
	if ref.Registry == lambda.PublicECR {
		gallery = fmt.Sprintf("[Gallery](%s) · [AWS's documentation](%s)", galleryOf(tag.Language), tag.Language.Page())
	}
	return paragraphs(head, facts, gallery)
}

// support says how long a runtime is looked after.
func (e explainer) support(tag *lambda.Tag) string {
	switch left, known := tag.DaysLeft(e.today); {
	case tag.Preview:
		return "a preview, not for production"
	case !known:
		return ""
	case tag.Deprecated(e.today):
		return fmt.Sprintf("**deprecated since %s**: no more security patches", tag.Deprecation)
	case left <= 180:
		return fmt.Sprintf("supported until **%s**, %d days from now", tag.Deprecation, left)
	}
	return fmt.Sprintf("supported until %s", tag.Deprecation)
}

func galleryOf(language lambda.Language) string {
	return "https://gallery.ecr.aws/lambda/" + string(language)
}

func (e explainer) foreignBase(ref string) string {
	var facts []string
	if family, managers, ok := lambda.Family(ref); ok {
		line := family
		if name, version, ok := lambda.LibC(ref); ok {
			line += ", " + strings.TrimSpace(name+" "+version)
		}
		if len(managers) > 0 {
			line += ", packages with " + codes(managers)
		}
		facts = append(facts, line)
	}
	language, version, ok := lambda.LanguageImage(ref)
	if ok {
		facts = append(facts, strings.TrimSpace(language.Title()+" "+version))
	}
	need := "no Lambda base image: the image must bring a runtime interface client, or the Lambda Web Adapter"
	switch client := lambda.Client(language); {
	case lambda.IsAdapterImage(ref):
		need = "brings the Lambda Web Adapter: a web server is the function, and needs no client"
	case lambda.BringsClient(ref):
		need = "brings a runtime interface client"
	case ok && client.Package != "":
		need += fmt.Sprintf("; for %s that is `%s`, which ENTRYPOINT starts", language.Title(), client.Package)
	}
	return paragraphs("**"+ref+"**", list(append(facts, need)...))
}

// copiedImage explains an image that files are copied from.
func (e explainer) copiedImage(ref string) string {
	switch {
	case lambda.IsAdapterImage(ref):
		return paragraphs("**"+ref+"**: the Lambda Web Adapter", "It is an extension: in "+code(lambda.AdapterPath)+" it starts by itself, and hands each event to the web server of the image as an HTTP request.",
			"Variables: "+codes(lambda.AdapterVariables()))
	case lambda.BringsClient(ref):
		return "**" + ref + "**: an image with a runtime interface client"
	}
	return ""
}

func codes(texts []string) string {
	quoted := make([]string, len(texts))
	for n, text := range texts {
		quoted[n] = code(text)
	}
	return strings.Join(quoted, ", ")
}
