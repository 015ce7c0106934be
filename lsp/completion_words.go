package lsp

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// instructions completes the first word of a line: instructions as Lambda's Dockerfiles use them.
func (c completer) instructions(t typed) []proposal {
	entries := []struct{ label, snippet, detail string }{
		{"FROM", "FROM " + lambda.PublicRegistry + "${1|python,nodejs,java,dotnet,ruby,provided|}:${2:tag}", "a stage on a Lambda base image"},
		{"COPY", "COPY ${1:app.py} \\${LAMBDA_TASK_ROOT}/", "files of the build context into the task root"},
		{"COPY --from", "COPY --from=${1:build} ${2:/app} \\${LAMBDA_TASK_ROOT}/", "files of another stage into the task root"},
		{"COPY adapter", "COPY --from=" + lambda.AdapterReference + " /lambda-adapter " + lambda.AdapterPath, "the Lambda Web Adapter"},
		{"RUN dnf", "RUN dnf install -y ${1:package} && dnf clean all", "packages on Amazon Linux 2023"},
		{"RUN pip", "RUN pip install --no-cache-dir -r ${1:requirements.txt}", "packages of Python"},
		{"RUN npm", "RUN npm ci --omit=dev", "packages of Node.js"},
		{"CMD", "CMD [\"${1:app.handler}\"]", "the handler"},
		{"ENTRYPOINT", "ENTRYPOINT [\"${1:/main}\"]", "what the container starts"},
		{"ENV", "ENV ${1:NAME}=${2:value}", "a variable of the function"},
		{"ARG", "ARG ${1:NAME}=${2:default}", "a build argument"},
		{"WORKDIR", "WORKDIR \\${LAMBDA_TASK_ROOT}", "the task root"},
	}
	var found []proposal
	for _, e := range entries {
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
	return found
}

// paths completes sources and destinations of COPY and ADD.
func (c completer) paths(t typed, _ int) []proposal {
	from := ""
	for _, w := range t.words {
		if value, ok := strings.CutPrefix(w, "--from="); ok {
			from = value
		}
	}
	var found []proposal
	if len(t.arguments()) > 0 {
		found = c.directories(t)
	}
	if from == "" {
		found = append(found, c.contextFiles(t)...)
	} else if c.variant != nil {
		found = append(found, c.stageFiles(t, from)...)
	}
	return found
}

// mostEntries bounds the entries of a folder that are offered.
const mostEntries = 100

// contextFiles are the entries of the build context's folder that is being typed, without those that the ignore file drops.
func (c completer) contextFiles(t typed) []proposal {
	if c.variant == nil || c.variant.Image.Inputs.Context == nil || strings.ContainsAny(t.word, "$*?") {
		return nil
	}
	dir := path.Clean(strings.TrimPrefix(t.word[:strings.LastIndexByte(t.word, '/')+1], "/") + ".")
	if !fs.ValidPath(dir) {
		return nil
	}
	entries, err := fs.ReadDir(c.variant.Image.Inputs.Context, dir)
	if err != nil {
		return nil
	}
	drops := c.variant.Image.IgnoreFilter()
	at := source.Span{Start: t.span.Start + strings.LastIndexByte(t.word, '/') + 1, End: t.span.End}
	var found []proposal
	for _, e := range entries {
		if len(found) == mostEntries {
			break
		}
		if drops(path.Join(dir, e.Name())) || e.Name() == ".git" {
			continue
		}
		found = append(found, entry(e.Name(), e.IsDir(), at))
	}
	return found
}

func entry(name string, dir bool, at source.Span) proposal {
	if dir {
		return proposal{label: name + "/", kind: protocol.CompletionItemKindFolder, span: at}
	}
	return proposal{label: name, kind: protocol.CompletionItemKindFile, span: at}
}

// stageFiles are the entries of a stage's folder that is being typed.
func (c completer) stageFiles(t typed, from string) []proposal {
	i := c.variant.Image
	stage := stageNamed(i, &image.Stage{Index: len(i.Stages)}, from)
	if stage == nil {
		return nil
	}
	dir := "/" + strings.TrimPrefix(t.word[:strings.LastIndexByte(t.word, '/')+1], "/")
	if !strings.HasPrefix(t.word, "/") && stage.WorkDir.Known {
		dir = "/"
	}
	names, _ := stage.List(dir)
	at := source.Span{Start: t.span.Start + strings.LastIndexByte(t.word, '/') + 1, End: t.span.End}
	var found []proposal
	for _, name := range names[:min(len(names), mostEntries)] {
		_, origin := stage.Lookup(path.Join(dir, name))
		p := entry(name, origin.Dir, at)
		if !strings.Contains(t.word, "/") {
			p.text = "/" + p.label
		}
		found = append(found, p)
	}
	return found
}

// directories are the destinations that matter in Lambda.
func (c completer) directories(t typed) []proposal {
	if c.variant == nil || strings.Contains(t.word, "/") {
		return nil
	}
	if _, ok := c.valueAt(t.span.Start, t.keyword, lambda.TaskRootVariable); ok {
		return []proposal{{label: "${" + lambda.TaskRootVariable + "}/", detail: lambda.TaskRoot + ", where the runtime looks for the handler", kind: protocol.CompletionItemKindFolder, span: t.span}}
	}
	return []proposal{{label: lambda.TaskRoot + "/", detail: "where Lambda's base images hold functions", kind: protocol.CompletionItemKindFolder, span: t.span}}
}

// handlers completes CMD with the handlers that the image's sources define.
func (c completer) handlers(t typed) []proposal {
	if c.variant == nil || c.variant.Image.Final == nil {
		return nil
	}
	var found []proposal
	for _, h := range handlersOf(c.variant) {
		p := proposal{label: h.Text, detail: h.Name.Signature, kind: protocol.CompletionItemKindFunction, span: t.span}
		if !t.quoted {
			p.text = `["` + h.Text + `"]`
			if strings.HasPrefix(c.file.Source.Text()[max(t.span.Start-1, 0):], "[") {
				p.text = `"` + h.Text + `"`
			}
		}
		found = append(found, p)
	}
	return found
}

// handlersOf are the handlers in the directories where the runtime of an image looks for them, the likeliest first.
func handlersOf(v *analysis.Variant) []analysis.Choice {
	if compiled := v.CompiledHandlers(); compiled != nil {
		return compiled
	}
	i := v.Image
	root := lambda.TaskRoot
	if dirs := i.Start.Handler.SearchPath; len(dirs) > 0 {
		root = dirs[0]
	}
	var found []analysis.Choice
	for _, dir := range append([]string{""}, foldersIn(i.Final, root)...) {
		names, _ := i.Final.List(path.Join(root, dir))
		for _, name := range names[:min(len(names), mostEntries)] {
			if !isHandlerSource(i.Start.Language, name) {
				continue
			}
			_, origin := i.Final.Lookup(path.Join(root, dir, name))
			module, ok := v.Read(origin)
			if !ok {
				continue
			}
			stem := strings.TrimSuffix(path.Join(dir, name), path.Ext(name))
			if i.Start.Language == lambda.Python {
				stem = strings.ReplaceAll(stem, "/", ".")
			}
			for _, candidate := range handlers.Candidates(module) {
				found = append(found, analysis.Choice{Text: stem + "." + candidate.Name, Name: candidate})
			}
		}
	}
	return found[:min(len(found), mostProposals)]
}

// foldersIn are the folders of a directory of the image.
func foldersIn(s *image.Stage, dir string) []string {
	names, _ := s.List(dir)
	var folders []string
	for _, name := range names {
		presence, origin := s.Lookup(path.Join(dir, name))
		if presence == image.Present && origin.Dir && name != "node_modules" && name != "__pycache__" {
			folders = append(folders, name)
		}
	}
	return folders[:min(len(folders), 20)]
}

func isHandlerSource(language lambda.Language, name string) bool {
	facts, ok := lambda.HandlerOf(language)
	return ok && slices.Contains(facts.Extensions, strings.TrimPrefix(path.Ext(name), ".")) && !strings.HasPrefix(name, "test_")
}

// entrypoints completes ENTRYPOINT with what starts a runtime on the stage's base.
func (c completer) entrypoints(t typed) []proposal {
	if c.variant == nil || c.variant.Image.Final == nil || t.quoted {
		return nil
	}
	root := c.variant.Image.Final.Root()
	if root.OnLambda() && root.Lambda.Language != lambda.Provided {
		return []proposal{{label: `["` + lambda.Entrypoint + `"]`, detail: "the base image's own", kind: protocol.CompletionItemKindValue, span: t.span}}
	}
	language, _, ok := lambda.LanguageImage(root.Ref.Text)
	client := lambda.Client(language)
	if !ok || len(client.Entrypoint) == 0 {
		return nil
	}
	return []proposal{{
		label: `["` + strings.Join(client.Entrypoint, `", "`) + `"]`, detail: "starts " + client.Package, kind: protocol.CompletionItemKindValue, span: t.span,
	}}
}

// environment completes the names that ENV may set for Lambda; reserved ones are left out.
func (c completer) environment(t typed) []proposal {
	if c.variant == nil || strings.Contains(t.word, "=") || c.variant.Image.Start.Kind != image.Adapter {
		return nil
	}
	var found []proposal
	for _, name := range lambda.AdapterVariables() {
		if _, reserved := lambda.Reserved(name); !reserved {
			found = append(found, proposal{label: name, text: name + "=", detail: "read by the Lambda Web Adapter", kind: protocol.CompletionItemKindVariable, span: t.span})
		}
	}
	return found
}

// endsAt reports whether an offset lies in a span, or behind it with nothing but blanks between.
func endsAt(f *source.File, span source.Span, offset int) bool {
	return span.Contains(offset) || span.Len() > 0 && span.End < offset && strings.Trim(f.Slice(source.Span{Start: span.End, End: offset}), " \t") == ""
}

// inTemplate completes the command of a function in a template with the handlers of its image.
func (c completer) inTemplate(ctx context.Context, q *question, offset int) ([]proposal, error) {
	if q.around == nil {
		return nil, nil
	}
	for _, f := range q.around.Functions {
		if f.File.Path() != q.file || !endsAt(q.source, f.Command.Span, offset) {
			continue
		}
		v, err := q.variantOf(ctx, f)
		if v == nil {
			return nil, err
		}
		at := wordAround(q.source, offset, func(b byte) bool { return b == '.' || b == '/' || b == ':' || b == '-' || isNameByte(b) })
		var found []proposal
		for _, h := range handlersOf(v) {
			found = append(found, proposal{label: h.Text, detail: h.Name.Signature, kind: protocol.CompletionItemKindFunction, span: at})
		}
		return found, nil
	}
	return nil, nil
}
