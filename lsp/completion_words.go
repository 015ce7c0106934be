package lsp

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

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
	context, drops := c.context()
	if strings.ContainsAny(t.word, "$*?") {
		return nil
	}
	dir := path.Clean(strings.TrimPrefix(t.word[:strings.LastIndexByte(t.word, '/')+1], "/") + ".")
	if !fs.ValidPath(dir) {
		return nil
	}
	entries, err := fs.ReadDir(context, dir)
	if err != nil {
		return nil
	}
	slices.SortStableFunc(entries, func(a, b fs.DirEntry) int { return sourceRank(a.Name()) - sourceRank(b.Name()) })
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

// context is the build context, and what its ignore file keeps out of it; the Dockerfile's folder where the context is not known,
// as it rarely is while the first COPY is typed.
func (c completer) context() (files fs.FS, drops func(name string) bool) {
	if c.variant != nil && c.variant.Image.Inputs.Context != nil {
		return c.variant.Image.Inputs.Context, c.variant.Image.IgnoreFilter()
	}
	beside, err := fs.Sub(c.workspace, path.Dir(c.file.Source.Path()))
	if err != nil {
		beside = noFiles{}
	}
	return beside, func(string) bool { return false }
}

// sourceRank orders what may be copied: what programs depend on first, last what belongs to the build and to tools.
func sourceRank(name string) int {
	_, manifest := lambda.IsManifest(name)
	switch {
	case manifest:
		return 0
	case strings.HasPrefix(name, "."), workspace.IsDockerfile(name):
		return 2
	}
	return 1
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
