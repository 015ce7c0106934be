package workspace

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
)

func isCompose(name string) bool {
	base := strings.ToLower(path.Base(name))
	return isYAML(base) && strings.Contains(base, "compose")
}

// readCompose reads the builds of services (https://github.com/compose-spec/compose-spec/blob/main/build.md); paths are relative to the file's folder.
func readCompose(c *collector, f *source.File) {
	for _, service := range entries(get(parseYAML(f), "services")) {
		build := get(service.value, "build")
		if build == nil || get(build, "dockerfile_inline") != nil {
			continue
		}
		b := &Build{Tool: Compose, File: f, Span: span(f, service.key), Args: map[string]Value{}, NamedContexts: map[string]Value{}}
		p := placing{dirs: []string{path.Dir(f.Path())}, fileInContext: true, names: dockerNames}
		switch build.Kind {
		case yaml.ScalarNode:
			p.context = composeArgument(f, build)
			b.InsertOff = insertIntoShort(f, service.value, build)
		case yaml.MappingNode:
			if completesAnother(f, build) {
				continue
			}
			p.context = composeArgument(f, get(build, "context"))
			p.file = composeArgument(f, get(build, "dockerfile"))
			b.composeBuild(f, build)
		default:
			continue
		}
		if !p.context.given {
			p.context = argument{given: true, known: true, text: "."}
		}
		if v := composeValue(f, get(service.value, "platform")); v.State != Unset && len(b.Platforms) == 0 {
			b.Platforms = []Value{v}
		}
		b.InsertPlatform = insertEntry(f, service.value, "platform: "+PlatformMark)
		if v := composeValue(f, get(service.value, "image")); v.State != Unset {
			b.Tags = append(b.Tags, v)
		}
		c.place(b, p)
		c.addBuild(b)
	}
}

// completesAnother reports that a build stands in an override file and leaves its place to the file that it overrides.
func completesAnother(f *source.File, build *yaml.Node) bool {
	return strings.Contains(path.Base(f.Path()), "override") && get(build, "context") == nil && get(build, "dockerfile") == nil
}

// composeValue is a scalar, dynamic when a variable is put into it.
func composeValue(f *source.File, n *yaml.Node) Value {
	v := scalar(f, n)
	if v.State == Known && strings.Contains(strings.ReplaceAll(v.Text, "$$", ""), "$") {
		v.State = Dynamic
	}
	return v
}

func composeArgument(f *source.File, n *yaml.Node) argument { return given(composeValue(f, n)) }

// composeBuild takes the keys of a service's build, places aside.
func (b *Build) composeBuild(f *source.File, build *yaml.Node) {
	b.Target = composeValue(f, get(build, "target"))
	for _, n := range items(get(build, "platforms")) {
		b.Platforms = append(b.Platforms, composeValue(f, n))
	}
	for _, n := range items(get(build, "tags")) {
		b.Tags = append(b.Tags, composeValue(f, n))
	}
	composePairs(f, get(build, "args"), b.Args)
	composePairs(f, get(build, "additional_contexts"), b.NamedContexts)
	for _, kind := range []string{"provenance", "sbom"} {
		if v := composeValue(f, get(build, kind)); v.State != Unset {
			b.setAttestation(kind, v, inputSpan(f, build, kind))
		}
	}
	b.InsertOff = insertEntry(f, build, "provenance: false")
}

// composePairs reads a mapping, or a list of NAME=value.
func composePairs(f *source.File, n *yaml.Node, to map[string]Value) {
	for _, e := range entries(n) {
		v := composeValue(f, e.value)
		if v.State == Unset {
			v = Value{State: Dynamic, Span: span(f, e.key)}
		}
		to[e.key.Value] = v
	}
	if n != nil && n.Kind == yaml.SequenceNode {
		for _, item := range items(n) {
			a := composeArgument(f, item)
			a.source = text(f, item)
			addPair(to, a)
		}
	}
}

// insertIntoShort is the edit that turns "build: dir" into a mapping with provenance off.
func insertIntoShort(f *source.File, service, build *yaml.Node) Insertion {
	key := getKey(service, "build")
	if key == nil || service.Style&yaml.FlowStyle != 0 || build.Column < key.Column || f.LineOf(key.Column) != f.LineOf(build.Column) {
		return Insertion{}
	}
	column := f.Position(key.Column).Column
	between := f.Slice(source.Span{Start: span(f, key).End, End: build.Column})
	if strings.TrimSpace(between) != ":" || strings.TrimSpace(f.Text()[key.Column-column:key.Column]) != "" {
		return Insertion{}
	}
	indent := f.LineEnd() + strings.Repeat(" ", column+2)
	return Insertion{At: span(f, key).End + 1, Text: indent + "provenance: false" + indent + "context:"}
}
