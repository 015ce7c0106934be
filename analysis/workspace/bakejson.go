package workspace

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
)

func isBakeJSON(name string) bool {
	return path.Ext(name) == ".json" && strings.Contains(strings.ToLower(path.Base(name)), "bake")
}

func readBakeJSON(c *collector, f *source.File) {
	root := parseYAML(f)
	bake := &bakeFile{file: f, grouped: map[string]bool{}}
	for _, group := range entries(get(root, "group")) {
		for _, n := range items(get(group.value, "targets")) {
			bake.grouped[n.Value] = true
		}
	}
	for _, target := range entries(get(root, "target")) {
		bake.targets = append(bake.targets, jsonTarget(f, target))
	}
	bake.builds(c)
}

func jsonTarget(f *source.File, target entry) *bakeTarget {
	t := newBakeTarget(target.key.Value, span(f, target.key))
	for _, key := range []string{"context", "dockerfile", "target"} {
		if v := scalar(f, get(target.value, key)); v.State != Unset {
			t.values[key] = v
		}
	}
	for _, key := range []string{"platforms", "tags", "output", "inherits"} {
		for _, n := range items(get(target.value, key)) {
			t.lists[key] = append(t.lists[key], dynamicTemplate(scalar(f, n)))
		}
	}
	for _, key := range []string{"args", "contexts"} {
		t.maps[key] = map[string]Value{}
		for _, e := range entries(get(target.value, key)) {
			t.maps[key][e.key.Value] = dynamicTemplate(scalar(f, e.value))
		}
	}
	t.inherits = t.lists["inherits"]
	t.inline = get(target.value, "dockerfile-inline") != nil
	attestations := get(target.value, "attest")
	for _, n := range items(attestations) {
		if n.Kind != yaml.MappingNode {
			t.attest = append(t.attest, attestEntry(dynamicTemplate(scalar(f, n))))
			continue
		}
		entry := bakeAttest{kind: scalar(f, get(n, "type")).Text, state: On, span: span(f, n)}
		if disabled := get(n, "disabled"); disabled != nil {
			entry.state = attestationDisabled(scalar(f, disabled))
		}
		t.attest = append(t.attest, entry)
	}
	t.insert = insertJSON(f, target.value, attestations)
	return t
}

// insertJSON is the edit that adds the off switch to a target's object.
func insertJSON(f *source.File, target, attestations *yaml.Node) Insertion {
	switch {
	case attestations != nil && attestations.Kind == yaml.SequenceNode && len(attestations.Content) > 0:
		return Insertion{At: attestations.Content[0].Column, Text: bakeOff + ", "}
	case attestations != nil || target.Kind != yaml.MappingNode || len(target.Content) == 0:
		return Insertion{}
	}
	first := target.Content[0].Column
	between := f.Slice(source.Span{Start: target.Column + 1, End: first})
	if strings.TrimSpace(between) != "" {
		return Insertion{}
	}
	if between == "" {
		between = " "
	}
	return Insertion{At: first, Text: `"attest": [` + bakeOff + `],` + between}
}
