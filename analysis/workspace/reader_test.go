package workspace

import (
	"fmt"
	"maps"
	"sort"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/lambdock/lambdock/analysis/source"
)

// treeOf is the tree of a txtar text.
func treeOf(text string) fstest.MapFS {
	tree := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(text)).Files {
		tree[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return tree
}

var tools = map[Tool]string{DockerBuild: "docker", Buildx: "buildx", Bake: "bake", Compose: "compose", BuildPush: "build-push", ClassicBuilder: "classic", OtherBuilder: "other"}

var settings = map[Setting]string{Off: "off", On: "on", Undecided: "undecided"}

// describe is a build in one line: what is not said is left out.
func describe(b *Build) string {
	words := []string{tools[b.Tool], fmt.Sprintf("%q", b.File.Slice(b.Span))}
	add := func(name, value string) {
		if value != "" {
			words = append(words, name+"="+value)
		}
	}
	add("dockerfile", show(b.Dockerfile))
	add("context", show(b.Context))
	for _, place := range b.Candidates {
		add("candidate", place.Dockerfile+":"+place.Context)
	}
	add("target", show(b.Target))
	var names []string
	for name := range b.Args {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		add("arg."+name, show(b.Args[name]))
	}
	for _, v := range b.Platforms {
		add("platform", show(v))
	}
	for _, v := range b.Tags {
		add("tag", show(v))
	}
	add("provenance", switched(b, b.Provenance))
	add("sbom", switched(b, b.SBOM))
	add("push", settings[b.Push.State])
	add("load", settings[b.Load.State])
	if b.Documentation {
		words = append(words, "prose")
	}
	return strings.Join(words, " ")
}

func show(v Value) string {
	switch v.State {
	case Known:
		return v.Text
	case Dynamic:
		return "?"
	}
	return ""
}

func switched(b *Build, s Switch) string {
	if s.State == NotSet {
		return ""
	}
	file := b.File
	where := ""
	if s.File != nil {
		file, where = s.File, s.File.Path()+":"
	}
	return fmt.Sprintf("%s[%s%s]", settings[s.State], where, file.Slice(s.Span))
}

// dockerfiles are the Dockerfiles of every tree in these tests.
const dockerfilesOfTests = "-- Dockerfile --\nFROM scratch\n-- fn/Dockerfile --\nFROM scratch\n-- fn/Dockerfile.lambda --\nFROM scratch\n-- other/Dockerfile --\nFROM scratch\n"

type readerTest struct {
	name, tree string
	want       []string
}

func runReaderTests(t *testing.T, tests []readerTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			tree := treeOf(test.tree + dockerfilesOfTests)
			builds := Scan(tree, Options{}).Builds
			for i, b := range builds {
				got = append(got, describe(b))
				if b.Provenance.State == NotSet && b.InsertOff.Text != "" {
					checkEdit(t, tree, builds, i, source.Span{Start: b.InsertOff.At, End: b.InsertOff.At}, b.InsertOff.Text)
				}
				if b.Provenance.State == On && b.Provenance.Value.Len() > 0 {
					checkEdit(t, tree, builds, i, b.Provenance.Value, "false")
				}
			}
			if strings.Join(got, "\n") != strings.Join(test.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

// checkEdit applies an edit of a build's: the build must then be switched off, and everything else be as it was.
func checkEdit(t *testing.T, tree fstest.MapFS, before []*Build, at int, where source.Span, replacement string) {
	t.Helper()
	f := before[at].File
	edited := maps.Clone(tree)
	text := f.Text()[:where.Start] + replacement + f.Text()[where.End:]
	edited[f.Path()] = &fstest.MapFile{Data: []byte(text)}
	after := Scan(edited, Options{}).Builds
	if len(after) != len(before) {
		t.Fatalf("%d builds became %d in\n%s", len(before), len(after), text)
	}
	for i, b := range after {
		if i == at {
			if b.Provenance.State != Off {
				t.Errorf("provenance is not off in\n%s", text)
			}
			b.Provenance = Switch{}
		}
		was := *before[i]
		if i == at {
			was.Provenance = Switch{}
		}
		if got, want := describe(b), describe(&was); got != want && before[i].Tool != Bake {
			t.Errorf("the edit made\n%s\nof\n%s\nin\n%s", got, want, text)
		}
	}
}
