package workspace

import (
	"io/fs"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// functionReaders read the files that say which function uses an image.
var functionReaders = []reader{
	{isStackTemplate, readTemplate},
	{isTerraform, readTerraform},
	{isServerless, readServerless},
	{isDotnetTools, readDotnetTools},
	{isCDK, readCDK},
	{setsCommands, readCommandSetter},
}

// unknown is a value that is decided elsewhere, with its text as written.
func unknown(v Value) Value { return Value{Dynamic, v.Text, v.Span} }

// undecidedList is an override of which only the place is known.
func undecidedList(at source.Span) List { return List{Set: true, Dynamic: true, Span: at} }

// namedContext is a context's folder with its Dockerfile, as far as a function's file names them.
type namedContext struct {
	dir           string // the folder that the context is relative to
	context, file Value  // the Dockerfile is relative to the context
}

// place is where the Dockerfile and the context lie; unknown when either is not known, or there is no such file.
func (n namedContext) place(c *collector) (dockerfile, context Value) {
	if n.context.State != Known || n.file.State == Dynamic {
		return unknown(n.file), unknown(n.context)
	}
	name := n.file.Text
	if n.file.State == Unset {
		name = "Dockerfile"
	}
	folder, inside := within(n.dir, n.context.Text)
	at, found := within(folder, name)
	if !inside || !found || !c.isFile(at) {
		return unknown(n.file), unknown(n.context)
	}
	return Value{Known, at, n.file.Span}, Value{Known, folder, n.context.Span}
}

// missing is the Dockerfile that is named and is not there, although its context is a folder that is; ok is false where that is not sure.
// What version control ignores may be made before the build.
func (n namedContext) missing(c *collector) (m Missing, ok bool) {
	if n.context.State != Known || n.file.State != Known {
		return Missing{}, false
	}
	folder, inside := within(n.dir, n.context.Text)
	at, found := within(folder, n.file.Text)
	if !inside || !found || !c.isDir(folder) || c.isFile(at) || Ignored(c.fsys, at) {
		return Missing{}, false
	}
	m = Missing{Name: n.file, Path: at, Context: folder}
	if other, found := within(n.dir, n.file.Text); found && c.isFile(other) {
		if below, ok := strings.CutPrefix(other, folder+"/"); ok {
			m.Meant = below
		} else if folder == "." {
			m.Meant = other
		}
	}
	entries, err := fs.ReadDir(c.fsys, folder)
	if err != nil || len(entries) == 0 {
		return Missing{}, false
	}
	var alike []string
	for _, entry := range entries {
		if !entry.IsDir() && strings.Contains(strings.ToLower(entry.Name()), "dockerfile") && !strings.HasSuffix(strings.ToLower(entry.Name()), ".dockerignore") {
			alike = append(alike, entry.Name())
		}
	}
	if m.Meant == "" && len(alike) == 1 {
		m.Meant = alike[0]
	}
	return m, true
}

// architectureOf is the architecture that the name of a constant stands for: ARM_64, lambda.Architecture.X86_64.
func architectureOf(name string) (string, bool) {
	switch strings.ToLower(strings.TrimPrefix(path.Ext("."+name), ".")) {
	case "arm_64", "arm64":
		return "arm64", true
	case "x86_64":
		return "x86_64", true
	}
	return "", false
}

// useBuild ties a function to what a build makes.
func (f *Function) useBuild(b *Build) {
	f.Through = b
	f.Dockerfile, f.Context, f.Target, f.Args = b.Dockerfile, b.Context, b.Target, b.Args
	if b.File != f.File {
		f.Dockerfile.Span, f.Context.Span, f.Target.Span = source.Span{}, source.Span{}, source.Span{}
	}
}
