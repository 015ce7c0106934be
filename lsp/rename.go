package lsp

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var errNotRenamed = errors.New("only stages, variables and handlers can be renamed here")

// renaming is a name with all its places.
type renaming struct {
	at     source.Span
	name   string
	places []target
	check  func(name string) error // refuses a new name; nil takes any word
}

func (s *server) prepareRename(ctx context.Context, params *protocol.PrepareRenameParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	if q == nil || err != nil {
		return nil, err
	}
	r, err := q.renaming(ctx, q.offset(params.Position))
	if err != nil {
		return nil, errCode{codeInvalidRequest, err.Error()}
	}
	return &protocol.PrepareRenamePlaceholder{Range: q.span(r.at), Placeholder: r.name}, nil
}

func (s *server) rename(ctx context.Context, params *protocol.RenameParams) (any, error) {
	q, err := s.about(ctx, params.TextDocument)
	if q == nil || err != nil {
		return nil, err
	}
	r, err := q.renaming(ctx, q.offset(params.Position))
	if err == nil {
		err = r.check(params.NewName)
	}
	if err != nil {
		return nil, errCode{codeInvalidRequest, err.Error()}
	}
	var edits []analysis.Edit
	for _, p := range r.places {
		edits = append(edits, analysis.Edit{File: p.file, Span: p.span, New: params.NewName})
	}
	edit := actionRequest{server: s, world: q.world, moment: q.moment}.workspaceEdit(edits)
	if edit == nil {
		return nil, errCode{codeContentModified, "a file changed"}
	}
	return edit, nil
}

// renaming is what can be renamed at an offset. The error says why nothing can, or why not wholly.
func (q *question) renaming(ctx context.Context, offset int) (renaming, error) {
	v := q.variant()
	if v == nil || v.Image.Final == nil {
		return q.renameInSource(ctx, offset)
	}
	at := q.spot(v, offset)
	switch at.kind {
	case onStageName:
		return q.renameStage(v.Image, at)
	case onVariable:
		return q.renameVariable(v.Image, at)
	case onHandler:
		uses, err := q.uses(ctx)
		if err != nil {
			return renaming{}, err
		}
		return q.renameUse(uses, use{target{v.Image.File.Source, at.span}, v})
	}
	return renaming{}, errNotRenamed
}

// renameStage renames a stage with the builds and functions that build up to it.
func (q *question) renameStage(i *image.Image, at spot) (renaming, error) {
	r := renaming{at: at.span, name: i.File.Source.Slice(at.span)}
	defined := 0
	for _, o := range occurrences(i, at) {
		r.places = append(r.places, target{i.File.Source, o.span})
		if o.defines {
			defined++
		}
	}
	switch {
	case defined == 0:
		return r, errors.New("the stage has no name here: it is known by its number")
	case defined > 1:
		return r, fmt.Errorf("several stages are called %s", r.name)
	}
	for _, t := range q.stageTargets(r.name) {
		if !strings.EqualFold(t.file.Slice(t.span), r.name) {
			return r, fmt.Errorf("%s builds up to it in a way that cannot be changed", t.file.Path())
		}
		r.places = append(r.places, t)
	}
	r.check = func(name string) error {
		switch {
		case !isWord(name, "-."):
			return fmt.Errorf("%q is no name for a stage", name)
		case stageNamed(i, &image.Stage{Index: len(i.Stages)}, name) != nil:
			return fmt.Errorf("there is a stage %s already", name)
		}
		return nil
	}
	return r, nil
}

// renameVariable refuses names that others know too: Lambda, the base image, BuildKit, those who pass build arguments.
func (q *question) renameVariable(i *image.Image, at spot) (renaming, error) {
	r := renaming{at: at.span, name: at.name}
	defined := false
	for _, o := range occurrences(i, at) {
		r.places = append(r.places, target{i.File.Source, o.span})
		defined = defined || o.defines
	}
	_, reserved := lambda.Reserved(at.name)
	switch {
	case !defined:
		return r, fmt.Errorf("%s is not set in this file", at.name)
	case reserved, lambda.IsExtendable(at.name):
		return r, fmt.Errorf("%s is Lambda's name", at.name)
	case q.passes(at.name):
		return r, fmt.Errorf("%s is passed by a build or a template, which would have to change too", at.name)
	}
	r.check = func(name string) error {
		switch {
		case !isWord(name, ""):
			return fmt.Errorf("%q is no name for a variable", name)
		case len(variableOccurrences(i, name)) > 0:
			return fmt.Errorf("there is a variable %s already", name)
		}
		return nil
	}
	return r, nil
}

// passes reports whether a build or a function gives a build argument of that name.
func (q *question) passes(name string) bool {
	for _, v := range q.own.variants {
		if _, ok := v.Image.Inputs.Args[name]; ok {
			return true
		}
	}
	return false
}

// renameUse renames the function that a handler names.
func (q *question) renameUse(uses []use, u use) (renaming, error) {
	found := u.variant.Module()
	if !found.Read || found.Name.Name == "" {
		return renaming{}, errors.New("the handler's function is not known, so it cannot be renamed")
	}
	symbol := source.Span{Start: u.span.End - len(found.Symbol), End: u.span.End}
	return q.renameHandler(uses, found, symbol)
}

// renameInSource renames a function from its own source, or from a template whose handlers name it.
func (q *question) renameInSource(ctx context.Context, offset int) (renaming, error) {
	uses, err := q.uses(ctx)
	if err != nil {
		return renaming{}, err
	}
	if u, ok := q.useAt(uses, offset); ok {
		return q.renameUse(uses, u)
	}
	for _, u := range uses {
		m := u.variant.Module()
		if m.Read && m.Source.File.Path() == q.file && m.Name.Name != "" && m.Name.Span.Contains(offset) {
			return q.renameHandler(uses, m, m.Name.Span)
		}
	}
	return renaming{}, errNotRenamed
}

// renameHandler renames a function with all handlers that name it, unless the source uses its name elsewhere.
func (q *question) renameHandler(uses []use, found analysis.Resolution, at source.Span) (renaming, error) {
	module, name := found.Source, found.Name
	text := module.File.Text()
	if strings.Contains(name.Name, ".") || module.File.Slice(name.Span) != name.Name {
		return renaming{}, fmt.Errorf("%s is not a plain function: other sources may name it too", name.Name)
	}
	if countWord(text, name.Name) != 1 {
		return renaming{}, fmt.Errorf("%s uses %s elsewhere too: rename it there first", module.File.Path(), name.Name)
	}
	if importer := q.importer(contextOf(uses, module.File.Path()), module.File.Path(), name.Name); importer != "" {
		return renaming{}, fmt.Errorf("%s imports %s too: rename it there first", importer, name.Name)
	}
	r := renaming{at: at, name: name.Name, places: []target{{module.File, name.Span}}}
	for _, u := range uses {
		m := u.variant.Module()
		if !m.Read || m.Source.File.Path() != module.File.Path() || m.Name.Name != name.Name {
			continue
		}
		end := u.span.End
		place := source.Span{Start: end - len(m.Symbol), End: end}
		if u.file.Slice(place) != name.Name {
			return renaming{}, fmt.Errorf("%s names it in a way that cannot be changed", u.file.Path())
		}
		r.places = append(r.places, target{u.file, place})
	}
	r.check = func(name string) error {
		if !isWord(name, "$") {
			return fmt.Errorf("%q is no name for a function", name)
		}
		if countWord(text, name) > 0 {
			return fmt.Errorf("%s has a %s already", module.File.Path(), name)
		}
		return nil
	}
	return r, nil
}

// mostImporters bounds the sources that are searched for an import.
const mostImporters = 2000

// importer is a source of a build context that imports a module and says the name of one of its functions, such as a test; empty if none does.
func (q *question) importer(context, module, function string) string {
	extension, stem := path.Ext(module), strings.TrimSuffix(path.Base(module), path.Ext(module))
	importer, searched := "", 0
	_ = workspace.Files(q.moment.overlay, context, func(name string, _ fs.DirEntry) { // what cannot be read imports nothing
		if path.Ext(name) != extension || name == module || importer != "" || searched == mostImporters {
			return
		}
		searched++
		text, err := q.moment.read(name)
		if err != nil || countWord(text, function) == 0 {
			return
		}
		for line := range strings.SplitSeq(text, "\n") {
			if (strings.Contains(line, "import") || strings.Contains(line, "require")) && countWord(line, stem) > 0 {
				importer = name
			}
		}
	})
	return importer
}

// contextOf is the build context that a handler's source belongs to.
func contextOf(uses []use, file string) string {
	for _, u := range uses {
		if m := u.variant.Module(); m.Read && m.Source.File.Path() == file && u.variant.Context != "" {
			return u.variant.Context
		}
	}
	return "."
}

// countWord counts a word in a text.
func countWord(text, word string) int {
	n := 0
	for at := 0; ; {
		next := strings.Index(text[at:], word)
		if next < 0 {
			return n
		}
		start, end := at+next, at+next+len(word)
		if (start == 0 || !isNameByte(text[start-1])) && (end == len(text) || !isNameByte(text[end])) {
			n++
		}
		at = end
	}
}

// isWord reports a name of letters, digits, underscores and further bytes that does not begin with a digit.
func isWord(name, further string) bool {
	for k := 0; k < len(name); k++ {
		if !isNameByte(name[k]) && !strings.ContainsRune(further, rune(name[k])) || k == 0 && name[k] >= '0' && name[k] <= '9' {
			return false
		}
	}
	return name != ""
}
