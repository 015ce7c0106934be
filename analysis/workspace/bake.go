package workspace

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// bakeOff is the attest entry that switches provenance off.
const bakeOff = `"type=provenance,disabled=true"`

// maxParents bounds how many targets one target may inherit from, directly or not.
const maxParents = 64

// bakeTarget is one target of a bake file, in HCL or JSON (https://docs.docker.com/build/bake/reference/).
type bakeTarget struct {
	name     string
	span     source.Span
	values   map[string]Value // context, dockerfile, target
	lists    map[string][]Value
	maps     map[string]map[string]Value
	attest   []bakeAttest
	inherits []Value
	inline   bool // has a dockerfile-inline
	insert   Insertion
}

// bakeAttest is one entry of attest: a string, or an object's type and disabled.
type bakeAttest struct {
	kind  string
	state Setting
	span  source.Span
}

// bakeFile is what a bake file says.
type bakeFile struct {
	file    *source.File
	targets []*bakeTarget
	grouped map[string]bool // targets that groups name
}

func newBakeTarget(name string, at source.Span) *bakeTarget {
	return &bakeTarget{name: name, span: at, values: map[string]Value{}, lists: map[string][]Value{}, maps: map[string]map[string]Value{}}
}

// builds adds a build for each target that somebody may ask for. Bake runs where it is started: in the file's folder, or at the root.
func (f *bakeFile) builds(c *collector) {
	byName := map[string]*bakeTarget{}
	parents := map[string]bool{}
	for _, t := range f.targets {
		if old := byName[t.name]; old != nil {
			t.inherit(old)
		}
		byName[t.name] = t
		for _, parent := range t.inherits {
			parents[parent.Text] = true
		}
	}
	for _, t := range f.targets {
		if byName[t.name] != t || parents[t.name] && !f.grouped[t.name] || strings.HasPrefix(t.name, "_") {
			continue
		}
		whole := newBakeTarget(t.name, t.span)
		whole.insert = t.insert
		budget := maxParents
		whole.collect(t, byName, &budget)
		if !whole.inline {
			whole.build(c, f.file)
		}
	}
}

// collect takes what a target says, and below that what it inherits; a later parent outweighs an earlier one.
func (t *bakeTarget) collect(from *bakeTarget, byName map[string]*bakeTarget, budget *int) {
	if *budget--; *budget < 0 {
		return
	}
	t.inherit(from)
	for _, parent := range slices.Backward(from.inherits) {
		if above := byName[parent.Text]; above != nil && above != from {
			t.collect(above, byName, budget)
		}
	}
}

// inherit takes from another target what this one leaves open.
func (t *bakeTarget) inherit(from *bakeTarget) {
	for key, v := range from.values {
		if _, own := t.values[key]; !own {
			t.values[key] = v
		}
	}
	for key, list := range from.lists {
		if _, own := t.lists[key]; !own {
			t.lists[key] = list
		}
	}
	for key, pairs := range from.maps {
		if t.maps[key] == nil {
			t.maps[key] = map[string]Value{}
		}
		for name, v := range pairs {
			if _, own := t.maps[key][name]; !own {
				t.maps[key][name] = v
			}
		}
	}
	for _, a := range from.attest {
		if !slices.ContainsFunc(t.attest, func(own bakeAttest) bool { return own.kind == a.kind }) {
			t.attest = append(t.attest, a)
		}
	}
	t.inline = t.inline || from.inline
}

// build is the build of a target with all that it inherits.
func (t *bakeTarget) build(c *collector, f *source.File) {
	b := &Build{Tool: Bake, File: f, Span: t.span, Target: t.values["target"], Platforms: t.lists["platforms"], Tags: t.lists["tags"],
		Args: t.maps["args"], NamedContexts: t.maps["contexts"], InsertOff: t.insert}
	for _, v := range t.lists["output"] {
		b.setOutput(v, v.Span)
	}
	for _, a := range t.attest {
		if a.kind == "" {
			b.Provenance = Switch{State: Undecided, Span: a.span}
			continue
		}
		b.setSwitch(a.kind, Switch{State: a.state, Span: a.span})
	}
	p := placing{dirs: []string{path.Dir(f.Path())}, context: given(t.values["context"]), file: given(t.values["dockerfile"]), fileInContext: true, names: dockerNames}
	if p.dirs[0] != "." {
		p.dirs = append(p.dirs, ".")
	}
	if !p.context.given {
		p.context = argument{given: true, known: true, text: "."}
	}
	c.place(b, p)
	c.addBuild(b)
}

// attestEntry is an entry of attest in its short form.
func attestEntry(v Value) bakeAttest {
	if v.State != Known {
		return bakeAttest{state: Undecided, span: v.Span}
	}
	kind, state := attest(v.Text)
	return bakeAttest{kind, state, v.Span}
}
