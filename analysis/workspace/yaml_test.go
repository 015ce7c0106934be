package workspace

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
)

// scalarsOf are all scalars below a node.
func scalarsOf(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.ScalarNode {
		return []*yaml.Node{n}
	}
	var all []*yaml.Node
	for _, c := range n.Content {
		all = append(all, scalarsOf(c)...)
	}
	return all
}

var yamlSamples = map[string]string{
	"plain":        "a: b\nc:   d e  # no\nf: one\n  two\n\n  three\ng:\n- h\n-   i\n",
	"quoted":       "a: 'it''s'\nb: \"x\\ty\\u00e9\\U0001F600 \\\"q\\\"\"\n'c d': \"one\n  two\n\n  three \\\n    four\"\n\"e\": 'p\n  q'\n",
	"literal":      "run: |\n  one\n    two\n\n  three\nnext: |-\n    a\n    b\nkeep: |+\n  x\n\n\nend: |2\n    y\n  z\n",
	"folded":       "run: >\n  one\n  two\n\n  three\n    more\n    less\n  four\n\n\n  five\nnext: >-\n  a\n  b\n",
	"folded blank": "run: >\n\n  one\n\n    two\n\n    three\n  four\n\n",
	"non-ascii":    "é: ü\nrun: |\n  echo ö\n  docker build .\nx: {ä: ö, b: \"ü\"}\n",
	"anchors":      "a: &x one\nb: *x\nc: !Sub \"two\"\nd: !!str &y 'three'\ne: &z\n  f: g\nh: {<<: *z}\n",
	"crlf":         "a: b\r\nrun: |\r\n  one\r\n  two\r\nc: 'd\r\n  e'\r\nf: >\r\n  g\r\n  h\r\n",
	"bom":          "\ufeffa: b\nc: d\n",
	"no newline":   "run: |\n  one\n  two",
	"empty values": "a:\nb: ''\nc: \"\"\nd: |\ne: !Ref\nf: &g\nh: ~\n",
	"flow":         "a: [one, 'two', \"three\", {b: c}]\nd: [\n  x, # ]\n  y\n]\n",
	"documents":    "a: b\n---\nc: d\n...\n---\ne: f\n",
	"json":         "{\n\t\"a\": \"b\\\"c\\\\ \\u00e9 \\ud83d\\ude00 \\/\", \"d\": [1, true, null, \"x\"]}",
}

func TestEveryScalarIsMapped(t *testing.T) {
	for name, sample := range yamlSamples {
		t.Run(name, func(t *testing.T) {
			path := "x.yaml"
			if name == "json" {
				path = "x.json"
			}
			f := source.New(path, sample)
			roots := parseDocuments(f)
			if len(roots) == 0 {
				t.Fatal("nothing was read")
			}
			for _, root := range roots {
				checkMapping(t, f, root)
			}
		})
	}
}

func checkMapping(t *testing.T, f *source.File, root *yaml.Node) {
	t.Helper()
	for _, n := range scalarsOf(root) {
		got, ok := scalarText(f, n)
		if !ok || got.String() != n.Value {
			t.Errorf("%q is mapped to %q (%v)", n.Value, got.String(), ok)
		}
		if !strings.ContainsAny(n.Value, "\n \"'\\") && n.Style&yaml.DoubleQuotedStyle == 0 && f.Slice(span(f, n)) != n.Value {
			t.Errorf("%q has the span of %q", n.Value, f.Slice(span(f, n)))
		}
		for i := range n.Value {
			c, at := n.Value[i], got.Offset(i)
			if at < 0 || at >= f.Len() {
				t.Fatalf("byte %d of %q lies outside the file, at %d", i, n.Value, at)
			}
			if c > ' ' && c < 0x7f && f.Text()[at] != c && f.Text()[at] != '\\' {
				t.Errorf("byte %d of %q lies at %q", i, n.Value, f.Text()[at])
			}
		}
	}
}

func TestGetFollowsAliasesAndMerges(t *testing.T) {
	f := source.New("c.yaml", "x: &base\n  build: {context: here, args: {A: 1}}\n  image: i\ny:\n  <<: [*base, {image: j, tag: k}]\n  image: own\nz: *base\n")
	root := parseYAML(f)
	for path, want := range map[string]string{"y.build.context": "here", "y.image": "own", "y.tag": "k", "z.image": "i", "y.build.args.A": "1", "y.none": ""} {
		got := ""
		if n := get(root, strings.Split(path, ".")...); n != nil {
			got = n.Value
		}
		if got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	var names []string
	for _, e := range entries(get(root, "y")) {
		names = append(names, e.key.Value)
	}
	if got := strings.Join(names, " "); got != "image build tag" {
		t.Errorf("entries of y are %s", got)
	}
}

func TestCollectionSpans(t *testing.T) {
	f := source.New("c.yaml", "a: [one, 'two', {b: c}] # no\nd: [\n  x, # ]\n  y\n]\ne: []\nf:\n  - 'g'\n  - h: i\nj: k\n")
	root := parseYAML(f)
	for key, want := range map[string]string{"a": "[one, 'two', {b: c}]", "d": "[\n  x, # ]\n  y\n]", "e": "[]", "f": "- 'g'\n  - h: i"} {
		if got := f.Slice(span(f, get(root, key))); got != want {
			t.Errorf("%s spans %q, want %q", key, got, want)
		}
	}
}

func FuzzYAML(f *testing.F) {
	for _, sample := range yamlSamples {
		f.Add(sample)
	}
	f.Fuzz(func(t *testing.T, sample string) {
		for _, name := range []string{"x.yaml", "x.json"} {
			file := source.New(name, sample)
			for _, root := range parseDocuments(file) {
				for _, n := range scalarsOf(root) {
					if got, ok := scalarText(file, n); ok && got.String() != n.Value {
						t.Fatalf("%q is mapped to %q", n.Value, got.String())
					}
				}
				if s := span(file, root); s.Start < 0 || s.End > file.Len() || s.Start > s.End {
					t.Fatalf("span %v of %d bytes", s, file.Len())
				}
			}
		}
	})
}
