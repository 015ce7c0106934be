package lsp

import (
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/codeactions/scaffold"
)

// instructionSnippet is an instruction as a Lambda Dockerfile has it.
type instructionSnippet struct{ label, snippet, detail string }

// instructions completes the first word of a line: instructions as Lambda's Dockerfiles use them, those of other languages than the stage's left out.
func (c completer) instructions(t typed) []proposal {
	var found []proposal
	for _, e := range snippetsFor(c.stageAt(t.span.Start)) {
		if !c.generic && !strings.Contains(e.label, " ") {
			continue
		}
		p := proposal{label: e.label, detail: e.detail, kind: protocol.CompletionItemKindKeyword, span: t.span}
		if c.snippets {
			p.text, p.snippet, p.kind = e.snippet, true, protocol.CompletionItemKindSnippet
		} else {
			p.text, _, _ = strings.Cut(e.snippet, " ")
			p.text += " "
		}
		found = append(found, p)
	}
	return append(found, c.projects(t)...)
}

// projects are whole Dockerfiles, for a document in which nothing else stands.
func (c completer) projects(t typed) []proposal {
	if strings.TrimSpace(c.file.Source.Text()) != strings.TrimSpace(t.word) {
		return nil
	}
	var found []proposal
	for _, template := range scaffold.Templates() {
		found = append(found, proposal{
			label: template.ID, detail: "a Dockerfile: " + template.Title, kind: protocol.CompletionItemKindFile, span: t.span,
			text: strings.TrimSuffix(template.Dockerfile(scaffold.DefaultName, c.today), "\n"),
		})
	}
	return found
}

// stageAt is the stage that an offset lies in or behind; nil in front of the first.
func (c completer) stageAt(offset int) *image.Stage {
	var at *image.Stage
	if c.variant != nil {
		for _, stage := range c.variant.Image.Stages {
			if stage.From.Span.End < offset {
				at = stage
			}
		}
	}
	return at
}

// snippetsFor are the instructions for a stage; nil for one that is not begun.
func snippetsFor(stage *image.Stage) []instructionSnippet {
	language, manager, taskRoot := lambda.Language(""), "dnf", `\${`+lambda.TaskRootVariable+"}"
	if stage != nil {
		root := stage.Root()
		if !root.OnLambda() {
			taskRoot = lambda.TaskRoot // nothing sets the variable there
		}
		language = root.Lambda.Language
		if root.Tag != nil {
			manager = lambda.PackageManager(root.Tag.OS)
		} else if other, _, ok := lambda.LanguageImage(root.Ref.Text); ok {
			language = other
		}
		if _, managers, ok := lambda.Family(root.Ref.Text); ok && root.Tag == nil && len(managers) > 0 {
			manager = managers[0]
		}
	}
	handler := "app.handler"
	if facts, ok := lambda.HandlerOf(language); ok {
		handler = facts.Example
	}
	all := []instructionSnippet{
		{"FROM", "FROM " + lambda.PublicRegistry + "${1|python,nodejs,java,dotnet,ruby,provided|}:${2:tag}", "a stage on a Lambda base image"},
		{"COPY", "COPY ${1:" + usualSource(language) + "} " + taskRoot + "/", "files of the build context into the task root"},
		{"COPY --from", "COPY --from=${1:build} ${2:/app} " + taskRoot + "/", "files of another stage into the task root"},
		{"COPY adapter", "COPY --from=" + lambda.AdapterReference + " /lambda-adapter " + lambda.AdapterPath, "the Lambda Web Adapter"},
		{"RUN " + manager, installSnippet(manager), "packages of the system"},
	}
	if language == lambda.Python || language == "" {
		all = append(all, instructionSnippet{"RUN pip", "RUN pip install --no-cache-dir -r ${1:requirements.txt}", "packages of Python"})
	}
	if language == lambda.NodeJS || language == "" {
		all = append(all, instructionSnippet{"RUN npm", "RUN npm ci --omit=dev", "packages of Node.js"})
	}
	return append(all,
		instructionSnippet{"CMD", `CMD ["${1:` + handler + `}"]`, "the handler"},
		instructionSnippet{"ENTRYPOINT", `ENTRYPOINT ["${1:` + lambda.TaskRoot + `/main}"]`, "what the container starts"},
		instructionSnippet{"ENV", "ENV ${1:NAME}=${2:value}", "a variable of the function"},
		instructionSnippet{"ARG", "ARG ${1:NAME}=${2:default}", "a build argument"},
		instructionSnippet{"WORKDIR", "WORKDIR " + taskRoot, "the task root"},
	)
}

// usualSource is what a function of a language is usually copied from.
func usualSource(language lambda.Language) string {
	switch language {
	case lambda.NodeJS:
		return "index.mjs"
	case lambda.Java:
		return "target/classes"
	case lambda.DotNet:
		return "publish"
	case lambda.Ruby:
		return "app.rb"
	case lambda.Go, lambda.Provided:
		return "main"
	}
	return "app.py"
}

// installSnippet installs a package with a package manager, and leaves nothing else behind.
func installSnippet(manager string) string {
	switch manager {
	case "apk":
		return "RUN apk add --no-cache ${1:package}"
	case "apt-get":
		return "RUN apt-get update && apt-get install -y --no-install-recommends ${1:package} && rm -rf /var/lib/apt/lists/*"
	}
	return "RUN " + manager + " install -y ${1:package} && " + manager + " clean all"
}
