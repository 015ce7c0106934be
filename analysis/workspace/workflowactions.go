package workspace

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
)

// action reads a step that uses one of Docker's actions.
func (w *workflow) action(step, uses *yaml.Node, env map[string]setting) {
	name, _, _ := strings.Cut(uses.Value, "@")
	switch strings.ToLower(name) {
	case "docker/build-push-action":
		w.buildPush(step, uses, env)
	case "docker/bake-action":
		w.bakeAction(step, env)
	}
}

// buildPush reads docker/build-push-action (its action.yml, src/context.ts). Without a context it builds the repository itself, at its root.
func (w *workflow) buildPush(step, uses *yaml.Node, env map[string]setting) {
	with := get(step, "with")
	b := &Build{Tool: BuildPush, File: w.file, Span: span(w.file, uses), Args: map[string]Value{}, NamedContexts: map[string]Value{}}
	context := w.input(with, "context")
	context.Text = githubWorkspace().ReplaceAllString(context.Text, workspaceRoot)
	inRepository := context.State == Unset || strings.Contains(context.Text, "{{defaultContext}}")
	if inRepository {
		_, below, _ := strings.Cut(context.Text, "{{defaultContext}}:")
		context = Value{Known, "./" + below, context.Span}
	}
	file := w.input(with, "file")
	file.Text = githubWorkspace().ReplaceAllString(file.Text, workspaceRoot)
	w.buildPushSettings(b, with, env)
	w.place(b, placing{dirs: []string{"."}, context: given(context), file: given(file), fileInContext: inRepository, names: dockerNames})
	b.InsertOff = w.insertInput(step, uses, with)
	w.addBuild(b)
}

// buildPushSettings takes every input but the places.
func (w *workflow) buildPushSettings(b *Build, with *yaml.Node, env map[string]setting) {
	b.Target = dynamicTemplate(w.input(with, "target"))
	for _, v := range w.list(with, "platforms") {
		b.Platforms = append(b.Platforms, splitList(v)...)
	}
	for _, v := range w.list(with, "tags") {
		b.Tags = append(b.Tags, splitList(v)...)
	}
	for _, v := range w.list(with, "build-args") {
		addPair(b.Args, argument{given: true, known: v.State == Known, text: v.Text, span: v.Span})
	}
	for _, v := range w.list(with, "build-contexts") {
		addPair(b.NamedContexts, argument{given: true, known: v.State == Known, text: v.Text, span: v.Span})
	}
	for _, v := range w.list(with, "outputs") {
		b.setOutput(v, v.Span)
	}
	for _, v := range w.list(with, "attests") {
		b.setAttest(v, v.Span)
	}
	for _, kind := range []string{"provenance", "sbom"} {
		if v := w.input(with, kind); v.State != Unset && v.Text != "" {
			b.setAttestation(kind, v, inputSpan(w.file, with, kind))
		}
	}
	if s := w.boolean(with, "push"); s.State != NotSet {
		b.Push = s
	}
	if s := w.boolean(with, "load"); s.State != NotSet {
		b.Load = s
	}
	w.noDefault(&b.Provenance, env)
}

// noDefault takes the environment's word on default attestations where nothing else was said.
func (w *workflow) noDefault(provenance *Switch, env map[string]setting) {
	s, ok := env[noAttestations]
	if state := switchesOff(s.value.Text, s.value.Known); ok && state != NotSet && provenance.State == NotSet {
		*provenance = Switch{State: state, Span: s.span}
	}
}

// bakeAction notes what docker/bake-action decides about the targets of its files.
func (w *workflow) bakeAction(step *yaml.Node, env map[string]setting) {
	with := get(step, "with")
	b := &Build{}
	for _, kind := range []string{"provenance", "sbom"} {
		if v := w.input(with, kind); v.State != Unset && v.Text != "" {
			b.setAttestation(kind, v, inputSpan(w.file, with, kind))
		}
	}
	for _, v := range w.list(with, "set") {
		if pattern, value, _ := strings.Cut(v.Text, "="); strings.HasSuffix(pattern, ".attest") {
			b.setAttest(Value{State: v.State, Text: value}, v.Span)
		}
	}
	w.noDefault(&b.Provenance, env)
	made := call{tool: Bake, provenance: b.Provenance, sbom: b.SBOM, file: w.file}
	folder := w.input(with, "workdir").Text
	for _, v := range w.list(with, "files") {
		for _, file := range splitList(v) {
			if at, ok := within(folder, file.Text); ok && !hasPlaceholder(at) {
				made.files = append(made.files, at)
			}
		}
	}
	w.addCall(made)
}

// input is an action's input.
func (w *workflow) input(with *yaml.Node, name string) Value { return scalar(w.file, get(with, name)) }

// dynamicTemplate is a value, dynamic when something else will write into it.
func dynamicTemplate(v Value) Value {
	if v.State == Known && hasPlaceholder(v.Text) {
		v.State = Dynamic
	}
	return v
}

// list is an input of one item a line. A line that an expression fills may become any number.
func (w *workflow) list(with *yaml.Node, name string) []Value {
	n := get(with, name)
	if !isScalar(n) {
		return nil
	}
	var all []Value
	t, at := text(w.file, n), 0
	for line := range strings.Lines(n.Value) {
		if t.Len() < at+len(line) {
			break
		}
		item := t.Slice(at, at+len(line)).TrimSpace()
		at += len(line)
		if item.Len() > 0 && item.String()[0] != '#' {
			all = append(all, dynamicTemplate(Value{Known, item.String(), item.All()}))
		}
	}
	return all
}

// boolean is an input that is true or false.
func (w *workflow) boolean(with *yaml.Node, name string) Switch {
	v := w.input(with, name)
	if v.State == Unset || v.Text == "" {
		return Switch{}
	}
	s := Switch{State: Undecided, Span: inputSpan(w.file, with, name), Value: v.Span}
	if on, err := strconv.ParseBool(strings.TrimSpace(v.Text)); err == nil {
		s.State = onOff(on)
	}
	return s
}

// insertInput is the edit that adds "provenance: false" to a step's inputs.
func (w *workflow) insertInput(step, uses, with *yaml.Node) Insertion {
	if with != nil {
		return insertEntry(w.file, with, "provenance: false")
	}
	key := getKey(step, "uses")
	if step.Style&yaml.FlowStyle != 0 || key == nil {
		return Insertion{}
	}
	indent := strings.Repeat(" ", w.file.Position(key.Column).Column)
	end := w.file.Line(w.file.LineOf(span(w.file, uses).End)).End
	eol := w.file.LineEnd()
	return Insertion{At: end, Text: eol + indent + "with:" + eol + indent + "  provenance: false"}
}

// insertEntry is the edit that puts an entry before a mapping's first own one.
func insertEntry(f *source.File, mapping *yaml.Node, entry string) Insertion {
	if mapping == nil || mapping.Kind != yaml.MappingNode || len(mapping.Content) == 0 {
		return Insertion{}
	}
	first := mapping.Content[0].Column
	if mapping.Style&yaml.FlowStyle != 0 {
		return Insertion{At: first, Text: entry + ", "}
	}
	column := f.Position(first).Column
	if strings.TrimSpace(f.Text()[first-column:first]) != "" {
		return Insertion{}
	}
	return Insertion{At: first, Text: entry + f.LineEnd() + strings.Repeat(" ", column)}
}
