// Package lambdock_test holds the laws of the house, which no single package could keep: who may import whom, and how long a file may be.
package lambdock_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/lambdock/lambdock"

// below are the rooms of analysis that everything from package analysis upwards may know.
var below = []string{
	"analysis/source", "analysis/memo", "analysis/lambda", "analysis/dockerfile", "analysis/shell", "analysis/syntax", "analysis/config", "analysis/handlers", "analysis/packages", "analysis/image", "analysis/workspace",
}

func and(rooms []string, more ...string) []string { return slices.Concat(rooms, more) }

// knows says which of our rooms each room may import; a room that is missing here has no place in the house.
var knows = map[string][]string{
	"analysis/source":       {},
	"analysis/memo":         {},
	"analysis/lambda":       {},
	"analysis/dockerfile":   {"analysis/source", "analysis/memo"},
	"analysis/shell":        {"analysis/source", "analysis/memo"},
	"analysis/syntax":       {"analysis/source"},
	"analysis/config":       {"analysis/source"},
	"analysis/handlers":     {"analysis/source", "analysis/syntax"},
	"analysis/packages":     {"analysis/source", "analysis/lambda"},
	"analysis/image":        {"analysis/source", "analysis/dockerfile", "analysis/shell", "analysis/lambda"},
	"analysis/workspace":    {"analysis/source", "analysis/shell", "analysis/syntax", "analysis/lambda", "analysis/config"},
	"analysis":              below,
	"analysis/report":       and(below, "analysis"),
	"analysis/view":         and(below, "analysis"),
	"analysis/analysistest": and(below, "analysis"),
	"analysis/lambda/gen":   {"analysis/lambda"},
	"rules":                 and(below, "analysis"),
	"codeactions":           and(below, "analysis"),
	"codeactions/engine":    {},
	"codeactions/failure":   and(below, "analysis"),
	"codeactions/build":     and(below, "analysis", "codeactions/engine", "codeactions/failure"),
	"codeactions/awsapi":    {},
	"codeactions/deploy":    and(below, "analysis", "codeactions/engine", "codeactions/failure", "codeactions/build", "codeactions/awsapi"),
	"codeactions/invoke":    and(below, "analysis", "codeactions/engine"),
	"codeactions/scaffold":  and(below, "analysis"),
	"codeactions/doctor":    and(below, "analysis", "codeactions/engine", "codeactions/awsapi"),
	// Tests of the command line alone.
	"cmd/enginescripts": {},
	"cmd/clitest":       {},
	// The tests of all that deploys share a stand-in for AWS.
	"codeactions/deploy/awstest": {"codeactions/engine", "codeactions/engine/enginetest", "codeactions/invoke"},
	// The tests of all that runs engines share one.
	"codeactions/engine/enginetest": {"codeactions/engine"},
	"lsp":                           and(below, "analysis", "analysis/view", "rules", "codeactions", "codeactions/engine", "codeactions/failure", "codeactions/build", "codeactions/awsapi", "codeactions/deploy", "codeactions/invoke", "codeactions/scaffold"),
	"cmd/lambdock":                  and(below, "analysis", "analysis/report", "analysis/view", "rules", "codeactions", "codeactions/engine", "codeactions/failure", "codeactions/build", "codeactions/awsapi", "codeactions/deploy", "codeactions/invoke", "codeactions/scaffold", "codeactions/doctor", "lsp"),
}

// doors says in which rooms, or single files, a foreign package may be imported. A prefix ends in a slash.
var doors = []struct {
	foreign string
	rooms   []string
}{
	{"github.com/moby/buildkit/frontend/dockerfile/shell", []string{"analysis/dockerfile", "analysis/image"}},
	{"github.com/moby/buildkit/", []string{"analysis/dockerfile", "analysis/image"}},
	{"github.com/moby/patternmatcher/", []string{"analysis/image"}},
	{"mvdan.cc/sh/", []string{"analysis/shell"}},
	{"go.yaml.in/yaml/", []string{"analysis/workspace", "analysis/config"}},
	{"github.com/hashicorp/hcl/", []string{"analysis/workspace"}},
	{"github.com/zclconf/go-cty/", []string{"analysis/workspace"}},
	{"github.com/odvcencio/gotreesitter", []string{"analysis/syntax", "analysis/handlers"}},
	{"github.com/tliron/glsp/", []string{"lsp/transport.go"}},
	{"github.com/sourcegraph/jsonrpc2", []string{"lsp/transport.go"}},
	{"go.lsp.dev/", []string{"lsp"}},
	{"github.com/spf13/", []string{"cmd/lambdock"}},
	{"github.com/aws/", []string{"codeactions/awsapi", "codeactions/invoke/streamapi.go"}},
	{"github.com/docker/", nil},
	{"os/exec", []string{"codeactions/engine", "codeactions/engine/enginetest", "codeactions/deploy/awstest"}},
	{"net", []string{"codeactions/engine/enginetest", "codeactions/deploy/awstest", "codeactions/invoke"}},
	{"net/http", []string{"codeactions/engine/enginetest", "codeactions/deploy/awstest", "codeactions/invoke"}},
	{"plugin", nil},
	{"os", []string{"cmd/lambdock", "lsp", "analysis/lambda/gen", "analysis/analysistest", "codeactions/engine", "codeactions/engine/enginetest", "codeactions/deploy/awstest", "codeactions/build"}},
}

// listed is a package as go list prints it.
type listed struct {
	ImportPath, Dir  string
	Imports, GoFiles []string
}

func (p listed) room() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
}

func list(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,Imports,GoFiles", "./...").Output()
	if err != nil {
		t.Fatalf("listing the packages: %v", err)
	}
	var all []listed
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var p listed
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		}
		if p.room() != "" {
			all = append(all, p)
		}
	}
}

func TestRoomsKnowTheirNeighboursOnly(t *testing.T) {
	for _, p := range list(t) {
		allowed, ok := knows[p.room()]
		if !ok {
			t.Errorf("%s has no place in the house: give it one in laws_test.go", p.room())
		}
		for _, imported := range p.Imports {
			room, ours := strings.CutPrefix(imported, module+"/")
			if ours && !slices.Contains(allowed, room) {
				t.Errorf("%s must not import %s", p.room(), room)
			}
		}
	}
}

func TestForeignPackagesComeThroughOneDoor(t *testing.T) {
	for _, p := range list(t) {
		for _, file := range p.GoFiles {
			for _, imported := range imports(t, filepath.Join(p.Dir, file)) {
				for _, door := range doors {
					if matches(door.foreign, imported) && !slices.Contains(door.rooms, p.room()) && !slices.Contains(door.rooms, p.room()+"/"+file) {
						t.Errorf("%s/%s must not import %s: it may be imported in %v", p.room(), file, imported, door.rooms)
					}
				}
			}
		}
	}
}

func matches(foreign, imported string) bool {
	if prefix, ok := strings.CutSuffix(foreign, "/"); ok {
		return imported == prefix || strings.HasPrefix(imported, foreign)
	}
	return imported == foreign
}

func imports(t *testing.T, name string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, imported)
	}
	return all
}

// TestRulesReachNothing looks at all that the rules lead to, other people's packages too.
func TestRulesReachNothing(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./rules").Output()
	if err != nil {
		t.Fatalf("listing what the rules import: %v", err)
	}
	reached := strings.Fields(string(out))
	for _, forbidden := range []string{"net/http", "os/exec", "plugin"} {
		if slices.Contains(reached, forbidden) {
			t.Errorf("the rules lead to %s", forbidden)
		}
	}
}

// TestTheClockIsInjected looks for time.Now where equal bytes must give equal findings.
func TestTheClockIsInjected(t *testing.T) {
	for _, p := range list(t) {
		if !strings.HasPrefix(p.room(), "analysis") && p.room() != "rules" {
			continue
		}
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				selector, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if of, ok := selector.X.(*ast.Ident); ok && of.Name == "time" && (selector.Sel.Name == "Now" || selector.Sel.Name == "Since") {
					t.Errorf("%s/%s calls time.%s", p.room(), name, selector.Sel.Name)
				}
				return true
			})
		}
	}
}

// maxLines is how long a file may be; tests and generated tables may be longer.
const maxLines = 400

func TestFilesAreShort(t *testing.T) {
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if path.Ext(d.Name()) != ".go" || strings.HasSuffix(d.Name(), "_test.go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if lines := bytes.Count(text, []byte("\n")); lines > maxLines && !bytes.HasPrefix(text, []byte("// Code generated")) {
			t.Errorf("%s has %d lines, more than %d", name, lines, maxLines)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
