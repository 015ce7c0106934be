package handlers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// goClient is the import path of Go's runtime client: https://pkg.go.dev/github.com/aws/aws-lambda-go/lambda
const goClient = "github.com/aws/aws-lambda-go/lambda"

// maxGoSource bounds the bytes of a Go source that is read.
const maxGoSource = 1 << 20

// goSource is one file of a package main.
type goSource struct {
	file   *source.File
	tree   *ast.File
	offset func(token.Pos) int
	// client is the name that the file gives to goClient; empty without it.
	client string
}

// readGo reads the functions of a Go source.
func readGo(f *source.File) Module {
	m := Module{File: f}
	s, ok := parseGo(f)
	if !ok {
		m.open("a syntax error", source.Span{})
	}
	if s.tree == nil {
		return m
	}
	for _, d := range s.tree.Decls {
		if function, ok := d.(*ast.FuncDecl); ok && function.Recv == nil && function.Name.Name != "_" && function.Name.Name != "init" {
			m.Names = append(m.Names, s.name(function))
		}
	}
	return m
}

// ReadGoProgram reads the sources of a package and finds what its func main gives to the runtime client; ok is false for what is no package main.
func ReadGoProgram(files []*source.File) (p Program, ok bool) {
	var sources []goSource
	functions := map[string]Program{}
	var given []string
	for _, f := range files {
		s, _ := parseGo(f)
		if s.tree == nil || s.tree.Name == nil || s.tree.Name.Name != "main" {
			continue
		}
		sources = append(sources, s)
		m := readGo(f)
		for _, n := range m.Names {
			if _, has := functions[n.Name]; !has {
				functions[n.Name] = Program{Module: m, Entry: n}
			}
		}
	}
	p, ok = functions["main"]
	for _, s := range sources {
		names, calls := s.starts()
		p.Client = p.Client || calls
		given = append(given, names...)
	}
	for _, name := range given {
		if entry, has := functions[name]; has && ok {
			entry.Client = true
			return entry, true
		}
	}
	return p, ok
}

// parseGo reads a Go source; ok is false where it is not understood as a whole, and the tree is nil where it is not at all.
func parseGo(f *source.File) (s goSource, ok bool) {
	if f.Len() > maxGoSource {
		return goSource{file: f}, false
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, "", f.Text(), parser.ParseComments|parser.SkipObjectResolution)
	s = goSource{file: f, tree: tree}
	if tree == nil {
		return s, false
	}
	s.offset = func(p token.Pos) int {
		at := set.File(tree.FileStart)
		if at == nil || !p.IsValid() {
			return 0
		}
		return min(max(at.Offset(p), 0), f.Len())
	}
	for _, i := range tree.Imports {
		if strings.Trim(i.Path.Value, "\"`") == goClient {
			if s.client = "lambda"; i.Name != nil {
				s.client = i.Name.Name
			}
		}
	}
	return s, err == nil
}

func (s goSource) slice(from, to token.Pos) string {
	start, end := s.offset(from), s.offset(to)
	return s.file.Text()[start:max(start, end)]
}

func (s goSource) name(function *ast.FuncDecl) Name {
	start := s.offset(function.Name.Pos())
	n := Name{
		Name: function.Name.Name, Span: source.Span{Start: start, End: min(start+len(function.Name.Name), s.file.Len())}, Kind: Function, Callable: Yes,
		Doc: strings.TrimSpace(function.Doc.Text()), Signature: shorten(oneLine(s.slice(function.Pos(), function.Type.End()))),
	}
	for _, field := range function.Type.Params.List {
		n.Params = append(n.Params, oneLine(s.slice(field.Pos(), field.End())))
	}
	return n
}

// starts finds calls of the runtime client, and the names that they are given.
func (s goSource) starts() (names []string, calls bool) {
	if s.client == "" {
		return nil, false
	}
	ast.Inspect(s.tree, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		function, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !strings.HasPrefix(function.Sel.Name, "Start") {
			return true
		}
		if of, ok := function.X.(*ast.Ident); !ok || of.Name != s.client {
			return true
		}
		calls = true
		for _, argument := range call.Args {
			if given, ok := argument.(*ast.Ident); ok {
				names = append(names, given.Name)
			}
		}
		return true
	})
	return names, calls
}
