package analysis

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// goValues are the options of go build whose value may stand in the next word.
// https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies
var goValues = []string{
	"-o", "-C", "-p", "-asmflags", "-buildmode", "-compiler", "-gccgoflags", "-gcflags", "-installsuffix", "-ldflags", "-mod", "-modfile", "-overlay", "-pgo", "-pkgdir",
	"-tags", "-toolexec", "-covermode", "-coverpkg",
}

// goBuilding is a go build or go install.
type goBuilding struct {
	// dir is the directory that it runs in; empty for a command that builds nothing.
	dir, output string
	packages    []string
	installs    string // the directory that go install writes to
}

// goBuild reads a go command that runs in a directory.
func goBuild(c *shell.Command, dir string) goBuilding {
	words := c.Words[1:]
	if change := option(words, "-C"); change != "" {
		dir = absolute(dir, change)
	}
	at := slices.IndexFunc(words, func(w shell.Word) bool { return w.Text == "build" || w.Text == "install" })
	if at < 0 {
		return goBuilding{}
	}
	b := goBuilding{dir: dir, packages: goOperands(words[at+1:])}
	if words[at].Text == "install" {
		b.installs = "/go/bin"
		if to, ok := c.Env["GOBIN"]; ok && to.Known {
			b.installs = to.Text
		}
	} else if to := option(words, "-o"); to != "" {
		b.output = absolute(dir, to)
		if strings.HasSuffix(to, "/") {
			b.output += "/"
		}
	}
	if len(b.packages) == 0 {
		b.packages = []string{"."}
	}
	return b
}

// goOperands are the packages or files that go build is given.
func goOperands(words []shell.Word) []string {
	var operands []string
	for n := 0; n < len(words); n++ {
		switch w := words[n]; {
		case slices.Contains(goValues, w.Text):
			n++
		case strings.HasPrefix(w.Text, "-") || !w.Known:
		case w.Fields != nil:
			for _, field := range w.Fields {
				if !strings.HasPrefix(field, "-") {
					operands = append(operands, field)
				}
			}
		default:
			operands = append(operands, w.Text)
		}
	}
	return operands
}

// makes reports that the build makes a file.
func (b goBuilding) makes(file string) bool {
	switch {
	case b.dir == "":
		return false
	case b.output == file, b.output != "" && path.Dir(file) == strings.TrimSuffix(b.output, "/"):
		return true
	case b.output != "":
		return false
	}
	folder := b.dir
	if b.installs != "" {
		folder = b.installs
	}
	return path.Dir(file) == folder && slices.ContainsFunc(b.packages, func(p string) bool {
		name := strings.TrimSuffix(path.Base(p), ".go")
		return name == path.Base(file) || p == "." || strings.HasSuffix(name, "...")
	})
}

// goSources are the sources of the package main that a program is built from.
func (v *Variant) goSources(m made) []*source.File {
	b := goBuild(m.command, m.dir)
	for _, p := range b.packages {
		if files := v.goPackage(m, b, p); len(files) > 0 {
			return files
		}
	}
	return nil
}

// goPackage are the sources of one package as go build is given it: a file, a folder, an import path, or a pattern of those.
func (v *Variant) goPackage(m made, b goBuilding, name string) []*source.File {
	if strings.HasSuffix(name, ".go") {
		if f, at, ok := v.firstText(m.stage, m.step, absolute(b.dir, name)); ok {
			return v.goFiles(path.Dir(at), f)
		}
		return nil
	}
	folder := absolute(b.dir, name)
	if !strings.HasPrefix(name, ".") && !path.IsAbs(name) {
		root, module, ok := v.goModule(m, b.dir)
		rest, within := inside(module, name)
		if !ok || !within {
			return nil
		}
		folder = path.Join(root, rest)
	}
	if every, pattern := strings.CutSuffix(folder, "/..."); pattern {
		folder = path.Join(every, path.Base(m.output))
	}
	for _, dir := range v.contextFolders(m.stage, m.step, folder) {
		if files := v.goFiles(dir, nil); len(files) > 0 {
			return files
		}
	}
	return nil
}

// goModule is the directory of the go.mod above a directory, and the path of its module.
func (v *Variant) goModule(m made, dir string) (root, module string, ok bool) {
	for {
		if f, _, found := v.firstText(m.stage, m.step, path.Join(dir, "go.mod")); found {
			for line := range strings.Lines(f.Text()) {
				if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "module" {
					return dir, strings.Trim(fields[1], `"`), true
				}
			}
			return "", "", false
		}
		if dir == "/" {
			return "", "", false
		}
		dir = path.Dir(dir)
	}
}

// goFiles are the Go files of a folder of the build context that are no tests, first in front.
func (v *Variant) goFiles(dir string, first *source.File) []*source.File {
	var files []*source.File
	if first != nil {
		files = append(files, first)
	}
	entries, _ := fs.ReadDir(v.Image.Inputs.Context, dir) // a folder that cannot be read holds none
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") || first != nil && first.Path() == path.Join(v.Context, name) {
			continue
		}
		if f, ok := v.contextText(name); ok {
			files = append(files, f)
		}
	}
	return files
}

// readGo takes the program that sources of Go are.
func (r *Resolution) readGo(files []*source.File) bool {
	program, ok := handlers.ReadGoProgram(files)
	if ok {
		r.program(program)
	}
	return ok
}

// program takes what a program runs for what the function's handler is. Whether it answers events is not known where its own sources call no runtime
// client: a package that they import may.
func (r *Resolution) program(p handlers.Program) {
	r.Source, r.Read, r.Compiled = p.Module, true, p.Module.File.Path()
	r.Name, r.Symbol = p.Entry, p.Entry.Name
	if p.Client {
		r.Symbols = handlers.Yes
	}
}
