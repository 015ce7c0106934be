package analysis

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

// javascriptSources are the extensions of what compilers and bundlers make JavaScript of.
var javascriptSources = []string{".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"}

// writtenIn is a resolution with the source that a person wrote, where Module has none to read: the source of a module that a command may have changed,
// or that a compiler or a bundler makes. It shows people where their handler is, and decides nothing: its Symbols are never No.
func writtenIn(v *Variant) Resolution {
	r := v.Module()
	switch v.Image.Start.Language {
	case "", lambda.Provided, lambda.Go:
		return resolveProgram(v)
	}
	if r.Compiled != "" && !r.Read && r.Symbol == handlers.EntryPoint {
		r.findAnnotated(v)
	}
	if r.Read && r.Name.Name == "" {
		r.nameClass()
	}
	if r.Read || r.Compiled != "" || r.Symbol == "" {
		return r
	}
	if r.Presence == image.Present && r.Origin.ChangedBy != nil {
		before := r.Origin
		before.ChangedBy = nil
		r.Source, r.Read = v.read(before)
	} else if v.Image.Start.Language == lambda.NodeJS && r.Presence == image.Unknown {
		r.findTranspiled(sourcesOf(v, javascriptSources...))
	}
	if r.Read {
		r.Name, r.Symbols = r.Source.Has(r.Symbol)
	}
	if r.Symbols == handlers.No {
		r.Symbols = handlers.Unknown
	}
	return r
}

// findAnnotated takes the method that the generated main function of a .NET executable calls, as a variable of the function names it.
func (r *Resolution) findAnnotated(v *Variant) {
	name, set := v.Image.Inputs.Override.Environment[lambda.AnnotationsHandlerVariable]
	if !set {
		name, _ = v.Image.Final.Env.Runtime(lambda.AnnotationsHandlerVariable)
	}
	if !name.Known || name.Text == "" {
		return
	}
	project := strings.TrimPrefix(r.Compiled, v.Context+"/")
	var found []Resolution
	sourcesOf(v, ".cs").below(path.Dir(project)).holding(name.Text, func(m handlers.Module) bool {
		for _, n := range m.Names {
			if _, method, ok := m.Member(n.Name); ok && method == name.Text && n.Callable != handlers.No {
				found = append(found, Resolution{Source: m, Name: n})
			}
		}
		return len(found) > 1
	})
	if len(found) == 1 {
		r.Source, r.Read, r.Name, r.Symbols = found[0].Source, true, found[0].Name, handlers.Yes
	}
}

// nameClass takes the class of a method that the class inherits, and so does not show.
func (r *Resolution) nameClass() {
	class, _, ok := r.Source.Member(r.Symbol)
	if n, answer := r.Source.Has(class); ok && answer == handlers.Yes && r.Symbols == handlers.Unknown {
		r.Name = n
	}
}

// findTranspiled takes the one source of the module's name that defines the handler, the one in the likeliest folder: "dist/api/index" is made of
// src/api/index.ts rather than of src/index.ts.
func (r *Resolution) findTranspiled(tree sourceTree) {
	var best []handlers.Module
	likeliest := -1
	for _, file := range tree.copied(tree.named(path.Base(r.Module))) {
		likely := sharedFolders(file, r.Module)
		if likely < likeliest {
			continue
		}
		f, ok := tree.text(file)
		if !ok {
			continue
		}
		m, ok := handlers.Read(f)
		if _, answer := m.Has(r.Symbol); !ok || answer != handlers.Yes {
			continue
		}
		if likely > likeliest {
			best, likeliest = nil, likely
		}
		best = append(best, m)
	}
	if len(best) == 1 {
		r.Source, r.Read, r.Compiled = best[0], true, best[0].File.Path()
	}
}

// named are the tree's files of a name without its extension, declarations and tests left out.
func (t sourceTree) named(stem string) []string {
	var found []string
	for _, file := range t.files {
		if strings.TrimSuffix(path.Base(file), path.Ext(file)) == stem {
			found = append(found, file)
		}
	}
	return found
}

// sharedFolders counts the folders that stand right above the names of two files in both.
func sharedFolders(a, b string) int {
	as, bs := strings.Split(path.Dir(a), "/"), strings.Split(path.Dir(b), "/")
	slices.Reverse(as)
	slices.Reverse(bs)
	n := 0
	for n < len(as) && n < len(bs) && as[n] == bs[n] && as[n] != "." {
		n++
	}
	return n
}
