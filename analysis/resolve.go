package analysis

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// moduleNaming is how a language finds the file of a handler's module.
type moduleNaming struct {
	// split takes a handler apart; ok is false for one that is malformed.
	split func(handler string) (module, symbol string, ok bool)
	// files are the files that a module may be, relative to a directory of the search path, the usual one first.
	files func(module string) []string
	// hidden are further files and folders that, where they might be, make the answer unknown: compiled modules, packages.
	hidden func(module string) []string
	// adding are variables that add to the search path in ways that are not followed.
	adding []string
}

var namings = map[lambda.Language]moduleNaming{
	lambda.Python: {splitPython, pythonFiles, pythonHidden, nil},
	lambda.NodeJS: {splitNode, nodeFiles, nodeHidden, nil},
	lambda.Ruby:   {splitRuby, rubyFiles, rubyHidden, []string{"RUBYLIB", "RUBYOPT"}},
}

func splitPython(handler string) (module, symbol string, ok bool) {
	at := strings.LastIndexByte(handler, '.')
	if at <= 0 || at == len(handler)-1 {
		return "", "", false
	}
	return strings.ReplaceAll(handler[:at], ".", "/"), handler[at+1:], true
}

func pythonFiles(module string) []string { return []string{module + ".py", module + "/__init__.py"} }

func pythonHidden(module string) []string { return []string{module + ".pyc", module + ".so", module} }

func splitNode(handler string) (module, symbol string, ok bool) {
	dir, base := path.Split(handler)
	file, symbol, found := strings.Cut(base, ".")
	return dir + file, symbol, found && file != "" && symbol != ""
}

func nodeFiles(module string) []string {
	return []string{module + ".js", module + ".mjs", module + ".cjs"}
}

func nodeHidden(module string) []string {
	return []string{module, module + ".json", module + ".node", "node_modules/" + module}
}

// splitRuby takes FILE.METHOD and FILE.CLASS.METHOD apart as the client does
// (https://github.com/aws/aws-lambda-ruby-runtime-interface-client/blob/main/lib/aws_lambda_ric/lambda_handler.rb).
func splitRuby(handler string) (module, symbol string, ok bool) {
	module, symbol, _ = strings.Cut(handler, ".")
	return module, symbol, module != "" && symbol != "" && strings.Count(symbol, ".") < 2 && !strings.HasSuffix(symbol, ".") && !strings.HasPrefix(symbol, ".")
}

func rubyFiles(module string) []string { return []string{module + ".rb"} }

func rubyHidden(module string) []string { return []string{module + ".so"} }

// locate finds the module of a variant's handler where its runtime looks.
func locate(v *Variant) Resolution {
	start := v.Image.Start
	naming, known := namings[start.Language]
	if !known {
		return resolveCompiled(v)
	}
	if start.Handler.State != image.HandlerGiven || len(start.Handler.SearchPath) == 0 {
		return Resolution{}
	}
	module, symbol, ok := naming.split(start.Handler.Text)
	if !ok {
		return Resolution{}
	}
	r := Resolution{Module: module, Symbol: symbol, File: naming.files(module)[0]}
	search := moduleSearch{v.Image.Final, naming, start.Handler.SearchPath}
	r.Presence, r.File, r.Origin = search.find(module)
	switch r.Presence {
	case image.Present:
		r.readSource(v)
	case image.Absent:
		r.Elsewhere = search.elsewhere(module)
	}
	return r
}

// resolve is what locate finds, and for a module that is missing what may hold it all the same.
func resolve(v *Variant) Resolution {
	r := v.located()
	naming, known := namings[v.Image.Start.Language]
	if !known || r.Presence != image.Absent {
		return r
	}
	r.InContext = inContext(v, naming.files(r.Module))
	if v.Image.Start.Handler.SearchOpen || v.setsAny(naming.adding) || v.mayInstall(r.Module, len(r.InContext)+len(r.Elsewhere) > 0) {
		r.Presence = image.Unknown
	}
	return r
}

// setsAny reports whether one of the variables is set in the function's container.
func (v *Variant) setsAny(variables []string) bool {
	return slices.ContainsFunc(variables, func(name string) bool {
		_, inImage := v.Image.Final.Env.Runtime(name)
		_, inFunction := v.Image.Inputs.Override.Environment[name]
		return inImage || inFunction
	})
}

type moduleSearch struct {
	stage  *image.Stage
	naming moduleNaming
	dirs   []string
}

// find looks in each directory of the search path. What lies there counts more than what could lie there: a file that is present in the
// task root is the module, though a later RUN could have made another.
func (m moduleSearch) find(module string) (image.Presence, string, image.Origin) {
	unknown := false
	for _, dir := range m.dirs {
		for _, file := range m.naming.files(module) {
			switch presence, origin := m.stage.LookupOwn(join(dir, file)); presence {
			case image.Present:
				return image.Present, file, origin
			case image.Unknown:
				unknown = unknown || !isPackageDir(dir)
			}
		}
		for _, file := range m.naming.hidden(module) {
			if presence, _ := m.stage.LookupOwn(join(dir, file)); presence != image.Absent && !isPackageDir(dir) {
				unknown = true
			}
		}
	}
	if unknown {
		return image.Unknown, m.naming.files(module)[0], image.Origin{}
	}
	return image.Absent, m.naming.files(module)[0], image.Origin{}
}

// join is a file of a directory; a module that is named by an absolute path is that file.
func join(dir, file string) string {
	if path.IsAbs(file) {
		return file
	}
	return path.Join(dir, file)
}

// isPackageDir reports a directory of installed packages, whose modules mayInstall judges, or of an interpreter's own library.
func isPackageDir(dir string) bool {
	return strings.Contains(dir, "/lib/python") || strings.Contains(dir, "/vendor/bundle") || strings.Contains(dir, "/ruby/gems") || strings.Contains(dir, "node_modules") || strings.HasPrefix(dir, lambda.LanguageHome) || strings.HasPrefix(dir, lambda.RuntimeDir)
}

func (m moduleSearch) elsewhere(module string) []image.Found {
	var found []image.Found
	for _, file := range m.naming.files(module) {
		if !path.IsAbs(file) {
			found = append(found, m.stage.Find(file)...)
		}
	}
	return found
}

// readSource reads the module from the build context or the heredoc that it comes from.
func (r *Resolution) readSource(v *Variant) {
	r.Source, r.Read = v.read(r.Origin)
	if r.Read {
		r.Name, r.Symbols = r.Source.Has(r.Symbol)
	}
}

// Read reads a file of the image as a module; ok is false where its content is not in the context, or may have been changed since.
func (p *Pass) Read(origin image.Origin) (handlers.Module, bool) { return p.Variant.read(origin) }

// Read reads a file of the variant's image as a module; see Pass.Read.
func (v *Variant) Read(origin image.Origin) (handlers.Module, bool) { return v.read(origin) }

func (v *Variant) read(origin image.Origin) (handlers.Module, bool) {
	file, ok := v.file(origin)
	if !ok {
		return handlers.Module{}, false
	}
	return handlers.Read(file)
}

// File is a file of the image as the context has it; ok is false where its content is not in the context, or may have been changed since.
func (p *Pass) File(origin image.Origin) (file *source.File, ok bool) { return p.Variant.file(origin) }

func (v *Variant) file(origin image.Origin) (*source.File, bool) {
	if origin.ContextPath == "" || origin.Dir || v.Image.Inputs.Context == nil || origin.ChangedBy != nil {
		return nil, false
	}
	text, err := fs.ReadFile(v.Image.Inputs.Context, origin.ContextPath)
	if err != nil {
		return nil, false
	}
	return source.New(path.Join(v.Context, origin.ContextPath), string(text)), true
}

// inContext are the files of the build context that a module could be: at its root, beside the Dockerfile, and in the folders right below the root.
func inContext(v *Variant, files []string) []string {
	context := v.Image.Inputs.Context
	if context == nil {
		return nil
	}
	dirs := []string{"."}
	if beside := path.Dir(v.Image.File.Source.Path()); v.Context == "." && beside != "." {
		dirs = append(dirs, beside)
	}
	entries, _ := fs.ReadDir(context, ".") // a folder that cannot be read holds nothing for us
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && e.Name() != "node_modules" {
			dirs = append(dirs, e.Name())
		}
	}
	var found []string
	for _, dir := range dirs {
		for _, file := range files {
			name := path.Join(dir, file)
			if !fs.ValidPath(name) || slices.Contains(found, name) {
				continue
			}
			if info, err := fs.Stat(context, name); err == nil && !info.IsDir() {
				found = append(found, name)
			}
		}
	}
	return found
}
