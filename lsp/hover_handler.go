package lsp

import (
	"fmt"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

// handlersText explains the handler of a variant, and says which functions the image is used for.
func handlersText(v *analysis.Variant, all []*analysis.Variant) string {
	return paragraphs(handlerText(v), functionsText(all))
}

// functionsText lists the functions that use the Dockerfile, with the commands that they set.
func functionsText(all []*analysis.Variant) string {
	var lines []string
	for _, v := range all {
		for _, f := range v.Functions {
			line := fmt.Sprintf("%s of %s", f.Name, f.File.Path())
			if h := v.Image.Start.Handler; f.Command.Set && h.State == image.HandlerGiven {
				line += ", with the handler " + code(h.Text)
			}
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return "Used by" + list(lines...)
}

// handlerText is the handler's signature and documentation, and how it is found, step by step.
func handlerText(v *analysis.Variant) string {
	i := v.Image
	start, found := i.Start, v.Written()
	signature, doc := "", ""
	if found.Name.Name != "" {
		signature = fenced(languageTag(sourceLanguage(start, found)), found.Name.Signature)
		doc = withoutTags(found.Name.Doc)
	}
	steps := []string{startStep(start)}
	if found.Program != "" {
		steps = append(steps, "which starts "+code(found.Program), placeStep(i, found), symbolStep(v, found))
	} else if start.Language != "" && start.Handler.State == image.HandlerGiven {
		steps = append(steps, searchStep(start, found), placeStep(i, found), symbolStep(v, found))
	}
	return paragraphs(signature, doc, "How it is found:"+numbered(steps))
}

// isScript reports a program that is a script of the build context.
func isScript(found analysis.Resolution) bool {
	return found.Program != "" && found.Read && found.Compiled == ""
}

// sourceLanguage is the language of a handler's source.
func sourceLanguage(start image.Start, found analysis.Resolution) lambda.Language {
	if !found.Read {
		return start.Language
	}
	switch path.Ext(found.Source.File.Path()) {
	case ".go":
		return lambda.Go
	case ".rs":
		return "rust"
	case ".sh", ".bash":
		return "sh"
	}
	return start.Language
}

// startStep says what gets the handler.
func startStep(start image.Start) string {
	switch start.Kind {
	case image.LambdaEntrypoint:
		return fmt.Sprintf("%s of the base image gets %s as its one argument", code(lambda.Entrypoint), code(start.Handler.Text))
	case image.Client:
		return fmt.Sprintf("the runtime interface client of %s gets %s", start.Language.Title(), code(start.Handler.Text))
	case image.Script:
		return fmt.Sprintf("the script %s gets %s", code(start.Program.Path), code(start.Handler.Text))
	}
	return ""
}

func searchStep(start image.Start, found analysis.Resolution) string {
	switch {
	case found.Module == "":
		return ""
	case start.Language == lambda.Java:
		return fmt.Sprintf("it loads the class %s", code(found.Module))
	case start.Language == lambda.DotNet:
		return fmt.Sprintf("it loads the assembly %s", code(found.Module))
	case len(start.Handler.SearchPath) == 0:
		return ""
	}
	return fmt.Sprintf("it looks for the module %s in %s", code(found.Module), codes(start.Handler.SearchPath))
}

// placeStep says which file the module is, and what put it there.
func placeStep(i *image.Image, found analysis.Resolution) string {
	switch {
	case isScript(found):
		return fmt.Sprintf("which is %s of the build context", code(path.Join(i.Inputs.ContextDir, found.Origin.ContextPath)))
	case found.Compiled != "":
		return fmt.Sprintf("which is compiled from %s", code(found.Compiled))
	case found.Near != nil:
		return fmt.Sprintf("**no source of it is there**, but one of %s in %s", code(found.Near.Name), code(found.Near.File.Path()))
	}
	switch found.Presence {
	case image.Present:
		line := fmt.Sprintf("finds %s", code(found.File))
		if step := found.Origin.Step; step != nil {
			line += fmt.Sprintf(", put there by line %d, %s", i.File.Source.LineOf(step.Instruction.Span.Start)+1, code(firstLine(i, step)))
		}
		if found.Origin.ContextPath != "" {
			line += ", from " + code(found.Origin.ContextPath) + " of the build context"
		}
		return line
	case image.Absent:
		return "**nothing puts it there**"
	}
	return "whether it is there cannot be told from the files: a RUN, another image or an unknown argument decides"
}

func symbolStep(v *analysis.Variant, found analysis.Resolution) string {
	switch {
	case !found.Read:
		return ""
	case found.Symbols == handlers.No && found.Compiled != "":
		return fmt.Sprintf("**%s does not define %s**", code(found.Source.File.Path()), code(found.Symbol))
	case found.Symbols == handlers.No:
		return fmt.Sprintf("**%s is not defined there**", found.Symbol)
	case found.Name.Name == "":
		return ""
	}
	f := found.Source.File
	if isScript(found) {
		return fmt.Sprintf("%s is defined in line %d of %s", code(found.Name.Name), f.LineOf(found.Name.Span.Start)+1, code(f.Path()))
	}
	return fmt.Sprintf("which defines %s in line %d of %s", code(found.Name.Name), f.LineOf(found.Name.Span.Start)+1, code(f.Path()))
}

// withoutTags is a documentation comment without the elements of XML and HTML that C# and Java write in it.
func withoutTags(doc string) string {
	var b strings.Builder
	for rest := doc; rest != ""; {
		before, tag, found := strings.Cut(rest, "<")
		b.WriteString(before)
		if !found {
			break
		}
		end := strings.IndexByte(tag, '>')
		if end < 1 || !isNameByte(tag[0]) && tag[0] != '/' {
			b.WriteByte('<')
			rest = tag
			continue
		}
		rest = tag[end+1:]
	}
	return strings.TrimSpace(b.String())
}

// firstLine is the first line of an instruction as written.
func firstLine(i *image.Image, step *image.Step) string {
	text, _, _ := strings.Cut(i.File.Source.Slice(step.Instruction.Span), "\n")
	return strings.TrimSpace(text)
}

func numbered(lines []string) string {
	var b strings.Builder
	n := 0
	for _, line := range lines {
		if line != "" {
			n++
			fmt.Fprintf(&b, "\n%d. %s", n, line)
		}
	}
	return b.String()
}

func fenced(language, text string) string {
	if text == "" {
		return ""
	}
	return "```" + language + "\n" + text + "\n```"
}

// languageTag is the name of a language behind the fence of a Markdown code block.
func languageTag(language lambda.Language) string {
	switch language {
	case lambda.NodeJS:
		return "javascript"
	case lambda.DotNet:
		return "csharp"
	case lambda.Provided:
		return ""
	}
	return string(language)
}
